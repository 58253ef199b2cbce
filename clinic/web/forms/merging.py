"""Forms about two records of one person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.models import Patient
from clinic.web.offers import offer


class MergeForm(forms.Form):
    """Says which record is kept, and how it was found out."""

    q = forms.CharField(
        label=_("Look for another record: name, birth date or telephone"),
        max_length=200,
        required=False,
        strip=True,
    )
    kept = forms.ChoiceField(
        label=_("Which record is kept?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )
    reason = forms.CharField(
        label=_("How was it found out that both are one person?"),
        max_length=400,
        help_text=_("Compare two identifiers. The words stay on both records with your name and the time."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, others: Sequence[Patient], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "kept", [(str(one.pk), one.name) for one in others])


class UndoMergeForm(forms.Form):
    """Says why two records are not of one person after all."""

    reason = forms.CharField(
        label=_("How was it found out that they are two people?"),
        max_length=400,
        help_text=_("The words stay on both records with your name and the time."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
