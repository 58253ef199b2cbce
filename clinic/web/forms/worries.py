"""The form of a report from home. What is neither ticked nor denied stays unknown.

Nothing is ticked beforehand, save what the same browser said within the last half hour, to be completed.
"""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.accounts.models import Membership
from clinic.records import clock
from clinic.records.models import PatientLink, Reached, ReplyText
from clinic.records.queries.worries import SAID_JUST_NOW
from clinic.web.languages import in_words
from clinic.web.offers import offer
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from needlepoint.aftercare.sorting import RANK, ladder_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED

USUAL: Final = "usual-"
ABSENT: Final = "absent"
LONGEST_TEXT: Final = 10_000
# Signs of too much numbing medicine, and fainting, stand with the emergencies: together they are one.
BESIDE_EMERGENCIES: Final = (
    *("perioral-numbness", "metallic-taste", "tinnitus", "vision-change", "fainting", "urticaria"),
)
GROUPS: Final = {
    "emergency": gettext_lazy("First: does any of this happen?"),
    "today": gettext_lazy("Do you see or feel any of this?"),
    "later": gettext_lazy("Is any of this new?"),
}
DEGREES: Final = [
    ("", gettext_lazy("Not said")),
    (ABSENT, gettext_lazy("Not there")),
    ("1 better", gettext_lazy("A little, getting better")),
    ("1 same", gettext_lazy("A little, the same")),
    ("1 worse", gettext_lazy("A little, getting worse")),
    ("2 better", gettext_lazy("Clearly, getting better")),
    ("2 same", gettext_lazy("Clearly, the same")),
    ("2 worse", gettext_lazy("Clearly, getting worse")),
    ("3 better", gettext_lazy("Badly, getting better")),
    ("3 same", gettext_lazy("Badly, the same")),
    ("3 worse", gettext_lazy("Badly, getting worse")),
]


def signs_of(group: str) -> list[str]:
    """Give the signs of a group, in the order of the warning signs."""
    ladder, course = ladder_of(shipped_content(), SHIPPED), shipped_content().course_of_sign
    warnings = [sign for sign in shipped_content().red_flag if sign in course]
    return [sign for sign in warnings if group_of(sign, ladder.alone[sign]) == group]


def group_of(sign: str, rank: int) -> str:
    """Name the group in which a sign is asked."""
    if rank == RANK["emergency"] or sign in BESIDE_EMERGENCIES:
        return "emergency"
    return "today" if rank == RANK["same_day"] else "later"


def usual_signs() -> list[str]:
    """Give the signs that are usually seen after needling."""
    return [sign.id for sign in shipped_content().course_of_sign.values() if sign.expected]


