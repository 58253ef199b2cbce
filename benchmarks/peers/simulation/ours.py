"""Our simulator in a process of its own: from punctures, as the peers, or with the strokes and punctures made first.

python -m peers.simulation.ours [needling]
"""

import sys

import numpy as np

from needlepoint.planning.outline import Outline
from needlepoint.planning.simulation import simulate
from peers.simulation.face import CELL_MM, NEEDLE_MM, PERCENTS, WINDOW_MM, needled
from peers.simulation.measured import OUTPUT, Zone, read_face, tell

RUNS = 7


def answer(zone: Zone) -> dict[str, float]:
    """Simulates one zone."""
    outline, punctures = Outline(tuple(zone[0])), zone[1]
    made = simulate(outline, punctures, needle_diameter_mm=NEEDLE_MM, cell_mm=CELL_MM, window_mm=WINDOW_MM)
    indices = {f"L_{percent}": made.histogram.received_by(percent) for percent in PERCENTS}
    cells = int(made.histogram.up_to[-1])
    return {"punctures": made.punctures, "cells": cells, "covered": made.covered_fraction, **indices}


def needled_zones(zones: dict[str, Zone], speed_mm_per_s: float) -> dict[str, Zone]:
    """Makes the strokes and the punctures of every zone anew."""
    outlines = [Outline(tuple(rings)) for rings, _ in zones.values()]
    made = [needled(outline, speed_mm_per_s, seed) for seed, outline in enumerate(outlines)]
    return {name: (zone[0], one) for (name, zone), one in zip(zones.items(), made, strict=True)}


def main() -> None:
    """Measures the whole face, as often as a median needs."""
    zones = read_face()
    with np.load(OUTPUT / "face.npz") as stored:
        speed = float(stored["speed_mm_per_s"])
    before = (lambda given: needled_zones(given, speed)) if sys.argv[1:] == ["needling"] else None
    tell(zones, answer, RUNS, before)


if __name__ == "__main__":
    main()
