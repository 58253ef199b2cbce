"""What calendars fetch by themselves: whose address a secret is, and the appointments of a whole clinic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from clinic.accounts.models import Clinic, Membership
from clinic.records.models import (
    CalendarFeed,
    CalendarFeedState,
    Patient,
    PatientState,
    Plan,
    PlanState,
    Session,
    SessionState,
)
from needlepoint.interop.appointments import PlanVersion
from needlepoint.planning.plan import PlannedSession

# A course that was planned longer ago than this has no appointment that a calendar still shows.
LONGEST_COURSE: Final = timedelta(days=800)
_OF_A_VERSION: Final = (
    "pk",
    "number",
    "patient_id",
    "patient__name",
    "patient__chosen_name",
    "proposal__sessions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDates:
    """The approved versions of one patient's plan, the newest first; `called` is how the patient is called."""

    patient_id: UUID
    called: str
    versions: Sequence[PlanVersion]


def feed_of_secret_hash(secret_hash: str) -> CalendarFeed | None:
    """Find the open address of a secret, with whose it is."""
    rows = CalendarFeed.objects.select_related("member__user", "member__clinic", "clinic")
    return rows.filter(secret_hash=secret_hash, state=CalendarFeedState.OPEN).first()


def open_feed_of(member: Membership) -> CalendarFeed | None:
    """Give the address that a member's calendar fetches, if there is one."""
    return CalendarFeed.objects.filter(member=member, state=CalendarFeedState.OPEN).first()


def courses_of_clinic(clinic: Clinic, on: date) -> list[CourseDates]:
    """Give the dates of every course of a clinic that a calendar may still show.

    Of each stored plan only its sessions are read: the whole of some hundred plans would be megabytes. On a record that
    points to another no session begins any more, so that its plan has no appointment.
    """
    since = on - LONGEST_COURSE
    plans = Plan.objects.filter(clinic=clinic, state=PlanState.APPROVED, signed_at__date__gte=since)
    whose = {"patient__state": PatientState.REGISTERED, "patient__merged_into": None}
    standing = plans.filter(**whose).order_by("patient_id", "-number")
    rows = list(standing.values(*_OF_A_VERSION))
    signed = _signed_by_plan(clinic, [row["pk"] for row in rows])
    return [
        _course(list(versions), signed) for _patient, versions in groupby(rows, lambda row: row["patient_id"])
    ]


def changed_at(clinic: Clinic, patient: Patient | None = None) -> datetime:
    """Tell when something last changed that a calendar shows: a version was approved, or a session was signed."""
    whose = {"patient": patient} if patient else {}
    plans = Plan.objects.filter(clinic=clinic, state=PlanState.APPROVED, **whose)
    treated = Session.objects.filter(clinic=clinic, state=SessionState.SIGNED, **whose)
    moments = [rows.aggregate(last=Max("signed_at"))["last"] for rows in (plans, treated)]
    return max((moment for moment in moments if moment), default=clinic.created_at)


def _signed_by_plan(clinic: Clinic, plans: Sequence[UUID]) -> dict[UUID, int]:
    """Count the signed sessions of each plan."""
    found: dict[UUID, int] = {}
    signed = Session.objects.filter(clinic=clinic, state=SessionState.SIGNED, plan__in=plans)
    for plan in signed.values_list("plan_id", flat=True):
        found[plan] = found.get(plan, 0) + 1
    return found


def _course(rows: Sequence[dict[str, Any]], signed: dict[UUID, int]) -> CourseDates:
    newest = rows[0]
    return CourseDates(
        patient_id=newest["patient_id"],
        called=newest["patient__chosen_name"] or newest["patient__name"],
        versions=[
            PlanVersion(
                number=row["number"],
                sessions=list(_sessions(row["proposal__sessions"])),
                treated_before=sum(signed.get(older["pk"], 0) for older in rows[place + 1 :]),
            )
            for place, row in enumerate(rows)
        ],
    )


def _sessions(stored: Any) -> Iterator[PlannedSession]:
    for one in stored or ():
        on = one.get("earliest_on")
        yield PlannedSession(number=one["number"], earliest_on=date.fromisoformat(on) if on else None)
