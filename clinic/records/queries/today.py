"""Today: who is here, what blocks, and the next deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

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
    def blocked_by(self) -> str:
        """Say what stands in the way, or nothing."""
        return next((s.progress.note for s in self.line if s.progress.state == "blocked"), "")


def who_is_here(actor: Actor) -> list[Entry]:
    """List who is in the house, in order of arrival."""
    open_rows = visible(actor, Attendance).filter(left_at=None).select_related("patient")[:_LISTED_AT_MOST]
    arrivals = {row.patient_id: row.created_at for row in open_rows}
    return _entries(actor, [row.patient for row in open_rows], arrivals)


def lately_registered(actor: Actor) -> list[Entry]:
    """List who was registered last and is not here now."""
    is_here = Attendance.objects.filter(patient=OuterRef("pk"), left_at=None)
    standing = visible(actor, Patient).filter(~Exists(is_here), state=PatientState.REGISTERED)
    newest = standing.order_by("-created_at")[:_LISTED_AT_MOST]
    return _entries(actor, list(newest), {})


def _entries(actor: Actor, patients: Sequence[Patient], arrivals: dict[object, datetime]) -> list[Entry]:
    lines = course_lines(patients, actor.today)
    return [
        Entry(patient=patient, arrived_at=arrivals.get(patient.pk), line=lines[patient.pk])
        for patient in patients
    ]
