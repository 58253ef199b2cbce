"""Forms of adverse events: opening one, describing it, and adding to it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.adverse_events import LONGEST, Description
from clinic.records.models import (
    AdverseCourse,
    AdverseEvent,
    Affected,
    Cause,
    Relatedness,
    Session,
)
from clinic.records.queries.adverse_events import grades_for
from clinic.web.facemap import zone_name
from clinic.web.forms.days import DayField
from clinic.web.offers import offer
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.protocols.library import shipped_content


def kinds() -> list[tuple[str, str]]:
    """List the kinds of harm."""
    return [(one.id, one.name) for one in shipped_content().adverse_kind.values()]


class OpenForm(forms.Form):
    """Opens an adverse event that was seen or told at a visit."""

    kind = forms.ChoiceField(label=_("What is it?"))
    session = forms.ChoiceField(label=_("After which session?"), required=False)

    def __init__(self, sessions: Sequence[Session], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "kind", [("", _("Choose")), *kinds()])
        treated = [(str(one.pk), f"{one.number}: {full_date(one.on)}") for one in sessions]
        offer(self, "session", [("", _("None of them")), *treated])


class KindForm(forms.Form):
    """Says which kind of harm a worry turned out to be."""

    kind = forms.ChoiceField(label=_("What did it turn out to be?"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "kind", [("", _("Choose")), *kinds()])


class DescribeForm(forms.Form):
    """Says what it is, how bad, since when, and where its root may lie."""

    kind = forms.ChoiceField(label=_("What it is"))
    affected = forms.ChoiceField(label=_("Whom it happened to"), choices=Affected.choices[:3])
    onset_on = DayField(label=_("Since when"), required=False)
    grade = forms.ChoiceField(
        label=_("Grade (CTCAE)"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Made for oncology; no scale made for needling was found. Leave it out where it does not fit."
        ),
    )
    relatedness = forms.ChoiceField(
        label=_("Did the treatment do it?"),
        choices=Relatedness.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    zones = forms.MultipleChoiceField(label=_("Where"), required=False, widget=forms.CheckboxSelectMultiple)
    what = forms.CharField(
        label=_("What happened"),
        max_length=LONGEST["what"],
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    treated_with = forms.CharField(
        label=_("What was done for it"), max_length=LONGEST["treated_with"], required=False
    )
    causes = forms.MultipleChoiceField(
        label=_("Where its root may lie"),
        choices=Cause.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    root_cause = forms.CharField(
        label=_("Why it came to it"), max_length=LONGEST["root_cause"], required=False
    )
    prevention = forms.CharField(
        label=_("What will be otherwise"), max_length=LONGEST["prevention"], required=False
    )

    def __init__(self, row: AdverseEvent, zones: Sequence[str], *given: Any, **named: Any) -> None:
        named["initial"] = _said_already(row)
        super().__init__(*given, **named)
        offer(self, "kind", kinds())
        graded = [(str(one.number), f"{one.number}: {one.text}") for one in grades_for(row.kind)]
        offer(self, "grade", [("", _("Not graded")), *graded])
        offer(self, "zones", [(zone, zone_name(zone)) for zone in dict.fromkeys([*zones, *row.zones])])

    def said(self) -> Description:
        """Give what was said, as the deed takes it."""
        data = self.cleaned_data
        grade = int(data["grade"]) if data["grade"] else None
        many = {name: tuple(data[name]) for name in ("zones", "causes")}
        return Description(**(data | many | {"grade": grade}))


class AddForm(forms.Form):
    """Adds to a signed adverse event."""

    on = DayField(label=_("On which day"))
    course = forms.ChoiceField(
        label=_("How they are"),
        choices=[("", _("This is no word on it")), *AdverseCourse.choices],
        required=False,
    )
    text = forms.CharField(
        label=_("What is so"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("How it went on, a correction, or to whom it was reported and when."),
    )


class WithdrawForm(forms.Form):
    """Says that it was no adverse event."""

    because = forms.CharField(label=_("Why it is none"), max_length=400)


def _said_already(row: AdverseEvent) -> dict[str, Any]:
    names = (
        *("kind", "affected", "onset_on", "relatedness", "zones", "what"),
        *("treated_with", "causes", "root_cause", "prevention"),
    )
    return {name: getattr(row, name) for name in names} | {
        "grade": "" if row.grade is None else str(row.grade)
    }
