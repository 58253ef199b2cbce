"""What to expect before agreeing: what changed in which studies, the days after, and when it can be judged."""

from dataclasses import dataclass
from datetime import date, timedelta

from needlepoint.planning.plan import Course, Plan
from needlepoint.protocols.model import Content, CourseOfSign, Expectation, Gap, Indication

ROOM = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicationExpectation:
    """One concern: what is known of its benefit, and every study as its authors told it."""

    indication: str
    name: str
    benefit: str
    caution: str | None
    is_gap: bool
    certainty: str
    sources: tuple[str, ...]
    studies: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationPage:
    """Everything that somebody should know before deciding.

    signs : what is expected after a session, the earliest and longest first; `redness` is the one of them
    judged_from : the first day on which the result can be read, None where no study says
    """

    indications: tuple[IndicationExpectation, ...]
    signs: tuple[CourseOfSign, ...]
    redness: CourseOfSign | None
    course: Course
    last_session_on: date | None
    judged_from: date | None
    alternatives: tuple[str, ...]
    gaps: tuple[Gap, ...]


def expectation_for(plan: Plan, content: Content) -> ExpectationPage:
    """Gathers what is known for the concerns of a plan; what is not known is said as a gap."""
    treated = dict.fromkeys(planned.indication for planned in plan.zones)
    last = plan.sessions[-1].earliest_on if plan.course.sessions else None
    signs = tuple(sign for sign in content.course_of_sign.values() if sign.expected)
    return ExpectationPage(
        indications=tuple(indication_expectation(content.indication[name], content) for name in treated),
        signs=tuple(sorted(signs, key=lambda sign: (sign.from_days or 0, -(sign.to_days or 0)))),
        redness=content.course_of_sign.get("erythema"),
        course=plan.course,
        last_session_on=last,
        judged_from=judged_from(last, plan.course),
        alternatives=plan.alternatives,
        gaps=tuple(gap for gap in content.gap.values() if ROOM in gap.shown_at),
    )


def indication_expectation(indication: Indication, content: Content) -> IndicationExpectation:
    """Gathers what is known for one concern."""
    studies = (one for one in content.expectation.values() if indication.id in one.indications)
    return IndicationExpectation(
        indication=indication.id,
        name=indication.name,
        benefit=indication.benefit,
        caution=indication.caution,
        is_gap=indication.is_gap,
        certainty=indication.certainty,
        sources=indication.sources,
        studies=tuple(studies),
    )


def judged_from(last: date | None, course: Course) -> date | None:
    """Gives the first day on which the result can be read."""
    if last is None or course.assess_after_days is None:
        return None
    return last + timedelta(days=course.assess_after_days)
