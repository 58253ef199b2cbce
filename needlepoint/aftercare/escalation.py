"""Who is called about a worry, in which order, and until when. The clock and the rota are arguments.

All times here are this project's convention; no trial compared them. Moments are given and returned in UTC.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from needlepoint.aftercare.sending import QUIET, QuietHours, both_readings, earliest_moment

# By when whoever told it has been answered. Two hours for "today" is what the clinic promises.
HOURS_TO_LOOK: Final = {"emergency": 1, "same_day": 2, "contact": 24, "self_care": 24}
# How long each in line has to take it on. Short enough that two more can be called within the hours above.
MINUTES_TO_TAKE_ON: Final = {"emergency": 15, "same_day": 30, "contact": 240, "self_care": 480}
# What wakes somebody at night; the rest waits for the morning.
URGENT: Final = ("emergency", "same_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A time for which somebody is on call; place 1 is called first."""

    who: str
    begins_at: datetime
    ends_at: datetime
    place: int = 1

    def covers(self, moment: datetime) -> bool:
        """Tells whether a moment lies in it; the moment of its end belongs to the next."""
        return self.begins_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time from one moment to another."""

    begins_at: datetime
    ends_at: datetime


def answered_by(level: str, moment: datetime) -> datetime:
    """Gives by when whoever told it has been answered."""
    return moment + timedelta(hours=HOURS_TO_LOOK[level])


def taken_on_by(level: str, moment: datetime, zone: tzinfo, quiet: QuietHours = QUIET) -> datetime:
    """Gives by when whoever is called now has taken it on; what is not urgent does not count the night."""
    wait, is_urgent = timedelta(minutes=MINUTES_TO_TAKE_ON[level]), level in URGENT
    begin = earliest_moment(moment, zone, quiet, is_safety=is_urgent)
    return earliest_moment(begin + wait, zone, quiet, is_safety=is_urgent)


def on_call(shifts: Iterable[Shift], moment: datetime) -> tuple[str, ...]:
    """Gives who is on call at a moment, each once, in the order in which they are called."""
    present = sorted((one for one in shifts if one.covers(moment)), key=_order)
    return tuple(dict.fromkeys(one.who for one in present))


def next_in_line(
    shifts: Iterable[Shift], directors: Sequence[str], moment: datetime, called: Collection[str]
) -> str | None:
    """Gives who is called next: on the rota, then a director; nobody is called twice. None: all were called."""
    line = dict.fromkeys((*on_call(shifts, moment), *directors))
    return next((one for one in line if one not in called), None)


def gaps(shifts: Iterable[Shift], begins_at: datetime, ends_at: datetime) -> tuple[Span, ...]:
    """Gives the times within two moments at which nobody is on call."""
    return tuple(_gaps(sorted(shifts, key=lambda one: one.begins_at), begins_at, ends_at))


def _gaps(shifts: Iterable[Shift], reached: datetime, ends_at: datetime) -> Iterator[Span]:
    for one in shifts:
        if reached < min(one.begins_at, ends_at):
            yield Span(begins_at=reached, ends_at=min(one.begins_at, ends_at))
        reached = max(reached, one.ends_at)
    if reached < ends_at:
        yield Span(begins_at=reached, ends_at=ends_at)


def shift_span(on: date, begin: time, end: time, zone: tzinfo) -> Span:
    """Gives the moments of a shift by the clock on the wall; one that ends no later than it begins ends next day.

    Where the clock is changed and a time is missing or comes twice, the longer shift counts: no gap opens.
    """
    last = on if begin < end else on + timedelta(days=1)
    return Span(begins_at=min(both_readings(on, begin, zone)), ends_at=max(both_readings(last, end, zone)))


def digest_due_at(on: date, zone: tzinfo) -> datetime:
    """Gives from when on a day the digest of what stands open is written: when the night is over."""
    return max(both_readings(on, QUIET.end, zone))


def _order(shift: Shift) -> tuple[int, datetime, str]:
    return shift.place, shift.begins_at, shift.who
