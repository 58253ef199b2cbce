"""Questions about incidents: what the content says, what is open in a session, and which cartridge met it."""

from dataclasses import asdict
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from clinic.accounts.countries import emergency_number
from clinic.accounts.models import Clinic
from clinic.records.models import Incident, IncidentState, ItemUse, Outcome, RetiredItem, Session
from clinic.records.queries.undone import IS_TAKEN_BACK
from clinic.records.queries.written import with_parts
from clinic.records.refusals import BadInput
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import IncidentGuide

SHOWN = ("name", "call", "look", "not_known", "sources", "certainty")


def number_to_call(clinic: Clinic) -> str:
    """Give the emergency number of the clinic, else of its country."""
    return clinic.emergency_number or emergency_number(clinic.country)


def guide_of(kind: str) -> IncidentGuide:
    """Give the guidance for a kind of incident, or refuse a kind that nobody wrote any for."""
    guide = shipped_content().incident_guide.get(kind)
    if guide is None:
        raise BadInput("kind", "Choose what happened from the list.")
    return guide


def guidance_of(guide: IncidentGuide, clinic: Clinic) -> dict[str, Any]:
    """Give the guidance as it is shown here: the number of this clinic stands in it."""
    number = number_to_call(clinic)
    told = {name: getattr(guide, name) for name in SHOWN}
    return told | {
        "call": guide.call.replace("{emergency_number}", number or "the emergency number"),
        "number": number,
        "steps": [asdict(step) for step in guide.step],
    }


def with_incidents(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Let sessions bring along whether an incident is open and whether a cartridge is out of use."""
    return with_parts(rows, _told_of_session)


def _told_of_session() -> dict[str, Any]:
    opened = Incident.objects.filter(session=OuterRef("pk"), state=IncidentState.OPEN).order_by("created_at")
    retired = RetiredItem.objects.filter(use__session=OuterRef("pk"), use__kind="cartridge")
    return {
        "has_open_incident": Exists(opened),
        "first_open_id": Subquery(opened.values("pk")[:1]),
        "first_open_kind": Subquery(opened.values("kind")[:1]),
        "first_open_at": Subquery(opened.values("created_at")[:1]),
        "second_open_id": Subquery(opened.values("pk")[1:2]),
        "has_retired": Exists(retired),
    }


def open_incidents(session: Session) -> list[Incident]:
    """List what is open in a session, oldest first."""
    if not getattr(session, "has_open_incident", True):
        return []
    if getattr(session, "first_open_id", None) and not getattr(session, "second_open_id", None):
        return [_that_came_along(session)]
    rows = Incident.objects.filter(session=session, state=IncidentState.OPEN)
    return list(rows.defer("guidance").order_by("created_at"))


def _that_came_along(session: Any) -> Incident:
    """Give the one open incident as it came with its session: what the bar names, and nothing else of it."""
    came = Incident(kind=session.first_open_kind, created_at=session.first_open_at, session_id=session.pk)
    came.pk = session.first_open_id
    return came


def incidents_of(session: Session) -> QuerySet[Incident]:
    """Give every incident of a session, newest first."""
    return Incident.objects.filter(session=session)


def cartridge_is_retired(session: Session) -> bool:
    """Tell whether the cartridge that was opened last is never to be used again."""
    if not getattr(session, "has_retired", True):
        return False
    cartridge = cartridge_in_use(session)
    return cartridge is not None and RetiredItem.objects.filter(use=cartridge).exists()


def cartridge_in_use(session: Session) -> ItemUse | None:
    """Give the cartridge that was opened last in a session."""
    rows = ItemUse.objects.filter(session=session, kind="cartridge", outcome=Outcome.USED)
    return rows.filter(~IS_TAKEN_BACK).order_by("-created_at").first()
