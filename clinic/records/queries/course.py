"""The course line: where somebody stands between the first question and the outcome.

Each room says how far it is with some patients, all at once, so that a page of many asks no more than a page of one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic.records.models import Patient
from clinic.records.queries.aftercare import aftercare_progress
from clinic.records.queries.consent import consent_progress, load_for_page
from clinic.records.queries.history import history_progress
from clinic.records.queries.outcome import is_series_over, outcome_progress
from clinic.records.queries.planning import plan_progress
from clinic.records.queries.progress import Progress
from clinic.records.queries.screening import screening_progress
from clinic.records.queries.session import session_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of one patient's course line."""

    room: str
    label: str
    progress: Progress


Asked = Callable[[Sequence[Patient], date], dict[UUID, Progress]]


def not_begun(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Answer for a room that has nothing yet."""
    return {}


# Room, label, and who answers for it; the order is the order of care.
COURSE: Final[list[tuple[str, str, Asked]]] = [
    ("history", gettext_noop("History"), history_progress),
    ("screening", gettext_noop("Screening"), screening_progress),
    ("planning", gettext_noop("Plan"), plan_progress),
    ("consent", gettext_noop("Consent"), consent_progress),
    ("session", gettext_noop("Sessions"), session_progress),
    ("aftercare", gettext_noop("Healing"), aftercare_progress),
    ("outcome", gettext_noop("Outcome"), outcome_progress),
]


def course_lines(patients: Sequence[Patient], on: date) -> dict[UUID, list[Step]]:
    """Give the course lines of some patients; what several rooms ask about is read once and stays with them."""
    load_for_page(*patients)
    answers = [(room, _(label), asked(patients, on)) for room, label, asked in COURSE]
    return {
        patient.pk: [
            Step(room=room, label=label, progress=_unless_over(patient, room, answer))
            for room, label, answer in answers
        ]
        for patient in patients
    }


def _unless_over(patient: Patient, room: str, answer: dict[UUID, Progress]) -> Progress:
    """Give how far a room is; after the outcome visit no session of that plan is to be done any more."""
    progress = answer.get(patient.pk, Progress())
    if room == "session" and progress.state != "done" and is_series_over(patient):
        return Progress(state="done", note=_("ended"))
    return progress


def course_line(patient: Patient, on: date) -> list[Step]:
    """Give one patient's course line, once for as long as this patient object is at hand."""
    known: dict[date, list[Step]] = patient.__dict__.setdefault("loaded_course", {})
    if on not in known:
        known[on] = course_lines([patient], on)[patient.pk]
    return known[on]


def next_step(line: Sequence[Step]) -> Step | None:
    """Give the step that is to be done next: the first that waits for nobody, else the first that is not done."""
    open_steps = [step for step in line if step.progress.state != "done"]
    return next(
        (step for step in open_steps if step.progress.state == "now"), open_steps[0] if open_steps else None
    )
