"""How much is done to a zone: passes, seconds on an area, or a density that was prescribed; and what each comes to.

Limitation first: passes of a pen say nothing of its density, because neither the speed of the hand nor the width of a
cartridge is known. Seconds of contact and an area do; so does the question turned round.
"""

import math
from dataclasses import dataclass

from needlepoint.planning.bounds import check_above_zero, check_area_cm2, check_not_negative, check_whole
from needlepoint.planning.channels import NOTHING_SAID, Circumstances
from needlepoint.planning.geometry import (
    MOST_CM2,
    MOST_PASSES,
    MOST_PER_CM2,
    MOST_SECONDS,
    Density,
    Geometry,
    Kappa,
    OtherDensity,
    density_of_contact,
    density_of_passes,
    kappa_for,
    other_densities,
    passes_for,
    seconds_for,
)
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Sex

MOST_YEARS = 120
MOST_RE_ENTRY_MM = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is asked about: a needle length in a zone, and one of passes, seconds on an area, or a prescribed density.

    kappa : from a stamp test; without it a pen's density is an upper bound
    unevenness : shape k of the hand's unevenness, infinite for an even one; 4 is uneven
    needle_count, rate_hz : counted on the cartridge in hand, where the content does not know or should be overruled
    """

    device: str
    zone: str
    sex: Sex | None
    needle_length_mm: float
    passes: int | None = None
    contact_seconds: float | None = None
    area_cm2: float | None = None
    prescribed_per_cm2: float | None = None
    kappa: Kappa | None = None
    age_years: int | None = None
    circumstances: Circumstances = NOTHING_SAID
    unevenness: float = math.inf
    re_entry_radius_mm: float = 0.0
    needle_count: int | None = None
    rate_hz: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a prescribed density takes: seconds of contact for a pen, passes for a roller; the fewest and the most.

    is_lower_bound : kappa is unknown and taken as 1, so that it takes at least this much
    """

    seconds_low: float | None = None
    seconds_high: float | None = None
    passes: float | None = None
    is_lower_bound: bool = False


def check_work(setting: Setting) -> None:
    """Refuses numbers that cannot be, and none or several of the three ways to say how much is done."""
    given = [setting.passes, setting.contact_seconds, setting.prescribed_per_cm2]
    named = [value for value in given if value is not None]
    if len(named) != 1:
        rule = "need exactly one of passes, contact seconds with an area, and a prescribed density"
        raise BadInput("passes, contact_seconds, punctures_per_cm2", rule, tuple(given), "give one of them")
    check_amounts(setting)
    if setting.contact_seconds is not None and setting.area_cm2 is None:
        raise BadInput("area_cm2", "is needed with contact seconds", None, "give the area in cm²")
    if setting.passes is not None and setting.area_cm2 is not None:
        raise BadInput("area_cm2", "says nothing beside passes", setting.area_cm2, "leave it out")


def check_amounts(setting: Setting) -> None:
    """Refuses what is negative, zero, not finite, or too much to be meant."""
    amounts = (
        ("contact_seconds", setting.contact_seconds, MOST_SECONDS, "give seconds, such as 60"),
        ("punctures_per_cm2", setting.prescribed_per_cm2, MOST_PER_CM2, "give such as 250"),
    )
    for field, value, most, remedy in amounts:
        if value is not None:
            check_above_zero(field, value, most, remedy)
    if setting.area_cm2 is not None:
        check_area_cm2("area_cm2", setting.area_cm2, MOST_CM2, "give cm², such as 73")
    if setting.passes is not None:
        check_whole("passes", setting.passes, MOST_PASSES, "give whole passes, such as 4")
    if setting.age_years is not None:
        check_whole("age_years", setting.age_years, MOST_YEARS, "give whole years")
    check_not_negative(
        "re_entry_radius_mm", setting.re_entry_radius_mm, MOST_RE_ENTRY_MM, "give mm, such as 0.1"
    )
    if not setting.unevenness > 0:
        raise BadInput("unevenness", "must be above 0", setting.unevenness, "give the shape k, such as 4")


def density_for(setting: Setting, geometry: Geometry, content: Content) -> Density | None:
    """Gives the density of the work, or the one that was prescribed."""
    if setting.prescribed_per_cm2 is not None:
        per_cm2 = setting.prescribed_per_cm2
        return Density(per_cm2=per_cm2, low_per_cm2=per_cm2, high_per_cm2=per_cm2, is_upper_bound=False)
    if setting.passes is not None:
        return density_of_passes(geometry, setting.passes, setting.kappa, content)
    seconds, area_cm2 = setting.contact_seconds or 0.0, setting.area_cm2 or 1.0
    return density_of_contact(geometry, seconds, area_cm2, setting.kappa, content)


def others_for(setting: Setting, geometry: Geometry) -> tuple[OtherDensity, ...]:
    """Gives what other readings of a pen would make of the same seconds."""
    if setting.contact_seconds is None or setting.area_cm2 is None or geometry.kind == "roller":
        return ()
    return other_densities(geometry, setting.contact_seconds, setting.area_cm2)


def effort_for(setting: Setting, geometry: Geometry, content: Content) -> Effort | None:
    """Turns a prescribed density into work; None where none was prescribed, or the geometry is not known."""
    per_cm2, count = setting.prescribed_per_cm2, geometry.needle_count
    if per_cm2 is None or count is None or geometry.missing:
        return None
    kappa, is_bound = kappa_for(geometry, setting.kappa, content)
    if geometry.kind == "roller":
        width = geometry.drum_width_mm or 0.0
        return Effort(passes=passes_for(per_cm2, count, geometry.drum_diameter_mm or 0.0, width, kappa.mean))
    if setting.area_cm2 is None:
        return None
    slow = geometry.rate_hz_low or geometry.rate_hz_high or 0.0
    fast = geometry.rate_hz_high or 0.0
    return Effort(
        seconds_low=seconds_for(per_cm2, setting.area_cm2, count, fast, kappa.high),
        seconds_high=seconds_for(per_cm2, setting.area_cm2, count, slow, kappa.low),
        is_lower_bound=is_bound,
    )
