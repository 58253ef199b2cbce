"""A simulated zone: punctures are conserved, shares are shares, and bad input is a sentence."""

import math

import numpy as np
import pytest

from needlepoint.planning.density import chance_homogeneity, sums_in_zone, window_cm2
from needlepoint.planning.discs import lay_punctures
from needlepoint.planning.grid import Grid, cells_inside, grid_over, window_sums
from needlepoint.planning.outline import outline_of
from needlepoint.planning.simulation import measure_spacing, simulate
from needlepoint.vocabulary.errors import BadInput

SQUARE = outline_of([(0, 0), (20, 0), (20, 20), (0, 20)])
EYE = outline_of([(0, 0), (40, 0), (40, 30), (0, 30)], [[(12, 10), (28, 10), (28, 20), (12, 20)]])
NOTHING = np.empty((0, 2))


def scattered(number: int = 2_000, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-5, 45, (number, 2))


def test_punctures_in_the_zone_and_beside_it_are_all_of_them():
    made = simulate(EYE, scattered(), needle_diameter_mm=0.25)
    assert made.punctures + made.beside == 2_000
    assert 0 < made.punctures < 2_000


def test_what_falls_into_a_hole_is_beside_the_zone():
    in_hole = np.array([(20.0, 15.0), (2.0, 2.0)])
    made = simulate(EYE, in_hole, needle_diameter_mm=0.25)
    assert (made.punctures, made.beside) == (1, 1)


def test_the_mean_is_punctures_over_the_area():
    made = simulate(EYE, scattered(), needle_diameter_mm=0.25)
    assert made.mean_per_cm2 == pytest.approx(made.punctures / EYE.area_cm2, rel=0.01)
    assert made.histogram.mean_per_cm2 == pytest.approx(made.mean_per_cm2, rel=0.1)


def test_a_cell_outside_the_zone_has_no_density():
    made = simulate(EYE, scattered(), needle_diameter_mm=0.25)
    assert math.isnan(made.density.laid_out()[150, 200]), "the middle of the hole"
    assert np.isfinite(made.density.laid_out()).sum() == pytest.approx(EYE.area_cm2 * 10_000, rel=0.01)


def test_one_puncture_is_seen_by_its_window_alone():
    made = simulate(SQUARE, np.array([(10.02, 10.02)]), needle_diameter_mm=0.25, window_mm=2.0)
    seen = np.argwhere(made.density.laid_out() > 0)
    assert (np.ptp(seen, axis=0) + 1).tolist() == [41, 41]
    assert made.density.punctures_per_cm2.max() == pytest.approx(1 / 0.41**2)


def test_an_untouched_zone_says_nought_and_no_homogeneity():
    made = simulate(SQUARE, NOTHING, needle_diameter_mm=0.25)
    assert (made.punctures, made.mean_per_cm2, made.covered_fraction) == (0, 0, 0)
    assert made.boolean_covered_fraction == 0
    assert made.homogeneity is None
    assert made.chance_homogeneity is None
    assert measure_spacing(SQUARE, NOTHING, np.random.default_rng(1)) is None


def test_a_disc_covers_its_own_area():
    one = np.array([(10.0, 10.0)])
    made = simulate(SQUARE, one, needle_diameter_mm=4.0)
    assert made.covered_fraction == pytest.approx(math.pi * 4 / 400, rel=0.01)
    assert made.covered_again_fraction == 0


def test_two_punctures_at_one_place_cover_it_again():
    made = simulate(SQUARE, np.array([(10.0, 10.0)] * 2), needle_diameter_mm=4.0)
    assert made.covered_again_fraction == made.covered_fraction > 0


def test_two_punctures_are_as_far_apart_as_they_are():
    made = measure_spacing(SQUARE, np.array([(5.0, 5.0), (8.0, 9.0)]), np.random.default_rng(1))
    assert made.mean_nearest_mm == pytest.approx(5)


def test_distances_know_neighbours_beside_the_zone():
    points = np.array([(19.5, 10.0), (20.5, 10.0), (1.0, 1.0)])
    made = measure_spacing(SQUARE, points, np.random.default_rng(1), samples=400)
    assert made.mean_nearest_mm < math.dist((19.5, 10), (1, 1))


