"""Appointments in a calendar stay the same entries when the plan changes, and their titles say nothing of treatment."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.interop.appointments import PlanVersion, appointment_events
from needlepoint.interop.calendar_file import calendar_text
from needlepoint.protocols.library import shipped_content

ON = date(2026, 11, 22)
STAMP = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLINIC = "Linden"
NOT_IN_TITLES = ("needl", "scar", "skin", "treat", "session", "collagen", "wound", "plan", "derma")


@dataclass(frozen=True)
class Planned:
    """A session as a plan dates it."""

    number: int
    earliest_on: date | None


def version(number: int, *days: int | None, before: int = 0, prepares: int | None = None) -> PlanVersion:
    """Gives a version whose sessions lie so many days after the first of all."""
    dated = [Planned(n, None if day is None else ON + timedelta(day)) for n, day in enumerate(days, start=1)]
    start = None if prepares is None else ON - timedelta(prepares)
    return PlanVersion(number=number, sessions=dated, treated_before=before, prepare_from=start)


def events(*versions: PlanVersion, **more):
    return appointment_events(versions, uid="course", clinic=CLINIC, **more)


def told(*versions: PlanVersion) -> list[tuple[str, int, int, bool]]:
    """Gives place, day, sequence and whether it is cancelled."""
    return [
        (one.uid.removeprefix("course-appointment-"), (one.on - ON).days, one.sequence, one.is_cancelled)
        for one in events(*versions)
    ]


def read(*versions: PlanVersion, **more) -> list[icalendar.Event]:
    """Reads the file with another program."""
    text = calendar_text(events(*versions, **more), stamp=STAMP)
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_without_a_plan_there_is_nothing():
    assert events() == ()


def test_every_appointment_with_a_day_is_an_entry():
    assert told(version(1, 0, 30, None)) == [("1", 0, 1, False), ("2", 30, 1, False)]


def test_a_new_version_moves_the_same_entries_and_raises_their_sequence():
    assert told(version(2, 7, 37), version(1, 0, 30)) == [("1", 7, 2, False), ("2", 37, 2, False)]


def test_what_a_new_version_no_longer_has_is_cancelled_on_its_old_day():
    assert told(version(2, 0), version(1, 0, 30, 60)) == [
        ("1", 0, 2, False),
        ("2", 30, 2, True),
        ("3", 60, 2, True),
    ]


def test_an_appointment_that_lost_its_day_is_cancelled():
    assert told(version(2, None), version(1, 0)) == [("1", 0, 2, True)]


def test_an_appointment_that_is_over_is_neither_moved_nor_cancelled():
    assert told(version(2, 40, 70, before=1), version(1, 0, 30, 60)) == [
        ("2", 40, 2, False),
        ("3", 70, 2, False),
    ]


def test_the_newest_of_several_old_days_is_the_one_that_is_cancelled():
    assert told(version(3, 0), version(2, 0, 35), version(1, 0, 30)) == [
        ("1", 0, 3, False),
        ("2", 35, 3, True),
    ]


def test_getting_ready_begins_as_long_before_each_appointment():
    ready = [one for one in events(version(1, 0, 30, prepares=28), prepares=True) if "ready" in one.uid]
    assert [(one.uid, (one.on - ON).days) for one in ready] == [
        ("course-ready-1", -28),
        ("course-ready-2", 2),
    ]
    assert not [one for one in events(version(1, 0, 30, prepares=28)) if "ready" in one.uid]


def test_nothing_to_prepare_is_no_entry():
    for plain in (version(1, 0), version(1, 0, prepares=0), version(1, None, prepares=3)):
        assert not [one for one in events(plain, prepares=True) if "ready" in one.uid]


def test_no_word_of_an_entry_tells_what_is_done():
    for entry in events(version(2, 0, prepares=28), version(1, 0, 30), prepares=True):
        words = f"{entry.summary} {entry.description}".lower()
        assert not [word for word in NOT_IN_TITLES if word in words], words
        assert CLINIC in entry.summary


def test_no_indication_zone_or_device_of_the_content_is_named():
    content = shipped_content()
    names = [one.name.lower() for one in (*content.indication.values(), *content.device.values())]
    text = calendar_text(events(version(2, 0, prepares=28), version(1, 0, 30), prepares=True), stamp=STAMP)
    assert not [name for name in names if name in text.lower()]


def test_another_program_reads_sequence_status_and_address():
    moved, gone = read(version(2, 7), version(1, 0, 30), url="https://clinic.example/patients/1/plan/")
    assert (moved["SEQUENCE"], moved["SUMMARY"]) == (2, "Appointment at Linden")
    assert moved["URL"] == "https://clinic.example/patients/1/plan/"
    assert moved.decoded("DTSTART") == ON + timedelta(7)
    assert "STATUS" not in moved
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 2)


def test_an_entry_that_never_changes_has_no_sequence_of_its_own():
    text = calendar_text(events(version(0, 0)), stamp=STAMP)
    assert "SEQUENCE" not in text
    assert "URL" not in text


DAYS = st.lists(st.none() | st.integers(0, 400), max_size=5)


@given(st.lists(DAYS, min_size=1, max_size=4))
def test_whatever_versions_there_are_every_entry_has_one_name_and_none_is_lost(days):
    versions = [version(number, *one) for number, one in enumerate(days, start=1)]
    found = events(*reversed(versions))
    names = [one.uid for one in found]
    assert len(names) == len(set(names))
    places = {place for one in versions for place in one.days}
    assert {name.removeprefix("course-appointment-") for name in names} == {str(place) for place in places}
    standing = {one.uid for one in found if not one.is_cancelled}
    assert len(standing) == len(versions[-1].days)
    assert {one.sequence for one in found} <= {versions[-1].number}


def test_the_day_of_looking_together_is_one_entry_that_moves_and_is_cancelled():
    first, later = replace(version(1, 0, 30), look_on=ON + timedelta(120)), version(2, 10, 40)
    (look,) = [one for one in events(first) if one.uid == "course-look"]
    assert (look.on, look.summary, look.is_cancelled) == (ON + timedelta(120), "Appointment at Linden", False)
    moved = [
        one for one in events(replace(later, look_on=ON + timedelta(130)), first) if one.uid == "course-look"
    ]
    assert [(one.on, one.sequence, one.is_cancelled) for one in moved] == [(ON + timedelta(130), 2, False)]
    gone = [one for one in events(later, first) if one.uid == "course-look"]
    assert [(one.sequence, one.is_cancelled) for one in gone] == [(2, True)]
    assert not [word for word in NOT_IN_TITLES if word in look.description.lower()]
