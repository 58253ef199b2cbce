"""When a message may go out: nights by the patient's own clock, changes of the clock, and after failures."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.reminders import CheckIn
from needlepoint.aftercare.sending import (
    EVENING,
    MORNING,
    MOST_ATTEMPTS,
    WAITS,
    QuietHours,
    earliest_moment,
    messages_for,
    moment_on,
    wait_after,
)
from needlepoint.aftercare.timeline import aftercare_for
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import SessionRecord, ZoneRecord

BERLIN, NEW_YORK, AUCKLAND = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Pacific/Auckland")
)
# Clocks that are changed at midnight, by half an hour, that skipped a day, and one that stands still.
ODD = [ZoneInfo(n) for n in ("America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata")]
ZONES = [BERLIN, NEW_YORK, AUCKLAND, *ODD]
WHOLE = aftercare_for(
    SessionRecord(on=date(2026, 3, 20), device="exceed", zones=(ZoneRecord(zone="chin"),), numbing=()),
    shipped_content(),
)
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def wall(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def test_at_night_it_waits_for_the_morning_of_the_patient_not_of_the_clinic():
    midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert wall(earliest_moment(midnight, BERLIN), BERLIN) == "11-23 08:00"
    assert earliest_moment(midnight, NEW_YORK) == midnight  # half past six in the evening there


@pytest.mark.parametrize(
    ("asked", "got"), [("20:59", "20:59"), ("21:00", "08:00"), ("07:59", "08:00"), ("08:00", "08:00")]
)
def test_the_night_begins_and_ends_to_the_minute(asked, got):
    moment = earliest_moment(berlin(f"2026-06-10 {asked}"), BERLIN)
    assert wall(moment, BERLIN).endswith(got)


def test_what_concerns_safety_does_not_wait():
    night = berlin("2026-06-10 03:00")
    assert earliest_moment(night, BERLIN, is_safety=True) == night
    assert earliest_moment(night, BERLIN) > night


def test_the_night_in_which_the_clock_goes_forward_is_an_hour_shorter():
    """Berlin, 29 March 2026: from 21:00 to 08:00 are ten hours."""
    evening = berlin("2026-03-28 21:00")
    morning = earliest_moment(evening, BERLIN)
    assert wall(morning, BERLIN) == "03-29 08:00"
    assert morning - evening == timedelta(hours=10)


def test_the_night_in_which_the_clock_goes_back_is_an_hour_longer():
    evening = berlin("2026-10-24 21:00")
    assert earliest_moment(evening, BERLIN) - evening == timedelta(hours=12)


def test_an_end_that_comes_twice_is_the_second_and_one_that_is_missing_is_later():
    quiet = QuietHours(begin=time(22), end=time(2, 30))
    twice = earliest_moment(berlin("2026-10-25 01:00"), BERLIN, quiet)
    assert twice == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the second 02:30, already in winter time
    missing = earliest_moment(berlin("2026-03-29 01:00"), BERLIN, quiet)
    assert wall(missing, BERLIN) == "03-29 03:30"


def test_a_beginning_that_comes_twice_is_the_first():
    quiet = QuietHours(begin=time(2, 30), end=time(6))
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert earliest_moment(first, BERLIN, quiet) > first
    assert earliest_moment(second, BERLIN, quiet) > second  # 02:00 again, between the two beginnings


def test_a_quiet_time_within_one_day_and_none_at_all():
    noon = QuietHours(begin=time(12), end=time(14))
    assert wall(earliest_moment(berlin("2026-06-10 13:00"), BERLIN, noon), BERLIN) == "06-10 14:00"
    never = QuietHours(begin=time(8), end=time(8))
    moment = berlin("2026-06-10 08:00")
    assert earliest_moment(moment, BERLIN, never) == moment


@pytest.mark.parametrize(
    ("day", "utc"),
    [("2026-03-28", "09:00"), ("2026-03-29", "08:00"), ("2026-10-24", "08:00"), ("2026-10-25", "09:00")],
)
def test_ten_in_the_morning_stays_ten_on_the_wall_when_the_clock_is_changed(day, utc):
    assert moment_on(date.fromisoformat(day), MORNING, BERLIN).strftime("%H:%M") == utc


def test_a_time_that_is_missing_is_moved_on_and_one_that_comes_twice_is_the_first():
    missing = moment_on(date(2026, 3, 29), time(2, 30), BERLIN)
    assert wall(missing, BERLIN) == "03-29 03:30"
    assert moment_on(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_nothing_ever_goes_out_at_a_quiet_time_on_the_wall_and_nothing_goes_back(moment, zone):
    allowed = earliest_moment(moment, zone)
    assert allowed >= moment
    assert time(8) <= allowed.astimezone(zone).time() < time(21)
    assert earliest_moment(allowed, zone) == allowed


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_no_earlier_quarter_of_an_hour_would_have_been_allowed(moment, zone):
    """The slow, obvious twin: walk on by the wall's own clock."""
    allowed, walked = earliest_moment(moment, zone), moment
    while not time(8) <= walked.astimezone(zone).time() < time(21):
        walked += timedelta(minutes=15)
    assert allowed <= walked < allowed + timedelta(minutes=15)


