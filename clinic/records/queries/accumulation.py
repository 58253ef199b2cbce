"""What signed sessions did to a patient's skin, as dated doses that can be added up.

Limitation: only what was charted is known. Passes of a pen say nothing of its density; without its seconds on the skin
a session is counted as unknown, never as none. A zone without a length is named, not added.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clinic.records.models import Patient, Session
from clinic.records.queries.delivered import kappa_kept
from clinic.records.queries.session import signed_sessions
from needlepoint.planning.accumulation import DatedDose
from needlepoint.planning.dose import Dose, dose_of
from needlepoint.planning.work import Setting
from needlepoint.protocols.library import shipped_content


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDoses:
    """The doses of the signed sessions, the oldest first. without_length : day and zone of what cannot be added."""

    doses: tuple[DatedDose, ...]
    without_length: tuple[tuple[Session, str], ...]


def past_doses(patient: Patient) -> PastDoses:
    """Give the dose of every zone of every signed session, whatever its device."""
    charted = [(row, zone) for row in reversed(signed_sessions(patient)) for zone in _zones_of(row)]
    return PastDoses(
        doses=tuple(_doses(patient, charted)),
        without_length=tuple(
            (row, zone["zone"]) for row, zone in charted if not zone.get("needle_length_mm")
        ),
    )


def _zones_of(row: Session) -> list[dict[str, Any]]:
    zones: list[dict[str, Any]] = row.document.get("session", {}).get("zones", [])
    known = shipped_content()
    return [one for one in zones if one["zone"] in known.zone and row.device in known.device]


def _doses(patient: Patient, charted: list[tuple[Session, dict[str, Any]]]) -> Iterator[DatedDose]:
    for row, zone in charted:
        if zone.get("needle_length_mm"):
            yield DatedDose(on=row.on, dose=_dose(patient, row, zone))


def _dose(patient: Patient, row: Session, zone: dict[str, Any]) -> Dose:
    """Work out one zone by its seconds on the skin, else by its passes; without either its density is not known."""
    born = patient.birth_date
    age = row.on.year - born.year - ((row.on.month, row.on.day) < (born.month, born.day))
    work = _work_in(row, zone)
    setting = Setting(
        device=row.device,
        zone=zone["zone"],
        sex=patient.sex or None,  # type: ignore[arg-type]
        needle_length_mm=zone["needle_length_mm"],
        age_years=age if age > 0 else None,
        kappa=kappa_kept(row.document),
        **work or {"passes": 1},
    )
    dose = dose_of(setting, shipped_content())
    return dose if work else replace(dose, density=None)


def _work_in(row: Session, zone: dict[str, Any]) -> dict[str, Any]:
    """Give what a density follows from."""
    known = shipped_content()
    seconds, area_cm2 = zone.get("contact_seconds"), known.zone[zone["zone"]].area_cm2
    if seconds and area_cm2 and known.device[row.device].kind != "roller":
        return {"contact_seconds": seconds, "area_cm2": area_cm2}
    return {"passes": zone["passes"]} if zone.get("passes") else {}
