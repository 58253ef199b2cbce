"""What punctures make of a zone: density map, density-area histogram, homogeneity and covered share.

Limitation: a drawing of what geometry gives, not of what skin received. No count of punctures on skin after any number
of passes was found, so nothing here is validated; `kappa`, a pen's cartridge and the hand's track are given by whoever
asks (see `needling` and `strokes`). Not for clinical decisions by itself.
"""

import math
from dataclasses import dataclass

import numpy as np

from needlepoint.planning.bounds import check_whole
from needlepoint.planning.coverage import (
    covered_fraction,
    disc_area_cm2,
    mean_nearest_mm,
    within_95_mm,
)
from needlepoint.planning.density import WINDOW_MM, DensityMap, chance_homogeneity, density_map
from needlepoint.planning.discs import lay_punctures
from needlepoint.planning.grid import Grid, cells_inside, grid_over
from needlepoint.planning.histogram import Histogram, binned_histogram
from needlepoint.planning.nearest import buckets_of, nearest_mm
from needlepoint.planning.outline import Outline, Points, Truths, finite_points
from needlepoint.vocabulary.errors import BadInput

CELL_MM = 0.1
MOST_SAMPLES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulation:
    """A zone after needling. Densities are punctures per cm²; shares are fractions from 0 to 1.

    `beside` punctures fell outside the zone. `covered_again_fraction` lies under two punctures or more.
    `boolean_covered_fraction` and `chance_homogeneity` are what as many punctures would give if each fell at random and
    on its own.
    """

    density: DensityMap
    histogram: Histogram
    punctures: int
    beside: int
    mean_per_cm2: float
    covered_fraction: float
    covered_again_fraction: float
    boolean_covered_fraction: float
    homogeneity: float | None
    chance_homogeneity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Distances in a zone beside those of the Boolean model, where each puncture falls at random and on its own.

    `within_95_mm`: 95 % of the places in the zone have a puncture this near. `mean_nearest_mm`: from a puncture to the
    next one.
    """

    within_95_mm: float
    boolean_within_95_mm: float
    mean_nearest_mm: float
    boolean_mean_nearest_mm: float


def simulate(
    outline: Outline,
    punctures_mm: Points,
    *,
    needle_diameter_mm: float,
    cell_mm: float = CELL_MM,
    window_mm: float = WINDOW_MM,
) -> Simulation:
    """Lays punctures, (n, 2) in millimetres, over a zone and measures what they make of it."""
    grid = grid_over(outline, cell_mm)
    inside = cells_inside(outline, grid)
    area_cm2 = checked_cells(inside) * grid.cell_cm2
    counts, discs = lay_punctures(finite_points(punctures_mm, "punctures_mm"), grid, needle_diameter_mm)
    counts *= inside
    density = density_map(counts, inside, grid, window_mm)
    histogram = binned_histogram(density.punctures_per_cm2)
    mean = density.punctures / area_cm2
    return Simulation(
        density=density,
        histogram=histogram,
        punctures=density.punctures,
        beside=len(punctures_mm) - density.punctures,
        mean_per_cm2=mean,
        covered_fraction=share_of_cells((discs > 0) & inside, inside),
        covered_again_fraction=share_of_cells((discs > 1) & inside, inside),
        boolean_covered_fraction=covered_fraction(mean, disc_area_cm2(needle_diameter_mm)),
        homogeneity=histogram.homogeneity,
        chance_homogeneity=chance_homogeneity(mean, window_mm, grid),
    )


def checked_cells(inside: Truths) -> int:
    """Counts the cells of a zone, or refuses a zone that has none."""
    cells = int(np.count_nonzero(inside))
    if not cells:
        raise BadInput("cell_mm", "must be smaller than the zone", inside.shape, "take smaller cells")
    return cells


def share_of_cells(some: Truths, inside: Truths) -> float:
    """Gives which share of a zone's cells some of them are."""
    return int(np.count_nonzero(some)) / int(np.count_nonzero(inside))


def measure_spacing(
    outline: Outline, punctures_mm: Points, rng: np.random.Generator, samples: int = 2_000
) -> Spacing | None:
    """Measures distances at random places and from random punctures of a zone; None with fewer than two in it.

    Punctures beside the zone count as neighbours, since they are there.
    """
    number = check_whole("samples", samples, MOST_SAMPLES, "give such as 2000")
    points = finite_points(punctures_mm, "punctures_mm")
    grid = grid_over(outline, max(CELL_MM, math.sqrt(outline.area_cm2) / 50))
    inside = cells_inside(outline, grid)
    within = np.flatnonzero(are_inside(points, inside, grid))
    if len(within) < 2:
        return None
    places = random_places(inside, grid, number, rng)
    buckets = buckets_of(points)
    chosen = within[rng.integers(0, len(within), number)]
    per_cm2 = len(within) / (checked_cells(inside) * grid.cell_cm2)
    return Spacing(
        within_95_mm=float(np.quantile(nearest_mm(places, buckets), 0.95)),
        boolean_within_95_mm=within_95_mm(per_cm2),
        mean_nearest_mm=float(nearest_mm(points[chosen], buckets, chosen).mean()),
        boolean_mean_nearest_mm=mean_nearest_mm(per_cm2),
    )


def are_inside(points_mm: Points, inside: Truths, grid: Grid) -> Truths:
    """(n,): whether each point falls into a cell of the zone."""
    x, y = grid.in_cells(points_mm)
    on_grid = (x >= 0) & (y >= 0) & (x < grid.columns) & (y < grid.rows)
    found = np.zeros(len(points_mm), dtype=bool)
    found[on_grid] = inside[y[on_grid].astype(np.intp), x[on_grid].astype(np.intp)]
    return found


def random_places(inside: Truths, grid: Grid, number: int, rng: np.random.Generator) -> Points:
    """(number, 2): places spread evenly over the cells of a zone, in millimetres."""
    cells = np.flatnonzero(inside)[rng.integers(0, np.count_nonzero(inside), number)]
    row, column = np.divmod(cells, grid.columns)
    x, y = np.stack([column, row]) + rng.random((2, number))
    return np.stack([grid.left_mm + x * grid.cell_mm, grid.top_mm + y * grid.cell_mm], axis=1)
