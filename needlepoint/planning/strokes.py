"""Strokes of the hand over a zone: polylines in millimetres, and the passes that a plan means when nobody drew them.

Limitation: no measured track of a hand was found. The default passes are a convention: straight, parallel lanes from
edge to edge, each pass in another direction, begun at another place. A hand that follows a curved edge treats that edge
better than they do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlepoint.planning.bounds import check_above_zero, check_finite, check_whole
from needlepoint.planning.outline import Outline, Points, crossings, finite_points, rotated, turned
from needlepoint.vocabulary.errors import BadInput

# Level, upright, and both diagonals: the directions in which a field is crossed, in this order, then again.
DIRECTIONS_DEGREES = (0.0, 90.0, 45.0, 135.0)
FIELD = "stroke_mm"
MOST_PASSES = 100
MOST_LANES = 20_000
LARGEST_MM = 1_000.0


def default_passes(
    outline: Outline,
    passes: int,
    lane_spacing_mm: float,
    rng: np.random.Generator,
    directions_degrees: Sequence[float] = DIRECTIONS_DEGREES,
) -> list[Points]:
    """Crosses a zone `passes` times with parallel lanes, going through the directions in turn.

    Each pass is shifted sideways by a random share of the spacing, as nobody begins twice at the same place. A hole in
    the zone is never crossed. The strokes of all passes come in the order in which they are made.
    """
    number = check_whole("passes", passes, MOST_PASSES, "say how often the zone is crossed, such as 4")
    if not directions_degrees:
        raise BadInput(
            "directions_degrees", "must name a direction", directions_degrees, "give such as 0, 90"
        )
    directions = [directions_degrees[one % len(directions_degrees)] for one in range(number)]
    shifts = rng.random(number).tolist()
    made = (
        lanes(outline, direction, lane_spacing_mm, shift)
        for direction, shift in zip(directions, shifts, strict=True)
    )
    return [stroke for pass_ in made for stroke in pass_]


def lanes(
    outline: Outline, direction_degrees: float, lane_spacing_mm: float, shift_fraction: float = 0.5
) -> list[Points]:
    """Crosses a zone once with parallel lanes, to and fro; the first lies `shift_fraction` of the spacing inside."""
    spacing = check_above_zero(
        "lane_spacing_mm", lane_spacing_mm, LARGEST_MM, "give millimetres between two lanes"
    )
    degrees = check_finite("direction_degrees", direction_degrees, "give degrees, 0 for level")
    level = turned(outline, -degrees)
    heights = lane_heights(float(level.low_mm[1]), float(level.high_mm[1]), spacing, shift_fraction)
    return list(rotated(parts_of(level, heights, spacing / 10).reshape(-1, 2), degrees).reshape(-1, 2, 2))


def lane_heights(
    low_mm: float, high_mm: float, spacing_mm: float, shift_fraction: float
) -> NDArray[np.float64]:
    """(lanes,): places lanes so that nothing between two heights is farther from one than half a spacing.

    The outer ones may run up to half a spacing beside the zone: the edge is reached by half of the device.
    """
    first, last = low_mm - spacing_mm / 2, high_mm + spacing_mm / 2
    count = math.ceil((last - low_mm) / spacing_mm - shift_fraction) + 1
    if count > MOST_LANES:
        raise BadInput(
            "lane_spacing_mm", f"gives more than {MOST_LANES} lanes", spacing_mm, "widen the spacing"
        )
    planned = low_mm + (np.arange(count) - 1 + shift_fraction) * spacing_mm
    return np.asarray(planned[(planned > first) & (planned < last)], dtype=np.float64)


def parts_of(level: Outline, heights_mm: NDArray[np.float64], inset_mm: float) -> NDArray[np.float64]:
    """(parts, 2, 2): the parts of level lanes that lie in the zone, each from here to there, every second lane back.

    A lane beside the zone is as long as the zone is wide just inside its edge.
    """
    low, high = float(level.low_mm[1]), float(level.high_mm[1])
    inset = min(inset_mm, (high - low) / 2)
    lane, spans = crossings(level, np.clip(heights_mm, low + inset, high - inset))
    is_back = lane % 2 == 1
    spans[is_back] = spans[is_back, ::-1]
    # On the way back the parts of a lane come from right to left.
    order = np.lexsort((np.where(is_back, -spans[:, 0], spans[:, 0]), lane))
    parts = np.stack([spans, np.broadcast_to(heights_mm[lane, None], spans.shape)], axis=2)[order]
    return np.asarray(parts[parts[:, 0, 0] != parts[:, 1, 0]])


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Strokes laid end to end, so that places along all of them are found at once.

    `starts_mm` and `along` are (segments, 2): where each straight segment begins, and its unit direction; `before_mm`
    is (segments,): the length of everything before it. `first`, `last` and `lengths_mm` are (strokes,).
    """

    starts_mm: Points
    along: Points
    before_mm: NDArray[np.float64]
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    lengths_mm: NDArray[np.float64]

    def at(self, stroke: NDArray[np.intp], distance_mm: NDArray[np.float64]) -> tuple[Points, Points]:
        """Gives the place and the unit direction at a distance along each named stroke."""
        first, last = self.first[stroke], self.last[stroke]
        reached = self.before_mm[first] + distance_mm
        # Kept within its own stroke: the last digit of a sum must not throw a needle onto the next one.
        segment = np.clip(np.searchsorted(self.before_mm, reached, side="right") - 1, first, last)
        ahead = self.along[segment]
        return self.starts_mm[segment] + ahead * (reached - self.before_mm[segment])[:, None], ahead


def track_of(strokes: Sequence[Points]) -> Track:
    """Lays strokes, each (n, 2) in millimetres, end to end; a step of no length is left out."""
    if not strokes:
        raise BadInput(FIELD, "must be given at least once", 0, "draw one, or take the default passes")
    points = finite_points(np.concatenate(strokes), FIELD)
    owners = np.repeat(np.arange(len(strokes)), [len(stroke) for stroke in strokes])
    steps, within = np.diff(points, axis=0), owners[1:] == owners[:-1]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    moves = within & (lengths > 0)
    owner, length = owners[1:][moves], lengths[moves]
    totals = np.bincount(owner, weights=length, minlength=len(strokes)).astype(np.float64)
    if not (totals > 0).all():
        raise BadInput(FIELD, "must have two different points", 0.0, "draw from where to where")
    return Track(
        starts_mm=points[:-1][moves],
        along=steps[moves] / length[:, None],
        before_mm=np.cumsum(length) - length,
        first=np.searchsorted(owner, np.arange(len(strokes))),
        last=np.searchsorted(owner, np.arange(len(strokes)), side="right") - 1,
        lengths_mm=totals,
    )
