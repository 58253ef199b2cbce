"""The zones of the face map as outlines in millimetres, so that a simulation can be laid over the drawing.

Limitation: the face map is a drawing, laid flat. Each zone is scaled until its area is the one of the content, which
may be a quarter off; a zone without an area takes the scale of the others. Shape is as drawn. Zones on the far side of
an oblique view are too narrow to stand for anything and are left out.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clinic.web.facemap import Drawing
from needlepoint.planning.outline import Outline, Points, outline_of, signed_area_mm2

# The drawing is made of moves, cubic curves and closings; anything else would be drawn wrongly without a word.
PART = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"-?\d*\.?\d+")
STEPS = 8  # straight pieces for each curve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScaledZone:
    """A drawn zone in millimetres: drawing units times `mm_per_unit`, from the drawing's own origin."""

    zone: str
    outline: Outline
    mm_per_unit: float
    is_scale_borrowed: bool


def scaled_zones(drawing: Drawing, areas_cm2: Mapping[str, float | None]) -> dict[str, ScaledZone]:
    """Scales every zone of a view to its area in cm², or with the others where it has none."""
    rings = {drawn.zone: rings_of(drawn.outline) for drawn in drawing.zones if not drawn.is_far}
    known = {zone: area for zone in rings if (area := areas_cm2.get(zone))}
    if not known:
        raise ValueError("areas_cm2: must hold the area of at least one drawn zone, given none; name one")
    drawn = {zone: drawn_area(rings[zone]) for zone in rings}
    shared = mm_per_unit(sum(known.values()), sum(drawn[zone] for zone in known))
    return {zone: scaled_zone(zone, rings[zone], known.get(zone), shared) for zone in rings}


def scaled_zone(zone: str, rings: list[Points], area_cm2: float | None, shared: float) -> ScaledZone:
    """Scales one zone."""
    scale = mm_per_unit(area_cm2, drawn_area(rings)) if area_cm2 else shared
    outer, *holes = (ring * scale for ring in rings)
    return ScaledZone(
        zone=zone,
        outline=outline_of(outer, holes),
        mm_per_unit=scale,
        is_scale_borrowed=not area_cm2,
    )


def mm_per_unit(area_cm2: float, drawn_units: float) -> float:
    """Gives the millimetres of one drawing unit, for a drawn area to be of the given size."""
    return math.sqrt(area_cm2 * 100 / drawn_units)


def drawn_area(rings: list[Points]) -> float:
    """Gives the drawn area without its holes, in square drawing units."""
    outer, *holes = (abs(signed_area_mm2(ring)) for ring in rings)
    return outer - sum(holes)


def rings_of(path: str) -> list[Points]:
    """Reads the rings of a drawn path, (corners, 2) each in drawing units, the largest, outer one first."""
    rings: list[list[Points]] = []
    for letter, text in PART.findall(path):
        numbers = np.array(NUMBER.findall(text), dtype=np.float64).reshape(-1, 2)
        if letter == "M":
            rings.append([numbers])
        elif letter == "C":
            rings[-1].extend(curve(rings[-1][-1][-1], bend) for bend in numbers.reshape(-1, 3, 2))
        elif letter != "Z":
            raise ValueError(f"path: must hold M, C and Z only, given {letter!r}; draw the zone with curves")
    return sorted(map(np.concatenate, rings), key=lambda ring: -abs(signed_area_mm2(ring)))


def curve(start: Points, bend: Points) -> Points:
    """Gives points along a cubic curve, its end included: (STEPS, 2)."""
    t = (np.arange(1, STEPS + 1) / STEPS)[:, None]
    first, second, end = bend
    return np.asarray(
        (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end
    )
