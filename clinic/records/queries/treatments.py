"""What was done to a patient here, as the facts of the next screening: the loop of care closes in the record."""

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from clinic.records.models import OutcomeVisit, Patient, Session, SessionState
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Event

KIND = "microneedling"


def sessions_of(patient: Patient) -> list[Session]:
    """List every session of a patient, newest first, read once for as long as this patient object is at hand."""
    if not hasattr(patient, "loaded_sessions"):
        patient.loaded_sessions = list(with_sheets([patient]))  # type: ignore[attr-defined]
    loaded: list[Session] = patient.__dict__["loaded_sessions"]
    return loaded


def with_sheets(patients: Sequence[Patient]) -> QuerySet[Session]:
    """Give the sessions of some patients, each with its aftercare sheet, where it has one, but for what it says."""
    rows = with_outcome(Session.objects.filter(patient__in=patients))
    return rows.select_related("aftercare").defer("aftercare__document")


def with_outcome(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Give sessions with the newest outcome visit that looked back on each: its day, and whether all was healed."""
    visits = OutcomeVisit.objects.filter(session=OuterRef("pk")).order_by("-on", "-created_at")
    return rows.annotate(
        outcome_on=Subquery(visits.values("on")[:1]),
        outcome_is_healed=Subquery(visits.values("is_healed")[:1]),
    )


def forget_sessions(patient: Patient) -> None:
    """Let the next question read the rows again, after something was written."""
    patient.__dict__.pop("loaded_sessions", None)


def signed_session_events(patient: Patient, on: date) -> tuple[Event, ...]:
    """Give each signed session up to a day as an event with its zones."""
    signed = [one for one in sessions_of(patient) if one.state == SessionState.SIGNED and one.on <= on]
    return tuple(_event(one) for one in reversed(signed) if one.treated_zones)


def _event(session: Session) -> Event:
    day = PartialDate(session.on.year, session.on.month, session.on.day)
    return Event(kind=KIND, zones=session.treated_zones, since=day, until=day)
