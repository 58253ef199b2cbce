"""Square cells over a zone: which lie in it, which a puncture falls into, and sums over windows of cells.

Limitation: a cell belongs to a zone when its centre does, so a zone's area is right to about one cell along its edge.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.outline import Outline, Points, Truths
from needlepoint.vocabulary.errors import BadInput

Cells = NDArray[np.uint32]  # (rows, columns): a count for each cell
Located = tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]
Sums = NDArray[np.unsignedinteger[Any]]

MOST_CELLS = 25_000_000
AT_ONCE = 16_384  # points whose arrays fit a processor's own memory together


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells of one size: row by row in y, column by column in x, from a corner."""

    left_mm: float
    top_mm: float
    cell_mm: float
    rows: int
    columns: int

    @property
    def cell_cm2(self) -> float:
        """The area of one cell."""
        return self.cell_mm**2 / 100

    def framed(self, cells: int) -> Grid:
        """The same grid with a frame of so many cells about it."""
        return Grid(
            left_mm=self.left_mm - cells * self.cell_mm,
            top_mm=self.top_mm - cells * self.cell_mm,
            cell_mm=self.cell_mm,
            rows=self.rows + 2 * cells,
            columns=self.columns + 2 * cells,
        )

    def in_cells(self, points_mm: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Gives x and y in cells from the corner: the whole part is the column or row."""
        return (points_mm[:, 0] - self.left_mm) / self.cell_mm, (points_mm[:, 1] - self.top_mm) / self.cell_mm


def grid_over(outline: Outline, cell_mm: float) -> Grid:
    """Lays the least grid over an outline, in the middle of it."""
    cell = check_above_zero("cell_mm", cell_mm, 50, "give millimetres, such as 0.1")
    width, height = (outline.high_mm - outline.low_mm).tolist()
    columns, rows = math.ceil(width / cell), math.ceil(height / cell)
    if rows * columns > MOST_CELLS:
        raise BadInput("cell_mm", f"must give at most {MOST_CELLS:,} cells", cell, "take larger cells")
    left, top = ((outline.low_mm + outline.high_mm) / 2 - np.array([columns, rows]) * cell / 2).tolist()
    return Grid(left_mm=left, top_mm=top, cell_mm=cell, rows=rows, columns=columns)


def cells_inside(outline: Outline, grid: Grid) -> Truths:
    """(rows, columns): whether the centre of each cell lies in the outline, by the even-odd rule.

    Row after row laid end to end, every crossing of an edge turns what follows from outside to inside, or back.
    """
    row, column = edge_crossings(outline, grid)
    turns = np.concatenate([[0], np.sort(row * grid.columns + column), [grid.rows * grid.columns]])
    is_in = np.arange(len(turns) - 1) % 2 == 1
    return np.repeat(is_in, np.diff(turns)).reshape(grid.rows, grid.columns)


def edge_crossings(outline: Outline, grid: Grid) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Gives every row that an edge crosses, and the first column whose centre lies right of the crossing."""
    x0, y0 = grid.in_cells(outline.starts_mm)
    x1, y1 = grid.in_cells(outline.ends_mm)
    first = np.ceil(np.minimum(y0, y1) - 0.5).astype(np.intp)
    counts = np.ceil(np.maximum(y0, y1) - 0.5).astype(np.intp) - first
    edge = np.repeat(np.arange(len(counts)), counts)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts) + first[edge]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (x1 - x0) / (y1 - y0)  # a level edge crosses no row
    column = np.ceil(x0[edge] + (row + 0.5 - y0[edge]) * slope[edge] - 0.5)
    return row, np.clip(column, 0, grid.columns).astype(np.intp)


def located(points_mm: Points, grid: Grid) -> Iterator[Located]:
    """Finds the points that lie on a grid, some at a time.

    Gives which cell each lies in, counted row by row, and how far right and down of its centre, in cells.
    """
    for start in range(0, len(points_mm), AT_ONCE):
        x, y = grid.in_cells(points_mm[start : start + AT_ONCE])
        near = (x >= 0) & (y >= 0) & (x < grid.columns) & (y < grid.rows)
        x, y = x[near], y[near]
        column, row = x.astype(np.intp), y.astype(np.intp)
        yield row * grid.columns + column, x - (column + 0.5), y - (row + 0.5)


def window_sums(cells: Sums, reach: int) -> Sums:
    """(rows, columns): the sum over the square of cells up to `reach` rows and columns away; beyond the edge is 0.

    Each way a difference of two running sums. They may run over: the difference is right as long as it fits.
    """
    rows, columns = cells.shape
    width = 2 * reach + 1
    across = np.zeros((rows, columns + width), dtype=cells.dtype)
    np.cumsum(cells, axis=1, out=across[:, reach + 1 : reach + 1 + columns])
    across[:, reach + 1 + columns :] = across[:, reach + columns, None]
    down = np.zeros((rows + width, columns), dtype=cells.dtype)
    np.subtract(across[:, width:], across[:, :columns], out=down[reach + 1 : reach + 1 + rows])
    for above, row in pairwise(down):
        np.add(above, row, out=row)
    return np.subtract(down[width:], down[:rows], out=cells)
