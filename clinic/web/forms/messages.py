"""The form about what a patient agrees to."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records.actions.contact import Agreement
from clinic.records.models import ContactPreference


class ContactForm(forms.Form):
    """By which channels somebody may be written to, and by whose clock."""

    sms = forms.BooleanField(label=gettext_lazy("Text message (SMS)"), required=False)
    whatsapp = forms.BooleanField(label=gettext_lazy("WhatsApp"), required=False)
    push = forms.BooleanField(label=gettext_lazy("On the phone’s screen (web push)"), required=False)
    email = forms.BooleanField(label=gettext_lazy("E-mail"), required=False)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("So that nothing comes at night, between 21:00 and 8:00."),
    )

    def __init__(self, *given: Any, preference: ContactPreference, **named: Any) -> None:
        super().__init__(*given, **named)
        self.initial = preference.said()
        clinics = _("The clinic’s, %(zone)s") % {"zone": preference.clinic.time_zone}
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)  # as it is declared above
        field.choices = [("", clinics), *zones]

    def agreement(self) -> Agreement:
        """Give what was ticked as the deed takes it."""
        return Agreement(**self.cleaned_data)
