"""Shapely: the exact area of the union of all discs within the zone; density as in the straightforward version."""

import math

import numpy as np
import shapely

from peers.simulation.measured import CELL_MM, NEEDLE_MM, Zone, answered, grid_of, read_face, tell
from peers.simulation.plain import counts_of, densities_of

RUNS = 1
CORNERS_PER_QUARTER = 4
# A polygon of n corners on a circle is smaller than it; this radius gives it the disc's area.
CORNERS = 4 * CORNERS_PER_QUARTER
RADIUS_MM = NEEDLE_MM / 2 * math.sqrt(2 * math.pi / CORNERS / math.sin(2 * math.pi / CORNERS))


def inside_of(zone: shapely.Polygon, left: float, top: float, rows: int, columns: int) -> np.ndarray:
    """Asks every cell's centre."""
    x, y = np.meshgrid(left + (np.arange(columns) + 0.5) * CELL_MM, top + (np.arange(rows) + 0.5) * CELL_MM)
    return shapely.contains_xy(zone, x, y)


def answer(zone: Zone) -> dict[str, float]:
    """Simulates one zone."""
    rings, punctures = zone
    outline = shapely.Polygon(rings[0], rings[1:])
    shapely.prepare(outline)
    grid = grid_of(rings)
    inside, counts = inside_of(outline, *grid), counts_of(punctures, *grid)
    discs = shapely.buffer(shapely.points(punctures), RADIUS_MM, quad_segs=CORNERS_PER_QUARTER)
    covered = shapely.intersection(shapely.union_all(discs), outline).area / outline.area
    return answered(int(counts[inside].sum()), densities_of(counts, inside), covered)


if __name__ == "__main__":
    tell(read_face(), answer, RUNS)
