"""Forms about the clinic and its people."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from clinic.accounts.countries import COUNTRY_CHOICES, emergency_number
from clinic.accounts.models import Profession, Role
from clinic.records.actions.team import ClinicDetails, MemberDetails, Person

TIME_ZONES = [
    (name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"
]


class PasswordField(forms.CharField):
    """A new password; browsers may propose one."""

    widget = forms.PasswordInput({"autocomplete": "new-password"})

    def validate(self, value: str) -> None:
        """Refuse a password that is easy to guess."""
        super().validate(value)
        if value:
            validate_password(value)


class PinField(forms.CharField):
    """A PIN, typed on a number pad and never shown."""

    widget = forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric"})


class ClinicForm(forms.Form):
    """What a clinic says of itself."""

    clinic_name = forms.CharField(label=_("Name of the clinic"), max_length=200)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[("", _("Choose a country")), *COUNTRY_CHOICES],
        help_text=_(
            "It decides on device labels, the least age, what may lawfully be asked and emergency numbers."
        ),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[("", _("Choose a time zone")), *TIME_ZONES])
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, help_text=_("It stands on every page of a patient.")
    )
    emergency_number = forms.CharField(
        label=_("Emergency number"),
        max_length=20,
        required=False,
        help_text=_("Left empty, the usual one of the country is taken. Check it."),
    )
    on_call_name = forms.CharField(
        label=_("On-call clinician"),
        max_length=200,
        required=False,
        help_text=_("Who answers worried patients. Without somebody and their hours, triage stays off."),
    )
    on_call_hours = forms.CharField(label=_("On-call hours"), max_length=200, required=False)
    out_of_hours = forms.CharField(
        label=_("Out of hours"),
        max_length=600,
        required=False,
        help_text=_("Where to go now while nobody is on call, such as the clinic that is open at night."),
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Fill the country's emergency number where none was typed."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["emergency_number"] = cleaned.get("emergency_number") or emergency_number(
            cleaned.get("country", "")
        )
        return cleaned

    def clinic_details(self) -> ClinicDetails:
        """Give what was typed as the deeds take it."""
        data = self.cleaned_data
        names = set(ClinicDetails.__dataclass_fields__) - {"name"}
        return ClinicDetails(name=data["clinic_name"], **{name: data[name] for name in names})


class MemberForm(forms.Form):
    """What somebody is to the clinic."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    profession = forms.ChoiceField(
        label=_("Profession"),
        choices=Profession.choices,
        initial=Profession.NONE,
        help_text=_("What a clinician may sign depends on it."),
    )
    credential = forms.CharField(
        label=_("Credential"),
        max_length=200,
        required=False,
        help_text=_("Register and number, as it will be printed."),
    )
    scope = forms.CharField(label=_("Scope of practice"), max_length=400, required=False)
    valid_until = forms.DateField(
        label=_("Credential valid until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    needs_cosign = forms.BooleanField(
        label=_("The medical director countersigns the sessions that they sign"), required=False
    )

    def member_details(self) -> MemberDetails:
        """Give what was typed as the deeds take it."""
        return MemberDetails(**{name: self.cleaned_data[name] for name in MemberDetails.__dataclass_fields__})


class InvitationForm(MemberForm):
    """Invites somebody."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("They sign in with it."))
    field_order = ["name", "email"]


class AmendMemberForm(MemberForm):
    """Changes what somebody is, from the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SetupForm(ClinicForm):
    """Founds a clinic with its first medical director."""

    token = forms.CharField(
        label=_("Set-up word"), max_length=100, help_text=_("It was printed where the clinic was started.")
    )
    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("Your e-mail"), help_text=_("You will sign in with it."))
    password = PasswordField(label=_("Password"), help_text=_("At least 12 characters."))
    profession = forms.ChoiceField(
        label=_("Your profession"),
        choices=Profession.choices,
        initial=Profession.NONE,
        help_text=_("A director with a clinical profession can treat as well."),
    )
    credential = forms.CharField(label=_("Your credential"), max_length=200, required=False)
    field_order = ["token", "clinic_name", "country", "time_zone", "phone", "emergency_number"]

    def person(self) -> Person:
        """Give the first person."""
        return Person(**{name: self.cleaned_data[name] for name in Person.__dataclass_fields__})

    def first_member(self) -> MemberDetails:
        """Give what the first person is: the medical director."""
        data = self.cleaned_data
        return MemberDetails(role=Role.DIRECTOR, profession=data["profession"], credential=data["credential"])


class JoinForm(forms.Form):
    """Accepts an invitation."""

    password = PasswordField(label=_("Choose a password"), help_text=_("At least 12 characters."))


class UnlockForm(forms.Form):
    """Opens the screen."""

    pin = PinField(label=_("PIN"), max_length=8)


class PinForm(forms.Form):
    """Chooses a PIN; the password says that it is really you."""

    pin = PinField(
        label=_("New PIN"), max_length=8, help_text=_("4 to 8 digits that neither repeat nor count.")
    )
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


def member_initial(member: Any) -> dict[str, date | str | int | None]:
    """Give the present details of a member for a form."""
    return {name: getattr(member, name) for name in [*MemberDetails.__dataclass_fields__, "version"]}


def clinic_initial(clinic: Any) -> dict[str, str]:
    """Give the present details of a clinic for a form."""
    names = set(ClinicDetails.__dataclass_fields__) - {"name"}
    return {"clinic_name": clinic.name, **{name: getattr(clinic, name) for name in names}}
