"""Covered skin by random discs, with its bounds; distances, multiplicity and re-entry."""

import math

import numpy as np
import pytest

from needlepoint.planning.coverage import (
    channel_length_cm_per_cm2,
    coverage_of,
    covered_fraction,
    disc_area_cm2,
    distinct_per_cm2,
    injured_fractions,
    placement_of,
    regular_fraction,
    share_hit,
    straight_glide_fraction,
)
from needlepoint.planning.reach import penetration_of, share_not_deeper
from needlepoint.planning.tissue import skins_of
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
PEN = penetration_of(CONTENT.device["skinpen-precision"], 1.5, CONTENT)
SKIN = skins_of("forehead", "female", CONTENT)[0]


@pytest.mark.parametrize("per_cm2", [1, 15, 250, 1000, 4000])
def test_an_uneven_hand_covers_less_and_an_even_pattern_most(per_cm2):
    area = disc_area_cm2(0.25)
    uneven, random, even = (
        covered_fraction(per_cm2, area, 4),
        covered_fraction(per_cm2, area),
        regular_fraction(per_cm2, area),
    )
    assert 0 < uneven < random <= even <= 1


def test_unevenness_without_end_is_the_even_hand():
    area = disc_area_cm2(0.25)
    assert covered_fraction(1000, area, 1e9) == pytest.approx(covered_fraction(1000, area), rel=1e-6)


def test_random_discs_cover_what_the_formula_says():
    """A drawing of discs on a square, counted at places away from its edge."""
    generator = np.random.default_rng(11)
    side_cm, per_cm2, radius_cm = 4.0, 250, 0.0125
    number = generator.poisson(per_cm2 * side_cm**2)
    discs = generator.uniform(0, side_cm, (number, 2))
    places = generator.uniform(0.1, side_cm - 0.1, (4_000, 2))
    hit = np.array([np.min(np.hypot(*(discs - place).T)) <= radius_cm for place in places])
    expected = covered_fraction(per_cm2, disc_area_cm2(0.25))
    assert hit.mean() == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 4_000))


def test_a_glide_whose_discs_do_not_touch_covers_as_much_as_an_even_pattern():
    assert straight_glide_fraction(100, 0.2, 10) == pytest.approx(regular_fraction(100, disc_area_cm2(0.2)))


def test_a_glide_leaves_the_skin_between_its_lanes_bare():
    lanes_per_cm, diameter_mm = 10, 0.2
    assert straight_glide_fraction(20_000, diameter_mm, lanes_per_cm) == pytest.approx(
        lanes_per_cm * diameter_mm / 10, rel=0.01
    )
    assert straight_glide_fraction(20_000, diameter_mm, lanes_per_cm) < covered_fraction(
        20_000, disc_area_cm2(0.2)
    )


def test_a_glide_with_overlapping_discs_is_what_counting_gives():
    lanes_per_cm, diameter_mm, per_cm2 = 10, 0.4, 400
    apart_mm = 10 * lanes_per_cm / per_cm2
    across, along = np.meshgrid(np.linspace(-0.5, 0.5, 401), np.linspace(-apart_mm / 2, apart_mm / 2, 401))
    counted = np.mean(np.hypot(across, along) <= diameter_mm / 2)
    assert straight_glide_fraction(per_cm2, diameter_mm, lanes_per_cm) == pytest.approx(counted, abs=0.003)


def test_places_are_hit_once_twice_or_not_at_all_and_that_is_all():
    area = disc_area_cm2(0.25)
    assert sum(share_hit(1000, area, times) for times in range(20)) == pytest.approx(1)
    assert share_hit(1000, area, 0) == pytest.approx(1 - covered_fraction(1000, area))


def test_without_re_entry_every_puncture_is_a_hole_of_its_own():
    assert distinct_per_cm2(250, 0.0) == 250


@pytest.mark.parametrize("per_cm2", [10, 250, 4000, 100_000])
def test_re_entry_only_takes_holes_away_and_ends_at_a_ceiling(per_cm2):
    distinct = distinct_per_cm2(per_cm2, 0.1)
    assert distinct < per_cm2
    assert distinct <= 1 / disc_area_cm2(0.2)


def test_placement_gathers_the_distances():
    found = placement_of(250, 0.1)
    assert (round(found.mean_nearest_mm, 2), round(found.within_95_mm, 2), round(found.distinct_per_cm2)) == (
        0.32,
        0.62,
        240,
    )


def test_the_open_channel_is_narrower_than_the_needle():
    found = coverage_of(250, 0.14, 0.505)
    assert found.channel_diameter_mm == pytest.approx(0.0707)
    assert found.open_channel_fraction < found.injured_fraction < found.regular_fraction
    assert found.straight_glide_fraction is None


def test_a_roller_knows_its_lanes():
    assert coverage_of(250, 0.25, 0.505, lanes_per_cm=12).straight_glide_fraction is not None


def test_layers_are_injured_less_the_deeper_they_lie():
    injured = injured_fractions(250, 0.25, PEN, SKIN)
    assert injured.epidermis >= injured.papillary_dermis >= injured.reticular_dermis > 0
    assert injured.epidermis == pytest.approx(covered_fraction(250, disc_area_cm2(0.25)), abs=1e-4)


def test_the_injured_share_of_a_layer_is_the_mean_over_its_depth():
    """A slow sum over five thousand depths."""
    top, bottom = 0.08 + 0.15 * 0.98, 1.06
    depths = np.linspace(top, bottom, 5_001)
    deeper = 1 - share_not_deeper(PEN, depths)
    slow = np.mean([covered_fraction(250 * float(share), disc_area_cm2(0.25)) for share in deeper])
    assert injured_fractions(250, 0.25, PEN, SKIN).reticular_dermis == pytest.approx(float(slow), abs=2e-4)


def test_channel_length_is_density_times_depth():
    assert channel_length_cm_per_cm2(250, 1.25) == pytest.approx(31.25)
