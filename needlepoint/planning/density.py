"""The density map: punctures per cm² about each cell of a zone.

Limitation: a density needs a window, and the window decides what is seen. Here it is a square that reaches `window_mm`
to each side of a cell's middle; a gap narrower than that is smoothed over, and with few punctures in it chance alone
makes a map look uneven (`chance_homogeneity`). Only punctures in the zone are counted, over that part of the square
which lies in the zone. The default of 2.5 mm is a convention.
"""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.grid import Cells, Grid, window_sums
from needlepoint.planning.outline import Truths
from needlepoint.vocabulary.errors import BadInput

Densities = NDArray[np.float32]  # (rows, columns): punctures per cm²; NaN outside the zone

WINDOW_MM = 2.5
MOST_REACH = 2_000


def density_map(counts: Cells, inside: Truths, grid: Grid, window_mm: float = WINDOW_MM) -> Densities:
    """Gives punctures per cm² about each cell of the zone, (rows, columns), and NaN outside it."""
    reach = reach_of(window_mm, grid)
    punctures = window_sums(counts * inside, reach)
    cells = window_sums(inside.astype(np.int32), reach)
    # At least one cell, so that nothing is divided by zero far outside the zone.
    densities = np.divide(punctures, np.maximum(cells, 1), dtype=np.float32)
    densities *= np.float32(1 / grid.cell_cm2)
    densities[~inside] = np.nan
    return densities


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
