"""Questions about worries: what is open, and until when; what somebody wrote just now in their browser."""

from datetime import timedelta
from typing import Final

from django.db.models import Case, QuerySet, When

from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Patient, Worry, WorryState
from clinic.records.visibility import visible
from needlepoint.aftercare.sorting import RANK

LISTED_AT_MOST: Final = 100
# What was said longer ago is asked anew: a "no" of the morning is none of the evening.
SAID_JUST_NOW: Final = timedelta(minutes=30)


def open_worries(actor: Actor) -> QuerySet[Worry]:
    """Give every worry that is not closed, the one that is due first before the others."""
    rows = visible(actor, Worry).exclude(state=WorryState.CLOSED)
    return rows.select_related("patient", "check_in")


def worries_listed(actor: Actor) -> list[Worry]:
    """Give the worries for the board: first what nobody has taken on, of that the emergencies, then by deadline."""
    is_taken = Case(When(state=WorryState.OPEN, then=0), default=1)
    is_milder = Case(When(level="emergency", then=0), default=1)
    return list(open_worries(actor).order_by(is_taken, is_milder, "due_at")[:LISTED_AT_MOST])


def still_open_before(row: CheckIn) -> Worry | None:
    """Give the hardest worry of an earlier report of the same patient that nobody has closed."""
    rank = Case(*(When(level=level, then=place) for level, place in RANK.items()), default=0)
    rows = Worry.objects.filter(clinic=row.clinic, patient=row.patient, created_at__lte=row.created_at)
    before = rows.exclude(check_in=row).exclude(state=WorryState.CLOSED).select_related("check_in")
    return before.order_by(-rank, "due_at").first()


def waiting_count(actor: Actor) -> int:
    """Count the worries at which nobody has looked yet."""
    return visible(actor, Worry).filter(state=WorryState.OPEN).count()


def last_written(patient: Patient, sitting: str) -> CheckIn | None:
    """Give what was written last in a browser, within the last half hour; older words are nothing of now."""
    if not sitting:
        return None
    since = clock.now() - SAID_JUST_NOW
    return CheckIn.objects.filter(patient=patient, sitting=sitting, created_at__gte=since).first()
