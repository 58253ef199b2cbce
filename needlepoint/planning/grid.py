"""Square cells over a zone: which lie in it, which a puncture falls into, and sums over windows of cells.

Limitation: a cell belongs to a zone when its centre does, so a zone's area is right to about one cell along its edge.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.outline import Outline, Points, Truths
from needlepoint.vocabulary.errors import BadInput

Cells = NDArray[np.int32]  # (rows, columns): a count for each cell

MOST_CELLS = 25_000_000


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

    Every edge turns the rest of each row that it crosses from outside to inside, or back.
    """
    row, column = edge_crossings(outline, grid)
    turns = np.zeros((grid.rows, grid.columns + 1), dtype=np.uint8)
    np.bitwise_xor.at(turns, (row, column), 1)
    return np.bitwise_xor.accumulate(turns, axis=1)[:, :-1].view(np.bool_)


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


def count_cells(points_mm: Points, grid: Grid) -> Cells:
    """(rows, columns): how many points fall into each cell; those beside the grid are not counted."""
    x, y = grid.in_cells(points_mm)
    on_grid = (x >= 0) & (y >= 0) & (x < grid.columns) & (y < grid.rows)
    flat = y[on_grid].astype(np.intp) * grid.columns + x[on_grid].astype(np.intp)
    counted = np.bincount(flat, minlength=grid.rows * grid.columns)
    return counted.astype(np.int32).reshape(grid.rows, grid.columns)


def window_sums(cells: Cells, reach: int) -> Cells:
    """(rows, columns): the sum over the square of cells up to `reach` rows and columns away; beyond the edge is 0."""
    across = row_sums(cells, reach)
    return np.ascontiguousarray(row_sums(np.ascontiguousarray(across.T), reach).T)


def row_sums(cells: Cells, reach: int) -> Cells:
    """(rows, columns): the sum over cells up to `reach` columns away, as a difference of two running sums."""
    rows, columns = cells.shape
    running = np.zeros((rows, columns + 2 * reach + 1), dtype=np.int32)
    running[:, reach + 1 : reach + 1 + columns] = cells
    np.cumsum(running, axis=1, out=running)
    return np.asarray(running[:, 2 * reach + 1 :] - running[:, :columns])
