"""A zone's passes, rehearsed: drawn or default strokes of a device over an outline, simulated with what is known of it.

Limitation: a picture of what the passes would give if the assumptions held, and each of them is told. How the needles
of a pen stand was not published, nobody measured a hand, and without a stamp test a pen's densities are upper bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from needlepoint.planning.bounds import check_above_zero, check_whole
from needlepoint.planning.density import WINDOW_MM
from needlepoint.planning.geometry import MOST_SECONDS, Geometry
from needlepoint.planning.needling import (
    MOST_MM_PER_S,
    check_kappa,
    circular_cartridge,
    pen_of,
    pen_punctures,
    roller_of,
    roller_punctures,
)
from needlepoint.planning.outline import Outline, Points
from needlepoint.planning.patterns import PATTERNS, WITHOUT_STROKES, Pattern, laid, made_by, strokes_in
from needlepoint.planning.simulation import CELL_MM, Simulation, simulate
from needlepoint.planning.strokes import MOST_PASSES, track_of
from needlepoint.vocabulary.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """How a zone is to be treated.

    contact_seconds, footprint_diameter_mm : needed for a pen: its time on the skin, and the circle that its needles
        stand in
    lane_spacing_mm : between two lanes of a pass; absent, half a pen's footprint, or the width of the drum
    kappa : the share of strokes that make a puncture; absent, 1, which for a pen is an upper bound
    pattern : how the passes lie; drawn_mm : strokes that somebody drew, in millimetres, in place of passes
    """

    passes: int
    needle_diameter_mm: float
    contact_seconds: float | None = None
    footprint_diameter_mm: float | None = None
    lane_spacing_mm: float | None = None
    kappa: float | None = None
    cell_mm: float = CELL_MM
    window_mm: float = WINDOW_MM
    pattern: Pattern = "crossed"
    drawn_mm: tuple[Points, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A simulated zone, how far the hand went for it (0 without strokes), and what had to be assumed, in sentences."""

    simulation: Simulation
    strokes: int
    track_mm: float
    assumptions: tuple[str, ...]


def rehearse(
    outline: Outline, geometry: Geometry, technique: Technique, rng: np.random.Generator
) -> Rehearsal:
    """Simulates the default passes of a device over a zone, or refuses what cannot be simulated."""
    if geometry.missing:
        rule = f"must have known geometry; not read: {' and '.join(geometry.missing)}"
        raise BadInput("device", rule, geometry.device, "count them on the device, and give them")
    is_roller = geometry.kind == "roller"
    strokes, punctures = made_with(outline, geometry, technique, rng)
    simulation = simulate(
        outline,
        punctures,
        needle_diameter_mm=technique.needle_diameter_mm,
        cell_mm=technique.cell_mm,
        window_mm=technique.window_mm,
    )
    assumed = (assumed_of_roller if is_roller else assumed_of_pen)(geometry, technique)
    return Rehearsal(
        simulation=simulation,
        strokes=len(strokes),
        track_mm=float(track_of(strokes).lengths_mm.sum()) if strokes else 0.0,
        assumptions=tuple(assumed),
    )


def made_with(
    outline: Outline, geometry: Geometry, technique: Technique, rng: np.random.Generator
) -> tuple[list[Points], Points]:
    """Gives strokes with their punctures, or punctures alone where a pattern has no hand."""
    if technique.pattern not in PATTERNS:
        raise BadInput("pattern", f"must be one of {', '.join(PATTERNS)}", technique.pattern, "choose one")
    if technique.pattern not in WITHOUT_STROKES or technique.drawn_mm:
        make = rolled if geometry.kind == "roller" else stamped
        return make(outline, geometry, technique, rng)
    share, seconds = check_kappa(kappa_of(technique)), technique.contact_seconds
    passes = check_whole("passes", technique.passes, MOST_PASSES, "say how often the zone is crossed")
    return [], laid(technique.pattern, outline, made_by(geometry, outline, passes, seconds, share), rng)


def strokes_for(
    outline: Outline, technique: Technique, spacing_mm: float, rng: np.random.Generator
) -> list[Points]:
    """Gives the strokes that were drawn, else those of the passes."""
    if technique.drawn_mm:
        return list(technique.drawn_mm)
    return strokes_in(technique.pattern, outline, technique.passes, spacing_mm, rng)