class TellForm(forms.Form):
    """What somebody sees and feels: warning signs first, then what is usual, then what they put on, then words."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for group, title in GROUPS.items():
            self.fields[group] = _ticks(group, title)
            self.fields[f"none_{group}"] = _denial()
        for sign in usual_signs():
            known = shipped_content().course_of_sign[sign]
            self.fields[USUAL + sign] = forms.ChoiceField(
                label=in_words(known.name), help_text=in_words(known.text), choices=DEGREES, required=False
            )
        self.fields["applied"] = forms.CharField(
            label=_("What have you put on the skin?"),
            help_text=_("One thing a line."),
            max_length=2000,
            required=False,
            widget=forms.Textarea({"rows": 3}),
        )
        self.fields["text"] = forms.CharField(
            label=_("Anything else, in your own words and language"),
            max_length=LONGEST_TEXT,
            required=False,
            widget=forms.Textarea({"rows": 4}),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse an empty form: silence is no report."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Tick what applies, or write it. If in doubt, call."))
        return cleaned

    def report(self) -> CheckInReport:
        """Give what was said; the deed sets the day."""
        said = self.cleaned_data
        ticked = [sign for group in GROUPS for sign in said[group]]
        denied = [
            sign
            for group in GROUPS
            if said[f"none_{group}"]
            for sign in signs_of(group)
            if sign not in said[group]
        ]
        usual = {sign: said[USUAL + sign] for sign in usual_signs() if said[USUAL + sign]}
        there = [_usual_sign(sign, degree) for sign, degree in usual.items() if degree != ABSENT]
        return CheckInReport(
            day=0,
            signs=(*(ReportedSign(sign=sign) for sign in ticked), *there),
            absent=(*denied, *(sign for sign, degree in usual.items() if degree == ABSENT)),
            applied=tuple(line.strip() for line in said["applied"].splitlines() if line.strip()),
            text=said["text"].strip() or None,
        )


class CallForm(forms.Form):
    """What came of a telephone call."""

    reached = forms.ChoiceField(label=gettext_lazy("You called"), choices=Reached.choices)
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "call_%s", **named})


class ReplyForm(forms.Form):
    """A reply: a text that the clinic approved, own words, or both."""

    template = forms.ChoiceField(label=gettext_lazy("Text of the clinic"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Own words"),
        help_text=gettext_lazy(
            "They are read behind the patient’s link; the message says only that they wait."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *given: Any, texts: Sequence[ReplyText], **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "reply_%s", **named})
        self.texts = {str(one.pk): one for one in texts}
        chosen = [(key, one.title) for key, one in self.texts.items()]
        offer(self, "template", [("", _("None")), *chosen])

    def whole(self) -> str:
        """Give the whole text: what was chosen, then the own words."""
        chosen = self.texts.get(self.cleaned_data["template"])
        parts = (chosen.text if chosen else "", self.cleaned_data["text"])
        return "\n\n".join(part.strip() for part in parts if part.strip())


class HandOverForm(forms.Form):
    """To whom a worry is handed over, and why."""

    member = forms.ChoiceField(label=gettext_lazy("To whom"))
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)

    def __init__(self, *given: Any, members: Sequence[Membership], **named: Any) -> None:
        super().__init__(*given, **{"auto_id": "hand_over_%s", **named})
        self.members = {str(one.pk): one for one in members}
        offer(self, "member", [(key, one.user.name) for key, one in self.members.items()])

    def chosen(self) -> Membership:
        """Give the person who was chosen."""
        return self.members[self.cleaned_data["member"]]


class OutcomeForm(forms.Form):
    """What came of a worry."""

    outcome = forms.CharField(
        label=gettext_lazy("What came of it"),
        help_text=gettext_lazy("Whom you reached, what you saw, what happens next."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


def initial_of(report: dict[str, Any] | None) -> dict[str, Any]:
    """Give what was said just before in this browser, so that only what is open need be answered."""
    if report is None:
        return {}
    there = {one["sign"]: one for one in report["signs"]}
    absent = set(report["absent"])
    initial: dict[str, Any] = {"applied": "\n".join(report["applied"]), "text": report.get("text", "")}
    for group in GROUPS:
        signs = signs_of(group)
        initial[group] = [sign for sign in signs if sign in there]
        initial[f"none_{group}"] = all(sign in there or sign in absent for sign in signs)
    for sign in usual_signs():
        initial[USUAL + sign] = ABSENT if sign in absent else _degree(there.get(sign))
    return initial


def begun(link: PatientLink) -> dict[str, Any]:
    """Give what was begun and not sent; after half an hour a "no" is asked again, and what was reported stays."""
    said: dict[str, list[str]] = link.draft or {}
    is_fresh = link.draft_at is not None and clock.now() - link.draft_at < SAID_JUST_NOW
    initial: dict[str, Any] = {name: said.get(name, []) for name in GROUPS}
    for name, values in said.items():
        is_no = name.startswith("none_") or values == [ABSENT]
        if name not in GROUPS and (is_fresh or not is_no):
            initial[name] = values[0]
    return initial


def _denial() -> forms.BooleanField:
    field = forms.BooleanField(label=_("Nothing else on this list"), required=False)
    field.warns = True  # type: ignore[attr-defined]  # it denies warnings, and stands in English as long as they do
    return field


def _ticks(group: str, title: Any) -> forms.MultipleChoiceField:
    flags = shipped_content().red_flag
    field = forms.MultipleChoiceField(
        label=title,
        choices=[(sign, flags[sign].text) for sign in signs_of(group)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field.warns = True  # type: ignore[attr-defined]  # its choices stand in English until their translation is reviewed
    return field


def _usual_sign(sign: str, degree: str) -> ReportedSign:
    severity, _, trend = degree.partition(" ")
    return ReportedSign(sign=sign, severity=int(severity), trend=trend)  # type: ignore[arg-type]


def _degree(one: dict[str, Any] | None) -> str:
    return f"{one['severity']} {one['trend']}" if one else ""
