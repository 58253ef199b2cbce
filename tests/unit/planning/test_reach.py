"""How deep needles come and which layer their tips reach, as shares under stated assumptions."""

from dataclasses import replace

import numpy as np
import pytest

from needlepoint.planning.reach import (
    LAYERS,
    Penetration,
    depth_at,
    depth_interval,
    layer_shares,
    lognormal_mm,
    mean_depth_mm,
    penetration_of,
    sample_depths_mm,
    share_not_deeper,
    shares_between,
)
from needlepoint.planning.tissue import skins_of
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
SKINPEN = CONTENT.device["skinpen-precision"]
EXACT = Penetration(
    needle_length_mm=1.0, efficiency_low=0.6, efficiency_mode=0.9, efficiency_high=1.0, error_sd_mm=0.0
)


def test_a_pen_a_roller_and_a_stamp_each_have_their_own_prior():
    pen = penetration_of(SKINPEN, 1.0, CONTENT)
    roller = penetration_of(CONTENT.device["dermaroller-192"], 1.0, CONTENT)
    stamp = penetration_of(replace(SKINPEN, kind="stamp"), 1.0, CONTENT)
    assert (pen.efficiency_low, pen.efficiency_mode, pen.efficiency_high) == (0.6, 0.9, 1.0)
    assert (roller.efficiency_low, roller.efficiency_mode, roller.efficiency_high) == (0.2, 0.6, 0.9)
    assert (stamp.efficiency_low, stamp.efficiency_mode, stamp.efficiency_high) == (0.4, 0.65, 0.8)


def test_a_tolerance_is_read_as_two_standard_deviations():
    assert penetration_of(CONTENT.device["exceed"], 1.0, CONTENT).error_sd_mm == 0.075


def test_without_an_error_the_depth_is_the_triangle_itself():
    depths = np.array([0.0, 0.6, 0.75, 0.9, 0.95, 1.0, 2.0])
    expected = [0, 0, 0.15**2 / (0.4 * 0.3), 0.75, 1 - 0.05**2 / (0.4 * 0.1), 1, 1]
    assert share_not_deeper(EXACT, depths) == pytest.approx(expected)


def test_no_needle_ends_above_the_skin_and_none_below_its_length():
    assert float(share_not_deeper(EXACT, -0.01)) == 0
    assert float(share_not_deeper(EXACT, 1.0)) == 1


def test_a_triangle_may_have_its_peak_at_either_end():
    for low, mode, high in ((0.5, 0.5, 1.0), (0.5, 1.0, 1.0)):
        peaked = replace(EXACT, efficiency_low=low, efficiency_mode=mode, efficiency_high=high)
        drawn = sample_depths_mm(peaked, 200_000, np.random.default_rng(5))
        assert float(share_not_deeper(peaked, 0.8)) == pytest.approx(np.mean(drawn <= 0.8), abs=0.005)


def test_a_depth_at_a_share_turns_back_into_the_share():
    pen = penetration_of(SKINPEN, 1.5, CONTENT)
    shares = np.array([0.01, 0.05, 0.5, 0.95, 0.99])
    assert share_not_deeper(pen, depth_at(pen, shares)) == pytest.approx(shares, abs=1e-4)


def test_an_interval_is_in_order_around_its_middle():
    interval = depth_interval(penetration_of(SKINPEN, 1.5, CONTENT))
    assert interval.p05_mm < interval.p50_mm < interval.p95_mm < 1.6
    assert interval.mean_mm == pytest.approx(1.25)


def test_the_mean_depth_is_that_of_drawn_needles():
    pen = penetration_of(SKINPEN, 0.25, CONTENT)
    drawn = sample_depths_mm(pen, 400_000, np.random.default_rng(7))
    assert mean_depth_mm(pen) == pytest.approx(drawn.mean(), abs=4 * drawn.std() / 400_000**0.5)


def test_a_lognormal_has_the_mean_and_spread_that_it_was_given():
    drawn = lognormal_mm(1.06, 0.16, np.random.default_rng(3).standard_normal(400_000))
    assert (drawn.mean(), drawn.std()) == pytest.approx((1.06, 0.16), abs=0.001)


def test_thin_and_thick_reading_of_one_forehead_disagree_about_nearly_everything():
    thin, thick, *_ = (
        layer_shares(penetration_of(SKINPEN, 1.5, CONTENT), skin)
        for skin in skins_of("forehead", "female", CONTENT)
    )
    assert (round(thin.subcutis, 2), round(thick.subcutis, 2)) == (0.81, 0.01)


def test_a_needle_shorter_than_the_epidermis_stays_in_it():
    skin = skins_of("hand-left", "female", CONTENT)[0]
    short = replace(EXACT, needle_length_mm=0.05)
    assert layer_shares(short, skin).epidermis == pytest.approx(1.0, abs=1e-6)


def test_a_needle_longer_than_any_skin_ends_below_it():
    skin = skins_of("neck", "female", CONTENT)[0]
    assert layer_shares(replace(EXACT, needle_length_mm=9.0), skin).subcutis == pytest.approx(1.0)


def test_shares_of_layers_add_up_to_one_and_none_is_negative():
    for skin in skins_of("nose", "unknown", CONTENT):
        shares = layer_shares(penetration_of(SKINPEN, 0.5, CONTENT), skin)
        values = [getattr(shares, layer) for layer in LAYERS]
        assert sum(values) == pytest.approx(1.0)
        assert min(values) >= 0


def test_borders_that_cross_by_rounding_make_no_negative_share():
    assert shares_between([0.5, 0.5 - 1e-16, 1.0 + 1e-16]).papillary_dermis == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"efficiency_low": 0.0},
        {"efficiency_low": 0.95},
        {"efficiency_high": 0.8},
        {"efficiency_low": 0.9, "efficiency_high": 0.9},
        {"efficiency_low": float("nan")},
    ],
)
def test_a_triangle_out_of_order_is_refused(wrong):
    with pytest.raises(BadInput, match="efficiency"):
        replace(EXACT, **wrong)


@pytest.mark.parametrize("wrong", [{"needle_length_mm": 0.0}, {"error_sd_mm": -0.1}])
def test_a_length_of_nothing_and_a_negative_error_are_refused(wrong):
    with pytest.raises(BadInput, match="penetration"):
        replace(EXACT, **wrong)
