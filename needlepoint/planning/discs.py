"""The share of a zone that punctures really cover, each taken as a disc.

Limitation: a puncture is a round, upright hole of one width. What stays open is narrower (70.7 µm after a needle of
140 µm at its base, in rats: Kalluri 2011, doi:10.1208/s12248-011-9288-3) and tapers; a roller cuts clefts. A cell
counts as covered when its centre lies in a disc: unbiased for the share, and its noise falls with the
number of punctures.
"""

import math

import numpy as np
from numpy.typing import NDArray

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.grid import Cells, Grid, located
from needlepoint.planning.outline import Points
from needlepoint.vocabulary.errors import BadInput

Floats = NDArray[np.float64]

MOST_CELLS_ACROSS = 200


def lay_punctures(punctures_mm: Points, grid: Grid, diameter_mm: float) -> tuple[Cells, Cells]:
    """(rows, columns) twice: how many punctures lie in each cell, and how many discs over each cell's centre.

    Punctures beside the grid are in no cell; their discs count where they reach it.
    """
    radius = radius_in_cells(diameter_mm, grid)
    reach = math.floor(radius + 0.5)
    # A frame for discs from beside the grid, and rows to spare: what runs out on one side comes in on the frame.
    framed, spare = grid.framed(reach), reach + 1
    laid = np.zeros((2, framed.rows + 2 * spare, framed.columns), dtype=np.uint32)
    for own, right, down in located(punctures_mm, framed):
        place = own + spare * framed.columns
        np.add.at(laid[0].ravel(), place, np.uint32(1))
        lay_discs(laid[1].ravel(), place, framed.columns, (right, down), radius)
    counts, discs = laid[:, spare + reach :, reach : reach + grid.columns]
    return counts[: grid.rows], discs[: grid.rows]


def lay_discs(
    discs: NDArray[np.uint32], own: NDArray[np.intp], width: int, off: tuple[Floats, Floats], radius: float
) -> None:
    """Adds one to every cell of each puncture's disc, given its own cell and how far off its centre it lies.

    Distances within a disc are small numbers: 32 binary digits hold them to a ten-millionth of a cell.
    """
    reach = math.floor(radius + 0.5)
    steps = np.arange(-reach, reach + 1, dtype=np.float32)
    corner = own - reach * width - reach
    # How far each neighbouring column lies from the puncture, squared, and what each row leaves for that.
    aside = (steps[:, None] - off[0].astype(np.float32)) ** 2
    room = np.float32(radius**2) - (steps[:, None] - off[1].astype(np.float32)) ** 2
    for down, row in enumerate(room):
        for right, column in enumerate(aside):
            np.add.at(discs[down * width + right :], corner, (column <= row).astype(np.uint32))


def radius_in_cells(diameter_mm: float, grid: Grid) -> float:
    """Gives a disc's radius in cells, or refuses a disc that is a mistake of units."""
    diameter = check_above_zero("diameter_mm", diameter_mm, 10, "give the needle's width, such as 0.25")
    across = diameter / grid.cell_mm
    if across > MOST_CELLS_ACROSS:
        rule = f"must be at most {MOST_CELLS_ACROSS} cells of {grid.cell_mm:g} mm"
        raise BadInput("diameter_mm", rule, diameter_mm, "take larger cells")
    return across / 2
