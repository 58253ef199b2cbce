"""Where the needles of a pen or of a roller come down along strokes of the hand, in millimetres.

Limitation: nothing here was measured on skin.
- How the needles of a pen stand in its cartridge is **not published**: a circle of 6 to 9 mm is assumed
  (`circular_cartridge`), or give their measured places.
- `kappa`, the share of needle strokes that make a puncture (contact and penetration), has **no published value for
  pens**: it is an argument, from the clinic's own stamp test. Strokes are lost one by one and independently here; a
  hand that lifts off loses them in runs.
- The cartridge keeps one angle during a stroke, drawn anew for the next; speed is even; a roller does not slip. Its
  needles cut curved clefts and may slide into a hole that is there already, which is left out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlepoint.planning.bounds import check_above_zero, check_not_negative, check_whole
from needlepoint.planning.outline import Points, finite_points
from needlepoint.planning.strokes import track_of
from needlepoint.vocabulary.errors import BadInput

MOST_PUNCTURES = 20_000_000
MOST_NEEDLES = 1_000
MOST_MM_PER_S = 1_000.0
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pen:
    """A pen: the places of its needles about the cartridge's axis, (needles, 2) in millimetres, and its rate."""

    needles_mm: Points
    stamps_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Roller:
    """A roller: rings of needles side by side across a drum, every second ring turned by half the gap of its needles.

    A drum of 192 needles is described as 8 rows and as 24 circular arrays of 8: either way `needles` is the product.
    """

    rings: int
    needles_per_ring: int
    drum_diameter_mm: float
    drum_width_mm: float

    @property
    def per_cm2_of_a_pass(self) -> float:
        """What geometry gives for one pass: the needles over the drum's whole surface."""
        surface_cm2 = math.pi * self.drum_diameter_mm * self.drum_width_mm / 100
        return self.rings * self.needles_per_ring / surface_cm2


def pen_of(needles_mm: ArrayLike, stamps_per_second: float) -> Pen:
    """Checks a pen's needles, (needles, 2) in millimetres about its axis, and its rate."""
    needles = finite_points(needles_mm, "needles_mm")
    check_whole("needles", len(needles), MOST_NEEDLES, "give the place of each needle")
    if np.abs(needles).max() > 50:
        raise BadInput("needles_mm", "must lie within 50 mm of the axis", needles, "give millimetres")
    rate = check_above_zero("stamps_per_second", stamps_per_second, 1_000, "give strokes per second")
    return Pen(needles_mm=needles, stamps_per_second=rate)


def circular_cartridge(needles: int, footprint_diameter_mm: float) -> Points:
    """Spreads needles evenly over a circle: **assumed**, as no array was published; 6 to 9 mm is the usual guess.

    A sunflower's arrangement: the k-th needle stands at the golden angle from the one before it, at a radius that gives
    each the same area. Gives (needles, 2) in millimetres about the axis.
    """
    count = check_whole("needles", needles, MOST_NEEDLES, "give the cartridge's needle count")
    diameter = check_above_zero("footprint_diameter_mm", footprint_diameter_mm, 100, "measure the cartridge")
    which = np.arange(count)
    radius = diameter / 2 * np.sqrt((which + 0.5) / count)
    angle = which * GOLDEN_ANGLE
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def roller_of(rings: int, needles_per_ring: int, drum_diameter_mm: float, drum_width_mm: float) -> Roller:
    """Checks a roller's geometry."""
    return Roller(
        rings=check_whole("rings", rings, MOST_NEEDLES, "count the rings across the drum"),
        needles_per_ring=check_whole(
            "needles_per_ring", needles_per_ring, MOST_NEEDLES, "count the needles around one ring"
        ),
        drum_diameter_mm=check_above_zero("drum_diameter_mm", drum_diameter_mm, 200, "measure the drum"),
        drum_width_mm=check_above_zero("drum_width_mm", drum_width_mm, 200, "measure the drum"),
    )


