"""A zone's passes, rehearsed: the default strokes of a device over an outline, simulated with what is known of it.

Limitation: a picture of what the passes would give if the assumptions held, and each of them is told. How the needles
of a pen stand was not published, nobody measured a hand, and without a stamp test a pen's densities are upper bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.density import WINDOW_MM
from needlepoint.planning.geometry import MOST_SECONDS, Geometry
from needlepoint.planning.needling import (
    MOST_MM_PER_S,
    circular_cartridge,
    pen_of,
    pen_punctures,
    roller_of,
    roller_punctures,
)
from needlepoint.planning.outline import Outline, Points
from needlepoint.planning.simulation import CELL_MM, Simulation, simulate
from needlepoint.planning.strokes import default_passes, track_of
from needlepoint.vocabulary.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """How a zone is to be treated.

    contact_seconds, footprint_diameter_mm : needed for a pen: its time on the skin, and the circle that its needles
        stand in
    lane_spacing_mm : between two lanes of a pass; absent, half a pen's footprint, or the width of the drum
    kappa : the share of strokes that make a puncture; absent, 1, which for a pen is an upper bound
    """

    passes: int
    needle_diameter_mm: float
    contact_seconds: float | None = None
    footprint_diameter_mm: float | None = None
    lane_spacing_mm: float | None = None
    kappa: float | None = None
    cell_mm: float = CELL_MM
    window_mm: float = WINDOW_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A simulated zone, how far the hand went for it, and what had to be assumed, in sentences."""

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
    strokes, punctures = (rolled if is_roller else stamped)(outline, geometry, technique, rng)
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
        track_mm=float(track_of(strokes).lengths_mm.sum()),
        assumptions=tuple(assumed),
    )


def stamped(
    outline: Outline, geometry: Geometry, technique: Technique, rng: np.random.Generator
) -> tuple[list[Points], Points]:
    """Gives the strokes of a pen and its punctures, at the speed that uses up its seconds."""
    footprint = footprint_of(technique)
    spacing = technique.lane_spacing_mm if technique.lane_spacing_mm is not None else footprint / 2
    strokes = default_passes(outline, technique.passes, spacing, rng)
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
    strokes = default_passes(outline, technique.passes, spacing, rng)
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
    yield (
        f"The {technique.passes} passes are straight lanes at even speed, level, upright and on both diagonals in "
        "turn; nobody measured a hand."
    )
    yield "The zone lies flat, in the shape of the drawing and with the area that is given for it."
