"""The calendar file is RFC 5545 as another program reads it, and says nothing clinical on a locked phone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.timeline import aftercare_for
from needlepoint.interop.calendar_file import (
    LINE_OCTETS,
    CalendarEvent,
    aftercare_events,
    calendar_text,
    folded,
)
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.vocabulary.errors import BadInput

ON = date(2026, 11, 22)
STAMP = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RECORD = SessionRecord(on=ON, device="exceed", zones=(ZoneRecord(zone="chin"),), numbing=())
AFTERCARE = aftercare_for(RECORD, shipped_content())
ENTRY = CalendarEvent(uid="course-1-session-1", on=ON, summary="Appointment 1")


def read(*events: CalendarEvent) -> list[icalendar.Event]:
    """Reads the file as another program does."""
    return list(icalendar.Calendar.from_ical(calendar_text(events, stamp=STAMP)).walk("VEVENT"))


def test_a_whole_day_ends_on_the_day_after() -> None:
    (event,) = read(ENTRY)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (ON, ON + timedelta(days=1))
    (several,) = read(replace(ENTRY, until=ON + timedelta(days=2)))
    assert several.decoded("dtend") == ON + timedelta(days=3)


def test_a_moment_is_written_in_utc_with_its_length() -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
    (event,) = read(replace(ENTRY, at=at, minutes=45))
    assert event.decoded("dtstart") == at
    assert event.decoded("dtend") == at + timedelta(minutes=45)
    assert "DTSTART:20261122T143000Z\r\n" in calendar_text([replace(ENTRY, at=at)], stamp=STAMP)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="must name its time zone"):
        calendar_text([replace(ENTRY, at=datetime(2026, 11, 22, 9, 30))], stamp=STAMP)
    with pytest.raises(BadInput, match="stamp"):
        calendar_text([ENTRY], stamp=datetime(2026, 11, 22))


def test_an_entry_does_not_end_before_it_begins() -> None:
    with pytest.raises(BadInput, match="cannot lie before 2026-11-22"):
        calendar_text([replace(ENTRY, until=ON - timedelta(days=1))], stamp=STAMP)


def test_the_file_has_its_frame_and_only_whole_line_ends() -> None:
    text = calendar_text([ENTRY], stamp=STAMP)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "DTSTAMP:20261122T120000Z\r\n" in text


@given(st.text(max_size=300))
def test_any_text_comes_back_as_it_was_but_for_control_characters(text: str) -> None:
    plain = text.replace("\r\n", "\n")
    kept = "".join(c for c in plain if c in "\n\t" or c.isprintable())
    (event,) = read(replace(ENTRY, description=f"x{text}"))
    assert str(event["description"]) == f"x{kept}"


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), max_size=400))
def test_no_folded_line_is_longer_than_75_octets_and_none_splits_a_character(text: str) -> None:
    lines = folded(text).split("\r\n ")
    assert "".join(lines) == text
    assert all(len(part.encode()) + (place > 0) <= LINE_OCTETS for place, part in enumerate(lines))


def test_a_planted_line_cannot_begin_another_entry() -> None:
    (event,) = read(replace(ENTRY, summary="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:planted"))
    assert "planted" in str(event["summary"])


def test_aftercare_has_an_entry_for_each_day_on_which_something_changes() -> None:
    events = aftercare_events(AFTERCARE, uid="session-7")
    by_uid = {one.uid: one for one in events}
    assert len(by_uid) == len(events)
    assert {
        "session-7-day-0",
        "session-7-day-1",
        "session-7-day-3",
        "session-7-day-30",
        "session-7-next",
    } <= set(by_uid)
    assert "session-7-day-5" not in by_uid
    assert "No longer applies: No make-up" in by_uid["session-7-day-1"].description
    assert by_uid["session-7-next"].on == date(2026, 12, 22)


def test_after_the_last_session_there_is_no_next_appointment() -> None:
    last = aftercare_for(replace(RECORD, number=4, sessions=4), shipped_content())
    events = aftercare_events(last, uid="s")
    assert "s-next" not in {one.uid for one in events}
    assert "s-day-90" in {one.uid for one in events}


def test_another_program_reads_every_entry_of_the_aftercare() -> None:
    events = aftercare_events(AFTERCARE, uid="session-7")
    found = read(*events)
    assert [str(one["uid"]) for one in found] == [one.uid for one in events]
    assert [str(one["description"]) for one in found] == [one.description for one in events]


def test_a_summary_says_nothing_clinical() -> None:
    shown = " ".join(one.summary for one in aftercare_events(AFTERCARE, uid="s")).lower()
    assert not any(word in shown for word in ("needl", "skin", "scar", "sore", "clinic", "treat"))


def test_the_same_aftercare_gives_the_same_file() -> None:
    first, again = (calendar_text(aftercare_events(AFTERCARE, uid="s"), stamp=STAMP) for _ in range(2))
    assert first == again


def test_a_calendar_that_is_fetched_by_itself_says_its_name_and_its_pace() -> None:
    text = calendar_text([], stamp=STAMP, name="Linden; Street", fetched_every=timedelta(hours=6))
    calendar = icalendar.Calendar.from_ical(text)
    assert {"NAME:Linden\\; Street", "X-WR-CALNAME:Linden\\; Street"} <= set(text.splitlines())
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert "REFRESH" not in calendar_text([], stamp=STAMP)
