"""When the clinic asks, and what is due."""

from datetime import date, timedelta

import pytest

from needlepoint.aftercare.reminders import check_ins_for, due
from needlepoint.protocols.library import shipped_content
from needlepoint.session.conditions import Conditions
from needlepoint.session.record import SessionRecord, ZoneRecord

ON = date(2026, 11, 22)
NONE = Conditions(met=frozenset(), open=frozenset())


def days(conditions: Conditions = NONE, **changes: object) -> list[int]:
    usual = {"on": ON, "device": "exceed", "zones": (ZoneRecord(zone="chin"),)}
    return [one.day for one in check_ins_for(SessionRecord(**(usual | changes)), conditions)]  # type: ignore[arg-type]


def test_a_usual_session_is_asked_about_six_times() -> None:
    assert days() == [0, 1, 3, 7, 14, 30]


@pytest.mark.parametrize("where", ["met", "open"])
def test_cold_sores_known_or_never_asked_add_the_second_day(where: str) -> None:
    words = {"met": frozenset[str](), "open": frozenset[str]()} | {where: frozenset({"herpes-history"})}
    assert days(Conditions(met=words["met"], open=words["open"])) == [0, 1, 2, 3, 7, 14, 30]


def test_only_what_is_known_is_said_to_the_patient() -> None:
    session = SessionRecord(on=ON, device="exceed", zones=(ZoneRecord(zone="chin"),))
    word = frozenset({"herpes-history"})
    known = check_ins_for(session, Conditions(met=word, open=frozenset()))[2].why
    unknown = check_ins_for(session, Conditions(met=frozenset(), open=word))[2].why
    assert "nobody knows yet" not in known
    assert "nobody knows yet" in unknown


def test_late_days_follow_the_last_session_and_no_other() -> None:
    assert days(number=4, sessions=4) == [0, 1, 3, 7, 14, 30, 42, 90]
    assert days(number=3, sessions=4) == days()
    assert days(sessions=4) == days()


def test_what_is_due_has_come_and_is_not_answered() -> None:
    asked = check_ins_for(SessionRecord(on=ON, device="exceed", zones=(ZoneRecord(zone="chin"),)), NONE)
    assert [one.day for one in due(asked, ON + timedelta(days=3))] == [0, 1, 3]
    assert [one.day for one in due(asked, ON + timedelta(days=3), frozenset({0, 1}))] == [3]
    assert due(asked, ON - timedelta(days=1)) == ()


def test_the_days_are_called_convention_with_a_source_that_exists() -> None:
    asked = check_ins_for(SessionRecord(on=ON, device="exceed", zones=(ZoneRecord(zone="chin"),)), NONE)
    assert {one.certainty for one in asked} == {"convention"}
    assert {source for one in asked for source in one.sources} <= shipped_content().source.keys()
