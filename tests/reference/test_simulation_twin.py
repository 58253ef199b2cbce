"""The simulator equals its slow, obvious twin given the same random numbers, and the published and closed forms."""

import math

import numpy as np
import pytest

from needlepoint.planning.density import density_map
from needlepoint.planning.discs import lay_punctures
from needlepoint.planning.grid import Grid, cells_inside, grid_over
from needlepoint.planning.histogram import histogram_of
from needlepoint.planning.nearest import buckets_of, nearest_mm
from needlepoint.planning.needling import (
    circular_cartridge,
    pen_of,
    pen_punctures,
    roller_of,
    roller_punctures,
)
from needlepoint.planning.outline import contains, outline_of
from needlepoint.planning.simulation import measure_spacing, simulate
from needlepoint.planning.strokes import default_passes
from tests.reference import simulation_twin as twin

# A crooked zone with a hole, so that every edge case of a window and of a row is there.
ZONE = outline_of(
    [(0.3, 0.1), (6.2, 1.1), (9.7, 0.4), (8.1, 5.2), (9.4, 8.8), (4.0, 6.9), (1.2, 9.1), (2.1, 4.4)],
    [[(4.1, 3.2), (6.3, 2.9), (5.2, 5.1)]],
)
RINGS = [ring.tolist() for ring in ZONE.rings_mm]
SQUARE = outline_of([(0, 0), (60, 0), (60, 60), (0, 60)])
DERMAROLLER = roller_of(rings=8, needles_per_ring=24, drum_diameter_mm=20, drum_width_mm=20)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def scattered(number: int, seed: int = 1) -> np.ndarray:
    return rng(seed).uniform(-1, 11, (number, 2))


def test_the_cells_of_a_crooked_zone_equal_the_twins():
    for cell_mm in (0.1, 0.23, 1.0):
        grid = grid_over(ZONE, cell_mm)
        differ = np.argwhere(cells_inside(ZONE, grid) != np.array(twin.cells_inside(RINGS, grid)))
        # A centre on an edge may be called either way by the last digit.
        for row, column in differ.tolist():
            assert twin.distance_to_edge(RINGS, *twin.centre(grid, row, column)) < 1e-9


def test_points_inside_equal_the_twins():
    points = scattered(500)
    assert contains(ZONE, points).tolist() == [twin.is_inside(RINGS, *point) for point in points.tolist()]


def test_counts_and_densities_equal_the_twins():
    grid, punctures = grid_over(ZONE, 0.3), scattered(400)
    inside, (counts, _) = cells_inside(ZONE, grid), lay_punctures(punctures, grid, 0.25)
    assert counts.tolist() == twin.count_cells(punctures.tolist(), grid)
    for reach in (1, 3, 50):
        expected = twin.density_map(counts.tolist(), inside.tolist(), grid, reach)
        expected = [[math.nan if cell is None else cell for cell in row] for row in expected]
        made = density_map(counts * inside, inside, grid, reach * 0.3)
        # Tolerance: the map is held in 32 bits, seven digits.
        np.testing.assert_allclose(made.laid_out(), expected, rtol=1e-6)


@pytest.mark.parametrize("diameter_mm", [0.05, 0.25, 0.31, 1.2])
def test_discs_over_each_cell_equal_the_twins(diameter_mm):
    grid = Grid(left_mm=0.0, top_mm=0.0, cell_mm=0.25, rows=30, columns=41)
    punctures = scattered(300, seed=2)
    expected = twin.discs_over(punctures.tolist(), grid, diameter_mm)
    _, discs = lay_punctures(punctures, grid, diameter_mm)
    assert discs.tolist() == expected
    assert discs.max() >= (2 if diameter_mm > 1 else 1)


def test_nearest_distances_equal_the_twins():
    for number in (1, 2, 7, 300):
        points, places = scattered(number, seed=number), scattered(50, seed=99) * 2
        expected = [twin.nearest(place, points.tolist()) for place in places.tolist()]
        np.testing.assert_allclose(nearest_mm(places, buckets_of(points)), expected, rtol=1e-12)


