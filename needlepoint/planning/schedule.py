"""Finds the days of a course between what else somebody's life holds: trips, sun, and a day to be ready for.

Limitation first: how long every sign lasts was read from few people, mostly with one device. The days kept free before
an occasion run to the end of the longest expected sign; a sign may last longer, and then nobody is ready.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from needlepoint.planning.plan import Course, PlannedSession, Schedule, ScheduledSession
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput

Kind = Literal["away", "sun", "occasion"]
NO_TANNING = "sun-two-weeks"
# A course is looked for this far ahead; whoever is busy for longer has no course to plan.
LOOKED_AHEAD = timedelta(days=5 * 366)
WHY: dict[Kind, str] = {
    "away": "not here",
    "sun": "needled skin keeps out of the sun until then",
    "occasion": "what is expected after a session has not ended by then",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """Days on which no session may be; before sun and occasions the days of healing are kept free, too."""

    starts_on: date
    ends_on: date
    kind: Kind

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            given = f"{self.starts_on.isoformat()} to {self.ends_on.isoformat()}"
            raise BadInput("blackout", "cannot end before it begins", given, "change the two days round")


def settled_days(content: Content) -> int:
    """Gives after how many days the longest expected sign has ended; the day itself is free."""
    return max(sign.to_days for sign in content.course_of_sign.values() if sign.expected and sign.to_days) + 1


def no_tanning_days(content: Content) -> int:
    """Gives after how many days needled skin may be in the sun again."""
    return (content.instruction[NO_TANNING].to_days or 0) + 1


def days_before(kind: Kind, content: Content) -> int:
    """Gives how many days before a blackout are kept free as well."""
    return {"away": 0, "sun": no_tanning_days(content), "occasion": settled_days(content)}[kind]


def schedule_of(
    course: Course, first: date | None, blackouts: Iterable[Blackout], ready_by: date | None, content: Content
) -> Schedule:
    """Dates a course: each session on the first free day after its interval.

    first : the first day on which nothing stands in the way; None, where a condition must end first, gives no day
    ready_by : the day by which what is expected after the last session has ended
    """
    busy = tuple(sorted(blackouts, key=lambda one: one.starts_on))
    sessions = tuple(dated(course, first, busy, content)) if first else ()
    last_on = ready_by - timedelta(days=settled_days(content)) if ready_by else None
    wait = course.assess_after_days
    is_whole = bool(course.sessions) and len(sessions) == course.sessions
    return Schedule(
        sessions=sessions,
        ready_by=ready_by,
        last_safe_on=last_on,
        sessions_in_time=None if last_on is None else sum(one.on <= last_on for one in sessions),
        judged_on=sessions[-1].on + timedelta(days=wait) if wait is not None and is_whole else None,
        settled_days=settled_days(content),
    )


def dated(
    course: Course, first: date, busy: tuple[Blackout, ...], content: Content
) -> Iterable[ScheduledSession]:
    """Dates each session; where no number or no interval is sourced, only the first."""
    gap = timedelta(days=course.interval_days or 0)
    number_of = course.sessions if course.sessions and course.interval_days else 1
    wanted = first
    for number in range(1, number_of + 1):
        on, why = first_free(wanted, busy, content)
        yield ScheduledSession(number=number, on=on, wanted_on=wanted, moved_because=why)
        wanted = on + gap


def first_free(wanted: date, busy: tuple[Blackout, ...], content: Content) -> tuple[date, str]:
    """Gives the first day from the wanted one on which nothing keeps free, with what moved it."""
    on, reasons = wanted, dict[str, None]()
    while standing := next((one for one in busy if keeps_off(one, on, content)), None):
        reasons[WHY[standing.kind]] = None
        on = standing.ends_on + timedelta(days=1)
        if on - wanted > LOOKED_AHEAD:
            raise BadInput("blackout", "leaves no free day within five years", len(busy), "leave some out")
    return on, "; ".join(reasons)


def keeps_off(blackout: Blackout, on: date, content: Content) -> bool:
    """Says whether a day lies in a blackout, or in the days of healing before it."""
    kept_from = blackout.starts_on - timedelta(days=days_before(blackout.kind, content) - 1)
    begins = min(kept_from, blackout.starts_on)
    return begins <= on <= blackout.ends_on


def planned_sessions(schedule: Schedule) -> tuple[PlannedSession, ...]:
    """Gives the sessions as a plan lists them."""
    return tuple(PlannedSession(number=one.number, earliest_on=one.on) for one in schedule.sessions)
