"""Says in which zones a policy's limits leave no length at all, device by device, before anybody plans there.

Limitation: only limits that stop approval count, and only those that a shorter needle could keep. Skin is taken as the
studies saw it in women and in men; where nobody measured it, no limit of depth is known to be broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from needlepoint.planning.clash import OF_LENGTH, of_length
from needlepoint.planning.constraints import Setting, check_constraints, violated
from needlepoint.planning.length import STEP_CONSIDERED_MM
from needlepoint.planning.reach import penetration_of
from needlepoint.planning.tissue import skins_of
from needlepoint.protocols.model import Content, Device, Zone
from needlepoint.vocabulary.patient import Sex

SEXES: tuple[Sex, ...] = ("female", "male")


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """Zones in which a device has no length that keeps to what stops approval; `constraints` clash there."""

    device: str
    shortest_mm: float
    constraints: tuple[str, ...]
    zones: tuple[str, ...]


def impossible_settings(content: Content) -> tuple[Impossible, ...]:
    """Gives, for each device, the zones that no length is left for, gathered by what clashes there."""
    if not any(c.hardness == "hard" and c.measure in OF_LENGTH for c in content.constraint.values()):
        return ()
    found = (one for device in content.device.values() for one in impossible_with(device, content))
    return tuple(found)


def impossible_with(device: Device, content: Content) -> Iterator[Impossible]:
    """Gives what is impossible with one device."""
    shortest_mm = device.step_mm or STEP_CONSIDERED_MM
    gathered: dict[tuple[str, ...], list[str]] = {}
    for zone in content.zone.values():
        is_open = zone.may_be_planned and not zone.is_excluded
        if is_open and (broken := broken_at(shortest_mm, zone, device, content)):
            gathered.setdefault(broken, []).append(zone.id)
    for constraints, zones in gathered.items():
        yield Impossible(
            device=device.id, shortest_mm=shortest_mm, constraints=constraints, zones=tuple(zones)
        )


def broken_at(length_mm: float, zone: Zone, device: Device, content: Content) -> tuple[str, ...]:
    """Names what even this length breaks, of all that stops approval, in women or in men."""
    needle = penetration_of(device, length_mm, content)
    broken: dict[str, None] = {}
    for sex in SEXES:
        setting = Setting(
            zone=zone,
            needle_length_mm=length_mm,
            evaluated_maximum_mm=device.evaluated_maximum_mm,
            penetration=needle,
            skins=skins_of(zone.id, sex, content, None),
            phototype=None,
        )
        hard = violated(check_constraints(setting, content), "hard")
        broken.update({one.constraint: None for one in of_length(hard, content)})
    return tuple(broken)