def test_nearest_neighbours_leave_the_point_itself_out():
    points, own = scattered(200), np.arange(0, 200, 7)
    expected = [twin.nearest(points[one].tolist(), points.tolist(), own=one) for one in own]
    np.testing.assert_allclose(nearest_mm(points[own], buckets_of(points), own), expected, rtol=1e-12)


STROKES = [
    np.array([(0.0, 0.0), (7.0, 1.0), (7.0, 9.0), (2.0, 3.0)]),
    np.array([(5.0, 5.0), (5.0, 5.0), (-3.0, 2.0)]),
]


@pytest.mark.parametrize("kappa", [1, 0.35])
def test_pen_stamps_equal_the_twins_with_the_same_random_numbers(kappa):
    pen = pen_of(circular_cartridge(5, 3.0), stamps_per_second=80)
    made = pen_punctures(STROKES, pen, hand_speed_mm_per_s=40, kappa=kappa, rng=rng())
    strokes = [[tuple(point) for point in stroke.tolist()] for stroke in STROKES]
    expected = twin.pen_punctures(strokes, pen.needles_mm.tolist(), 0.5, kappa, rng())
    assert len(expected) > 50
    np.testing.assert_allclose(made, expected, atol=1e-9)


@pytest.mark.parametrize("kappa", [1, 0.35])
def test_roller_tracks_equal_the_twins_with_the_same_random_numbers(kappa):
    roller = roller_of(rings=5, needles_per_ring=12, drum_diameter_mm=3.0, drum_width_mm=4.0)
    made = roller_punctures(STROKES, roller, kappa, rng())
    strokes = [[tuple(point) for point in stroke.tolist()] for stroke in STROKES]
    # A step of no length has no direction; the twin cannot walk it.
    strokes[1] = [strokes[1][0], strokes[1][2]]
    expected = twin.roller_punctures(strokes, roller, kappa, rng())
    assert len(expected) > 40
    np.testing.assert_allclose(made, expected, atol=1e-9)


# matRad's toy structures: a handful of voxels whose D_x and V_x one can write down.
def test_indices_equal_those_of_a_toy_structure():
    toy = histogram_of(np.arange(1.0, 102.0))  # 101 cells with 1, 2, … 101
    assert toy.received_by(95) == pytest.approx(6)
    assert toy.received_by(50) == pytest.approx(51)
    assert toy.received_by(2) == pytest.approx(99)
    assert toy.received_by(98) == pytest.approx(3)
    assert toy.share_at_least(51) == pytest.approx(51 / 101)
    assert toy.homogeneity == pytest.approx((99 - 3) / 51)
    assert toy.mean_per_cm2 == pytest.approx(51)


def test_indices_of_two_halves_are_interpolated_as_matrad_does():
    halves = histogram_of([0.0, 0.0, 0.0, 300.0, 300.0, 300.0])
    assert [halves.received_by(percent) for percent in (100, 60, 50, 40, 0)] == [0, 0, 150, 300, 300]
    assert halves.share_at_least(0) == 1
    assert halves.share_at_least(0.1) == 0.5
    assert halves.share_at_least(300) == 0.5
    assert halves.share_at_least(300.1) == 0


def test_indices_equal_the_twins_over_random_densities():
    densities = np.round(rng().gamma(4, 60, 1_000))
    histogram = histogram_of(densities)
    for percent in (0, 2, 5, 33.3, 50, 95, 98, 100):
        assert histogram.received_by(percent) == pytest.approx(twin.received_by(densities.tolist(), percent))
    for per_cm2 in (0, 100, 240, 240.5, 5_000):
        assert histogram.share_at_least(per_cm2) == twin.share_at_least(densities.tolist(), per_cm2)


