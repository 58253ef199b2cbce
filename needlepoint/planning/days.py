"""What else somebody's life holds, and the days of a course between it: values only; `schedule` finds the days."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from needlepoint.vocabulary.canonical import LATER
from needlepoint.vocabulary.errors import BadInput

Kind = Literal["away", "sun", "occasion"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# A course is looked for this far ahead; whoever is busy for longer has no course to plan.
LOOKED_AHEAD = timedelta(days=5 * 366)
MOST_BLACKOUTS = 20
LONGEST_NOTE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """Days on which no session may be; before sun and occasions the days of healing are kept free, too."""

    starts_on: date
    ends_on: date
    kind: Kind
    note: str = field(default="", metadata=LATER)

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            given = f"{self.starts_on.isoformat()} to {self.ends_on.isoformat()}"
            raise BadInput("blackout", "cannot end before it begins", given, "change the two days round")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWishes:
    """What is wished of the days of a course.

    ready_by : the day by which what is expected after the last session has ended; occasion : what it is for
    weekdays_off : days of the week without a session, 0 is Monday
    """

    blackouts: tuple[Blackout, ...] = ()
    ready_by: date | None = None
    occasion: str = ""
    weekdays_off: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        unknown = [day for day in self.weekdays_off if day not in range(7)]
        if unknown:
            raise BadInput(
                "weekdays_off", "must be a day of the week", unknown[0], "0 is Monday, 6 is Sunday"
            )
        if len(set(self.weekdays_off)) == len(WEEKDAYS):
            raise BadInput("weekdays_off", "leaves no day of the week", "all seven", "leave one day free")

    @property
    def is_empty(self) -> bool:
        """Says whether nothing is wished; a name for an occasion without its day is nothing."""
        return not (self.blackouts or self.ready_by or self.weekdays_off)


def check_wishes(wishes: DayWishes, on: date) -> None:
    """Refuses, when wishes are made, what cannot be meant: a day that has passed, or one years ahead."""
    if len(wishes.blackouts) > MOST_BLACKOUTS:
        rule = f"can be at most {MOST_BLACKOUTS}"
        raise BadInput("blackout", rule, len(wishes.blackouts), "keep those that lie near the course")
    if wishes.ready_by:
        check_is_ahead("ready_by", wishes.ready_by, on)
    for one in wishes.blackouts:
        check_is_ahead("blackout", one.ends_on, on)
    for field_name, text in (
        ("occasion", wishes.occasion),
        *(("note", one.note) for one in wishes.blackouts),
    ):
        if len(text) > LONGEST_NOTE:
            raise BadInput(field_name, f"has at most {LONGEST_NOTE} characters", text, "say it shorter")


def check_is_ahead(field_name: str, day: date, on: date) -> None:
    """Refuses a day before the plan's own, and one further ahead than a course is looked for."""
    if day < on:
        raise BadInput(field_name, f"has passed on {on.isoformat()}", day.isoformat(), "give a day to come")
    if day > on + LOOKED_AHEAD:
        raise BadInput(field_name, "lies more than five years ahead", day.isoformat(), "check the year")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledSession:
    """A session between what else life holds; `moved_because` is empty where it is on the day that was wanted."""

    number: int
    on: date
    wanted_on: date
    moved_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """How many sessions would be over in time if one wish were given up: a blackout, or else the weekdays."""

    blackout: Blackout | None
    sessions_in_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """The number of sessions, their interval and the day to be ready by cannot all be had; and what would fit.

    sessions, sessions_in_time : how many are dated, and how many of them are over in time
    ready_after_all_on : the first day by which all of them have settled
    without : every other wish without which more sessions would be over in time
    """

    sessions: int
    sessions_in_time: int
    ready_after_all_on: date
    without: tuple[Without, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The days of a course, and what of it is over in time.

    last_safe_on : the last day for a session before the day to be ready for; None without such a day
    sessions_in_time : how many of the dated sessions lie on or before it
    judged_on : when the whole course can be judged; None where a number of it is not sourced
    settled_days : after how many days the longest expected sign has ended
    occasion, blackouts, weekdays_off : what was wished; clash : what of it cannot be had together
    """

    sessions: tuple[ScheduledSession, ...]
    ready_by: date | None
    last_safe_on: date | None
    sessions_in_time: int | None
    judged_on: date | None
    settled_days: int
    occasion: str = field(default="", metadata=LATER)
    blackouts: tuple[Blackout, ...] = field(default=(), metadata=LATER)
    weekdays_off: tuple[int, ...] = field(default=(), metadata=LATER)
    clash: Clash | None = field(default=None, metadata=LATER)

    @property
    def wishes(self) -> DayWishes:
        """Gives what was wished."""
        return DayWishes(
            blackouts=self.blackouts,
            ready_by=self.ready_by,
            occasion=self.occasion,
            weekdays_off=self.weekdays_off,
        )
