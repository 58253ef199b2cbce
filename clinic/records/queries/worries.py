"""Questions about worries: what is open, and until when; what somebody wrote last in their browser."""

from django.db.models import QuerySet

from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Patient, Worry, WorryState
from clinic.records.visibility import visible

LISTED_AT_MOST = 100


def open_worries(actor: Actor) -> QuerySet[Worry]:
    """Give every worry that is not closed, the one that is due first before the others."""
    rows = visible(actor, Worry).exclude(state=WorryState.CLOSED)
    return rows.select_related("patient", "check_in")


def worries_listed(actor: Actor) -> list[Worry]:
    """Give the worries for the board; those that nobody has taken on come first."""
    return sorted(
        open_worries(actor)[:LISTED_AT_MOST], key=lambda one: (one.state != WorryState.OPEN, one.due_at)
    )


def waiting_count(actor: Actor) -> int:
    """Count the worries at which nobody has looked yet."""
    return visible(actor, Worry).filter(state=WorryState.OPEN).count()


def last_written(patient: Patient, sitting: str) -> CheckIn | None:
    """Give what was written last in a browser."""
    return CheckIn.objects.filter(patient=patient, sitting=sitting).first() if sitting else None
