"""When a message may reach somebody: by their own clock, outside quiet hours, and when again after a failure.

All times of day here are this project's convention; no trial compared them. Moments are given and returned in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from typing import Final

import numpy as np

from needlepoint.aftercare.day import freed_on
from needlepoint.aftercare.timeline import Aftercare

EVENING: Final = time(19)
MORNING: Final = time(10)
# How long after a failed attempt the next one is made; after the last of them it is given up.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480))
MOST_ATTEMPTS: Final = len(WAITS) + 1
JITTER_FRACTION: Final = 0.2
DAYS_BEFORE_NEXT: Final = 7
# How long after a day on which something may be, and was not, somebody is written to, and then called.
WRITTEN_AFTER: Final = timedelta(days=14)
CALLED_AFTER: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The hours of the night, by the clock on the wall; they may go over midnight. Equal: there are none."""

    begin: time = time(21)
    end: time = time(8)

    def night_from(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Gives the night that begins on a day.

        Where the clock is changed and a time is missing or comes twice, the longer night counts.
        """
        last = day if self.begin <= self.end else day + timedelta(days=1)
        return min(both_readings(day, self.begin, zone)), max(both_readings(last, self.end, zone))


QUIET: Final = QuietHours()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message that follows from a session: of which kind, on which day after it, and at what time of day."""

    kind: str
    day: int
    on: date
    at: time


def both_readings(day: date, at: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """Gives a time of day as it is read before and after a change of the clock; on other days they are the same."""
    before, after = (datetime.combine(day, at.replace(fold=fold), zone) for fold in (0, 1))
    return before.astimezone(UTC), after.astimezone(UTC)


def moment_on(day: date, at: time, zone: tzinfo) -> datetime:
    """Gives the moment of a time of day: the first of two, and where it is missing, later by what was left out."""
    return both_readings(day, at, zone)[0]


def earliest_moment(
    moment: datetime, zone: tzinfo, quiet: QuietHours = QUIET, *, is_safety: bool = False
) -> datetime:
    """Gives the first moment from this one on that is in no night; what concerns safety does not wait."""
    if is_safety:
        return moment
    for begin, end in _nights_around(moment, zone, quiet):
        if begin <= moment < end:
            moment = end
    return moment


def _nights_around(moment: datetime, zone: tzinfo, quiet: QuietHours) -> Iterator[tuple[datetime, datetime]]:
    today = moment.astimezone(zone).date()
    for days in range(-2, 3):  # a zone may move by a whole day
        yield quiet.night_from(today + timedelta(days=days), zone)


def wait_after(attempts: int, generator: np.random.Generator) -> timedelta | None:
    """Gives how long to wait after so many attempts; None: it is given up.

    Spread by a fifth in both directions, so that what failed together does not come back together.
    """
    if attempts > len(WAITS):
        return None
    spread = 1 + generator.uniform(-JITTER_FRACTION, JITTER_FRACTION)
    return WAITS[max(attempts, 1) - 1] * spread


def messages_for(aftercare: Aftercare) -> tuple[Planned, ...]:
    """Gives the messages that follow from a session, in the order of their days; at most one a day.

    A check-in on each of its days, another word the day after for whoever has not answered it, a word on a day on which
    something may start again, and one a week before the next session may be. Behind them stands what is chased: a next
    session that did not come, and after the last one the visit at which a result is judged.
    """
    days = dict.fromkeys((one.on + timedelta(days=1) for one in aftercare.check_ins), "again")
    if aftercare.next_session:
        days[aftercare.next_session.earliest_on - timedelta(days=DAYS_BEFORE_NEXT)] = "next"
    days |= dict.fromkeys(_days_of_change(aftercare), "day")
    days |= dict.fromkeys((one.on for one in aftercare.check_ins), "check_in")
    for on, kind in _chased(aftercare):
        days[next(day for day in _from(on) if day not in days)] = kind
    return tuple(_planned(days[on], aftercare.on, on) for on in sorted(days) if on >= aftercare.on)


def _chased(aftercare: Aftercare) -> Iterator[tuple[date, str]]:
    reading = aftercare.first_reading
    if aftercare.next_session:
        yield aftercare.next_session.earliest_on + WRITTEN_AFTER, "missed"
        yield aftercare.next_session.earliest_on + CALLED_AFTER, "overdue"
    if reading.first_on and not reading.is_estimate:
        yield reading.first_on, "outcome"
        yield reading.first_on + WRITTEN_AFTER, "assess"


def _from(on: date) -> Iterator[date]:
    yield from (on + timedelta(days=days) for days in count())


def _days_of_change(aftercare: Aftercare) -> Iterator[date]:
    ends = {one.to_on for one in aftercare.instructions if one.kind == "avoid" and one.to_on}
    after = (end + timedelta(days=1) for end in ends)
    return (on for on in after if freed_on(aftercare, on))


def _planned(kind: str, treated_on: date, on: date) -> Planned:
    day = (on - treated_on).days
    return Planned(kind=kind, day=day, on=on, at=EVENING if day == 0 else MORNING)
