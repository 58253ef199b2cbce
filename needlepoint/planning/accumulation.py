"""The plan sum: what several sessions add up to in a zone, dated, in total and within 28 days. Nothing decays.

Limitation first: a sum of punctures is physical. Nobody knows how much of it healing takes back, nor what a sum does,
so nothing is taken off with time and no effect is reckoned from it. Sessions whose density is not known are counted
and said, never taken as none. A density with an upper bound in it is an upper bound.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from needlepoint.planning.coverage import LayerFractions, disc_area_cm2, mean_over_layers
from needlepoint.planning.dose import Dose, diameters_mm
from needlepoint.planning.geometry import Density
from needlepoint.planning.reach import DepthInterval, Penetration, penetration_of, share_not_deeper
from needlepoint.planning.tissue import Skin
from needlepoint.protocols.model import Content

DEPTHS = 1_537


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedDose:
    """What one session did, or is to do, to one zone."""

    on: date
    dose: Dose


@dataclass(frozen=True, slots=True, kw_only=True)
class PunctureSum:
    """Punctures on a square centimetre over some sessions.

    unknown : days of sessions whose density is not known; they are not in the numbers
    """

    low_per_cm2: float
    high_per_cm2: float
    is_upper_bound: bool
    sessions: tuple[date, ...]
    unknown: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InjuredSum:
    """The share of each layer that was injured at least once, in one scenario of thickness."""

    scenario: str
    fractions: LayerFractions


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSum:
    """What sessions add up to in one zone.

    within : the window up to the day that is asked about, that day and the first day of the window included
    busiest : the window of the same length in which most came together
    depth : of all punctures together; None where no density is known
    injured : by scenario, as the last session knew the skin; empty where no density or no needle's width is known
    """

    zone: str
    window_days: int
    total: PunctureSum
    within: PunctureSum
    busiest: PunctureSum
    longest_needle_mm: float
    depth: DepthInterval | None
    injured: tuple[InjuredSum, ...]
    assumption: str


def accumulate(doses: Iterable[DatedDose], on: date, content: Content) -> tuple[ZoneSum, ...]:
    """Adds up sessions by zone, in the order in which the zones first come; `on` ends the window."""
    by_zone: dict[str, list[DatedDose]] = {}
    for one in sorted(doses, key=lambda dated: dated.on):
        by_zone.setdefault(one.dose.setting.zone, []).append(one)
    return tuple(zone_sum(zone, tuple(group), on, content) for zone, group in by_zone.items())


def zone_sum(zone: str, group: tuple[DatedDose, ...], on: date, content: Content) -> ZoneSum:
    """Adds up the sessions of one zone."""
    window = content.parameter["sum-window"]
    days = round(window.value or 0)
    known = tuple(one for one in group if one.dose.density is not None)
    return ZoneSum(
        zone=zone,
        window_days=days,
        total=punctures_of(group),
        within=punctures_of(in_window(group, on, days)),
        busiest=max((punctures_of(in_window(group, one.on, days)) for one in group), key=by_density),
        longest_needle_mm=max(one.dose.setting.needle_length_mm for one in group),
        depth=joint_depth(known, content),
        injured=tuple(injured_sums(group, known, content)),
        assumption=window.text,
    )


def in_window(group: Iterable[DatedDose], last: date, days: int) -> tuple[DatedDose, ...]:
    """Gives the sessions of the window that ends on a day; both of its ends count."""
    return tuple(one for one in group if last - timedelta(days=days) <= one.on <= last)


def by_density(punctures: PunctureSum) -> tuple[float, int]:
    """Orders sums by density, then by the sessions in them."""
    return punctures.high_per_cm2, len(punctures.sessions)


def punctures_of(group: Iterable[DatedDose]) -> PunctureSum:
    """Adds up the densities of doses."""
    return sum_of((one.on, one.dose.density) for one in group)


def sum_of(dated: Iterable[tuple[date, Density | None]]) -> PunctureSum:
    """Adds up densities by their day; what is not known is named, not counted."""
    sessions = tuple(dated)
    known = [density for _, density in sessions if density is not None]
    return PunctureSum(
        low_per_cm2=sum(density.low_per_cm2 for density in known),
        high_per_cm2=sum(density.high_per_cm2 for density in known),
        is_upper_bound=any(density.is_upper_bound for density in known),
        sessions=tuple(on for on, _ in sessions),
        unknown=tuple(on for on, density in sessions if density is None),
    )


def needle_of(one: DatedDose, content: Content) -> Penetration:
    """Gives the penetration of a session's needle."""
    setting = one.dose.setting
    return penetration_of(content.device[setting.device], setting.needle_length_mm, content)


def joint_depth(known: tuple[DatedDose, ...], content: Content) -> DepthInterval | None:
    """Gives the depths of all punctures together, each session weighing as much as its density."""
    needles = [needle_of(one, content) for one in known]
    weights = np.array([one.dose.density.per_cm2 for one in known if one.dose.density is not None])
    if not needles:
        return None
    deepest = max(needle.needle_length_mm + 6 * needle.error_sd_mm for needle in needles)
    depths = np.linspace(0.0, deepest, DEPTHS)
    shares = np.array([share_not_deeper(needle, depths) for needle in needles])
    joint = weights @ shares / weights.sum()
    p05, p50, p95 = (float(depth) for depth in np.interp((0.05, 0.5, 0.95), joint, depths))
    means = np.array([one.dose.penetration.mean_mm for one in known])
    return DepthInterval(p05_mm=p05, p50_mm=p50, p95_mm=p95, mean_mm=float(weights @ means / weights.sum()))


def injured_sums(
    group: tuple[DatedDose, ...], known: tuple[DatedDose, ...], content: Content
) -> Iterator[InjuredSum]:
    """Gives the injured share of each layer in every scenario of the last session, were nothing healed."""
    widths = [diameters_mm(content.device[one.dose.setting.device], content) for one in known]
    if not known or not all(widths):
        return
    areas = [disc_area_cm2(max(width)) for width in widths]
    means = [
        (one.dose.density.per_cm2 * area, needle_of(one, content))
        for one, area in zip(known, areas, strict=True)
        if one.dose.density is not None
    ]
    for skin in skins_of_last(group):
        yield InjuredSum(scenario=skin.key, fractions=mean_over_layers(means, skin))


def skins_of_last(group: tuple[DatedDose, ...]) -> tuple[Skin, ...]:
    """Gives the scenarios that the last session answered for."""
    return tuple(one.skin for one in group[-1].dose.skins)