def pen_punctures(
    strokes: Sequence[Points],
    pen: Pen,
    hand_speed_mm_per_s: float,
    kappa: float,
    rng: np.random.Generator,
    jitter_mm: float = 0.0,
) -> Points:
    """Stamps a pen along strokes, and gives the punctures, (n, 2) in millimetres, in the order in which they are made.

    `jitter_mm` is the standard deviation of a stamp's place about the line, both ways; 0 is a ruler, no value is known.
    """
    speed = check_above_zero(
        "hand_speed_mm_per_s", hand_speed_mm_per_s, MOST_MM_PER_S, "give millimetres a second"
    )
    jitter = check_not_negative("jitter_mm", jitter_mm, 50, "give millimetres")
    track, share = track_of(strokes), check_kappa(kappa)
    step = speed / pen.stamps_per_second
    check_count(track.lengths_mm.sum() / step * len(pen.needles_mm))
    angles = rng.uniform(0, 2 * math.pi, len(strokes))
    stroke, distance = stations(track.lengths_mm, step, rng.random(len(strokes)) * step)
    places, _ = track.at(stroke, distance)
    if jitter:
        places = places + rng.normal(0, jitter, places.shape)
    return thinned(stamped(places, pen.needles_mm, angles, stroke), share, rng)


def roller_punctures(
    strokes: Sequence[Points], roller: Roller, kappa: float, rng: np.random.Generator
) -> Points:
    """Rolls a drum along strokes without slipping, and gives the punctures, (n, 2) in millimetres, ring by ring."""
    track, share = track_of(strokes), check_kappa(kappa)
    gap = math.pi * roller.drum_diameter_mm / roller.needles_per_ring
    check_count(track.lengths_mm.sum() / gap * roller.rings)
    rings = np.arange(roller.rings)
    # Each ring on each stroke is a row of its own: (strokes, rings), laid flat.
    phases = (rng.random(len(strokes))[:, None] + (rings % 2) / 2) % 1 * gap
    row, distance = stations(np.repeat(track.lengths_mm, roller.rings), gap, phases.ravel())
    stroke, ring = np.divmod(row, roller.rings)
    places, ahead = track.at(stroke, distance)
    aside = ((ring + 0.5) / roller.rings - 0.5) * roller.drum_width_mm
    across = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    return thinned(places + aside[:, None] * across, share, rng)


def stations(
    lengths_mm: NDArray[np.float64], step_mm: float, phases_mm: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Gives places every `step_mm` along each row, from its phase on: which row, and how far along it."""
    counts = np.maximum(np.ceil((lengths_mm - phases_mm) / step_mm), 0).astype(np.intp)
    row = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, phases_mm[row] + number * step_mm


def stamped(
    places: Points, needles_mm: Points, angles: NDArray[np.float64], stroke: NDArray[np.intp]
) -> Points:
    """Gives (stamps × needles, 2): the cartridge's needles about each place, turned by the angle of its stroke."""
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    x, y = needles_mm.T
    turned = np.stack([cos * x - sin * y, sin * x + cos * y], axis=2)  # (strokes, needles, 2)
    made = np.take(turned, stroke, axis=0)
    made += places[:, None]
    return made.reshape(-1, 2)


def thinned(punctures: Points, kappa: float, rng: np.random.Generator) -> Points:
    """Keeps each needle stroke with the chance kappa."""
    return punctures if kappa == 1 else punctures[rng.random(len(punctures)) < kappa]


def check_kappa(kappa: float) -> float:
    """Gives the share of needle strokes that make a puncture, above 0 and up to 1, or refuses it."""
    return check_above_zero("kappa", kappa, 1, "enter the share from a stamp test, such as 0.3")


def check_count(expected: float) -> None:
    """Refuses more punctures than a face could be given, before they are made."""
    if expected > MOST_PUNCTURES:
        rule = f"must give at most {MOST_PUNCTURES:,} punctures"
        raise BadInput("strokes", rule, round(expected), "check speed, spacing, passes and units")
