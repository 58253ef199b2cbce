"""Finds the days of a course between what else somebody's life holds: trips, sun, and a day to be ready for.

Limitation first: how long every sign lasts was read from few people, mostly with one device. The days kept free before
an occasion run to the end of the longest expected sign; a sign may last longer, and then nobody is ready.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from needlepoint.planning.days import (
    LOOKED_AHEAD,
    Blackout,
    Clash,
    DayWishes,
    Kind,
    Schedule,
    ScheduledSession,
    Without,
)
from needlepoint.planning.plan import Course, PlannedSession
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput

NO_TANNING = "sun-two-weeks"
NOT_THAT_WEEKDAY = "no session on that day of the week"
WHY: dict[Kind, str] = {
    "away": "not here",
    "sun": "needled skin keeps out of the sun until then",
    "occasion": "what is expected after a session has not ended by then",
}


def settled_days(content: Content) -> int:
    """Gives after how many days the longest expected sign has ended; the day itself is free."""
    return max(sign.to_days for sign in content.course_of_sign.values() if sign.expected and sign.to_days) + 1


def no_tanning_days(content: Content) -> int:
    """Gives after how many days needled skin may be in the sun again."""
    return (content.instruction[NO_TANNING].to_days or 0) + 1


def days_before(kind: Kind, content: Content) -> int:
    """Gives how many days before a blackout are kept free as well."""
    return {"away": 0, "sun": no_tanning_days(content), "occasion": settled_days(content)}[kind]


def schedule_of(course: Course, first: date | None, wishes: DayWishes, content: Content) -> Schedule:
    """Dates a course: each session on the first free day after its interval.

    first : the first day on which nothing stands in the way; None, where a condition must end first, gives no day
    """
    sessions = tuple(dated(course, first, wishes, content)) if first else ()
    settled = settled_days(content)
    last_on = wishes.ready_by - timedelta(days=settled) if wishes.ready_by else None
    return Schedule(
        sessions=sessions,
        ready_by=wishes.ready_by,
        last_safe_on=last_on,
        sessions_in_time=None if last_on is None else in_time(sessions, last_on),
        judged_on=judged_on(course, sessions, wishes, settled),
        settled_days=settled,
        occasion=wishes.occasion if wishes.ready_by else "",
        blackouts=in_order(wishes),
        weekdays_off=wishes.weekdays_off,
        clash=clash_of(course, first, sessions, wishes, content) if last_on else None,
    )


def in_order(wishes: DayWishes) -> tuple[Blackout, ...]:
    """Gives the blackouts by their first day."""
    return tuple(sorted(wishes.blackouts, key=lambda one: (one.starts_on, one.ends_on)))


def in_time(sessions: Iterable[ScheduledSession], last_on: date) -> int:
    """Counts the sessions that lie on or before the last safe day."""
    return sum(one.on <= last_on for one in sessions)


def judged_on(
    course: Course, sessions: tuple[ScheduledSession, ...], wishes: DayWishes, settled: int
) -> date | None:
    """Gives the first day on which a whole course can be judged: never while signs may last, nor when away."""
    wait = course.assess_after_days
    if wait is None or not course.sessions or len(sessions) != course.sessions:
        return None
    on = sessions[-1].on + timedelta(days=max(wait, settled))
    away = tuple(one for one in in_order(wishes) if one.kind == "away")
    while standing := next((one for one in away if one.starts_on <= on <= one.ends_on), None):
        on = standing.ends_on + timedelta(days=1)
    return on


def dated(course: Course, first: date, wishes: DayWishes, content: Content) -> Iterator[ScheduledSession]:
    """Dates each session; where no number or no interval is sourced, only the first."""
    gap = timedelta(days=course.interval_days or 0)
    number_of = course.sessions if course.sessions and course.interval_days else 1
    wanted = first
    for number in range(1, number_of + 1):
        on, why = first_free(wanted, wishes, content)
        yield ScheduledSession(number=number, on=on, wanted_on=wanted, moved_because=why)
        wanted = on + gap


def first_free(wanted: date, wishes: DayWishes, content: Content) -> tuple[date, str]:
    """Gives the first day from the wanted one on which nothing keeps free, with what moved it."""
    on, reasons, busy = wanted, dict[str, None](), in_order(wishes)
    while (free := next_day(on, busy, wishes.weekdays_off, reasons, content)) != on:
        on = free
        if on - wanted > LOOKED_AHEAD:
            raise BadInput("blackout", "leaves no free day within five years", len(busy), "leave some out")
    return on, "; ".join(reasons)


def next_day(
    on: date,
    busy: tuple[Blackout, ...],
    weekdays_off: tuple[int, ...],
    reasons: dict[str, None],
    content: Content,
) -> date:
    """Gives the day itself where it is free, else the day after what keeps it, and notes the reason."""
    standing = next((one for one in busy if keeps_off(one, on, content)), None)
    if standing:
        reasons[WHY[standing.kind]] = None
        return standing.ends_on + timedelta(days=1)
    if on.weekday() in weekdays_off:
        reasons[NOT_THAT_WEEKDAY] = None
        return on + timedelta(days=1)
    return on


def keeps_off(blackout: Blackout, on: date, content: Content) -> bool:
    """Says whether a day lies in a blackout, or in the days of healing before it."""
    kept_from = blackout.starts_on - timedelta(days=days_before(blackout.kind, content) - 1)
    begins = min(kept_from, blackout.starts_on)
    return begins <= on <= blackout.ends_on


def clash_of(
    course: Course,
    first: date | None,
    sessions: tuple[ScheduledSession, ...],
    wishes: DayWishes,
    content: Content,
) -> Clash | None:
    """Says which wishes cannot be had together, and what would fit; None where every session is over in time.

    The interval is never among what could be given up: a day to be ready for is no reason to needle sooner.
    """
    if wishes.ready_by is None or first is None or not sessions:
        return None
    settled = timedelta(days=settled_days(content))
    last_on = wishes.ready_by - settled
    have = in_time(sessions, last_on)
    if have == len(sessions):
        return None
    tried = [
        Without(blackout=b, sessions_in_time=with_less(b, course, first, wishes, content))
        for b in givable(wishes)
    ]
    return Clash(
        sessions=len(sessions),
        sessions_in_time=have,
        ready_after_all_on=sessions[-1].on + settled,
        without=tuple(one for one in tried if one.sessions_in_time > have),
    )


def givable(wishes: DayWishes) -> tuple[Blackout | None, ...]:
    """Gives each blackout, and None for the weekdays, where some are kept free."""
    return (*in_order(wishes), *((None,) if wishes.weekdays_off else ()))


def with_less(
    blackout: Blackout | None, course: Course, first: date, wishes: DayWishes, content: Content
) -> int:
    """Counts the sessions that would be over in time without one wish."""
    kept = tuple(one for one in wishes.blackouts if one is not blackout)
    less = replace(wishes, blackouts=kept) if blackout else replace(wishes, weekdays_off=())
    assert wishes.ready_by is not None  # asked only where there is a day to be ready for
    last_on = wishes.ready_by - timedelta(days=settled_days(content))
    return in_time(dated(course, first, less, content), last_on)


def planned_sessions(schedule: Schedule) -> tuple[PlannedSession, ...]:
    """Gives the sessions as a plan lists them."""
    return tuple(PlannedSession(number=one.number, earliest_on=one.on) for one in schedule.sessions)
