"""What signed sessions did to a patient's skin, as dated doses that can be added up.

Limitation: only what was charted is known. A chart holds passes and lengths; passes of a pen say nothing of its
density, so that its sessions are counted as unknown, never as none. A zone without a length is named, not added.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clinic.records.models import Patient, Session
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
    """Work out one zone; where no passes were charted the density is not known, whatever the device."""
    passes, born = zone.get("passes"), patient.birth_date
    age = row.on.year - born.year - ((row.on.month, row.on.day) < (born.month, born.day))
    setting = Setting(
        device=row.device,
        zone=zone["zone"],
        sex=patient.sex or None,  # type: ignore[arg-type]
        needle_length_mm=zone["needle_length_mm"],
        passes=passes or 1,
        age_years=age if age > 0 else None,
    )
    dose = dose_of(setting, shipped_content())
    return dose if passes else replace(dose, density=None)
