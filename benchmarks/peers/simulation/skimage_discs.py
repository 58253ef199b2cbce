"""scikit-image: polygons and discs drawn one by one, and SciPy's box filter for the density."""

import numpy as np
from scipy.ndimage import uniform_filter
from skimage.draw import disk, polygon2mask

from peers.simulation.measured import CELL_MM, NEEDLE_MM, REACH, Zone, answered, grid_of, read_face, tell
from peers.simulation.plain import counts_of

RUNS = 1


def inside_of(rings: list[np.ndarray], left: float, top: float, rows: int, columns: int) -> np.ndarray:
    """Draws the outer ring and takes the holes away."""
    outer, *holes = (
        polygon2mask((rows, columns), (ring[:, ::-1] - (top, left)) / CELL_MM - 0.5) for ring in rings
    )
    for hole in holes:
        outer &= ~hole
    return outer


def densities_of(counts: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Gives the density about each cell of the zone."""
    width = 2 * REACH + 1
    hits = uniform_filter((counts * inside).astype(np.float64), width, mode="constant")
    cells = uniform_filter(inside.astype(np.float64), width, mode="constant")
    return hits[inside] / (cells[inside] * CELL_MM**2 / 100)


def covered_of(punctures: np.ndarray, left: float, top: float, rows: int, columns: int) -> np.ndarray:
    """Draws a disc for each puncture; a pixel's centre is a whole number there."""
    covered = np.zeros((rows, columns), dtype=bool)
    radius = NEEDLE_MM / 2 / CELL_MM
    for row, column in ((punctures[:, ::-1] - (top, left)) / CELL_MM - 0.5).tolist():
        covered[disk((row, column), radius, shape=(rows, columns))] = True
    return covered


def answer(zone: Zone) -> dict[str, float]:
    """Simulates one zone."""
    rings, punctures = zone
    grid = grid_of(rings)
    inside, counts = inside_of(rings, *grid), counts_of(punctures, *grid)
    covered = covered_of(punctures, *grid)
    return answered(int(counts[inside].sum()), densities_of(counts, inside), covered[inside].mean())


if __name__ == "__main__":
    tell(read_face(), answer, RUNS)
