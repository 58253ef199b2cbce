"""Who is called about a worry, in which order and until when; clock and rota are given."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from needlepoint.aftercare.escalation import (
    HOURS_TO_LOOK,
    MINUTES_TO_TAKE_ON,
    Shift,
    Span,
    answered_by,
    gaps,
    next_in_line,
    on_call,
    shift_span,
    taken_on_by,
)
from needlepoint.aftercare.sorting import LEVELS

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def shift(who: str, begin: int = 8, end: int = 20, place: int = 1) -> Shift:
    day = NOON.replace(hour=0)
    return Shift(
        who=who, begins_at=day + timedelta(hours=begin), ends_at=day + timedelta(hours=end), place=place
    )


def test_every_level_has_a_deadline_and_a_turn_and_the_harder_is_sooner():
    hardest_first = [level for level in reversed(LEVELS) if level in HOURS_TO_LOOK]
    assert set(hardest_first) == set(HOURS_TO_LOOK) == set(MINUTES_TO_TAKE_ON)
    for table in (HOURS_TO_LOOK, MINUTES_TO_TAKE_ON):
        times = [table[level] for level in hardest_first]
        assert times == sorted(times)


@pytest.mark.parametrize("level", list(HOURS_TO_LOOK))
def test_two_more_can_be_called_before_the_promise_is_broken(level):
    assert 3 * MINUTES_TO_TAKE_ON[level] <= 60 * HOURS_TO_LOOK[level]


def test_they_are_called_in_their_places_and_a_director_last():
    shifts = [shift("second", place=2), shift("first"), shift("gone", end=12), shift("later", begin=13)]
    assert on_call(shifts, NOON) == ("first", "second")
    assert next_in_line(shifts, ["director"], NOON, ()) == "first"
    assert next_in_line(shifts, ["director"], NOON, ("first",)) == "second"
    assert next_in_line(shifts, ["director"], NOON, ("first", "second")) == "director"
    assert next_in_line(shifts, ["director"], NOON, ("first", "second", "director")) is None


def test_where_nobody_is_on_call_the_director_is_called():
    assert next_in_line([], ["director"], NOON, ()) == "director"
    assert next_in_line([shift("night", 20, 32)], ["director"], NOON, ()) == "director"


def test_after_the_shift_has_changed_the_new_one_is_called():
    shifts = [shift("day"), shift("night", 20, 32)]
    night = NOON + timedelta(hours=9)
    assert next_in_line(shifts, ["director"], night, ("day", "director")) == "night"


def test_who_stands_twice_on_the_rota_is_called_once():
    shifts = [shift("one"), shift("one", place=2), shift("two", place=3)]
    assert on_call(shifts, NOON) == ("one", "two")


def test_the_end_of_a_shift_belongs_to_the_next():
    shifts = [shift("day", 8, 12), shift("noon", 12, 20)]
    assert on_call(shifts, NOON) == ("noon",)


def test_gaps_are_what_no_shift_covers():
    day = NOON.replace(hour=0)
    shifts = [shift("a", 8, 12), shift("b", 10, 16), shift("c", 20, 48)]
    found = gaps(shifts, day, day + timedelta(hours=24))
    hours = [
        ((s.begins_at - day).total_seconds() / 3600, (s.ends_at - day).total_seconds() / 3600) for s in found
    ]
    assert hours == [(0, 8), (16, 20)]
    assert gaps([], day, NOON) == (Span(begins_at=day, ends_at=NOON),)
    assert gaps([shift("a", -4, 40)], day, NOON) == ()
    assert gaps([shift("a", 30, 40)], day, NOON) == (Span(begins_at=day, ends_at=NOON),)


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 3, 28), 11), (date(2026, 10, 24), 13), (date(2026, 6, 1), 12)]
)
def test_a_night_shift_lasts_what_the_clock_on_the_wall_says_when_the_clock_is_changed(on, hours):
    span = shift_span(on, time(20), time(8), BERLIN)
    assert span.ends_at - span.begins_at == timedelta(hours=hours)


@pytest.mark.parametrize("on", [date(2026, 3, 28), date(2026, 10, 24)])
@pytest.mark.parametrize("change", [time(2), time(2, 30), time(3)])
def test_no_gap_opens_between_two_shifts_when_the_clock_is_changed(on, change):
    first, second = (
        shift_span(on, time(20), change, BERLIN),
        shift_span(on + timedelta(days=1), change, time(12), BERLIN),
    )
    shifts = [
        Shift(who=str(n), begins_at=one.begins_at, ends_at=one.ends_at)
        for n, one in enumerate((first, second))
    ]
    assert gaps(shifts, first.begins_at, second.ends_at) == ()


def test_the_same_time_is_a_whole_day():
    span = shift_span(date(2026, 6, 1), time(8), time(8), BERLIN)
    assert span.ends_at - span.begins_at == timedelta(days=1)


def test_what_is_urgent_has_the_same_turn_by_night():
    night = datetime(2026, 6, 1, 23, tzinfo=BERLIN)
    assert taken_on_by("same_day", night, BERLIN) == night + timedelta(minutes=30)
    assert taken_on_by("emergency", night, BERLIN) == night + timedelta(minutes=15)


def test_what_is_not_urgent_wakes_nobody():
    night = datetime(2026, 6, 1, 23, tzinfo=BERLIN)
    assert taken_on_by("contact", night, BERLIN) == datetime(2026, 6, 2, 12, tzinfo=BERLIN)
    evening = datetime(2026, 6, 1, 18, tzinfo=BERLIN)
    assert taken_on_by("contact", evening, BERLIN) == datetime(2026, 6, 2, 8, tzinfo=BERLIN)


@pytest.mark.parametrize("level", list(HOURS_TO_LOOK))
def test_the_deadline_is_counted_in_hours_that_pass_and_not_by_the_wall(level):
    before_change = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert answered_by(level, before_change) - before_change == timedelta(hours=HOURS_TO_LOOK[level])
