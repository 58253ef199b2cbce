"""Forms of incidents: a scan that takes an item out of use, and how it ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.incidents import LONGEST_OUTCOME, SHORTEST_OUTCOME
from clinic.records.models import Affected
from clinic.web.forms.items import ScanField


class RetireForm(forms.Form):
    """Takes the item that met somebody out of use."""

    scan = ScanField(
        label=_("Scan the cartridge, or type our label"),
        help_text=_("Whoever scans it again is refused. What was typed from a pack cannot be recognised."),
    )


class CloseIncidentForm(forms.Form):
    """Closes an incident."""

    affected = forms.ChoiceField(
        label=_("Whom it happened to"), choices=Affected.choices, widget=forms.RadioSelect
    )
    harmed = forms.ChoiceField(
        label=_("Did it do harm?"),
        choices=[("yes", _("Yes, or it may turn out so")), ("no", _("No harm"))],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label=_("What came of it"),
        min_length=SHORTEST_OUTCOME,
        max_length=LONGEST_OUTCOME,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Whom you reached, how they are now, who looks after it next."),
    )

    def said(self) -> dict[str, Any]:
        """Give what was said, as the deed takes it."""
        data = self.cleaned_data
        return {
            "outcome": data["outcome"],
            "affected": data["affected"],
            "harmed": data["harmed"] == "yes",
        }
