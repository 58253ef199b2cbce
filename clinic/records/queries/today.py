"""Today: who is here, what blocks, and the next deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from clinic.records.actors import Actor
from clinic.records.models import Attendance, Patient, PatientState
from clinic.records.queries.course import Step, course_lines, next_step
from clinic.records.visibility import visible

_LISTED_AT_MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One patient on today's list."""

    patient: Patient
    arrived_at: datetime | None
    line: Sequence[Step]

    @property
    def next_step(self) -> Step | None:
        """Give the step that is to be done next."""
        return next_step(self.line)

    @property
    def told_by(self) -> Step | None:
        """Give the step that says where somebody stands: the one that blocks or makes one wait, else the next."""
        blocking = (s for s in self.line if s.progress.state == "blocked" or s.progress.decision)
        return next(blocking, self.next_step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in the clinic: who is in the house, in order of arrival, and who was registered last and is not here."""

    here: list[Entry]
    others: list[Entry]


def day_of(actor: Actor) -> Day:
    """Gather the day; all course lines are worked out together."""
    assert actor.clinic is not None  # the page is for people who work here
    rows = list(_open_attendances(actor))
    arrivals = {row.patient_id: row.created_at for row in rows}
    present, others = [row.patient for row in rows], list(_lately_registered(actor))
    for patient in (*present, *others):
        patient.clinic = actor.clinic  # it is this one, and nobody need ask the database again
    lines = course_lines([*present, *others], actor.today)
    entries = {
        patient.pk: Entry(patient=patient, arrived_at=arrivals.get(patient.pk), line=lines[patient.pk])
        for patient in (*present, *others)
    }
    return Day(here=[entries[one.pk] for one in present], others=[entries[one.pk] for one in others])


def _open_attendances(actor: Actor) -> QuerySet[Attendance]:
    return visible(actor, Attendance).filter(left_at=None).select_related("patient")[:_LISTED_AT_MOST]


def _lately_registered(actor: Actor) -> QuerySet[Patient]:
    is_here = Attendance.objects.filter(patient=OuterRef("pk"), left_at=None)
    standing = visible(actor, Patient).filter(~Exists(is_here), state=PatientState.REGISTERED)
    return standing.order_by("-created_at")[:_LISTED_AT_MOST]
