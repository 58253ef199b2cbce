"""Questions about what tablets delivered: what met something else and nobody settled yet, and who charted meanwhile."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from clinic.accounts.models import Clinic
from clinic.records.models import (
    Delivery,
    DeliveryOutcome,
    DeliverySettlement,
    EntryWhat,
    Session,
    SessionEntry,
    Settling,
)
from clinic.records.queries.chart import HUNDREDTHS, Chart, chart_of, planned_zones, treatment_of
from clinic.records.queries.session import last_time, seconds_here

UNSETTLED = Q(settlement__isnull=True) & (
    Q(outcome__in=(DeliveryOutcome.CONFLICT, DeliveryOutcome.LATE, DeliveryOutcome.CLASH))
    | Q(outcome=DeliveryOutcome.REFUSED, is_kept=True)
)


def questions_of(sessions: Sequence[Session]) -> list[Delivery]:
    """List what somebody must settle, of these sessions and of what was used first in them."""
    used_first_here = Q(first_use__session__in=sessions, clinic_id=F("first_use__clinic_id"))
    rows = _rows(Q(session__in=sessions) | used_first_here)
    return list(rows)


def questions_in(clinic: Clinic) -> list[Delivery]:
    """List what somebody must settle anywhere in the clinic, clashes first."""
    rows = _rows(Q(clinic=clinic)).select_related("patient")
    return sorted(rows, key=lambda one: one.outcome != DeliveryOutcome.CLASH)


def met_in(session: Session) -> tuple[list[Delivery], list[Delivery]]:
    """Give, at one go, what was kept in a session and what of it, or of what was used first in it, is to be settled."""
    kept = Q(session=session) & (Q(is_kept=True) | ~Q(outcome=DeliveryOutcome.STORED))
    asked = Q(first_use__session=session, clinic_id=F("first_use__clinic_id")) & UNSETTLED
    rows = Delivery.objects.filter(kept | asked).order_by("created_at")
    found = list(rows.select_related("settlement", "first_use", "session", "session__clinic"))
    here = [one for one in found if one.session_id == session.pk]
    return here, [one for one in found if _is_unsettled(one)]


def _is_unsettled(one: Delivery) -> bool:
    """Say of a row what `UNSETTLED` asks of the table."""
    if hasattr(one, "settlement"):
        return False
    asks = {DeliveryOutcome.CONFLICT, DeliveryOutcome.LATE, DeliveryOutcome.CLASH}
    return one.outcome in asks or (one.outcome == DeliveryOutcome.REFUSED and one.is_kept)


def left_out_of(session: Session) -> list[DeliverySettlement]:
    """List what came from tablets and was left out of the chart, with the reasons."""
    rows = DeliverySettlement.objects.filter(delivery__session=session, choice=Settling.LEFT)
    return list(rows.select_related("delivery"))


def _rows(which: Q) -> QuerySet[Delivery]:
    found = Delivery.objects.filter(which).filter(UNSETTLED)
    return found.select_related("first_use", "session", "session__clinic").order_by("created_at")


def charted_by_others(
    session: Session, tablet: UUID, seen: int, deed: str, content: dict[str, Any]
) -> list[SessionEntry]:
    """List what others charted for the same zones since the tablet last saw the chart, where it says otherwise."""
    said = _said(session, deed, content)
    if not said:
        return []
    chart = chart_of(session)
    own = set(Delivery.objects.filter(session=session, tablet=tablet).values_list("entry_id", flat=True))
    since = [one for one in chart.log if one.sequence > seen and one.pk not in own]
    other = [one for one in since if zones_touched(one, chart) & said.keys()]
    zones = {zone for one in other for zone in zones_touched(one, chart)} & said.keys()
    return other if any(not _stands(chart, zone, said[zone]) for zone in zones) else []


def zones_touched(entry: SessionEntry, chart: Chart) -> set[str]:
    """Name the zones of which an entry speaks; an undo speaks of what it took back."""
    if entry.what == EntryWhat.UNDO:
        undone = next((one for one in chart.log if one.pk == entry.undoes_id), None)
        return zones_touched(undone, chart) if undone else set()
    return {one["zone"] for one in entry.content["zones"]} if entry.what == EntryWhat.ZONES else set()


def _said(session: Session, deed: str, content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give what a delivery says of each zone; an empty value says that the zone is taken out."""
    if deed == "take-out":
        return {content.get("zone", ""): {}}
    if deed == "chart":
        return {one["zone"]: one for one in content.get("zones", ())}
    planned = planned_zones(treatment_of(session))
    if deed == "as-planned":
        return {zone: _work(session, one) for zone, one in planned.items()}
    if deed == "as-last-time":
        before = last_time(session.patient)
        return {zone: _work(session, before[zone]) for zone in planned if zone in before}
    return {}


def _work(session: Session, setting: Any) -> dict[str, Any]:
    """Give what one tap charts of a zone: a plan names no directions."""
    return {
        "needle_length_mm": setting.needle_length_mm,
        "passes": setting.passes,
        "directions": getattr(setting, "directions", ()) or None,
        "contact_seconds": seconds_here(session, setting.contact_seconds),
    }


def _stands(chart: Chart, zone: str, said: dict[str, Any]) -> bool:
    """Tell whether a zone stands as it is said: then two people charted the same, and nobody is contradicted."""
    stands = chart.zones.get(zone)
    if not said or stands is None:
        return bool(said) == bool(stands)
    wanted = {name: value for name, value in said.items() if name != "zone" and value is not None}
    return all(_same(getattr(stands, name), value) for name, value in wanted.items())


def _same(stands: Any, said: Any) -> bool:
    if isinstance(said, list | tuple):
        return sorted(stands) == sorted(said)
    if isinstance(said, float):
        return stands is not None and round(stands * HUNDREDTHS) == round(said * HUNDREDTHS)
    return bool(stands == said)
