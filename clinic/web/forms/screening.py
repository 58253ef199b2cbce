"""Forms of screening: a concern with its places, and the reason to decide otherwise."""

from typing import Final

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from clinic.web.forms.history import ZONE_CHOICES
from needlepoint.protocols.library import shipped_content

SEVERITY_CHOICES: Final = [
    ("", _("Not rated")),
    ("minimal", _("Minimal")),
    ("mild", _("Mild")),
    ("moderate", _("Moderate")),
    ("severe", _("Severe")),
    ("very-severe", _("Very severe")),
]


def indication_choices() -> list[tuple[str, str]]:
    """List what can be treated, in the order of the content, after an empty line: nobody's concern is guessed."""
    known = [(one.id, one.name) for one in shipped_content().indication.values()]
    return [("", str(_("Choose what it is"))), *known]


class ConcernForm(forms.Form):
    """What somebody would like treated, and where."""

    indication = forms.ChoiceField(
        label=_("What?"),
        choices=lazy(indication_choices, list),
        error_messages={"required": _("Choose what it is.")},
    )
    severity = forms.ChoiceField(label=_("How strong?"), choices=SEVERITY_CHOICES, required=False)
    zones = forms.MultipleChoiceField(label=_("Where?"), choices=ZONE_CHOICES, required=False)


class OverrideForm(forms.Form):
    """Decides otherwise for one rule."""

    rule = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why, in your own words"), max_length=400)
