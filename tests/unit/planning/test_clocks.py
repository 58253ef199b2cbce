"""How long a plan leaves the skin open: what a length moves, and what it does not."""

from dataclasses import asdict

import pytest

from needlepoint.interop.plan import plan_document
from tests.plans import clean_plan


def clocks(plan, zone="cheek-left"):
    here = next(one for one in plan.zones if one.zone == zone)
    return {one.clock: one for one in here.clocks}


def test_every_zone_with_a_length_has_its_three_clocks():
    assert set(clocks(clean_plan())) == {"electrical", "water-barrier", "visible"}


def test_a_length_moves_the_water_barrier_alone_since_nothing_else_was_read():
    short = clocks(clean_plan(needle_lengths_mm={"cheek-left": 1.25}))
    long = clocks(clean_plan(needle_lengths_mm={"cheek-left": 1.5}))
    assert short["electrical"] == long["electrical"]
    assert short["visible"] == long["visible"]
    assert short["water-barrier"].p50_hours == pytest.approx((5 * 72) ** 0.5, abs=0.1)
    assert long["water-barrier"].p50_hours == pytest.approx((48 * 72) ** 0.5, abs=0.1)


def test_darker_skin_is_planned_with_the_later_clock():
    lighter = clocks(clean_plan(case={"patient": {"phototype": "II"}}))["electrical"]
    darker = clocks(clean_plan(case={"patient": {"phototype": "V"}}))["electrical"]
    assert darker.p95_hours == pytest.approx(1.32 * lighter.p95_hours, abs=0.1)


def test_without_a_length_there_is_no_clock_and_no_day():
    plan = clean_plan(case={"concerns": [{"indication": "lentigines", "zones": ["cheek-left"]}]})
    assert not any(one.clocks for one in plan.zones)
    assert {one["skin_open_until"] for one in plan_document(plan)["sessions"]} == {None}


def test_each_planned_session_says_until_when_the_skin_may_be_open():
    document = plan_document(clean_plan(case={"patient": {"phototype": "II"}}))
    first = document["sessions"][0]
    assert (first["earliest_on"], first["skin_open_until"]) == ("2026-11-22", "2026-11-28")
    assert all(one["skin_open_until"] > one["earliest_on"] for one in document["sessions"])


def test_what_was_planned_before_the_clocks_keeps_its_name():
    plan = clean_plan()
    assert "clocks" in asdict(plan.zones[0])
    assert plan.digest == clean_plan().digest
