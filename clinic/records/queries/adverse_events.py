"""Questions about harm: what is on the list, how it went on, and what had met the person when it happened."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from clinic.accounts.models import Clinic
from clinic.records.models import (
    AdverseEvent,
    AdverseEventNote,
    AdverseEventState,
    Affected,
    Patient,
    Session,
)
from clinic.records.queries.chart import chart_of
from clinic.records.queries.items import uses_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Grade

LISTED_AT_MOST = 200
OVER = ("resolved", "remains")


def adverse_events_of(clinic: Clinic) -> list[AdverseEvent]:
    """List the newest adverse events of a clinic, with how each went on."""
    rows = AdverseEvent.objects.filter(clinic=clinic).select_related("patient").prefetch_related("notes")
    return list(rows.defer("document")[:LISTED_AT_MOST])


def harm_of(patient: Patient) -> QuerySet[AdverseEvent]:
    """Give the adverse events of a patient; what a needle did to somebody of the team is not on their page."""
    rows = AdverseEvent.objects.filter(patient=patient, affected=Affected.PATIENT)
    return rows.defer("document").prefetch_related("notes")


def to_be_signed(clinic: Clinic) -> int:
    """Count what is to be completed and signed."""
    return AdverseEvent.objects.filter(clinic=clinic, state=AdverseEventState.DRAFT).count()


def grades_for(kind: str) -> list[Grade]:
    """List the grades that were read for a kind of harm."""
    content = shipped_content()
    known = content.adverse_kind.get(kind)
    return [one for one in content.grade.values() if known and one.scale == known.scale]


def standing_of(notes: Sequence[AdverseEventNote]) -> str:
    """Give how somebody is by the newest word on it; nothing where nobody said."""
    return next((one.course for one in reversed(notes) if one.course), "")


def met_by(session: Session | None) -> dict[str, Any]:
    """Give everything that met somebody in a session: device, items with their lots, who worked, settings."""
    if session is None:
        return {}
    chart = chart_of(session)
    handpiece = chart.handpiece
    return {
        "session": str(session.pk),
        "on": session.on.isoformat(),
        "device": session.device,
        "device_name": shipped_content().device[session.device].name,
        "serial": handpiece.serial if handpiece else "",
        "room": handpiece.room if handpiece else "",
        "operators": sorted({entry.by_name for entry in chart.log}),
        "items": [_item(use) for use in uses_of(session)],
        "settings": [_setting(one) for one in chart.zones.values()],
        "adjuncts": list(chart.adjuncts),
        "numbing": [line.entry.content for line in chart.ledger],
        "injected": [entry.content for entry in chart.of("injected")],
    }


def _item(use: Any) -> dict[str, Any]:
    names = ("kind", "name", "di", "lot", "serial", "label")
    expires = use.expires_on.isoformat() if use.expires_on else ""
    return {name: getattr(use, name) for name in names} | {"expires_on": expires}


def _setting(one: Any) -> dict[str, Any]:
    """Give what a zone got; a length in whole hundredths of a millimetre, as everything signed has it."""
    length = one.needle_length_mm
    return {
        "zone": one.zone,
        "needle_length_hundredths_mm": round(length * 100) if length is not None else None,
        "passes": one.passes,
        "directions": list(one.directions),
        "contact_seconds": one.contact_seconds,
        "endpoint": list(one.endpoint),
    }
