"""The outline of a zone as polygons in millimetres: what lies in it, how large it is, and where a line crosses it.

Limitation: a zone of curved skin is laid flat. A face map is a drawing: scaled to a zone's area it has the right
size and roughly the right shape, and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlepoint.vocabulary.errors import BadInput

Points = NDArray[np.float64]  # (n, 2): x and y in millimetres
Truths = NDArray[np.bool_]

FIELD = "outline_mm"
LARGEST_MM = 2_000.0  # more than a person is long: metres or micrometres were meant
SMALLEST_MM2 = 1.0
MOST_CORNERS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A zone: its outer ring and the rings of its holes, each (n, 2) in millimetres, not closed.

    Build it with `outline_of`, which refuses what is no outline.
    """

    rings_mm: tuple[Points, ...]

    @property
    def area_cm2(self) -> float:
        """The area of the outer ring without its holes."""
        outer, *holes = (abs(signed_area_mm2(ring)) for ring in self.rings_mm)
        return float(outer - sum(holes)) / 100

    @property
    def starts_mm(self) -> Points:
        """(edges, 2): where each edge of each ring begins."""
        return np.concatenate(self.rings_mm)

    @property
    def ends_mm(self) -> Points:
        """(edges, 2): where each edge of each ring ends."""
        return np.concatenate([np.roll(ring, -1, axis=0) for ring in self.rings_mm])

    @property
    def low_mm(self) -> Points:
        """(2,): the least x and y."""
        return np.asarray(self.rings_mm[0].min(axis=0))

    @property
    def high_mm(self) -> Points:
        """(2,): the greatest x and y."""
        return np.asarray(self.rings_mm[0].max(axis=0))


def outline_of(points_mm: ArrayLike, holes_mm: Sequence[ArrayLike] = ()) -> Outline:
    """Checks corners, (n, 2) in millimetres, and makes an outline of them; holes lie inside and apart."""
    rings = tuple(checked_ring(ring) for ring in (points_mm, *holes_mm))
    outline = Outline(rings)
    if sum(map(len, rings)) > MOST_CORNERS:
        raise refused(f"has at most {MOST_CORNERS} corners", sum(map(len, rings)), "draw it with fewer")
    if crosses_itself(outline):
        raise refused("must not cross or touch itself", len(rings[0]), "draw the edge once around, in order")
    for ring in rings:
        check_size(abs(signed_area_mm2(ring)))
    for hole in rings[1:]:
        check_hole(hole, outline)
    return outline


def checked_ring(given: ArrayLike) -> Points:
    """Gives one ring without repeated corners, or refuses it."""
    ring = without_repeats(finite_points(given))
    if len(ring) < 3:
        raise refused("must have at least three different corners", len(ring), "draw the whole edge")
    if np.ptp(ring, axis=0).max() > LARGEST_MM or np.abs(ring).max() > 1e6:
        raise refused(f"must be at most {LARGEST_MM:g} mm wide", np.ptp(ring, axis=0), "give millimetres")
    check_size(fan_mm2(ring))
    return ring


def check_size(area_mm2: float) -> None:
    """Refuses what encloses next to nothing."""
    if area_mm2 < SMALLEST_MM2:
        raise refused(f"must enclose at least {SMALLEST_MM2:g} mm²", area_mm2, "give millimetres")


