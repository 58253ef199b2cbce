"""More work gives more punctures, a longer needle goes deeper, shares add up, and both ways of reckoning agree."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.planning.coverage import covered_fraction, disc_area_cm2, distinct_per_cm2, regular_fraction
from needlepoint.planning.dose import Dose, dose_of
from needlepoint.planning.geometry import passes_for, pen_per_cm2, roller_per_cm2, seconds_for
from needlepoint.planning.reach import (
    LAYERS,
    Penetration,
    depth_at,
    layer_shares,
    sample_depths_mm,
    sampled_layer_shares,
    share_not_deeper,
)
from needlepoint.planning.tissue import skins_of
from needlepoint.planning.work import Setting
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput
from tests.reference import depth_twin

CONTENT = shipped_content()
PLANNED = [zone.id for zone in CONTENT.zone.values() if zone.may_be_planned and not zone.is_excluded]
SKINS = [skin for zone in PLANNED for skin in skins_of(zone, "unknown", CONTENT)]
skins = st.sampled_from(SKINS)
lengths = st.floats(0.1, 3.0)
efficiencies = st.tuples(st.floats(0.05, 0.95), st.floats(0, 1), st.floats(0.2, 0.9))


@st.composite
def needles(draw: st.DrawFn) -> Penetration:
    """Draws a needle of any length, prior and error."""
    low, peak, wide = draw(efficiencies)
    high = low + wide
    return Penetration(
        needle_length_mm=draw(lengths),
        efficiency_low=low,
        efficiency_mode=min(low + peak * wide, high),
        efficiency_high=high,
        error_sd_mm=draw(st.sampled_from([0.0, 0.025, 0.075, 0.15])),
    )


@given(needles(), skins)
def test_shares_of_layers_add_up_to_one(needle, skin):
    shares = layer_shares(needle, skin)
    values = [getattr(shares, layer) for layer in LAYERS]
    assert sum(values) == pytest.approx(1, abs=1e-9)
    assert all(0 <= value <= 1 for value in values)


@given(needles(), skins, st.floats(0.01, 1.0))
def test_a_longer_needle_never_ends_nearer_the_surface(needle, skin, more_mm):
    longer = replace(needle, needle_length_mm=needle.needle_length_mm + more_mm)
    one, other = layer_shares(needle, skin), layer_shares(longer, skin)
    assert other.subcutis >= one.subcutis - 1e-9
    assert other.epidermis <= one.epidermis + 1e-9
    assert float(depth_at(longer, 0.5)) >= float(depth_at(needle, 0.5)) - 1e-9


@given(needles(), st.lists(st.floats(0, 4), min_size=2, max_size=20))
def test_the_share_that_ends_above_a_depth_grows_with_the_depth(needle, depths):
    shares = share_not_deeper(needle, np.sort(np.array(depths)))
    assert np.all(np.diff(shares) >= -1e-12)
    assert np.all((shares >= 0) & (shares <= 1 + 1e-12))


@settings(max_examples=30)
@given(needles(), skins, st.integers(0, 2**32 - 1))
def test_drawn_needles_agree_with_the_quadrature_within_their_error(needle, skin, seed):
    count = 20_000
    exact = layer_shares(needle, skin)
    drawn = sampled_layer_shares(needle, skin, count, np.random.default_rng(seed))
    for layer in LAYERS:
        share = getattr(exact, layer)
        error = math.sqrt(max(share * (1 - share), 1 / count) / count)
        assert abs(getattr(drawn, layer) - share) < 5.5 * error + 5e-4


@settings(max_examples=8, deadline=None)
@given(needles(), skins)
def test_the_slow_twin_agrees(needle, skin):
    """Within four points: the twin cuts each distribution into few parts; closer in `test_depth.py`."""
    slow = depth_twin.layers(needle, skin, steps=30)
    assert {layer: getattr(layer_shares(needle, skin), layer) for layer in LAYERS} == pytest.approx(
        slow, abs=0.04
    )


@given(needles(), st.integers(0, 2**32 - 1))
def test_the_same_seed_draws_the_same_needles(needle, seed):
    first = sample_depths_mm(needle, 50, np.random.default_rng(seed))
    assert np.array_equal(first, sample_depths_mm(needle, 50, np.random.default_rng(seed)))
    assert np.all(first >= 0)


@given(st.integers(1, 99), st.sampled_from(PLANNED), st.sampled_from([0.2, 0.5, 1.0, 1.5]))
@settings(max_examples=25)
def test_more_passes_give_more_of_everything(passes, zone, length_mm):
    setting = Setting(
        device="dermaroller-192", zone=zone, sex="female", needle_length_mm=length_mm, passes=passes
    )
    less, more = dose_of(setting, CONTENT), dose_of(replace(setting, passes=passes + 1), CONTENT)
    assert less.density
    assert more.density
    assert more.density.per_cm2 > less.density.per_cm2
    for one, other in zip(less.coverage, more.coverage, strict=True):
        assert other.injured_fraction > one.injured_fraction
        assert other.regular_fraction >= one.regular_fraction
    for one, other in zip(less.skins, more.skins, strict=True):
        assert one.layers == other.layers, "passes move no needle deeper"
        assert one.injured
        assert other.injured
        assert other.injured.reticular_dermis >= one.injured.reticular_dermis


@given(st.floats(0.1, 50_000), st.floats(0.01, 0.5), st.floats(0.1, 50))
def test_coverage_is_a_share_between_an_uneven_hand_and_an_even_pattern(per_cm2, diameter_mm, k):
    area = disc_area_cm2(diameter_mm)
    uneven, random, even = (
        covered_fraction(per_cm2, area, k),
        covered_fraction(per_cm2, area),
        regular_fraction(per_cm2, area),
    )
    assert 0 <= uneven <= random + 1e-12 <= even + 1e-9 <= 1 + 1e-9


@given(st.floats(0.1, 50_000), st.floats(0.0, 1.0))
def test_holes_are_never_more_than_punctures(per_cm2, radius_mm):
    assert 0 < distinct_per_cm2(per_cm2, radius_mm) <= per_cm2 * (1 + 1e-9)


@given(st.floats(1, 5_000), st.floats(1, 500), st.integers(1, 100), st.floats(1, 300), st.floats(0.01, 1))
def test_the_question_turned_round_turns_back(per_cm2, area_cm2, needle_count, rate_hz, kappa):
    seconds = seconds_for(per_cm2, area_cm2, needle_count, rate_hz, kappa)
    assert kappa * pen_per_cm2(needle_count, rate_hz, seconds, area_cm2) == pytest.approx(per_cm2)
    passes = passes_for(per_cm2, needle_count, 20, 20, kappa)
    assert kappa * passes * roller_per_cm2(1, needle_count, 20, 20) == pytest.approx(per_cm2)


anything = st.none() | st.floats() | st.integers(-(10**12), 10**12) | st.booleans() | st.text(max_size=5)


@given(
    st.fixed_dictionaries(
        {
            "needle_length_mm": st.sampled_from([0.25, 0.5, 1.5]) | anything,
            "passes": anything,
            "contact_seconds": anything,
            "area_cm2": anything,
            "prescribed_per_cm2": anything,
            "age_years": anything,
            "re_entry_radius_mm": st.just(0.0) | anything,
            "needle_count": anything,
            "rate_hz": anything,
        }
    ),
    st.sampled_from(sorted(CONTENT.device)),
    st.sampled_from(sorted(CONTENT.zone)),
)
def test_nonsense_is_refused_or_answered_and_never_breaks(given_values, device, zone):
    setting = Setting(device=device, zone=zone, sex="female", **given_values)
    answer = answer_or_refusal(setting)
    if isinstance(answer, BadInput):
        assert answer.field
        assert answer.remedy
    else:
        assert answer.density is None or math.isfinite(answer.density.per_cm2)


def answer_or_refusal(setting: Setting) -> Dose | BadInput:
    """Gives the dose, or the refusal as a value; anything else breaks the test."""
    try:
        return dose_of(setting, CONTENT)
    except BadInput as refused:
        return refused