def stamped(
    outline: Outline, geometry: Geometry, technique: Technique, rng: np.random.Generator
) -> tuple[list[Points], Points]:
    """Gives the strokes of a pen and its punctures, at the speed that uses up its seconds."""
    footprint = footprint_of(technique)
    spacing = technique.lane_spacing_mm if technique.lane_spacing_mm is not None else footprint / 2
    strokes = strokes_for(outline, technique, spacing, rng)
    speed = hand_speed_mm_per_s(float(track_of(strokes).lengths_mm.sum()), technique.contact_seconds)
    pen = pen_of(circular_cartridge(geometry.needle_count or 0, footprint), geometry.rate_hz_high or 0.0)
    return strokes, pen_punctures(strokes, pen, speed, kappa_of(technique), rng)


def hand_speed_mm_per_s(length_mm: float, contact_seconds: float | None) -> float:
    """Gives the speed that uses up a pen's seconds on all strokes, or refuses what no hand does."""
    seconds = check_above_zero(
        "contact_seconds", contact_seconds, MOST_SECONDS, "give the pen's seconds on this zone"
    )
    if length_mm / seconds > MOST_MM_PER_S:
        rule = f"must be enough for {length_mm / 10:,.0f} cm of strokes; the hand would have to fly"
        raise BadInput("contact_seconds", rule, seconds, "give more seconds, fewer passes or wider lanes")
    return length_mm / seconds


def rolled(
    outline: Outline, geometry: Geometry, technique: Technique, rng: np.random.Generator
) -> tuple[list[Points], Points]:
    """Gives the strokes of a roller and its punctures."""
    width = geometry.drum_width_mm or 0.0
    rings, needles = ring_count_of(geometry), geometry.needle_count or 0
    roller = roller_of(rings, needles // rings, geometry.drum_diameter_mm or 0.0, width)
    spacing = technique.lane_spacing_mm if technique.lane_spacing_mm is not None else width
    strokes = strokes_for(outline, technique, spacing, rng)
    return strokes, roller_punctures(strokes, roller, kappa_of(technique), rng)


def ring_count_of(geometry: Geometry) -> int:
    """Gives a roller's rings, over which its needles must be spread evenly."""
    rings = geometry.ring_count
    if not rings or (geometry.needle_count or 0) % rings:
        rule = f"must divide the {geometry.needle_count} needles of the drum evenly"
        raise BadInput("ring_count", rule, rings, "count the rings across the drum")
    return rings


def footprint_of(technique: Technique) -> float:
    """Gives the circle that a pen's needles stand in, which somebody has to measure or assume."""
    return check_above_zero(
        "footprint_diameter_mm",
        technique.footprint_diameter_mm,
        100,
        "measure the cartridge; often 6 to 9 mm",
    )


def kappa_of(technique: Technique) -> float:
    """Gives the share of strokes that make a puncture, 1 where nobody measured it."""
    return 1.0 if technique.kappa is None else technique.kappa


def assumed_of_pen(geometry: Geometry, technique: Technique) -> Iterator[str]:
    """Tells what was assumed of a pen."""
    yield (
        f"How the needles stand in the cartridge was not published: {geometry.needle_count} spread over a circle of "
        f"{footprint_of(technique):g} mm are assumed."
    )
    yield from assumed_of_hand(technique)
    if technique.kappa is None:
        yield "No stamp test was entered: every needle stroke counts as a puncture, so the densities are upper bounds."
    if geometry.rate_hz_low != geometry.rate_hz_high:
        yield f"The pen runs at its fastest, {geometry.rate_hz_high:g} strokes a second."


def assumed_of_roller(geometry: Geometry, technique: Technique) -> Iterator[str]:
    """Tells what was assumed of a roller."""
    yield (
        f"The needles stand in {geometry.ring_count} rings around the drum, every second ring turned by half a gap; "
        "the drum does not slip."
    )
    yield from assumed_of_hand(technique)


def assumed_of_hand(technique: Technique) -> Iterator[str]:
    """Tells what was assumed of the hand and of the skin."""
    if technique.drawn_mm:
        yield "The hand follows the strokes that were drawn, at even speed; nobody measured a hand."
    else:
        yield HANDS[technique.pattern].format(passes=technique.passes)
    yield "The zone lies flat, in the shape of the drawing and with the area that is given for it."


HANDS: Final[dict[Pattern, str]] = {
    "crossed": (
        "The {passes} passes are straight lanes at even speed, level, upright and on both diagonals in turn; nobody "
        "measured a hand."
    ),
    "straight-glide": "All {passes} passes run level in the same lanes and are never crossed; nobody measured a hand.",
    "random": (
        "Every puncture falls at random and on its own inside the zone. No hand does that: it is what the formula of "
        "covered skin reckons with."
    ),
    "regular": (
        "The punctures stand in an even lattice inside the zone. No hand does that: it is the most that as many can "
        "cover while no two of them touch."
    ),
}
