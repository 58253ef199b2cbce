"""Writes sessions and aftercare dates as an iCalendar file (RFC 5545).

Written by hand: the library depends on no calendar package, and whole-day events in UTC need no time zone rules.
Summaries say nothing clinical, because a calendar shows them on a locked phone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from needlepoint.aftercare.day import Day, day_of
from needlepoint.aftercare.timeline import Aftercare
from needlepoint.vocabulary.errors import BadInput

LINE_OCTETS = 75
PRODUCT = "-//Needlepoint//Course of care//EN"
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


class DatedSession(Protocol):
    """A session of a plan: its number and the first day on which it may be."""

    @property
    def number(self) -> int: ...
    @property
    def earliest_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One entry: whole days from `on` to `until`, or from the moment `at` for some minutes.

    uid : the same for the same entry in every later file, so that a calendar moves it instead of doubling it
    sequence : raised when an entry is changed; is_cancelled : it takes place no more
    """

    uid: str
    on: date
    summary: str
    description: str = ""
    until: date | None = None
    at: datetime | None = None
    minutes: int | None = None
    sequence: int = 0
    url: str = ""
    is_cancelled: bool = False


def calendar_text(
    events: Iterable[CalendarEvent],
    *,
    stamp: datetime,
    name: str = "",
    fetched_every: timedelta | None = None,
) -> str:
    """Gives the text of a calendar file.

    stamp : the moment of writing, with its time zone; of what is fetched again and again, the moment of the last change
    name, fetched_every : of a calendar that is fetched by itself: what it is called, and how often it asks anew
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += subscription_lines(name, fetched_every)
    for event in events:
        lines += event_lines(event, stamp)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def subscription_lines(name: str, fetched_every: timedelta | None) -> Iterator[str]:
    """Gives the name and the pace of a calendar that is fetched by itself (RFC 7986), and in the older words beside."""
    if name:
        yield f"NAME:{escaped(name)}"
        yield f"X-WR-CALNAME:{escaped(name)}"
    if fetched_every:
        pace = f"PT{int(fetched_every.total_seconds() // 3600)}H"
        yield f"REFRESH-INTERVAL;VALUE=DURATION:{pace}"
        yield f"X-PUBLISHED-TTL:{pace}"


def event_lines(event: CalendarEvent, stamp: datetime) -> Iterator[str]:
    """Gives the lines of one entry."""
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{moment(stamp, 'stamp')}"
    yield from time_lines(event)
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.sequence:
        yield f"SEQUENCE:{event.sequence}"
    if event.url:
        yield f"URL:{escaped(event.url)}"
    if event.is_cancelled:
        yield "STATUS:CANCELLED"
    # A whole day of aftercare does not make a person busy.
    yield f"TRANSP:{'OPAQUE' if event.at else 'TRANSPARENT'}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def time_lines(event: CalendarEvent) -> Iterator[str]:
    """Gives when an entry begins and ends; the end of whole days is the day after the last."""
    if event.at:
        yield f"DTSTART:{moment(event.at, 'at')}"
        if event.minutes:
            yield f"DTEND:{moment(event.at + timedelta(minutes=event.minutes), 'at')}"
        return
    last = event.until or event.on
    if last < event.on:
        raise BadInput(
            "until", f"cannot lie before {event.on.isoformat()}", last.isoformat(), "correct the dates"
        )
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"


def moment(when: datetime, name: str) -> str:
    """Writes a moment in UTC; one without a time zone would be another hour elsewhere."""
    if when.tzinfo is None:
        raise BadInput(name, "must name its time zone", when.isoformat(), "give a moment with its time zone")
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Escapes text, and leaves out control characters that no calendar accepts."""
    plain = text.replace("\r\n", "\n")
    return "".join(c for c in plain if c in "\n\t" or c.isprintable()).translate(ESCAPES)


def folded(line: str) -> str:
    """Folds a line at 75 octets, never inside a character."""
    parts: list[str] = []
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            parts.append(part)
            # The blank that continues a line counts among its octets.
            part, octets = " ", 1
        part, octets = part + character, octets + size
    return "\r\n".join([*parts, part])


def aftercare_events(aftercare: Aftercare, *, uid: str) -> tuple[CalendarEvent, ...]:
    """Gives an entry for each day on which something changes, and for the next session; `uid` names the session."""
    days = (day_of(aftercare, (on - aftercare.on).days) for on in days_of_change(aftercare))
    changing = [day_event(day, uid) for day in days if day.changes]
    return (*changing, *next_event(aftercare, uid))


def days_of_change(aftercare: Aftercare) -> list[date]:
    """Gives the days on which an instruction begins, the day after one ends, and the check-ins."""
    begins = {one.from_on for one in aftercare.instructions}
    freed = {one.to_on + timedelta(days=1) for one in aftercare.instructions if one.to_on}
    return sorted(begins | freed | {one.on for one in aftercare.check_ins})


def day_event(day: Day, uid: str) -> CalendarEvent:
    """Writes what changes on one day."""
    summary = f"Day {day.day}: we ask how it goes" if day.check_in else f"Day {day.day}: what changes today"
    return CalendarEvent(
        uid=f"{uid}-day-{day.day}", on=day.on, summary=summary, description="\n".join(day_changes(day))
    )


def day_changes(day: Day) -> Iterator[str]:
    """Gives what is new on a day, one line each."""
    yield from (f"Do: {one.text}" for one in day.do if day.is_new(one))
    yield from (f"Avoid: {one.text}" for one in day.avoid if day.is_new(one))
    yield from (f"No longer applies: {one.text}" for one in day.may_start_again)
    if day.check_in:
        yield day.check_in.why


def next_event(aftercare: Aftercare, uid: str) -> Iterator[CalendarEvent]:
    """Gives the earliest day of the next session."""
    if aftercare.next_session:
        yield CalendarEvent(
            uid=f"{uid}-next",
            on=aftercare.next_session.earliest_on,
            summary="Next appointment: earliest day",
            description="The first day on which the next appointment may be. The clinic gives the time.",
        )
