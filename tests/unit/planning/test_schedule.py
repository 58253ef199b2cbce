"""Days are found between trips, sun and occasions; nobody is needled so late that they are not ready."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.planning.course import course_of
from needlepoint.planning.days import Blackout, DayWishes, Without, check_wishes
from needlepoint.planning.schedule import days_before, no_tanning_days, schedule_of, settled_days
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
SCARS = course_of([CONTENT.indication["acne-scars-rolling"]], CONTENT, SHIPPED)
PORES = course_of([CONTENT.indication["pores"]], CONTENT, SHIPPED)
FIRST = date(2027, 1, 4)


def days(*blackouts: Blackout, course=SCARS, first: date | None = FIRST, **wished):
    return schedule_of(course, first, DayWishes(blackouts=blackouts, **wished), CONTENT)


def busy(start: date, end: date, kind: str = "away") -> Blackout:
    return Blackout(starts_on=start, ends_on=end, kind=kind)


def test_without_anything_else_each_session_is_an_interval_after_the_last():
    found = days()
    assert [one.on for one in found.sessions] == [FIRST, FIRST + timedelta(30), FIRST + timedelta(60)]
    assert not any(one.moved_because for one in found.sessions)
    assert found.judged_on == FIRST + timedelta(60 + 90)


def test_a_trip_moves_a_session_to_the_day_after_and_the_rest_follow():
    found = days(busy(date(2027, 2, 1), date(2027, 2, 10)))
    assert [one.on for one in found.sessions] == [FIRST, date(2027, 2, 11), date(2027, 3, 13)]
    assert found.sessions[1].moved_because == "not here"
    assert found.sessions[1].wanted_on == FIRST + timedelta(30)


def test_before_sun_the_days_without_tanning_are_kept_free():
    assert no_tanning_days(CONTENT) == 14
    holiday = busy(FIRST + timedelta(14), FIRST + timedelta(20), "sun")
    assert days(holiday).sessions[0].on == FIRST
    sooner = busy(FIRST + timedelta(13), FIRST + timedelta(20), "sun")
    assert days(sooner).sessions[0].on == FIRST + timedelta(21)
    assert "sun" in days(sooner).sessions[0].moved_because


def test_before_an_occasion_the_longest_expected_sign_has_ended():
    assert settled_days(CONTENT) == 11
    party = busy(FIRST + timedelta(11), FIRST + timedelta(11), "occasion")
    assert days(party).sessions[0].on == FIRST
    sooner = busy(FIRST + timedelta(10), FIRST + timedelta(10), "occasion")
    assert days(sooner).sessions[0].on == FIRST + timedelta(11)


def test_ready_by_the_wedding_gives_the_last_safe_session_and_how_many_fit():
    wedding = date(2027, 6, 12)
    found = days(ready_by=wedding)
    assert (found.last_safe_on, found.sessions_in_time) == (date(2027, 6, 1), 3)
    late = days(ready_by=FIRST + timedelta(45))
    assert (late.last_safe_on, late.sessions_in_time) == (FIRST + timedelta(34), 2)
    assert days(ready_by=FIRST).sessions_in_time == 0


def test_where_a_condition_must_end_first_no_day_is_given():
    found = days(ready_by=date(2027, 6, 12), first=None)
    assert (found.sessions, found.judged_on, found.sessions_in_time) == ((), None, 0)


def test_where_no_number_of_sessions_is_sourced_only_the_first_is_dated_and_nothing_is_judged():
    found = days(course=PORES)
    assert len(found.sessions) == 1
    assert found.judged_on is None


def test_a_blackout_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadInput, match="cannot end before it begins"):
        busy(date(2027, 2, 2), date(2027, 2, 1))


def test_a_life_without_a_free_day_is_told_and_not_searched_for_ever():
    with pytest.raises(BadInput, match="no free day within five years"):
        days(busy(FIRST, FIRST + timedelta(365 * 20)))


BLACKOUTS = st.builds(
    lambda start, length, kind: busy(FIRST + timedelta(start), FIRST + timedelta(start + length), kind),
    st.integers(-30, 300),
    st.integers(0, 40),
    st.sampled_from(["away", "sun", "occasion"]),
)


@given(st.lists(BLACKOUTS, max_size=6))
def test_no_session_lies_where_it_may_not_and_none_comes_sooner_than_its_interval(blackouts):
    found = days(*blackouts).sessions
    for one in found:
        for other in blackouts:
            kept = timedelta(max(days_before(other.kind, CONTENT), 1))
            assert one.on > other.ends_on or one.on <= other.starts_on - kept, (one, other)
    assert all(b.on - a.on >= timedelta(30) for a, b in pairwise(found))
    assert [one.on for one in found] >= [one.on for one in days().sessions]


def test_no_session_lies_on_a_weekday_that_is_kept_free():
    found = days(weekdays_off=(0, 2))
    assert [one.on for one in found.sessions] == [date(2027, 1, 5), date(2027, 2, 4), date(2027, 3, 6)]
    assert found.sessions[0].moved_because == "no session on that day of the week"


@given(
    st.lists(BLACKOUTS, max_size=4),
    st.sets(st.integers(0, 6), max_size=6),
    st.integers(0, 200),
)
def test_whatever_is_wished_no_weekday_is_broken_and_what_is_told_of_a_clash_is_true(blackouts, off, wait):
    wished = {"ready_by": FIRST + timedelta(wait), "weekdays_off": tuple(off)}
    found = days(*blackouts, **wished)
    assert not {one.on.weekday() for one in found.sessions} & off
    assert (found.clash is None) == (found.sessions_in_time == len(found.sessions))
    if found.clash:
        patient = days(*blackouts, **wished | {"ready_by": found.clash.ready_after_all_on})
        assert patient.sessions_in_time == len(found.sessions)
        for one in found.clash.without:
            kept = [each for each in blackouts if each is not one.blackout]
            less = wished if one.blackout else wished | {"weekdays_off": ()}
            assert days(*kept, **less).sessions_in_time == one.sessions_in_time > found.sessions_in_time


def test_a_clash_says_what_would_fit():
    trip = busy(date(2027, 2, 1), date(2027, 2, 20))
    found = days(trip, ready_by=date(2027, 3, 20), occasion="wedding")
    assert found.sessions_in_time == 2
    assert found.clash.ready_after_all_on == date(2027, 3, 23) + timedelta(11)
    assert found.clash.without == (Without(blackout=trip, sessions_in_time=3),)
    assert days(trip, ready_by=date(2027, 6, 12)).clash is None


def test_nothing_is_judged_while_signs_may_last_nor_when_nobody_is_here():
    hasty = replace(SCARS, assess_after_days=3)
    assert days(course=hasty).judged_on == FIRST + timedelta(60 + 11)
    last = FIRST + timedelta(60 + 90)
    assert days(busy(last - timedelta(2), last + timedelta(5))).judged_on == last + timedelta(6)


@pytest.mark.parametrize(
    ("wished", "sentence"),
    [
        ({"ready_by": FIRST - timedelta(1)}, "ready_by: has passed"),
        ({"ready_by": date(2127, 1, 1)}, "more than five years ahead"),
        ({"blackouts": (busy(date(2026, 1, 1), date(2026, 1, 3)),)}, "blackout: has passed"),
        ({"blackouts": (busy(FIRST, FIRST),) * 21}, "can be at most 20"),
        ({"ready_by": FIRST, "occasion": "x" * 121}, "at most 120 characters"),
        ({"blackouts": (Blackout(starts_on=FIRST, ends_on=FIRST, kind="sun", note="x" * 121),)}, "note"),
    ],
)
def test_a_wish_that_cannot_be_meant_gets_a_sentence(wished, sentence):
    with pytest.raises(BadInput, match=sentence):
        check_wishes(DayWishes(**wished), FIRST)


@pytest.mark.parametrize(("off", "sentence"), [((7,), "day of the week"), (tuple(range(7)), "leaves no day")])
def test_a_week_without_a_day_is_refused(off, sentence):
    with pytest.raises(BadInput, match=sentence):
        DayWishes(weekdays_off=off)
