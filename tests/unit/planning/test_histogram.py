"""The density-area histogram: exact, binned, and refused where there is no density."""

import math

import numpy as np
import pytest

from needlepoint.planning.histogram import STEPS, binned_histogram, histogram_of
from needlepoint.vocabulary.errors import BadInput


def test_cells_outside_the_zone_are_left_out():
    made = histogram_of([[1.0, math.nan], [3.0, math.nan]])
    assert made.cells.tolist() == [1, 1]
    assert made.share_at_least(2) == 0.5


def test_an_even_zone_has_the_homogeneity_nought():
    assert histogram_of([250, 250, 250]).homogeneity == 0


def test_a_zone_of_which_half_received_nothing_has_no_homogeneity():
    assert histogram_of([0, 0, 0, 500]).homogeneity is None


def test_an_untouched_zone_is_a_histogram_too():
    for make in (histogram_of, binned_histogram):
        made = make(np.zeros(5, dtype=np.float32))
        assert (made.mean_per_cm2, made.received_by(2), made.share_at_least(0)) == (0, 0, 1)
        assert made.share_at_least(0.1) == 0


def test_the_curve_falls_from_all_to_nothing():
    curve = histogram_of([1, 2, 3, 4]).shares_at_least([0, 1, 1.5, 4, 5])
    assert curve.tolist() == [1, 1, 0.75, 0.25, 0]


def test_the_binned_histogram_is_right_to_a_step():
    densities = np.random.default_rng(1).gamma(4, 60, 5_000)
    exact, binned = histogram_of(densities), binned_histogram(densities.astype(np.float32))
    step = densities.max() / STEPS
    assert binned.cells.sum() == exact.cells.sum()
    for percent in (0, 2, 50, 95, 98, 100):
        assert binned.received_by(percent) == pytest.approx(exact.received_by(percent), abs=step)


@pytest.mark.parametrize(
    ("densities", "rule"),
    [
        ([], "at least one cell"),
        ([math.nan], "at least one cell"),
        ([-1.0, 5.0], "below 0"),
        ([math.inf, 5.0], "finite"),
        ([-math.inf, 5.0], "finite"),
    ],
)
def test_what_is_no_density_is_refused(densities, rule):
    with pytest.raises(BadInput, match=rule):
        histogram_of(densities)


@pytest.mark.parametrize("percent", [-1, 101, math.nan, "95", None])
def test_a_share_of_the_area_is_between_nought_and_a_hundred(percent):
    with pytest.raises(BadInput, match="percent"):
        histogram_of([1.0]).received_by(percent)
