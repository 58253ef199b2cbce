"""Turns, shifts and digests on the nights on which the clock is changed, and in zones that are no whole hour away."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from needlepoint.aftercare.escalation import (
    HOURS_TO_LOOK,
    MINUTES_TO_TAKE_ON,
    Shift,
    Span,
    answered_by,
    digest_due_at,
    gaps,
    next_in_line,
    on_call,
    shift_span,
    taken_on_by,
)

BERLIN, KATHMANDU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")
SPRING, AUTUMN = (
    date(2026, 3, 29),
    date(2026, 10, 25),
)  # in Berlin an hour is missing, and an hour comes twice
URGENT, CALM = ("emergency", "same_day"), ("contact", "self_care")
EVERY_HOUR = [
    datetime(2026, month, day, hour, 59, tzinfo=UTC)
    for month, day in ((3, 29), (10, 25))
    for hour in range(24)
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("level", URGENT)
@pytest.mark.parametrize("moment", EVERY_HOUR)
def test_a_turn_of_what_is_urgent_is_as_long_in_every_hour_of_the_night_of_the_change(level, moment):
    wait = taken_on_by(level, moment, BERLIN) - moment
    assert wait == timedelta(minutes=MINUTES_TO_TAKE_ON[level])


@pytest.mark.parametrize("level", CALM)
@pytest.mark.parametrize("moment", EVERY_HOUR)
def test_a_turn_of_what_is_not_urgent_ends_in_no_night_and_never_early(level, moment):
    ends = taken_on_by(level, moment, BERLIN)
    assert time(8) <= ends.astimezone(BERLIN).time() < time(21)
    assert ends - moment >= timedelta(minutes=MINUTES_TO_TAKE_ON[level])


@pytest.mark.parametrize("level", HOURS_TO_LOOK)
@pytest.mark.parametrize("moment", [at("2026-03-29T00:30"), at("2026-10-25T00:30"), at("2026-06-01T10:00")])
def test_the_promise_to_the_patient_is_in_hours_that_pass_and_not_by_the_wall(level, moment):
    assert answered_by(level, moment) - moment == timedelta(hours=HOURS_TO_LOOK[level])


@pytest.mark.parametrize(
    ("told", "zone", "ends"),
    [
        ("2026-03-28T19:00", BERLIN, "2026-03-29T06:00"),  # 20:00, four hours lead into the night
        ("2026-03-28T21:00", BERLIN, "2026-03-29T10:00"),  # 22:00, four hours from 8:00 summer time
        ("2026-10-24T20:00", BERLIN, "2026-10-25T11:00"),  # 22:00, four hours from 8:00 winter time
        ("2026-06-01T10:00", BERLIN, "2026-06-01T14:00"),  # by day nothing is added
        ("2026-06-01T06:00", BERLIN, "2026-06-01T10:00"),  # the moment at which the night ends is day
        ("2026-06-01T05:59", BERLIN, "2026-06-01T10:00"),  # a minute before waits that minute
        ("2026-06-01T18:00", KATHMANDU, "2026-06-02T06:15"),  # 23:45 there, four hours from 8:00
    ],
)
def test_a_report_of_the_evening_is_taken_on_by_the_wall_clock_of_the_clinic(told, zone, ends):
    assert taken_on_by("contact", at(told), zone) == at(ends)


@pytest.mark.parametrize(
    ("on", "begin", "end", "first", "last"),
    [
        (date(2026, 3, 28), time(20), time(8), "2026-03-28T19:00", "2026-03-29T06:00"),
        (date(2026, 10, 24), time(20), time(8), "2026-10-24T18:00", "2026-10-25T07:00"),
        (SPRING, time(2, 30), time(4), "2026-03-29T00:30", "2026-03-29T02:00"),
        (AUTUMN, time(2, 30), time(4), "2026-10-25T00:30", "2026-10-25T03:00"),
        (AUTUMN, time(0), time(2, 30), "2026-10-24T22:00", "2026-10-25T01:30"),
        (SPRING, time(0), time(0), "2026-03-28T23:00", "2026-03-29T22:00"),
        (AUTUMN, time(0), time(0), "2026-10-24T22:00", "2026-10-25T23:00"),
    ],
)
def test_a_shift_over_a_change_of_the_clock_leaves_nobody_out(on, begin, end, first, last):
    span = shift_span(on, begin, end, BERLIN)
    assert span == Span(begins_at=at(first), ends_at=at(last))


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2026, 6, 1)])
@pytest.mark.parametrize("change_at", [time(2), time(2, 30), time(3), time(8), time(20)])
def test_two_shifts_that_meet_at_a_time_of_day_leave_no_gap_on_any_night(day, change_at):
    before = shift_span(day - timedelta(days=1), change_at, change_at, BERLIN)
    after = shift_span(day, change_at, change_at, BERLIN)
    shifts = [
        Shift(who=who, begins_at=span.begins_at, ends_at=span.ends_at)
        for who, span in (("nurse", before), ("doctor", after))
    ]
    assert gaps(shifts, before.begins_at, after.ends_at) == ()


@pytest.mark.parametrize("minutes", [1, 30, 719])
def test_a_gap_between_two_shifts_is_told_to_the_minute(minutes):
    begin = at("2026-06-01T06:00")
    hole = Span(begins_at=begin + timedelta(hours=6), ends_at=begin + timedelta(hours=6, minutes=minutes))
    shifts = [
        Shift(who="nurse", begins_at=begin, ends_at=hole.begins_at),
        Shift(who="doctor", begins_at=hole.ends_at, ends_at=begin + timedelta(days=1)),
    ]
    assert gaps(shifts, begin, begin + timedelta(days=1)) == (hole,)


@pytest.mark.parametrize(
    ("on", "zone", "due"),
    [
        (date(2026, 6, 1), BERLIN, "2026-06-01T06:00"),
        (SPRING, BERLIN, "2026-03-29T06:00"),
        (AUTUMN, BERLIN, "2026-10-25T07:00"),
        (date(2026, 6, 1), KATHMANDU, "2026-06-01T02:15"),
        (date(2026, 12, 31), ZoneInfo("Pacific/Auckland"), "2026-12-30T19:00"),
    ],
)
def test_the_digest_is_due_when_the_night_is_over_there(on, zone, due):
    assert digest_due_at(on, zone) == at(due)


def test_the_moment_at_which_a_shift_ends_belongs_to_the_next():
    change = at("2026-06-01T12:00")
    line = [
        Shift(who="nurse", begins_at=change - timedelta(hours=8), ends_at=change),
        Shift(who="doctor", begins_at=change, ends_at=change + timedelta(hours=8)),
    ]
    assert on_call(line, change - timedelta(microseconds=1)) == ("nurse",)
    assert on_call(line, change) == ("doctor",)


@pytest.mark.parametrize(
    "called", [(), ("nurse",), ("nurse", "doctor"), ("director",), ("nurse", "director")]
)
def test_whoever_is_called_next_was_never_called_before(called):
    noon = at("2026-06-01T12:00")
    line = [
        Shift(who=who, begins_at=noon, ends_at=noon + timedelta(hours=1), place=place)
        for place, who in enumerate(("nurse", "doctor"), 1)
    ]
    found = next_in_line(line, ["director"], noon, called)
    left = [one for one in ("nurse", "doctor", "director") if one not in called]
    assert found == (left[0] if left else None)


def test_a_director_who_is_on_call_too_is_called_once():
    noon = at("2026-06-01T12:00")
    line = [Shift(who="director", begins_at=noon, ends_at=noon + timedelta(hours=1))]
    assert next_in_line(line, ["director"], noon, ()) == "director"
    assert next_in_line(line, ["director"], noon, ("director",)) is None


def test_two_in_the_same_place_are_called_by_whose_shift_began_first_whatever_the_list_says():
    noon = at("2026-06-01T12:00")
    early = Shift(who="early", begins_at=noon - timedelta(hours=2), ends_at=noon + timedelta(hours=1))
    late = Shift(who="a-late", begins_at=noon - timedelta(hours=1), ends_at=noon + timedelta(hours=1))
    assert on_call([late, early], noon) == on_call([early, late], noon) == ("early", "a-late")
