"""The face that is simulated: zones, strokes and punctures, the same for every engine."""

import os
from pathlib import Path

import numpy as np

from clinic.web.facemap import DRAWINGS
from clinic.web.shown.outlines import scaled_zones
from needlepoint.planning.needling import circular_cartridge, pen_of, pen_punctures
from needlepoint.planning.outline import Outline
from needlepoint.planning.strokes import default_passes, track_of
from needlepoint.protocols.library import shipped_content

OUTPUT = Path(__file__).resolve().parents[2] / "output"
FACE = OUTPUT / "face.npz"
PUNCTURES = int(os.environ.get("NEEDLEPOINT_BENCH_PUNCTURES", "1000000"))
CELL_MM, WINDOW_MM, NEEDLE_MM = 0.1, 2.5, 0.25
PASSES, LANE_SPACING_MM = 4, 4.0
PERCENTS = (2, 50, 95, 98)
# 14 needles at 7,000 strokes a minute; the circle of 8 mm is assumed, as no cartridge's array was published.
PEN = pen_of(circular_cartridge(14, 8.0), stamps_per_second=7_000 / 60)


def face_outlines() -> dict[str, Outline]:
    """Gives every zone of the face, as the front of the face map draws it."""
    content = shipped_content()
    areas = {zone.id: zone.area_cm2 for zone in content.zone.values()}
    scaled = scaled_zones(DRAWINGS["front"], areas)
    return {name: zone.outline for name, zone in scaled.items() if content.zone[name].region == "face"}


def hand_speed_mm_per_s(outlines: dict[str, Outline]) -> float:
    """Gives the speed at which the strokes of the whole face come to the asked number of punctures."""
    lengths = [
        track_of(default_passes(outline, PASSES, LANE_SPACING_MM, generator(seed))).lengths_mm.sum()
        for seed, outline in enumerate(outlines.values())
    ]
    return float(sum(lengths)) * PEN.stamps_per_second * len(PEN.needles_mm) / PUNCTURES


def generator(seed: int) -> np.random.Generator:
    """Gives a zone's own generator."""
    return np.random.default_rng(seed)


def needled(outline: Outline, speed_mm_per_s: float, seed: int) -> np.ndarray:
    """Gives the punctures of four default passes over one zone."""
    rng = generator(seed)
    return pen_punctures(default_passes(outline, PASSES, LANE_SPACING_MM, rng), PEN, speed_mm_per_s, 1, rng)


def write_face() -> int:
    """Writes outlines and punctures for the peers, and gives the number of punctures."""
    outlines = face_outlines()
    speed = hand_speed_mm_per_s(outlines)
    arrays = {"speed_mm_per_s": np.array(speed)}
    for seed, (name, outline) in enumerate(outlines.items()):
        arrays[f"{name}/punctures"] = needled(outline, speed, seed)
        arrays |= {f"{name}/ring{which}": ring for which, ring in enumerate(outline.rings_mm)}
    np.savez(FACE, **arrays)
    return sum(len(array) for name, array in arrays.items() if name.endswith("punctures"))