def test_fifteen_straight_roller_passes_give_229_to_the_square_centimetre():
    """Dosimetry 3: 192 / (π · 2 · 2) · 15 = 229; about 250 is published (doi:10.4103/0974-2077.58529)."""
    strokes = default_passes(SQUARE, 15, lane_spacing_mm=20, rng=rng(), directions_degrees=(0.0,))
    made = simulate(SQUARE, roller_punctures(strokes, DERMAROLLER, 1, rng()), needle_diameter_mm=0.25)
    middle = made.density.laid_out()[100:-100, 100:-100]
    # Tolerance: the edge of the window may cut a row of needles, one in some forty rows.
    assert np.mean(middle) == pytest.approx(229.18, rel=0.01)
    assert DERMAROLLER.per_cm2_of_a_pass * 15 == pytest.approx(229.18, abs=0.01)
    assert made.mean_per_cm2 == pytest.approx(250, rel=0.15), "too far from what was published"
    # Parallel passes are more even than chance: the needles of one pass keep their distance.
    assert histogram_of(middle).homogeneity < made.chance_homogeneity / 2


# Dosimetry 4: covered share and distances for discs of 250 µm; the published table is rounded.
@pytest.mark.parametrize(
    ("per_cm2", "covered", "nearest", "within"),
    [(100, 0.048, 0.50, 0.98), (250, 0.115, 0.32, 0.62), (1000, 0.388, 0.16, 0.31)],
)
def test_random_single_punctures_give_the_boolean_model(per_cm2, covered, nearest, within):
    number = per_cm2 * 49
    punctures = rng(per_cm2).uniform(-5, 65, (number, 2))
    made = simulate(SQUARE, punctures, needle_diameter_mm=0.25)
    # Tolerance: four standard errors of a count of n punctures, about 4 / √n of the share.
    assert made.covered_fraction == pytest.approx(made.boolean_covered_fraction, rel=4 / math.sqrt(number))
    assert made.boolean_covered_fraction == pytest.approx(covered, rel=0.08)
    again = 1 - (1 - covered) * (1 - math.log(1 - covered))
    assert made.covered_again_fraction == pytest.approx(again, rel=0.15)
    assert made.homogeneity == pytest.approx(made.chance_homogeneity, rel=0.25)
    spacing = measure_spacing(SQUARE, punctures, rng(), samples=20_000)
    # Tolerance: 2 % is four standard errors of 20,000 sampled distances.
    assert spacing.within_95_mm == pytest.approx(spacing.boolean_within_95_mm, rel=0.02)
    assert spacing.mean_nearest_mm == pytest.approx(spacing.boolean_mean_nearest_mm, rel=0.03)
    assert spacing.boolean_within_95_mm == pytest.approx(within, rel=0.04)
    assert spacing.boolean_mean_nearest_mm == pytest.approx(nearest, rel=0.04)


# Dosimetry 4: rigid stamps of 11 needles, thrown at random and turned, against the Boolean model.
@pytest.mark.parametrize(("per_cm2", "covered"), [(244, 0.114), (489, 0.213), (978, 0.384), (1956, 0.612)])
def test_stamps_thrown_at_random_cover_as_the_evidence_says(per_cm2, covered):
    stamps = round(per_cm2 / 11 * 49)
    places, angles = rng(4).uniform(-5, 65, (stamps, 2)), rng(5).uniform(0, 7, stamps)
    needles = circular_cartridge(11, 8.0)
    turned = [
        needles @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) + place
        for place, a in zip(places, angles, strict=True)
    ]
    made = simulate(SQUARE, np.concatenate(turned), needle_diameter_mm=0.25)
    # Tolerance: 3 % covers the other cartridge (its array was not published) and four standard errors of the stamps.
    assert made.covered_fraction == pytest.approx(covered, rel=0.03 + 4 / math.sqrt(stamps))
    assert made.covered_fraction == pytest.approx(made.boolean_covered_fraction, rel=0.03)


def test_a_straight_glide_is_not_the_boolean_model():
    """Dosimetry 4: "a straight un-crossed glide is not [Poisson] and must be simulated"."""
    pen = pen_of(circular_cartridge(11, 8.0), stamps_per_second=90)
    lanes = default_passes(SQUARE, 1, lane_spacing_mm=8, rng=rng(), directions_degrees=(0.0,))
    slow = simulate(SQUARE, pen_punctures(lanes, pen, 3, 1, rng()), needle_diameter_mm=0.25)
    assert slow.covered_fraction < slow.boolean_covered_fraction * 0.9
