"""Sessions add up by zone, dated, in total and within 28 days; nothing decays, and what is unknown is never none."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.interop.accumulation import sum_documents
from needlepoint.planning.accumulation import DatedDose, accumulate
from needlepoint.planning.dose import dose_of
from needlepoint.planning.work import Setting
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
FIRST = date(2026, 11, 22)


def rolled(day, passes=4, zone="cheek-left", length_mm=1.5):
    """Gives a session with the roller, whose density is known."""
    setting = Setting(
        device="dermaroller-192", zone=zone, sex="female", needle_length_mm=length_mm, passes=passes
    )
    return DatedDose(on=FIRST + timedelta(days=day), dose=dose_of(setting, CONTENT))


def penned(day, zone="cheek-left", **work):
    """Gives a session with a pen: by seconds an upper bound, by passes of unknown density."""
    setting = Setting(device="skinpen-precision", zone=zone, sex="female", needle_length_mm=1.0, **work)
    return DatedDose(on=FIRST + timedelta(days=day), dose=dose_of(setting, CONTENT))


def one_sum(*doses, day=0):
    (found,) = accumulate(doses, FIRST + timedelta(days=day), CONTENT)
    return found


def test_two_sessions_add_up_and_nothing_decays():
    once = one_sum(rolled(0))
    twice = one_sum(rolled(0), rolled(300), day=300)
    assert twice.total.high_per_cm2 == pytest.approx(2 * once.total.high_per_cm2)
    assert twice.total.sessions == (FIRST, FIRST + timedelta(days=300))


@pytest.mark.parametrize(("day", "sessions"), [(0, 1), (27, 1), (28, 1), (29, 0), (-1, 0)])
def test_the_window_holds_both_of_its_ends(day, sessions):
    assert len(one_sum(rolled(0), day=day).within.sessions) == sessions


def test_the_busiest_window_is_found_wherever_it_lies():
    found = one_sum(rolled(0), rolled(10), rolled(90), rolled(200), day=200)
    assert found.busiest.sessions == (FIRST, FIRST + timedelta(days=10))
    assert found.within.sessions == (FIRST + timedelta(days=200),)


def test_zones_are_kept_apart_in_the_order_in_which_they_come():
    found = accumulate([rolled(5, zone="forehead"), rolled(0), rolled(7)], FIRST, CONTENT)
    assert [(one.zone, len(one.total.sessions)) for one in found] == [("cheek-left", 2), ("forehead", 1)]


def test_an_upper_bound_makes_the_sum_one():
    found = one_sum(rolled(0), penned(1, contact_seconds=60, area_cm2=73.5))
    assert found.total.is_upper_bound
    assert not one_sum(rolled(0)).total.is_upper_bound


def test_a_session_without_a_density_is_named_and_not_taken_as_none():
    found = one_sum(rolled(0), penned(3, passes=4))
    assert found.total.unknown == (FIRST + timedelta(days=3),)
    assert found.total.high_per_cm2 == one_sum(rolled(0)).total.high_per_cm2
    alone = one_sum(penned(3, passes=4))
    assert (alone.depth, alone.injured) == (None, ())


def test_depth_of_both_sessions_lies_between_those_of_each():
    short, long = one_sum(rolled(0, length_mm=0.5)), one_sum(rolled(0, length_mm=1.5))
    both = one_sum(rolled(0, length_mm=0.5), rolled(1, length_mm=1.5))
    assert short.depth
    assert long.depth
    assert both.depth
    assert short.depth.p50_mm < both.depth.p50_mm < long.depth.p50_mm
    assert both.depth.mean_mm == pytest.approx((short.depth.mean_mm + long.depth.mean_mm) / 2)
    assert both.longest_needle_mm == 1.5


def test_the_depth_of_one_session_is_its_own():
    found, dose = one_sum(rolled(0)), rolled(0).dose
    assert found.depth
    assert found.depth.p95_mm == pytest.approx(dose.penetration.p95_mm, abs=0.002)


def test_the_injured_share_of_one_session_is_its_own_and_of_two_less_than_double():
    once, twice = one_sum(rolled(0)), one_sum(rolled(0), rolled(1))
    by_scenario = {one.skin.key: one.injured for one in rolled(0).dose.skins}
    for one, two in zip(once.injured, twice.injured, strict=True):
        assert one.fractions == by_scenario[one.scenario]
        assert one.fractions.epidermis < two.fractions.epidermis < 2 * one.fractions.epidermis


def test_the_sum_says_that_its_window_is_a_convention():
    assert one_sum(rolled(0)).assumption.startswith("Assumption:")


def test_nothing_adds_up_to_nothing():
    assert accumulate([], FIRST, CONTENT) == ()


def test_the_document_holds_the_days_and_is_json():
    (written,) = sum_documents(accumulate([rolled(0), penned(3, passes=4)], FIRST, CONTENT))
    assert written["total"]["unknown"] == ["2026-11-25"]
    assert written["within"]["sessions"] == ["2026-11-22"]
    assert set(written["injured_fraction"]) == {one.skin.key for one in rolled(0).dose.skins}
    assert json.loads(json.dumps(written)) == written
    (unknown,) = sum_documents(accumulate([penned(3, passes=4)], FIRST, CONTENT))
    assert (unknown["depth_mm"], unknown["injured_fraction"]) == (None, {})


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 20)), min_size=1, max_size=6), st.integers(0, 230)
)
def test_order_does_not_matter_and_no_window_holds_more_than_the_total(days, day):
    doses = [rolled(when, passes) for when, passes in days]
    forwards, backwards = one_sum(*doses, day=day), one_sum(*reversed(doses), day=day)
    assert forwards.total.high_per_cm2 == pytest.approx(backwards.total.high_per_cm2)
    for window in (forwards.within, forwards.busiest):
        assert window.high_per_cm2 <= forwards.total.high_per_cm2 + 1e-9
    assert forwards.within.high_per_cm2 <= forwards.busiest.high_per_cm2 + 1e-9