@given(moment=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=3)), zone=st.sampled_from(ZONES))
def test_what_was_due_earlier_may_never_go_later(moment, later, zone):
    assert earliest_moment(moment, zone) <= earliest_moment(moment + later, zone)


def test_each_wait_is_longer_than_the_one_before_whatever_the_spread():
    generator = np.random.default_rng(4)
    for _ in range(200):
        waits = [wait_after(number, generator) for number in range(1, MOST_ATTEMPTS)]
        assert all(first < second for first, second in pairwise(waits))
        assert all(abs(w / plain - 1) <= 0.2 for w, plain in zip(waits, WAITS, strict=True))


def test_after_the_last_attempt_it_is_given_up_and_two_that_failed_together_part():
    generator = np.random.default_rng(4)
    assert wait_after(MOST_ATTEMPTS, generator) is None
    assert wait_after(MOST_ATTEMPTS + 5, generator) is None
    assert len({wait_after(1, generator) for _ in range(100)}) == 100


def test_there_is_a_message_for_each_check_in_and_at_most_one_a_day():
    planned = messages_for(WHOLE)
    asked = {one.day for one in planned if one.kind == "check_in"}
    assert asked == {one.day for one in WHOLE.check_ins}
    assert len({one.on for one in planned}) == len(planned)
    assert [one.on for one in planned] == sorted(one.on for one in planned)


def test_the_day_after_a_check_in_asks_again_unless_something_else_comes_that_day():
    kinds = {one.on: one.kind for one in messages_for(WHOLE)}
    for asked in WHOLE.check_ins:
        assert kinds[asked.on + timedelta(days=1)] in ("again", "check_in", "day", "next")
    assert [one.day for one in messages_for(WHOLE) if one.kind == "again"] == [4, 8, 15, 31]


def test_the_day_of_treatment_is_asked_in_the_evening_and_others_in_the_morning():
    by_day = {one.day: one.at for one in messages_for(WHOLE)}
    assert by_day[0] == EVENING
    assert by_day[1] == by_day[30] == MORNING


def test_a_week_before_the_next_session_may_be_there_is_a_word():
    assert WHOLE.next_session is not None
    reminded = [one for one in messages_for(WHOLE) if one.kind == "next"]
    assert [one.on for one in reminded] == [WHOLE.next_session.earliest_on - timedelta(days=7)]
    assert not [one for one in messages_for(replace(WHOLE, next_session=None)) if one.kind == "next"]


def test_a_day_on_which_something_may_start_again_has_a_word_unless_it_has_a_check_in():
    alone = {one.on: one.kind for one in messages_for(replace(WHOLE, check_ins=()))}
    freed = next(on for on, kind in alone.items() if kind == "day")
    asked = CheckIn(day=(freed - WHOLE.on).days, on=freed, why="asked")
    both = {one.on: one.kind for one in messages_for(replace(WHOLE, check_ins=(asked,)))}
    assert both[freed] == "check_in"
    assert len([kind for kind in both.values() if kind != "again"]) == len(alone)


def test_a_next_session_that_did_not_come_is_written_about_and_then_called_about():
    told = {one.kind: one.on for one in messages_for(WHOLE)}
    earliest = WHOLE.next_session.earliest_on
    assert earliest + timedelta(days=14) <= told["missed"] < earliest + timedelta(days=21)
    assert earliest + timedelta(days=28) <= told["overdue"] < earliest + timedelta(days=35)


def test_after_the_last_session_the_visit_at_which_a_result_is_judged_is_asked_for_and_then_called_about():
    first_on = WHOLE.on + timedelta(days=90)
    reading = replace(WHOLE.first_reading, first_on=first_on, is_estimate=False)
    last = replace(WHOLE, next_session=None, first_reading=reading)
    told = {one.kind: one.on for one in messages_for(last)}
    assert first_on <= told["outcome"] < told["assess"]
    assert "missed" not in told


def test_before_the_last_session_nobody_is_asked_to_have_a_result_judged():
    reading = replace(WHOLE.first_reading, first_on=WHOLE.on + timedelta(days=90), is_estimate=True)
    kinds = {one.kind for one in messages_for(replace(WHOLE, first_reading=reading))}
    assert not kinds & {"outcome", "assess"}


def test_what_is_chased_takes_no_day_from_anything_else():
    plain = {one.on for one in messages_for(replace(WHOLE, next_session=None))}
    whole = [one.on for one in messages_for(WHOLE)]
    assert plain <= set(whole)
    assert len(whole) == len(set(whole))
