"""One day: what stands today, what is new, and what may start again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from needlepoint.aftercare.day import LAST_DAY, day_of
from needlepoint.aftercare.timeline import Aftercare, DatedInstruction, aftercare_for
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.vocabulary.errors import BadInput

ON = date(2026, 11, 22)
WHOLE = aftercare_for(
    SessionRecord(on=ON, device="exceed", zones=(ZoneRecord(zone="chin"),), numbing=()), shipped_content()
)


def line(name: str, kind: str, first: int, last: int | None) -> DatedInstruction:
    to_on = None if last is None else ON + timedelta(days=last)
    usual = next(one for one in WHOLE.instructions if one.instruction == "touch")
    return replace(usual, instruction=name, kind=kind, from_on=ON + timedelta(days=first), to_on=to_on)  # type: ignore[arg-type]


def having(*lines: DatedInstruction) -> Aftercare:
    return replace(WHOLE, instructions=lines, check_ins=())


def names(found: tuple[DatedInstruction, ...]) -> list[str]:
    return [one.instruction for one in found]


def test_a_line_stands_from_its_first_to_its_last_day() -> None:
    only = having(line("wash", "do", 1, 3))
    assert [names(day_of(only, day).do) for day in range(5)] == [[], ["wash"], ["wash"], ["wash"], []]


def test_what_was_avoided_may_start_again_on_one_day_only() -> None:
    only = having(line("sport", "avoid", 0, 2))
    assert [names(day_of(only, day).may_start_again) for day in range(5)] == [[], [], [], ["sport"], []]


def test_what_another_line_of_its_topic_still_closes_does_not_start_again() -> None:
    two = having(line("sun-strict", "avoid", 0, 0), line("sun-weeks", "avoid", 0, 9))
    assert day_of(two, 1).may_start_again == ()
    assert names(day_of(two, 10).may_start_again) == ["sun-weeks"]


def test_a_line_without_an_end_never_starts_again() -> None:
    only = having(line("sun", "avoid", 0, None))
    assert names(day_of(only, LAST_DAY).avoid) == ["sun"]
    assert day_of(only, LAST_DAY).may_start_again == ()


def test_what_is_done_does_not_start_again_when_it_ends() -> None:
    assert day_of(having(line("wash", "do", 0, 0)), 1).may_start_again == ()


def test_new_is_what_begins_today() -> None:
    only = having(line("wash", "do", 1, 3))
    first, second = day_of(only, 1), day_of(only, 2)
    assert first.is_new(first.do[0])
    assert not second.is_new(second.do[0])
    assert [day_of(only, day).changes for day in range(5)] == [False, True, False, False, False]


def test_a_check_in_is_a_change() -> None:
    silent = replace(WHOLE, instructions=())
    assert [day for day in range(32) if day_of(silent, day).changes] == [0, 1, 2, 3, 7, 14, 30]
    found = day_of(silent, 7).check_in
    assert found is not None
    assert found.on == date(2026, 11, 29)


def test_every_day_shows_the_red_flags() -> None:
    assert all(day_of(WHOLE, day).red_flags == WHOLE.red_flags for day in (0, 5, 90, LAST_DAY))


def test_every_instruction_stands_on_some_day() -> None:
    days = [day_of(WHOLE, day) for day in range(60)]
    seen = {one for day in days for one in (*day.do, *day.avoid, *day.expect)}
    assert seen == set(WHOLE.instructions)


def test_everything_avoided_for_a_time_starts_again_once_or_stays_closed_by_its_topic() -> None:
    freed = [one for day in range(60) for one in day_of(WHOLE, day).may_start_again]
    assert len(freed) == len(set(freed))
    topics = {one.topic for one in WHOLE.instructions if one.kind == "avoid" and one.to_on}
    assert {one.topic for one in freed} == topics


@pytest.mark.parametrize("day", [-1, LAST_DAY + 1])
def test_a_day_that_is_none_is_refused_with_a_remedy(day: int) -> None:
    with pytest.raises(BadInput, match="count from the day of treatment, which is 0"):
        day_of(WHOLE, day)
