"""What of a course is set by hand, and where that leaves what was proposed.

Limitation first: no trial compared one number of sessions, one interval or one order of zones with another. Whoever
leaves the proposal says why; the limits are held against what is set, not against what was proposed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from needlepoint.planning.bounds import check_above_zero, check_whole
from needlepoint.planning.geometry import MOST_PER_CM2
from needlepoint.planning.plan import (
    ConstraintFinding,
    ConstraintReason,
    Course,
    CourseChange,
    CourseNumber,
    PlannedZone,
)
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput

MOST_SESSIONS = 20
MOST_INTERVAL_DAYS = 365
# As many as the record of a session takes; more than that is a slip of the keyboard.
MOST_PLANNED_PASSES = 50
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseWishes:
    """What of a course is set by hand; None and nothing is as proposed.

    why : for whatever leaves the proposal; zone_order : the zones in the order in which they are to be needled
    """

    sessions: int | None = None
    interval_days: int | None = None
    why: str = ""
    zone_order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.sessions is not None:
            check_whole("sessions", self.sessions, MOST_SESSIONS, "give whole sessions, such as 3")
        if self.interval_days is not None:
            check_whole("interval_days", self.interval_days, MOST_INTERVAL_DAYS, "give days, such as 30")
        if len(self.why) > LONGEST_REASON:
            raise BadInput("why", f"has at most {LONGEST_REASON} characters", self.why, "say it shorter")
        if len(set(self.zone_order)) != len(self.zone_order):
            raise BadInput("zone_order", "must name each zone once", self.zone_order, "name each zone once")


def as_wished(course: Course, wished: CourseWishes) -> Course:
    """Gives the course as it is set by hand, with everything in which it leaves the proposal."""
    # A number that somebody set is that number, also where it is the low end of the range that was proposed.
    is_set = wished.sessions is not None
    return replace(
        course,
        sessions=wished.sessions if is_set else course.sessions,
        sessions_high=None if is_set else course.sessions_high,
        interval_days=course.interval_days if wished.interval_days is None else wished.interval_days,
        changes=tuple(changes_of(course, wished)),
    )


def changes_of(course: Course, wished: CourseWishes) -> Iterator[CourseChange]:
    """Gives each number that leaves the proposal: another count of sessions, or days that are fewer."""
    most, why = course.sessions_high or course.sessions, wished.why.strip()
    if wished.sessions is not None and not is_between(wished.sessions, course.sessions, most):
        yield change("sessions", course.sessions, wished.sessions, why)
    if wished.interval_days is not None and not is_between(wished.interval_days, course.interval_days, None):
        yield change("interval_days", course.interval_days, wished.interval_days, why)


def is_between(number: int, low: int | None, high: int | None) -> bool:
    """Says whether a number is within what was proposed; where nothing was, none is."""
    return low is not None and low <= number <= (number if high is None else high)


def change(what: CourseNumber, proposed: int | None, chosen: int, why: str) -> CourseChange:
    """Writes one change."""
    return CourseChange(what=what, proposed=proposed, chosen=chosen, reason=why)


def unexplained_changes(course: Course) -> tuple[CourseChange, ...]:
    """Gives the changes of a course for which nobody gave a reason."""
    return tuple(one for one in course.changes if not one.reason)


def in_order(zones: Iterable[PlannedZone], zone_order: tuple[str, ...]) -> tuple[PlannedZone, ...]:
    """Puts zones in the order that was set; one that it does not name keeps its place behind those."""
    place = {zone: number for number, zone in enumerate(zone_order)}
    return tuple(sorted(zones, key=lambda one: place.get(one.zone, len(place))))


def course_reasons(
    findings: Iterable[ConstraintFinding],
    reasons: Iterable[ConstraintReason],
    course: Course,
    content: Content,
) -> tuple[ConstraintReason, ...]:
    """Gives the reasons, with the one of the interval for every zone: it is one deed, whatever the zones."""
    why = next((one.reason for one in course.changes if one.what == "interval_days"), "")
    spoken = [
        one for one in findings if content.constraint[one.constraint].measure == "interval_days_missing"
    ]
    about = {(one.constraint, one.zone) for one in spoken}
    others = [one for one in reasons if (one.constraint, one.zone) not in about]
    if not why:
        return tuple(others)
    return (
        *others,
        *(ConstraintReason(constraint=c, zone=zone, reason=why) for c, zone in sorted(about)),
    )


def checked_passes(passes: Mapping[str, int]) -> Mapping[str, int]:
    """Gives the passes that were set by hand, or refuses what nobody makes."""
    return {
        zone: check_whole("passes", number, MOST_PLANNED_PASSES, "give whole passes, such as 4")
        for zone, number in passes.items()
    }


def checked_densities(per_cm2: Mapping[str, float]) -> Mapping[str, float]:
    """Gives the densities that were prescribed by hand, or refuses what no skin takes."""
    remedy = "give punctures on a square centimetre, such as 250"
    return {
        zone: check_above_zero("per_cm2", number, MOST_PER_CM2, remedy) for zone, number in per_cm2.items()
    }
