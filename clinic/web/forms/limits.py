"""The form that draws a limit of a setting closer, makes it stop approval, or draws a soft one wider."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.web.forms.policy import DraftForm, reason_field
from needlepoint.protocols.amendments import with_entry
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.limits import is_wider, limit_problems
from needlepoint.protocols.model.overlay import Limited
from needlepoint.protocols.policy import PolicyFile


def limit_choices() -> list[tuple[str, str]]:
    """List the limits of a setting, each with the number that is shipped."""
    known = shipped_content().constraint.values()
    named = [(one.id, f"{one.name} ({one.at_most:g} {one.unit})".replace(" )", ")")) for one in known]
    return [("", str(_("Choose a limit"))), *named]


class LimitForm(DraftForm):
    """Draws one limit."""

    constraint = forms.ChoiceField(
        label=_("Limit"), choices=limit_choices, help_text=_("With the number that is shipped.")
    )
    at_most = forms.FloatField(
        label=_("At most"),
        required=False,
        min_value=0,
        help_text=_("In the unit of the limit; a share goes from 0 to 1. Left empty: the number stays."),
    )
    is_hard = forms.BooleanField(label=_("What is beyond it stops approval"), required=False)
    since = forms.DateField(
        label=_("Since when, if it is wider than shipped"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        """Refuse, by its field, what no clinic may do to a limit."""
        given = super().clean() or {}
        if given.get("constraint") and given.get("reason") and "at_most" not in self.errors:
            for _key, problem, remedy in limit_problems(self._limit("–"), shipped_content().constraint):
                field = "is_hard" if "become" in problem else "at_most"
                self.add_error(field, f"{problem[:1].upper()}{problem[1:]}: {remedy}.")
        if not self.errors and self._is_wider() and not given.get("since"):
            self.add_error("since", _("A wider limit needs the day since when somebody answers for it."))
        return given

    def amended(self, file: PolicyFile, name: str, on: date) -> PolicyFile:
        """Give the draft with this limit."""
        return with_entry(file, "limit", self._limit(name))

    def _is_wider(self) -> bool:
        known = shipped_content().constraint[self.cleaned_data["constraint"]]
        return is_wider(self._limit("–"), known)

    def _limit(self, name: str) -> Limited:
        given = self.cleaned_data
        limit = Limited(
            constraint=given["constraint"],
            reason=given["reason"],
            at_most=given.get("at_most"),
            hardness="hard" if given.get("is_hard") else None,
        )
        known = shipped_content().constraint[given["constraint"]]
        if not is_wider(limit, known):
            return limit
        # Without a day the field says so; the library asks for a name and a day at once, and one of them is here.
        since = given.get("since") or date.min
        return Limited(
            constraint=limit.constraint,
            reason=limit.reason,
            at_most=limit.at_most,
            hardness=limit.hardness,
            by=name,
            on=since,
        )
