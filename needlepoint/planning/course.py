"""How many sessions, how far apart, and on which days at the earliest."""

from collections.abc import Iterable
from datetime import date, timedelta

from needlepoint.planning.plan import Course, Override, PlannedSession
from needlepoint.protocols.model import Content, Indication
from needlepoint.protocols.policy import Policy
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.vocabulary.reasons import Decision, Truth

INTERVAL = "interval"


def course_of(
    indications: Iterable[Indication], content: Content, policy: Policy, severities: Iterable[str | None] = ()
) -> Course:
    """Joins the courses of all concerns: the most sessions, the longest interval, the longest wait."""
    treated = tuple(indications)
    regimens = [indication.regimen for indication in treated]
    side_days = followed_interval_days(content, policy)
    side = policy.side_followed(INTERVAL, content)
    cited = [name for regimen in regimens for name in regimen.sources]
    return Course(
        sessions=longest(r.sessions_low for r in regimens),
        sessions_high=longest(r.sessions_high for r in regimens),
        interval_days=longest((*(r.interval_days for r in regimens), side_days)),
        interval_side=side.id if side else None,
        is_interval_loosened=policy.is_loosening(INTERVAL, content),
        assess_after_days=longest(r.assess_after_days for r in regimens),
        basis=next((r.basis for r in regimens if r.basis), None),
        reasons=tuple(f"{i.name}: {i.regimen.reason}" for i in treated),
        sources=tuple(dict.fromkeys((*cited, *(side.sources if side else ())))),
        severity=severity_words(severities),
    )


def severity_words(severities: Iterable[str | None]) -> str:
    """Says what the severity of the concerns moves; empty where nobody named one."""
    named = tuple(dict.fromkeys(severity for severity in severities if severity))
    if not named:
        return ""
    return (
        f"No data by severity ({', '.join(named)}): no study that was read gives sessions, interval or length by how "
        "severe it is, so severity moves nothing here."
    )


def longest(numbers: Iterable[int | None]) -> int | None:
    """Gives the greatest of the numbers that are known."""
    return max((number for number in numbers if number is not None), default=None)


def followed_interval_days(content: Content, policy: Policy) -> int | None:
    """Gives the interval of the followed side in days; a month in it counts as 30."""
    side = policy.side_followed(INTERVAL, content)
    if side is None or side.hold is None:
        return None
    return side.hold.days + 7 * side.hold.weeks + 30 * side.hold.months


def first_day(decision: ScreeningDecision, on: date, overrides: Iterable[Override]) -> date | None:
    """Gives the first day on which nothing dated stands in the way, leaving out what is overridden.

    None where a condition that nobody overrode must end first.
    """
    overridden = {override.rule for override in overrides}
    deferring = [f for f in decision.findings if f.met is Truth.YES and f.effect is Decision.DEFER]
    standing = [f.until for f in deferring if f.rule not in overridden]
    if None in standing:
        return None
    return max((on, *(until for until in standing if until)))


def sessions_of(course: Course, first: date | None) -> tuple[PlannedSession, ...]:
    """Dates each session; where no number of sessions is sourced, only the first."""
    gap = timedelta(days=course.interval_days or 0)
    numbers = range(course.sessions if course.sessions and course.interval_days else 1)
    return tuple(
        PlannedSession(number=n + 1, earliest_on=first + n * gap if first else None) for n in numbers
    )
