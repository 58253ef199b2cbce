"""The form of the rota."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Membership
from clinic.records.actions.rota import MOST_WEEKS, PLACES, ShiftDetails
from clinic.web.forms.days import DayField
from clinic.web.offers import offer


class ShiftForm(forms.Form):
    """Who is on call, from when to when, in which place."""

    member = forms.ChoiceField(label=_("Who"))
    on = DayField(label=_("Day on which it begins"))
    begin = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    end = forms.TimeField(
        label=_("To"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("A time no later than the beginning is on the next day; the same time is a whole day."),
    )
    place = forms.TypedChoiceField(
        label=_("Place in line"),
        coerce=int,
        choices=[(place, str(place)) for place in PLACES],
        help_text=_("1 is called first; 2 when nobody has taken it on in time."),
    )
    phone = forms.CharField(
        label=_("Number for text messages"),
        max_length=40,
        required=False,
        help_text=_("With its country code. Left empty, they are written to by e-mail."),
    )
    weeks = forms.IntegerField(
        label=_("How many weeks"), min_value=1, max_value=MOST_WEEKS, initial=1, help_text=_("1 is once.")
    )

    def __init__(self, *given: Any, members: list[Membership], **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "member", [(str(one.pk), one.user.name) for one in members])

    def details(self) -> ShiftDetails:
        """Give what was typed as the deed takes it."""
        said = self.cleaned_data
        return ShiftDetails(**{name: said[name] for name in ShiftDetails.__dataclass_fields__})