def fan_mm2(ring: Points) -> float:
    """Gives what a ring sweeps about its first corner, counted twice where it crosses itself and its halves cancel."""
    x, y = (ring - ring[0]).T
    return float(np.abs(x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2


def finite_points(given: ArrayLike, field: str = FIELD) -> Points:
    """Gives (n, 2) finite numbers, or refuses them."""
    try:
        points = np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadInput(field, "must be pairs of numbers", given, "give x and y in millimetres") from error
    if points.ndim != 2 or points.shape[1] != 2:
        raise BadInput(field, "must be pairs of x and y", points.shape, "give x and y in millimetres")
    if not np.isfinite(points).all():
        bad = points[~np.isfinite(points).all(axis=1)][0].tolist()
        raise BadInput(field, "must be finite numbers", bad, "give x and y in millimetres")
    return points


def refused(rule: str, given: object, remedy: str) -> BadInput:
    """Writes why an outline is none."""
    return BadInput(FIELD, rule, given, remedy)


def without_repeats(ring: Points) -> Points:
    """Leaves out a corner that repeats the one before it, the closing one included."""
    return ring[(ring != np.roll(ring, 1, axis=0)).any(axis=1)] if len(ring) > 1 else ring


def signed_area_mm2(ring: Points) -> float:
    """Gives the area of a ring by the shoelace formula, taken about its first corner; clockwise is below zero."""
    x, y = (ring - ring[0]).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


def crosses_itself(outline: Outline) -> bool:
    """Says whether any two edges meet elsewhere than at the corner they share."""
    starts, ends = outline.starts_mm, outline.ends_mm
    sizes = [len(ring) for ring in outline.rings_mm]
    return any(folds_back(ring) for ring in outline.rings_mm) or bool(
        (edges_meet(starts, ends) & ~neighbours(sizes)).any()
    )


def folds_back(ring: Points) -> bool:
    """Says whether an edge runs back over the one before it."""
    ahead = np.roll(ring, -1, axis=0) - ring
    before = np.roll(ahead, 1, axis=0)
    return bool(((cross(before, ahead) == 0) & ((before * ahead).sum(axis=1) < 0)).any())


def neighbours(sizes: Sequence[int]) -> Truths:
    """(edges, edges): which pairs share a corner, or are the same edge, in rings of the given sizes."""
    follows, first = [], 0
    for size in sizes:
        follows.extend([first + (index + 1) % size for index in range(size)])
        first += size
    every = np.arange(first)
    shares = every[:, None] == every
    shares[every, follows] = True
    return np.asarray(shares | shares.T)


def edges_meet(starts: Points, ends: Points) -> Truths:
    """(edges, edges): which pairs of edges cross or touch."""
    along = ends - starts
    # side[i, j, k]: on which side of edge i the start (k = 0) or end (k = 1) of edge j lies.
    tips = np.stack([starts, ends], axis=1)
    side = np.sign(cross(along[:, None, None], tips[None] - starts[:, None, None]))
    straddles = side[:, :, 0] * side[:, :, 1] <= 0
    return np.asarray(straddles & straddles.T & boxes_meet(starts, ends))


def boxes_meet(starts: Points, ends: Points) -> Truths:
    """(edges, edges): which pairs have boxes that meet; without it, edges on one line would seem to touch."""
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    return np.asarray((low[:, None] <= high[None]).all(axis=2) & (low[None] <= high[:, None]).all(axis=2))


def cross(one: Points, other: Points) -> Points:
    """Gives the z of the cross product, over the last axis."""
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])


def check_hole(hole: Points, outline: Outline) -> None:
    """Refuses a hole that lies outside the outer ring or in another hole."""
    others = Outline(tuple(ring for ring in outline.rings_mm if ring is not hole))
    if not contains(others, hole[:1])[0]:
        raise refused("must have its holes inside, apart from one another", hole[0].tolist(), "move the hole")


def contains(outline: Outline, points_mm: Points) -> Truths:
    """(n,): whether each point lies in the outline, by the even-odd rule."""
    inside = np.zeros(len(points_mm), dtype=bool)
    for start, end in zip(outline.starts_mm, outline.ends_mm, strict=True):
        spans = (start[1] <= points_mm[:, 1]) != (end[1] <= points_mm[:, 1])
        with np.errstate(divide="ignore", invalid="ignore"):
            at_x = start[0] + (points_mm[:, 1] - start[1]) * ((end[0] - start[0]) / (end[1] - start[1]))
        inside ^= spans & (points_mm[:, 0] >= at_x)
    return inside


def crossings(
    outline: Outline, heights_mm: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Gives where level lines enter and leave the outline: (spans,) which line, and (spans, 2) from x to x.

    Line after line, and from left to right.
    """
    starts, ends = outline.starts_mm, outline.ends_mm
    line, edge = np.nonzero((starts[:, 1] <= heights_mm[:, None]) != (ends[:, 1] <= heights_mm[:, None]))
    (x0, y0), (x1, y1) = starts[edge].T, ends[edge].T
    at_x = x0 + (heights_mm[line] - y0) * ((x1 - x0) / (y1 - y0))
    order = np.lexsort((at_x, line))
    return line[order][::2], at_x[order].reshape(-1, 2)


def turned(outline: Outline, degrees: float) -> Outline:
    """Turns an outline about the origin."""
    return Outline(tuple(rotated(ring, degrees) for ring in outline.rings_mm))


def rotated(points_mm: Points, degrees: float) -> Points:
    """Turns points about the origin, from x towards y."""
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return np.asarray(points_mm @ matrix)
