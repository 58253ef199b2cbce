"""Punctures by geometry, by rate, by a stamp test; and the question turned round."""

import math

import pytest

from needlepoint.planning.geometry import (
    Kappa,
    StampTest,
    density_of_contact,
    density_of_passes,
    geometry_of,
    glide_per_cm2,
    kappa_for,
    kappa_of,
    known_kappa,
    other_densities,
    passes_for,
    pen_per_cm2,
    roller_per_cm2,
    seconds_for,
)
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
SKINPEN = geometry_of(CONTENT.device["skinpen-precision"])
EXCEED = geometry_of(CONTENT.device["exceed"])
ROLLER = geometry_of(CONTENT.device["dermaroller-192"])
GENERIC = geometry_of(CONTENT.device["generic-pen"])


def test_a_pen_without_a_stamp_test_gives_an_upper_bound():
    found = density_of_contact(SKINPEN, 60, 73.5, None, CONTENT)
    assert found is not None
    assert found.is_upper_bound
    assert found.per_cm2 == pytest.approx(14 * 116.7 * 60 / 73.5)


def test_a_pen_with_a_range_of_rates_gives_a_range_and_uses_its_upper_end():
    found = density_of_contact(EXCEED, 60, 57, None, CONTENT)
    assert found is not None
    assert (found.low_per_cm2, found.high_per_cm2) == pytest.approx((6 * 100 * 60 / 57, 6 * 150 * 60 / 57))
    assert found.per_cm2 == found.high_per_cm2


def test_a_stamp_test_takes_the_bound_away():
    found = density_of_contact(SKINPEN, 60, 73.5, known_kappa(0.5), CONTENT)
    assert found is not None
    assert not found.is_upper_bound
    assert found.per_cm2 == pytest.approx(0.5 * 14 * 116.7 * 60 / 73.5)


def test_repeated_stamp_tests_give_mean_and_spread_and_a_range():
    kappa = kappa_of([StampTest(counted=60, expected=100), StampTest(counted=40, expected=100)])
    assert (kappa.mean, kappa.tests) == (0.5, 2)
    assert kappa.sd == pytest.approx(0.1 * math.sqrt(2))
    assert 0 < kappa.low < kappa.mean < kappa.high <= 1
    found = density_of_contact(SKINPEN, 60, 73.5, kappa, CONTENT)
    assert found is not None
    assert found.low_per_cm2 < found.high_per_cm2


def test_the_example_of_the_how_to_comes_out():
    kappa = kappa_of([StampTest(counted=9_800, expected=16_338), StampTest(counted=8_900, expected=16_338)])
    assert f"{kappa.mean:.2f} ({kappa.low:.2f} to {kappa.high:.2f})" == "0.57 (0.50 to 0.66)"


def test_one_stamp_test_has_no_spread():
    assert kappa_of([StampTest(counted=60, expected=100)]).sd is None


def test_a_count_a_little_above_the_strokes_is_counting_error():
    assert kappa_of([StampTest(counted=104, expected=100)]).mean == 1.0


@pytest.mark.parametrize(
    ("counted", "expected"), [(0, 100), (-3, 100), (60, 0), (60, -1), (60, math.nan), (151, 100), (2.5, 100)]
)
def test_a_stamp_test_that_cannot_be_is_refused(counted, expected):
    with pytest.raises(BadInput):
        kappa_of([StampTest(counted=counted, expected=expected)])


def test_no_stamp_test_at_all_is_refused():
    with pytest.raises(BadInput, match="at least one"):
        kappa_of([])


@pytest.mark.parametrize("kappa", [0, -0.1, 1.01, math.nan, math.inf])
def test_a_kappa_that_is_no_share_is_refused(kappa):
    with pytest.raises(BadInput, match="kappa"):
        known_kappa(kappa)


def test_a_wide_spread_never_reaches_nothing_or_more_than_everything():
    wide = Kappa(mean=0.4, sd=0.5, tests=2)
    assert 0 < wide.low < 0.4
    assert wide.high == 1.0


def test_a_roller_counts_every_needle_and_is_no_bound():
    assert kappa_for(ROLLER, None, CONTENT) == (Kappa(mean=1.0), False)
    found = density_of_passes(ROLLER, 15, None, CONTENT)
    assert found is not None
    assert (round(found.per_cm2), found.is_upper_bound) == (229, False)


def test_passes_of_a_pen_and_seconds_of_a_roller_say_nothing():
    assert density_of_passes(SKINPEN, 4, None, CONTENT) is None
    assert density_of_contact(ROLLER, 60, 57, None, CONTENT) is None


def test_a_pen_of_which_nothing_was_read_has_no_density_until_somebody_counts():
    assert density_of_contact(GENERIC, 60, 57, None, CONTENT) is None
    assert GENERIC.missing == ("the number of needles", "the rate of strokes")
    counted = geometry_of(CONTENT.device["generic-pen"], needle_count=12, rate_hz=100)
    assert counted.is_given
    assert counted.missing == ()
    found = density_of_contact(counted, 60, 72, None, CONTENT)
    assert found is not None
    assert found.per_cm2 == pytest.approx(1000)


def test_a_pen_of_which_only_the_needles_were_read_names_the_rate():
    assert geometry_of(CONTENT.device["pro-pen"]).missing == ("the rate of strokes",)


@pytest.mark.parametrize(
    ("count", "rate"), [(0, 100), (-1, 100), (12, 0), (12, -5), (12, math.nan), (5000, 100)]
)
def test_a_count_or_rate_that_cannot_be_is_refused(count, rate):
    with pytest.raises(BadInput):
        geometry_of(CONTENT.device["generic-pen"], needle_count=count, rate_hz=rate)


def test_the_other_reading_of_a_pen_stands_beside_the_one_used():
    (other,) = other_densities(SKINPEN, 60, 73.5)
    assert (other.low_per_cm2, other.high_per_cm2) == pytest.approx(
        (12 * 50 * 60 / 73.5, 12 * 83.3 * 60 / 73.5)
    )
    assert other.high_per_cm2 < pen_per_cm2(14, 116.7, 60, 73.5)
    assert other.sources


def test_what_a_person_counted_leaves_no_other_reading():
    assert other_densities(geometry_of(CONTENT.device["skinpen-precision"], needle_count=12), 60, 73.5) == ()


def test_the_question_turned_round_turns_back():
    seconds = seconds_for(250, 343, 14, 116.7, kappa=0.5)
    assert 0.5 * pen_per_cm2(14, 116.7, seconds, 343) == pytest.approx(250)
    passes = passes_for(250, 192, 20, 20, kappa=0.8)
    assert 0.8 * roller_per_cm2(1, 192, 20, 20) * passes == pytest.approx(250)


def test_a_glide_is_the_same_work_as_its_seconds_on_its_area():
    seconds, width_mm, speed = 10.0, 8.0, 20.0
    area_cm2 = seconds * speed * width_mm / 100
    assert glide_per_cm2(11, 90, 1, speed, width_mm) == pytest.approx(pen_per_cm2(11, 90, seconds, area_cm2))
