"""A course set by hand is held to the limits as it is set, and whoever leaves the proposal says why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from needlepoint.planning.changes import (
    CourseWishes,
    as_wished,
    in_order,
    is_between,
    unexplained_changes,
)
from needlepoint.planning.constraints import check_kept, unexplained
from needlepoint.planning.days import DayWishes
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.plan import ConstraintReason, Plan
from needlepoint.planning.revision import differences
from needlepoint.vocabulary.errors import BadInput, NotGranted
from tests.plans import ON, clean_plan

LEFT, RIGHT = "cheek-left", "cheek-right"
PROPOSED = clean_plan()
DARK = {"patient": {"phototype": "V"}}


def held(plan: Plan, constraint: str) -> dict[str, tuple[str, float | None]]:
    """Gives what a constraint says to each zone."""
    found = (one for zone in plan.zones for one in zone.constraints if one.constraint == constraint)
    return {one.zone: (one.state, one.measured) for one in found}


def by_hand(**wished) -> Plan:
    """Gives the plan with a course set by hand."""
    return clean_plan(course=CourseWishes(**wished))


def test_nothing_set_is_the_plan_that_was_proposed():
    assert by_hand().digest == PROPOSED.digest
    assert by_hand(why="said for nothing").digest == PROPOSED.digest


def test_fewer_days_break_the_interval_in_every_zone_and_want_one_reason():
    plan = by_hand(interval_days=14)
    assert held(plan, "interval-kept") == {LEFT: ("violated", 16.0), RIGHT: ("violated", 16.0)}
    assert [(one.what, one.proposed, one.chosen) for one in plan.course.changes] == [
        ("interval_days", 30, 14)
    ]
    with pytest.raises(NotGranted, match="sooner than the clinic's interval"):
        check_kept((one for zone in plan.zones for one in zone.constraints), plan.reasons)


def test_the_reason_of_the_interval_answers_for_every_zone():
    plan = by_hand(interval_days=14, why="a date has to be kept")
    assert {(one.zone, one.reason) for one in plan.reasons} == {
        (LEFT, "a date has to be kept"),
        (RIGHT, "a date has to be kept"),
    }
    assert not unexplained((one for zone in plan.zones for one in zone.constraints), plan.reasons)
    assert not unexplained_changes(plan.course)


def test_an_older_reason_does_not_outlive_the_one_that_is_given_now():
    old = ConstraintReason(constraint="interval-kept", zone=LEFT, reason="yesterday's")
    kept = clean_plan(course=CourseWishes(interval_days=14, why="today's"), reasons=(old,))
    assert {one.reason for one in kept.reasons} == {"today's"}
    assert clean_plan(course=CourseWishes(interval_days=14), reasons=(old,)).reasons == ()


def test_more_days_keep_to_what_was_proposed_and_want_no_reason():
    plan = by_hand(interval_days=45)
    assert plan.course.changes == ()
    assert held(plan, "interval-kept")[LEFT] == ("kept", 0.0)
    assert plan.course.interval_days == 45


def test_the_calendar_moves_with_the_course():
    plan = by_hand(sessions=5, interval_days=14)
    assert [one.earliest_on for one in plan.sessions] == [ON + timedelta(days=14 * n) for n in range(5)]
    wished = clean_plan(
        course=CourseWishes(sessions=2, interval_days=60), days=DayWishes(ready_by=date(2027, 6, 12))
    )
    assert [one.on for one in wished.schedule.sessions] == [ON, ON + timedelta(days=60)]


def test_another_number_of_sessions_is_told_with_what_was_proposed():
    plan = by_hand(sessions=9)
    (one,) = plan.course.changes
    assert (one.what, one.proposed, one.chosen, one.reason) == ("sessions", 3, 9, "")
    assert (plan.course.sessions, plan.course.sessions_high) == (9, None)
    assert unexplained_changes(plan.course) == (one,)


@pytest.mark.parametrize(
    ("number", "low", "high", "within"),
    [
        (3, 3, 6, True),
        (6, 3, 6, True),
        (7, 3, 6, False),
        (2, 3, 6, False),
        (3, 3, 3, True),
        (3, None, None, False),
    ],
)
def test_a_number_within_what_was_proposed_leaves_nothing(number, low, high, within):
    assert is_between(number, low, high) is within


@pytest.mark.parametrize(("sessions", "high"), [(None, 6), (3, None), (6, None), (5, None)])
def test_a_number_set_within_a_range_is_that_number_and_no_range_any_more(sessions, high):
    ranged = replace(PROPOSED.course, sessions=3, sessions_high=6)
    set_by_hand = as_wished(ranged, CourseWishes(sessions=sessions))
    assert (set_by_hand.sessions, set_by_hand.sessions_high) == (sessions or 3, high)
    assert set_by_hand.changes == ()


def test_where_nothing_was_proposed_every_number_is_set_by_hand():
    course = PROPOSED.course
    unknown = as_wished(
        type(course)(
            **{f: getattr(course, f) for f in course.__slots__} | {"sessions": None, "sessions_high": None}
        ),
        CourseWishes(sessions=2, why="agreed"),
    )
    assert [(one.proposed, one.chosen) for one in unknown.changes] == [(None, 2)]


def test_a_prescribed_density_is_held_to_the_limit_of_darker_skin():
    assert held(clean_plan(case=DARK), "density-in-darker-skin")[LEFT] == ("not_known", None)
    plan = clean_plan(case=DARK, per_cm2={LEFT: 400.0, RIGHT: 300.0})
    assert held(plan, "density-in-darker-skin") == {LEFT: ("violated", 400.0), RIGHT: ("kept", 300.0)}
    assert {zone.zone: zone.target.per_cm2 for zone in plan.zones} == {LEFT: 400.0, RIGHT: 300.0}


def test_a_low_density_by_hand_clears_no_limit_that_the_planned_seconds_may_exceed():
    plan = clean_plan(case=DARK, contact_seconds={LEFT: 600.0}, per_cm2={LEFT: 100.0})
    (found,) = [one for one in plan.zones[0].constraints if one.constraint == "density-in-darker-skin"]
    assert (found.state, found.measured) == ("not_known", None)
    assert found.why_unknown


def test_the_denser_of_what_is_prescribed_and_what_the_work_comes_to_is_held():
    measured = {"contact_seconds": {LEFT: 60.0}, "kappa": Kappa(mean=0.6, sd=0.05, tests=3)}
    worked = clean_plan(case=DARK, **measured)
    (state, density) = held(worked, "density-in-darker-skin")[LEFT]
    assert (state, density > 300) == ("violated", True)
    less = clean_plan(case=DARK, **measured, per_cm2={LEFT: 200.0})
    assert held(less, "density-in-darker-skin")[LEFT] == (state, density)


def test_the_passes_of_a_roller_have_a_density():
    plan = clean_plan(device="dermaroller-192", case=DARK, passes={LEFT: 40})
    zone = next(one for one in plan.zones if one.zone == LEFT)
    assert (zone.passes, zone.passes_by_hand) == (40, True)
    assert zone.density.high_per_cm2 == pytest.approx(611.2, abs=1)
    assert held(plan, "density-in-darker-skin")[LEFT][0] == "violated"
    assert not [one for one in zone.missing if one.what == "passes"]


def test_the_passes_of_a_pen_have_none():
    plan = clean_plan(passes={LEFT: 4})
    zone = next(one for one in plan.zones if one.zone == LEFT)
    assert (zone.passes, zone.density) == (4, None)


def test_the_zones_stand_in_the_order_that_was_set_and_the_others_behind():
    assert by_hand(zone_order=(RIGHT, LEFT)).zone_ids == (RIGHT, LEFT)
    assert [one.zone for one in in_order(PROPOSED.zones, (RIGHT,))] == [RIGHT, LEFT]
    assert differences(PROPOSED, by_hand(zone_order=(RIGHT, LEFT))) == (
        f"order of zones: was {LEFT}, {RIGHT}, is now {RIGHT}, {LEFT}",
    )


@pytest.mark.parametrize(
    ("wished", "field"),
    [
        ({"sessions": 0}, "sessions"),
        ({"sessions": 21}, "sessions"),
        ({"sessions": float("nan")}, "sessions"),
        ({"interval_days": -1}, "interval_days"),
        ({"interval_days": 366}, "interval_days"),
        ({"zone_order": (LEFT, LEFT)}, "zone_order"),
        ({"zone_order": ("nose",)}, "zone_order"),
        ({"why": "x" * 201}, "why"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_field(wished, field):
    with pytest.raises(BadInput) as refusal:
        by_hand(**wished)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"passes": {LEFT: 51}}, "passes"),
        ({"passes": {LEFT: 0}}, "passes"),
        ({"passes": {"nose": 4}}, "passes"),
        ({"per_cm2": {LEFT: float("inf")}}, "per_cm2"),
        ({"per_cm2": {LEFT: -250.0}}, "per_cm2"),
        ({"per_cm2": {"nose": 250.0}}, "per_cm2"),
    ],
)
def test_work_that_cannot_be_is_refused_by_its_field(given, field):
    with pytest.raises(BadInput) as refusal:
        clean_plan(**given)
    assert refusal.value.field == field
