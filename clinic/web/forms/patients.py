"""Forms about patients."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from clinic.accounts.countries import COUNTRY_CHOICES
from clinic.records.actions.patients import PatientDetails
from clinic.records.models import Sex

LANGUAGE_CHOICES = sorted(
    ((code, info["name_local"]) for code, info in LANG_INFO.items() if "name_local" in info),
    key=lambda choice: choice[1].casefold(),
)


class PatientForm(forms.Form):
    """What is asked at the desk."""

    name = forms.CharField(
        label=_("Full name"), max_length=200, help_text=_("As it stands in an identity document.")
    )
    chosen_name = forms.CharField(
        label=_("Chosen name"), max_length=200, required=False, help_text=_("How they want to be called.")
    )
    birth_date = forms.DateField(
        label=_("Birth date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=Sex.choices,
        initial=Sex.UNKNOWN,
        help_text=_(
            "Used for limits of devices and creams. Whether somebody can be pregnant is asked on its own."
        ),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_CHOICES, initial="en")
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRY_CHOICES)

    def details(self) -> PatientDetails:
        """Give what was typed as the deeds take it."""
        names = PatientDetails.__dataclass_fields__
        return PatientDetails(**{name: self.cleaned_data[name] for name in names})


class RegistrationForm(PatientForm):
    """Registers somebody; `not_the_same_as` names those who were looked at and are somebody else."""

    not_the_same_as = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_not_the_same_as(self) -> list[UUID]:
        """Read the ids, leaving out what is none."""
        return [found for word in self.cleaned_data["not_the_same_as"].split() if (found := _id(word))]


class AmendmentForm(PatientForm):
    """Corrects somebody's details, from the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EnteredInErrorForm(forms.Form):
    """Marks a record that should not exist."""

    reason = forms.CharField(
        label=_("Why is this record wrong?"),
        max_length=400,
        help_text=_("A few words. They stay on the record with your name and the time."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SearchForm(forms.Form):
    """Finds patients; sent by POST, so that no name stands in an address."""

    q = forms.CharField(label=_("Name, birth date or telephone"), max_length=200, required=False, strip=True)


def initial_of(patient: Any) -> dict[str, Any]:
    """Give the present details of a patient for a form."""
    names = [*PatientDetails.__dataclass_fields__, "version"]
    return {name: getattr(patient, name) for name in names}


def _id(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
