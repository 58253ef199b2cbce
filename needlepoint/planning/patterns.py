"""Patterns to hold a hand against: punctures at random, in an even lattice, or along lanes that are never crossed.

Limitation first: no pattern of punctures on skin was published. The random one is the Boolean model, the even one the
most that as many punctures can cover while no two touch, and the straight glide what becomes of passes that all run in
the same lanes. Nobody needles like any of them; what a hand does lies between.
"""

import math
from typing import Final, Literal

import numpy as np

from needlepoint.planning.geometry import Geometry, roller_per_cm2, strokes_per_second
from needlepoint.planning.grid import cells_inside, grid_over
from needlepoint.planning.needling import check_count
from needlepoint.planning.outline import Outline, Points, contains
from needlepoint.planning.simulation import random_places
from needlepoint.planning.strokes import DIRECTIONS_DEGREES, default_passes

Pattern = Literal["crossed", "straight-glide", "random", "regular"]
PATTERNS: Final[tuple[Pattern, ...]] = ("crossed", "straight-glide", "random", "regular")
# Without a hand that moves there are no strokes: each puncture has its place of its own.
WITHOUT_STROKES: Final = frozenset({"random", "regular"})
CELL_MM = 0.2


def strokes_in(
    pattern: Pattern, outline: Outline, passes: int, spacing_mm: float, rng: np.random.Generator
) -> list[Points]:
    """Gives the strokes of the passes: crossed in turn, or all level in the same lanes."""
    if pattern == "straight-glide":
        made = default_passes(outline, 1, spacing_mm, rng, (DIRECTIONS_DEGREES[0],))
        return [lane for _pass in range(passes) for lane in made]
    return default_passes(outline, passes, spacing_mm, rng)


def made_by(
    geometry: Geometry, outline: Outline, passes: int, contact_seconds: float | None, kappa: float
) -> int:
    """Gives how many punctures the work makes, were all of them inside the zone."""
    needles = geometry.needle_count or 0
    if geometry.kind == "roller":
        drum = geometry.drum_diameter_mm or 1.0, geometry.drum_width_mm or 1.0
        expected = roller_per_cm2(passes, needles, *drum) * outline.area_cm2 * kappa
    else:
        expected = (
            strokes_per_second(needles, geometry.rate_hz_high or 0.0) * (contact_seconds or 0.0) * kappa
        )
    check_count(expected)
    return max(round(expected), 1)


def laid(pattern: Pattern, outline: Outline, number: int, rng: np.random.Generator) -> Points:
    """(n, 2): punctures in a zone without a hand: `number` at random, or about as many in a square lattice."""
    if pattern == "random":
        grid = grid_over(outline, CELL_MM)
        return random_places(cells_inside(outline, grid), grid, number, rng)
    return lattice(outline, math.sqrt(outline.area_cm2 * 100 / number), rng)


def lattice(outline: Outline, pitch_mm: float, rng: np.random.Generator) -> Points:
    """(n, 2): the points of a square lattice that lie in a zone; where it begins is chance."""
    begin = outline.low_mm - rng.random(2) * pitch_mm
    columns, rows = np.ceil((outline.high_mm - begin) / pitch_mm).astype(int) + 1
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    points = begin + np.stack([x.ravel(), y.ravel()], axis=1) * pitch_mm
    return np.asarray(points[contains(outline, points)])
