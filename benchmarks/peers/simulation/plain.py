"""The straightforward NumPy version: whole arrays, no tricks, as one would write it in an afternoon."""

import numpy as np

from peers.simulation.measured import CELL_MM, NEEDLE_MM, REACH, Zone, answered, grid_of, read_face, tell

RUNS = 3


def inside_of(rings: list[np.ndarray], left: float, top: float, rows: int, columns: int) -> np.ndarray:
    """Asks every cell's centre, edge by edge, by the even-odd rule."""
    x = left + (np.arange(columns) + 0.5) * CELL_MM
    y = top + (np.arange(rows)[:, None] + 0.5) * CELL_MM
    inside = np.zeros((rows, columns), dtype=bool)
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if y0 != y1:
                inside ^= ((y0 <= y) != (y1 <= y)) & (x >= x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


def window_sums(cells: np.ndarray) -> np.ndarray:
    """Sums over a square window by an integral image."""
    padded = np.pad(cells, ((REACH + 1, REACH), (REACH + 1, REACH)))
    total = padded.cumsum(axis=0).cumsum(axis=1)
    width = 2 * REACH + 1
    return total[width:, width:] - total[:-width, width:] - total[width:, :-width] + total[:-width, :-width]


def counts_of(punctures: np.ndarray, left: float, top: float, rows: int, columns: int) -> np.ndarray:
    """Counts punctures in cells."""
    bottom, right = top + rows * CELL_MM, left + columns * CELL_MM
    counts, _, _ = np.histogram2d(
        punctures[:, 1], punctures[:, 0], bins=(rows, columns), range=((top, bottom), (left, right))
    )
    return counts.astype(np.int64)


def densities_of(counts: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Gives the density about each cell of the zone."""
    hits, cells = window_sums(counts * inside), window_sums(inside.astype(np.int64))
    return hits[inside] / (cells[inside] * CELL_MM**2 / 100)


def covered_of(punctures: np.ndarray, left: float, top: float, rows: int, columns: int) -> np.ndarray:
    """Marks the cells about every puncture whose centres lie in its disc."""
    radius = NEEDLE_MM / 2 / CELL_MM
    steps = np.arange(-2, 3)
    x, y = (punctures[:, 0] - left) / CELL_MM, (punctures[:, 1] - top) / CELL_MM
    column = np.floor(x).astype(int)[:, None] + steps
    row = np.floor(y).astype(int)[:, None] + steps
    distance = (column + 0.5 - x[:, None])[:, None, :] ** 2 + (row + 0.5 - y[:, None])[:, :, None] ** 2
    is_column, is_row = (column >= 0) & (column < columns), (row >= 0) & (row < rows)
    near = (distance <= radius**2) & is_column[:, None, :] & is_row[:, :, None]
    covered = np.zeros((rows, columns), dtype=bool)
    covered[
        np.broadcast_to(row[:, :, None], near.shape)[near],
        np.broadcast_to(column[:, None, :], near.shape)[near],
    ] = True
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