def test_chance_homogeneity_falls_with_the_punctures_in_a_window():
    grid = grid_over(SQUARE, 0.1)
    assert window_cm2(2.5, grid) == pytest.approx(0.51**2)
    few, many = chance_homogeneity(100, 2.5, grid), chance_homogeneity(400, 2.5, grid)
    assert few == pytest.approx(2 * many)
    assert few == pytest.approx(2 * 2.0537 / math.sqrt(100 * 0.51**2), rel=1e-4)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"cell_mm": 0}, "cell_mm"),
        ({"cell_mm": math.nan}, "cell_mm"),
        ({"cell_mm": 0.001}, "cell_mm"),
        ({"cell_mm": 49.0}, "window_mm"),
        ({"window_mm": 0}, "window_mm"),
        ({"window_mm": -1}, "window_mm"),
        ({"window_mm": 0.01}, "window_mm"),
        ({"window_mm": 5_000}, "window_mm"),
        ({"needle_diameter_mm": 0}, "diameter_mm"),
        ({"needle_diameter_mm": 250}, "diameter_mm"),
        ({"needle_diameter_mm": 9, "cell_mm": 0.02}, "diameter_mm"),
        ({"needle_diameter_mm": "thin"}, "diameter_mm"),
    ],
)
def test_numbers_that_are_none_are_refused(changed, field):
    given = {"needle_diameter_mm": 0.25, **changed}
    with pytest.raises(BadInput, match=field):
        simulate(SQUARE, scattered(), **given)


@pytest.mark.parametrize("punctures", [[(math.nan, 1)], [(1, 2, 3)], "many", [[]]])
def test_punctures_that_are_none_are_refused(punctures):
    with pytest.raises(BadInput, match="punctures_mm"):
        simulate(SQUARE, punctures, needle_diameter_mm=0.25)


@pytest.mark.parametrize("samples", [0, -5, 1.5, 10_000_000])
def test_samples_that_are_none_are_refused(samples):
    with pytest.raises(BadInput, match="samples"):
        measure_spacing(SQUARE, scattered(), np.random.default_rng(1), samples)


def test_a_zone_without_a_cell_is_refused():
    with pytest.raises(BadInput, match="smaller than the zone"):
        simulate(EYE, NOTHING, needle_diameter_mm=0.25, cell_mm=45.0, window_mm=60)


def test_a_window_wider_than_the_grid_sums_everything():
    cells = np.arange(12, dtype=np.uint32).reshape(3, 4)
    assert (window_sums(cells.copy(), 9) == cells.sum()).all()


@pytest.mark.parametrize("each", [2**30, 2**26, 2**20])
def test_sums_too_large_for_32_digits_are_carried_in_64(each):
    """With 2**26 the punctures alone would fit, and the cells above them would not."""
    counts, inside = np.full((3, 3), each, dtype=np.uint32), np.ones((3, 3), dtype=bool)
    punctures, cells = sums_in_zone(counts, 9 * each, inside, 1)
    assert punctures.tolist() == [count * each for count in (4, 6, 4, 6, 9, 6, 4, 6, 4)]
    assert cells.tolist() == [4, 6, 4, 6, 9, 6, 4, 6, 4]


def test_a_grid_counts_only_what_falls_on_it():
    grid = Grid(left_mm=0, top_mm=0, cell_mm=1, rows=2, columns=2)
    points = np.array([(0.0, 0.0), (1.99, 1.99), (2.0, 1.0), (-0.01, 1.0), (1e300, 1.0)])
    counts, discs = lay_punctures(points, grid, 1.42)
    assert counts.tolist() == [[1, 0], [0, 1]]
    assert discs.tolist() == [[1, 1], [0, 2]]


def test_a_disc_from_beside_the_grid_reaches_in_and_not_around():
    grid = Grid(left_mm=0, top_mm=0, cell_mm=1, rows=4, columns=4)
    counts, discs = lay_punctures(np.array([(4.2, 1.5)]), grid, 1.6)
    assert counts.sum() == 0
    assert np.argwhere(discs).tolist() == [[1, 3]]


def test_the_cells_of_a_zone_add_up_to_its_area():
    grid = grid_over(EYE, 0.1)
    assert cells_inside(EYE, grid).sum() * grid.cell_cm2 == pytest.approx(EYE.area_cm2, rel=1e-3)
