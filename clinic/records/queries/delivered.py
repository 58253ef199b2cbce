"""How dense the zones of a session became, and what they add up to with the sessions before.

What is signed keeps its densities and the share of strokes they rest on, so that a later stamp test changes no record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from clinic.records.models import CommissioningRecord, Patient, Session
from clinic.records.names import folded
from clinic.records.queries.chart import Chart, record_of
from clinic.records.queries.commissioning import Commissioned, standing_on
from clinic.records.queries.session import signed_sessions
from needlepoint.planning.accumulation import PunctureSum, sum_of
from needlepoint.planning.commissioning import CartridgeShare, share_named, share_of_named_type, shares_for
from needlepoint.planning.geometry import Density, Kappa
from needlepoint.protocols.library import shipped_content
from needlepoint.session.density import density_delivered
from needlepoint.session.record import ZoneRecord

Dated = tuple[date, Density | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What the zones of a session got. kappa : of the handpiece in hand, None where no stamp test of it counts."""

    kappa: Kappa | None
    densities: Mapping[str, Density | None]


def handpieces_in_hand(session: Session, chart: Chart) -> list[Commissioned]:
    """Give how the session's handpiece stands, in one question; nothing where none is chosen or known."""
    if chart.handpiece is None:
        return []
    rows = CommissioningRecord.objects.filter(
        handpiece__clinic=session.clinic_id, handpiece__device=session.device
    ).select_related("handpiece")
    serial = folded(chart.handpiece.serial)
    records = tuple(one for one in rows if folded(one.handpiece.serial) == serial)
    return [standing_on(records[0].handpiece, records, session.on)] if records else []


def delivered_in(session: Session, chart: Chart, handpieces: Iterable[Commissioned]) -> Delivered:
    """Give the densities of what is charted, by the stamp tests of the handpiece that was taken last.

    They count for the type of cartridge that the plan reckons with; where nobody stamped that type with this
    handpiece, what is left is a bound. A plan that names no type takes the one that was measured last.
    """
    serial = folded(chart.handpiece.serial) if chart.handpiece else None
    known = [one.standing.shares for one in handpieces if folded(one.handpiece.serial) == serial]
    shares = shares_for(shipped_content().device[session.device], known[0] if known else ())
    kappa = _kappa_of(shares, session.plan.cartridge)
    zones = record_of(session, chart).zones
    return Delivered(kappa=kappa, densities={one.zone: _density(one, session.device, kappa) for one in zones})


def _kappa_of(shares: tuple[CartridgeShare, ...], cartridge: str) -> Kappa | None:
    """Give the share of a type; the share of another type would make a density smaller than it may be."""
    share = share_of_named_type(shares, cartridge) if cartridge else share_named(shares, "")
    return share.kappa if share else None


def delivered_signed(session: Session) -> Delivered:
    """Give the densities as they were signed; of a record from before they were kept, what geometry gives."""
    kept = session.document.get("density")
    if kept is None:
        zones = [zone_record(one) for one in session.document.get("session", {}).get("zones", [])]
        return Delivered(
            kappa=None, densities={one.zone: _density(one, session.device, None) for one in zones}
        )
    densities = {zone: None if one is None else _read(one) for zone, one in kept["zones"].items()}
    return Delivered(kappa=kappa_kept(session.document), densities=densities)


def density_document(found: Delivered) -> dict[str, Any]:
    """Write densities and the share they rest on, as they are signed."""
    return {
        "kappa": asdict(found.kappa) if found.kappa else None,
        "zones": {
            zone: None if one is None else asdict(_rounded(one)) for zone, one in found.densities.items()
        },
    }


def kappa_kept(document: Mapping[str, Any]) -> Kappa | None:
    """Give the share of strokes that a signed session rests on."""
    kept = (document.get("density") or {}).get("kappa")
    return Kappa(**kept) if kept else None


def zone_record(given: Mapping[str, Any]) -> ZoneRecord:
    """Read what a signed document says of the work in one zone."""
    return ZoneRecord(
        zone=given["zone"],
        passes=given.get("passes"),
        directions=tuple(given.get("directions", ())),
        contact_seconds=given.get("contact_seconds"),
    )


def sums_with(session: Session, found: Delivered, patient: Patient) -> dict[str, PunctureSum]:
    """Add what is charted to the signed sessions of the window before it, zone by zone."""
    days = timedelta(days=round(shipped_content().parameter["sum-window"].value or 0))
    before = [one for one in signed_sessions(patient) if session.on - days <= one.on <= session.on]
    past: dict[str, list[Dated]] = {zone: [] for zone in found.densities}
    for one in reversed(before):
        for zone, density in _known(one).items():
            past.setdefault(zone, []).append((one.on, density))
    return {zone: sum_of([*past[zone], (session.on, density)]) for zone, density in found.densities.items()}


def _known(session: Session) -> Mapping[str, Density | None]:
    content = shipped_content()
    if session.device not in content.device:
        return {}
    found = delivered_signed(session).densities
    return {zone: density for zone, density in found.items() if zone in content.zone}


def _density(record: ZoneRecord, device: str, kappa: Kappa | None) -> Density | None:
    content = shipped_content()
    if record.zone not in content.zone or device not in content.device:
        return None
    return density_delivered(record, device, kappa, content)


def _rounded(density: Density) -> Density:
    low, high = round(density.low_per_cm2, 1), round(density.high_per_cm2, 1)
    return replace(density, per_cm2=high, low_per_cm2=low, high_per_cm2=high)


def _read(kept: Mapping[str, Any]) -> Density:
    return Density(**kept)
