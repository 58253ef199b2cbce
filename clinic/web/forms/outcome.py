"""The form of an outcome visit: asked as it was asked before the course."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.outcome import Held
from clinic.web.forms.consent import RATINGS

HEALED = [("yes", _("Nothing is seen that still has to heal")), ("no", _("Something still has to heal"))]


class OutcomeVisitForm(forms.Form):
    """What the person says today, and whether healing is complete; nothing is chosen beforehand."""

    on = forms.DateField(label=_("Held on"), widget=forms.DateInput({"type": "date"}))
    words = forms.CharField(
        label=_("How do they see it today? In their own words"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("As they say it, without looking at what they said before."),
    )
    rating = forms.ChoiceField(
        label=_("How much does it bother them?"),
        choices=RATINGS,
        widget=forms.RadioSelect,
        help_text=_("0 is not at all, 10 is as much as can be; asked as before the course."),
    )
    healed = forms.ChoiceField(label=_("Is healing complete?"), choices=HEALED, widget=forms.RadioSelect)
    unhealed = forms.CharField(
        label=_("What is not healed, and what happens now"), max_length=400, required=False
    )
    ended_early = forms.CharField(
        label=_("Why no further session follows"),
        max_length=400,
        required=False,
        help_text=_("More sessions were planned. Without a reason the series stays open."),
    )

    def __init__(self, *given: object, is_planned_longer: bool, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        if not is_planned_longer:
            del self.fields["ended_early"]

    def held(self) -> Held:
        """Give the visit as the deed takes it."""
        said = self.cleaned_data
        return Held(
            on=said["on"],
            words=said["words"],
            rating=int(said["rating"]),
            is_healed=said["healed"] == "yes",
            unhealed=said["unhealed"],
            ended_early=said.get("ended_early", ""),
        )
