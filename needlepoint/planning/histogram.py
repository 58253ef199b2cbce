"""The density-area histogram: which share of a zone received at least a given density.

Limitation: it says how evenly punctures lie, not what they do; no dose and response of microneedling is known, so no
value of it is a target. It forgets where the thin places are: look at the map.

The form is that of radiotherapy's cumulative dose-volume histogram, D_x and V_x, as in matRad's `matRad_calcDVH` and
`matRad_calcQualityIndicators` (Wieser et al. 2017, doi:10.1002/mp.12251): V_x is the share with at least x, and L_x
the density that x per cent of the area received, interpolated between the sorted cells.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlepoint.planning.bounds import check_finite, check_not_negative
from needlepoint.vocabulary.errors import BadInput

FIELD = "punctures_per_cm2"
STEPS = 65_535  # a binned histogram is right to a 65,535th of its highest density


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many equal cells of a zone have each density.

    `punctures_per_cm2` : (values,) ascending, each once; `cells` : (values,) how many cells have it.
    """

    punctures_per_cm2: NDArray[np.float64]
    cells: NDArray[np.int64]

    @cached_property
    def up_to(self) -> NDArray[np.int64]:
        """(values,): how many cells have this density or less."""
        return np.cumsum(self.cells)

    @property
    def mean_per_cm2(self) -> float:
        """The mean over the area."""
        return float(np.average(self.punctures_per_cm2, weights=self.cells))

    @property
    def homogeneity(self) -> float | None:
        """(L_2 − L_98) / L_50; 0 is perfectly even. None where half of the zone received nothing."""
        middle = self.received_by(50)
        return (self.received_by(2) - self.received_by(98)) / middle if middle > 0 else None

    def share_at_least(self, per_cm2: float) -> float:
        """V_x: the share of the area, 0 to 1, that received at least `per_cm2`."""
        return float(self.shares_at_least([per_cm2])[0])

    def shares_at_least(self, per_cm2: ArrayLike) -> NDArray[np.float64]:
        """(n,): V_x for each of several densities: the curve of the histogram."""
        below = np.searchsorted(self.punctures_per_cm2, np.asarray(per_cm2, dtype=np.float64), side="left")
        return np.asarray((self.up_to[-1] - np.concatenate([[0], self.up_to])[below]) / self.up_to[-1])

    def received_by(self, percent: float) -> float:
        """L_x: the density that at least `percent` of the area received, 0 to 100."""
        share = check_not_negative("percent", percent, 100, "give 0 to 100 per cent of the area") / 100
        rank = (int(self.up_to[-1]) - 1) * (1 - share)
        low, high = self.of_rank(int(np.floor(rank))), self.of_rank(int(np.ceil(rank)))
        return low + (high - low) * (rank % 1)

    def of_rank(self, rank: int) -> float:
        """Gives the density of one cell when all are sorted, the least first."""
        return float(self.punctures_per_cm2[np.searchsorted(self.up_to, rank, side="right")])


def histogram_of(punctures_per_cm2: ArrayLike) -> Histogram:
    """Makes the exact histogram of the densities of equal cells; NaN is outside the zone."""
    values, cells = np.unique(densities_inside(punctures_per_cm2), return_counts=True)
    return Histogram(values.astype(np.float64), cells.astype(np.int64))


def binned_histogram(punctures_per_cm2: NDArray[np.float32]) -> Histogram:
    """Makes the histogram with every density, (cells,), rounded to a 65,535th of the highest: for millions of cells."""
    highest = float(punctures_per_cm2.max())
    if highest == 0:
        return Histogram(np.zeros(1), np.array([len(punctures_per_cm2)], dtype=np.int64))
    steps = punctures_per_cm2 / np.float32(highest)
    steps *= STEPS
    counted = np.bincount(np.rint(steps, out=steps).astype(np.intp))
    taken = np.flatnonzero(counted)
    return Histogram(taken * np.float64(highest / STEPS), counted[taken])


def densities_inside(punctures_per_cm2: ArrayLike) -> NDArray[np.float32 | np.float64]:
    """Gives the densities of the cells in the zone, or refuses what are none."""
    every = np.asarray(punctures_per_cm2)
    if not np.issubdtype(every.dtype, np.floating):
        every = every.astype(np.float64)
    densities = np.asarray(every[~np.isnan(every)])
    if not densities.size:
        raise BadInput(FIELD, "must have at least one cell in the zone", every.shape, "take smaller cells")
    lowest = check_finite(FIELD, float(densities.min()), "leave out what is no density")
    check_finite(FIELD, float(densities.max()), "leave out what is no density")
    if lowest < 0:
        raise BadInput(FIELD, "must not be below 0", lowest, "leave out what is no density")
    return densities
