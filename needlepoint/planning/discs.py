"""The share of a zone that punctures really cover, each taken as a disc.

Limitation: a puncture is a round, upright hole of one width. What stays open is narrower (70.7 µm after a needle of
140 µm at its base, in rats: Kalluri 2011, doi:10.1208/s12248-011-9288-3) and tapers; a roller cuts clefts. A cell
counts as covered when its centre lies in a disc: unbiased for the share, and its noise falls with the
number of punctures.
"""

import math

import numpy as np

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.grid import Grid
from needlepoint.planning.outline import Points, Truths
from needlepoint.vocabulary.errors import BadInput

AT_ONCE = 32_768  # punctures whose arrays fit a processor's own memory together
MOST_CELLS_ACROSS = 200


def covered_cells(punctures_mm: Points, grid: Grid, diameter_mm: float) -> Truths:
    """(rows, columns): whether each cell's centre lies within half a diameter of a puncture."""
    radius = radius_in_cells(diameter_mm, grid)
    reach = math.floor(radius + 0.5)
    # A frame as wide as a disc, so that a disc over the edge needs no question.
    covered = np.zeros((grid.rows + 4 * reach, grid.columns + 4 * reach), dtype=bool)
    flat = covered.ravel()
    for start in range(0, len(punctures_mm), AT_ONCE):
        mark(flat, covered.shape[1], punctures_mm[start : start + AT_ONCE], grid, radius)
    return covered[2 * reach : 2 * reach + grid.rows, 2 * reach : 2 * reach + grid.columns]


def mark(flat: Truths, width: int, punctures_mm: Points, grid: Grid, radius: float) -> None:
    """Marks the cells of some punctures' discs in the framed grid, laid flat in rows of `width`."""
    reach = math.floor(radius + 0.5)
    x, y = (cells + 2 * reach for cells in grid.in_cells(punctures_mm))
    near = (x >= reach) & (y >= reach) & (x < width - reach) & (y < len(flat) // width - reach)
    x, y = (x, y) if near.all() else (x[near], y[near])
    column, row = x.astype(np.intp), y.astype(np.intp)
    own = row * width + column
    steps = np.arange(-reach, reach + 1)
    # How far each neighbouring column lies from the puncture, squared, and what each row leaves for that.
    aside = (steps[:, None] - (x - column - 0.5)) ** 2
    left = radius**2 - (steps[:, None] - (y - row - 0.5)) ** 2
    for down, room in zip(steps.tolist(), left, strict=True):
        for right, distance in zip(steps.tolist(), aside, strict=True):
            flat[own[distance <= room] + (down * width + right)] = True


def radius_in_cells(diameter_mm: float, grid: Grid) -> float:
    """Gives a disc's radius in cells, or refuses a disc that is a mistake of units."""
    diameter = check_above_zero("diameter_mm", diameter_mm, 10, "give the needle's width, such as 0.25")
    across = diameter / grid.cell_mm
    if across > MOST_CELLS_ACROSS:
        rule = f"must be at most {MOST_CELLS_ACROSS} cells of {grid.cell_mm:g} mm"
        raise BadInput("diameter_mm", rule, diameter_mm, "take larger cells")
    return across / 2
