"""The density map: punctures per cm² about each cell of a zone.

Limitation: a density needs a window, and the window decides what is seen. Here it is a square that reaches `window_mm`
to each side of a cell's middle; a gap narrower than that is smoothed over, and with few punctures in it chance alone
makes a map look uneven (`chance_homogeneity`). Only punctures in the zone are counted, over that part of the square
which lies in the zone. The default of 2.5 mm is a convention.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.grid import Cells, Grid, Sums, window_sums
from needlepoint.planning.outline import Truths
from needlepoint.vocabulary.errors import BadInput

Densities = NDArray[np.float32]

WINDOW_MM = 2.5
MOST_REACH = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class DensityMap:
    """Punctures per cm² about each cell of a zone, in a window that reaches `window_mm` to each side.

    `inside` : (rows, columns) which cells of `grid` lie in the zone; `punctures_per_cm2` : (cells,) the densities of
    those, row by row; `punctures` : how many fell into the zone.
    """

    grid: Grid
    inside: Truths
    window_mm: float
    punctures_per_cm2: Densities
    punctures: int

    def laid_out(self) -> Densities:
        """(rows, columns): punctures per cm², NaN outside the zone."""
        whole = np.full(self.inside.shape, np.nan, dtype=np.float32)
        whole[self.inside] = self.punctures_per_cm2
        return whole


def density_map(counts: Cells, inside: Truths, grid: Grid, window_mm: float = WINDOW_MM) -> DensityMap:
    """Gives punctures per cm² about each cell of the zone, from the punctures in each of its cells and 0 elsewhere."""
    punctures = int(counts.sum(axis=1, dtype=np.uint32).sum(dtype=np.uint64))
    hits, cells = sums_in_zone(counts, punctures, inside, reach_of(window_mm, grid))
    densities = np.divide(hits, cells, dtype=np.float32)
    densities *= np.float32(1 / grid.cell_cm2)
    return DensityMap(grid, inside, window_mm, densities, punctures)


def sums_in_zone(counts: Cells, punctures: int, inside: Truths, reach: int) -> tuple[Sums, Sums]:
    """(cells,) twice: the zone's punctures and cells in the window about each cell of the zone.

    Both are summed in one go, the cells in the upper digits of each number and the punctures in the lower ones; where
    32 binary digits are too few for both, 64 are taken.
    """
    digits = punctures.bit_length()
    is_short = digits + ((2 * reach + 1) ** 2).bit_length() <= 32
    kind: type[np.unsignedinteger[Any]] = np.uint32 if is_short else np.uint64
    both: Sums = np.multiply(inside, kind(1 << digits))
    both += counts
    sums = window_sums(both, reach)[inside]
    return sums & kind((1 << digits) - 1), sums >> kind(digits)


def reach_of(window_mm: float, grid: Grid) -> int:
    """Gives how many whole cells a window reaches to each side."""
    reach_mm = check_above_zero("window_mm", window_mm, 200, "give millimetres, such as 2.5")
    reach = round(reach_mm / grid.cell_mm)
    if not 1 <= reach <= MOST_REACH:
        rule = f"must reach over 1 to {MOST_REACH} cells of {grid.cell_mm:g} mm"
        raise BadInput("window_mm", rule, window_mm, "choose another window or another cell")
    return reach


def window_cm2(window_mm: float, grid: Grid) -> float:
    """Gives the area of the whole window: its cells to each side and the one in the middle."""
    return (2 * reach_of(window_mm, grid) + 1) ** 2 * grid.cell_cm2


def chance_homogeneity(per_cm2: float, window_mm: float, grid: Grid) -> float | None:
    """Gives the homogeneity index that punctures thrown singly and at random would show in whole windows.

    (L_2 − L_98) / L_50 of a Poisson count of mean n = density × window, near enough normal: 2 × 2.054 / √n. A map is
    uneven only where its index is well above this. None where nothing was punctured.
    """
    expected = per_cm2 * window_cm2(window_mm, grid)
    return 2 * NormalDist().inv_cdf(0.98) / math.sqrt(expected) if expected > 0 else None
