"""Pens and rollers: their geometry is what was given, and what is impossible is refused."""

import math

import numpy as np
import pytest

from needlepoint.planning.needling import (
    circular_cartridge,
    pen_of,
    pen_punctures,
    roller_of,
    roller_punctures,
)
from needlepoint.vocabulary.errors import BadInput

LINE = [np.array([(0.0, 0.0), (100.0, 0.0)])]
PEN = pen_of(circular_cartridge(11, 8.0), stamps_per_second=90)
ROLLER = roller_of(rings=8, needles_per_ring=24, drum_diameter_mm=20, drum_width_mm=20)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_cartridge_is_within_its_footprint_and_about_its_axis():
    needles = circular_cartridge(36, 9.0)
    assert needles.shape == (36, 2)
    assert np.hypot(*needles.T).max() <= 4.5
    assert np.abs(needles.mean(axis=0)).max() < 0.5
    assert len({tuple(place) for place in needles.round(6).tolist()}) == 36


def test_one_needle_stands_in_a_circle():
    assert np.hypot(*circular_cartridge(1, 6.0)[0]) <= 3


def test_a_pen_stamps_at_its_rate_however_fast_the_hand_goes():
    """Dosimetry 3: 11 needles at 90 Hz are 990 strokes a second."""
    for speed in (10, 50):
        made = pen_punctures(LINE, PEN, speed, 1, rng())
        seconds = 100 / speed
        assert len(made) == pytest.approx(990 * seconds, abs=11)


def test_a_pen_stays_within_its_footprint_of_the_line():
    made = pen_punctures(LINE, PEN, 30, 1, rng())
    assert np.abs(made[:, 1]).max() <= 4
    assert made[:, 0].min() >= -4
    assert made[:, 0].max() <= 104


def test_jitter_leaves_the_line():
    made = pen_punctures(LINE, PEN, 30, 1, rng(), jitter_mm=5)
    assert np.abs(made[:, 1]).max() > 5


def test_kappa_keeps_its_share():
    every, some = pen_punctures(LINE, PEN, 5, 1, rng()), pen_punctures(LINE, PEN, 5, 0.3, rng())
    # Tolerance: four standard errors of a binomial count of 19,800.
    assert len(some) / len(every) == pytest.approx(0.3, abs=4 * math.sqrt(0.3 * 0.7 / len(every)))


def test_a_roller_lays_rings_side_by_side_every_needle_apart():
    made = roller_punctures(LINE, ROLLER, 1, rng())
    across = sorted({round(float(y), 6) for y in made[:, 1]})
    assert across == [-8.75, -6.25, -3.75, -1.25, 1.25, 3.75, 6.25, 8.75]
    one_ring = np.sort(made[np.isclose(made[:, 1], 1.25), 0])
    np.testing.assert_allclose(np.diff(one_ring), math.pi * 20 / 24)
    next_ring = np.sort(made[np.isclose(made[:, 1], 3.75), 0])
    gap = math.pi * 20 / 24
    assert (next_ring[0] - one_ring[0]) % gap == pytest.approx(gap / 2)


def test_both_descriptions_of_192_needles_have_the_same_density():
    other = roller_of(rings=24, needles_per_ring=8, drum_diameter_mm=20, drum_width_mm=20)
    assert other.per_cm2_of_a_pass == ROLLER.per_cm2_of_a_pass == pytest.approx(15.28, abs=0.005)


def test_a_stroke_shorter_than_the_gap_may_make_no_puncture():
    made = roller_punctures([np.array([(0.0, 0.0), (1e-6, 0.0)])], ROLLER, 1, rng())
    assert made.shape == (0, 2)


@pytest.mark.parametrize("kappa", [0, -0.1, 1.1, math.nan, math.inf, "0.3", True, None])
def test_a_kappa_that_is_no_share_is_refused(kappa):
    for roll in (
        lambda: pen_punctures(LINE, PEN, 30, kappa, rng()),
        lambda: roller_punctures(LINE, ROLLER, kappa, rng()),
    ):
        with pytest.raises(BadInput, match="kappa"):
            roll()


@pytest.mark.parametrize("speed", [0, -1, math.nan, 1e6, "fast"])
def test_a_speed_that_is_none_is_refused(speed):
    with pytest.raises(BadInput, match="hand_speed_mm_per_s"):
        pen_punctures(LINE, PEN, speed, 1, rng())


def test_a_negative_jitter_is_refused():
    with pytest.raises(BadInput, match="jitter_mm"):
        pen_punctures(LINE, PEN, 30, 1, rng(), jitter_mm=-1)


def test_more_punctures_than_any_face_could_have_are_refused_before_they_are_made():
    with pytest.raises(BadInput, match="20,000,000 punctures"):
        pen_punctures([LINE[0] * 1000], PEN, 0.001, 1, rng())
    tiny = roller_of(rings=1_000, needles_per_ring=1_000, drum_diameter_mm=0.01, drum_width_mm=20)
    with pytest.raises(BadInput, match="20,000,000 punctures"):
        roller_punctures(LINE, tiny, 1, rng())


@pytest.mark.parametrize(
    ("needles", "footprint_mm", "field"),
    [
        (0, 8, "needles"),
        (2.5, 8, "needles"),
        (10_000, 8, "needles"),
        (11, 0, "footprint_diameter_mm"),
        (11, math.nan, "footprint_diameter_mm"),
        (11, 800, "footprint_diameter_mm"),
    ],
)
def test_a_cartridge_that_is_none_is_refused(needles, footprint_mm, field):
    with pytest.raises(BadInput, match=field):
        circular_cartridge(needles, footprint_mm)


@pytest.mark.parametrize(
    ("needles_mm", "rate", "field"),
    [
        ([(0, 0)], 0, "stamps_per_second"),
        ([(0, 0)], 7_000, "stamps_per_second"),
        ([(0, math.inf)], 90, "needles_mm"),
        ([(0, 4_000)], 90, "needles_mm"),
        (np.zeros((0, 2)), 90, "needles"),
    ],
)
def test_a_pen_that_is_none_is_refused(needles_mm, rate, field):
    with pytest.raises(BadInput, match=field):
        pen_of(needles_mm, rate)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((0, 24, 20, 20), "rings"),
        ((8, 0.5, 20, 20), "needles_per_ring"),
        ((8, 24, -20, 20), "drum_diameter_mm"),
        ((8, 24, 20, 2_000), "drum_width_mm"),
    ],
)
def test_a_roller_that_is_none_is_refused(given, field):
    with pytest.raises(BadInput, match=field):
        roller_of(*given)
