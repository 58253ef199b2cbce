"""What holds of every zone, every set of punctures and every histogram."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from needlepoint.planning.histogram import STEPS, binned_histogram, histogram_of
from needlepoint.planning.nearest import buckets_of, nearest_mm
from needlepoint.planning.needling import circular_cartridge, pen_of, pen_punctures
from needlepoint.planning.outline import Outline, outline_of
from needlepoint.planning.simulation import Simulation, simulate
from needlepoint.planning.strokes import default_passes, lanes
from needlepoint.vocabulary.errors import BadInput
from tests.reference import simulation_twin as twin

SEEDS = st.integers(0, 2**32 - 1)
DENSITIES = arrays.arrays(np.float64, st.integers(1, 60), elements=st.floats(0, 1e5, width=32))
CORNERS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=7)


@st.composite
def star_zones(draw: st.DrawFn) -> np.ndarray:
    """Draws the corners of a zone that can be seen whole from its middle: never crossed by itself."""
    radii = draw(st.lists(st.floats(3, 12), min_size=3, max_size=12))
    turn = np.arange(len(radii)) / len(radii) * 2 * math.pi
    return np.array(radii)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def needled(
    corners: np.ndarray, punctures: np.ndarray, cell_mm: float = 0.4, window_mm: float = 2.0
) -> Simulation:
    return simulate(
        outline_of(corners), punctures, needle_diameter_mm=0.8, cell_mm=cell_mm, window_mm=window_mm
    )


def scattered(seed: int, number: int = 300) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-15, 15, (number, 2))


@given(DENSITIES, DENSITIES)
def test_a_histogram_never_rises(densities, asked):
    histogram = histogram_of(densities)
    shares = histogram.shares_at_least(np.sort(asked))
    assert (np.diff(shares) <= 0).all()
    assert shares.min() >= 0
    assert shares.max() <= 1
    assert histogram.share_at_least(0) == 1


@given(DENSITIES)
def test_what_more_of_the_area_received_is_never_more(densities):
    received = [histogram_of(densities).received_by(percent) for percent in range(0, 101, 4)]
    assert received == sorted(received, reverse=True)
    assert received[0] == densities.max()
    assert received[-1] == densities.min()


@given(DENSITIES, st.floats(0.01, 100))
def test_a_histogram_scales_with_its_densities(densities, factor):
    one, other = histogram_of(densities), histogram_of(densities * factor)
    for percent in (2, 50, 95, 98):
        assert other.received_by(percent) == pytest.approx(one.received_by(percent) * factor, rel=1e-9)
    if one.homogeneity is not None:
        assert other.homogeneity == pytest.approx(one.homogeneity, rel=1e-9, abs=1e-12)


@given(DENSITIES)
def test_the_binned_histogram_is_the_exact_one_to_a_step(densities):
    exact, binned = histogram_of(densities), binned_histogram(densities.astype(np.float32))
    for percent in (0, 2, 50, 95, 98, 100):
        # Tolerance: half a step, and what 32 bits keep of the highest density.
        step = densities.max() * (0.5 / STEPS + 3e-7)
        assert binned.received_by(percent) == pytest.approx(exact.received_by(percent), abs=step + 1e-30)


@given(star_zones(), SEEDS)
def test_punctures_are_conserved(corners, seed):
    made = needled(corners, scattered(seed))
    assert made.punctures + made.beside == 300
    assert 0 <= made.covered_fraction <= 1
    cells = len(made.density.punctures_per_cm2)
    assert made.mean_per_cm2 * cells * made.density.grid.cell_cm2 == pytest.approx(made.punctures)


@given(star_zones(), SEEDS, st.floats(-500, 500), st.floats(-500, 500))
def test_moving_zone_and_punctures_together_changes_nothing(corners, seed, right_mm, down_mm):
    punctures, moved = scattered(seed), np.array([right_mm, down_mm])
    here, there = needled(corners, punctures), needled(corners + moved, punctures + moved)
    assume(here.density.inside.shape == there.density.inside.shape)
    # A puncture or a centre on an edge may fall to either side by the last digit of the move.
    assert abs(here.punctures - there.punctures) <= 1
    assert there.covered_fraction == pytest.approx(here.covered_fraction, abs=0.02)


@given(star_zones(), SEEDS, st.sampled_from([0.5, 2.0, 4.0]))
def test_a_zone_twice_as_wide_has_a_quarter_of_the_density(corners, seed, factor):
    punctures = scattered(seed)
    one = needled(corners, punctures)
    # Powers of two change no digit: the larger drawing is the same drawing.
    other = simulate(
        outline_of(corners * factor),
        punctures * factor,
        needle_diameter_mm=0.8 * factor,
        cell_mm=0.4 * factor,
        window_mm=2.0 * factor,
    )
    assert other.punctures == one.punctures
    assert other.covered_fraction == one.covered_fraction
    np.testing.assert_allclose(
        other.density.punctures_per_cm2 * factor**2, one.density.punctures_per_cm2, rtol=1e-5
    )


@given(star_zones(), SEEDS)
def test_more_punctures_never_cover_or_hit_less(corners, seed):
    every = scattered(seed)
    fewer, more = needled(corners, every[:150]), needled(corners, every)
    assert more.covered_fraction >= fewer.covered_fraction
    assert more.covered_again_fraction >= fewer.covered_again_fraction
    assert (more.density.punctures_per_cm2 >= fewer.density.punctures_per_cm2).all()


@given(SEEDS, st.integers(1, 80), st.floats(0.2, 4))
def test_the_nearest_of_clustered_points_is_found(seed, number, crowding):
    """Crowded in a corner, so that most buckets are empty and a search has to go on past the first find."""
    rng = np.random.default_rng(seed)
    points, places = rng.random((number, 2)) ** crowding * 30, rng.uniform(-10, 40, (40, 2))
    expected = np.sqrt(((places[:, None] - points) ** 2).sum(axis=2)).min(axis=1)
    np.testing.assert_allclose(nearest_mm(places, buckets_of(points)), expected, rtol=1e-9)


@given(star_zones(), st.floats(0, 360), st.floats(0.5, 10), st.floats(0, 1))
def test_lanes_lie_at_their_spacing(corners, degrees, spacing_mm, shift):
    made = lanes(outline_of(corners), degrees, spacing_mm, shift)
    assert made
    across = np.array([-math.sin(math.radians(degrees)), math.cos(math.radians(degrees))])
    heights = np.unique(np.round([float(stroke[0] @ across) for stroke in made], 6))
    np.testing.assert_allclose(np.diff(heights), spacing_mm, atol=1e-5)


@given(star_zones(), st.integers(1, 6), SEEDS)
def test_the_same_generator_gives_the_same_zone(corners, passes, seed):
    one, other = (needled_by_pen(outline_of(corners), passes, seed) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def needled_by_pen(outline: Outline, passes: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    pen = pen_of(circular_cartridge(6, 6.0), stamps_per_second=50)
    return pen_punctures(default_passes(outline, passes, 4, rng), pen, 50, 0.5, rng, jitter_mm=0.3)


@given(CORNERS)
def test_whole_corners_are_an_outline_exactly_when_they_do_not_cross(corners):
    """Whole numbers, so that the twin's fractions and our signs are both exact."""
    ring = without_repeats(corners)
    assume(len(ring) >= 3 and abs(twin.doubled_area(ring)) >= 2)
    assert is_outline(corners) == twin.is_simple(ring)


def without_repeats(corners: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [corner for index, corner in enumerate(corners) if corner != corners[index - 1]]


def is_outline(corners: list[tuple[int, int]]) -> bool:
    try:
        return outline_of(corners).area_cm2 > 0
    except BadInput:
        return False
