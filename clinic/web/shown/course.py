"""What of a plan's course is set by hand, in words: what was proposed, what was left, and the reasons to tap."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.web.facemap import zone_name
from needlepoint.planning.changes import CourseWishes, unexplained_changes
from needlepoint.planning.constraints import unexplained
from needlepoint.planning.plan import CourseChange, Plan
from needlepoint.planning.proposal import AS_PROPOSED
from needlepoint.protocols.library import shipped_content

COURSE_REASONS: Final[tuple[Promise, ...]] = (
    gettext_lazy("The patient wishes it"),
    gettext_lazy("A date has to be kept"),
    gettext_lazy("It went well last time"),
    gettext_lazy("Clinical judgement"),
)


def course_by_hand(plan: Plan, wished: CourseWishes = AS_PROPOSED) -> dict[str, Any]:
    """Give what a page says of what was set by hand: lines of what left the proposal, and what still wants a word.

    wished : what a draft's form holds; a number that was set may lie within what was proposed
    """
    given = next((one.reason for one in plan.course.changes if one.reason), "")
    known = [str(reason) for reason in COURSE_REASONS]
    return {
        "is_set": wished.sessions is not None or wished.interval_days is not None,
        "range": range_words(plan),
        "changes": [change_words(one) for one in plan.course.changes],
        "reasons": known if given in known or not given else [*known, given],
        "reason": given,
        "is_unexplained": bool(unexplained_changes(plan.course)),
        "zones_unexplained": zones_unexplained(plan),
    }


def range_words(plan: Plan) -> str:
    """Say that the sessions are a range, where they still are one."""
    course = plan.course
    if course.sessions_high is None or course.sessions_high == course.sessions:
        return ""
    given = {"low": course.sessions, "high": course.sessions_high}
    return _("Proposed are %(low)s to %(high)s sessions; dates are given for the fewest.") % given


def change_words(change: CourseChange) -> str:
    """Say in what a course leaves what was proposed."""
    if change.what == "sessions":
        chosen = ngettext("%(n)s session", "%(n)s sessions", change.chosen) % {"n": change.chosen}
    else:
        chosen = ngettext("%(n)s day between sessions", "%(n)s days between sessions", change.chosen) % {
            "n": change.chosen
        }
    if change.proposed is None:
        return _("%(chosen)s, set by hand; no source gives a number") % {"chosen": chosen}
    return _("%(chosen)s, set by hand; proposed were %(proposed)s") % {
        "chosen": chosen,
        "proposed": change.proposed,
    }


def zones_unexplained(plan: Plan) -> list[str]:
    """Name the zones of which a limit is broken without a word; the interval is asked about with the course."""
    held = (one for zone in plan.zones for one in zone.constraints if not is_of_course(one.constraint))
    return list(dict.fromkeys(zone_name(one.zone) for one in unexplained(held, plan.reasons)))


def is_of_course(constraint: str) -> bool:
    """Tell whether a limit is about the course and not about a zone."""
    return shipped_content().constraint[constraint].measure == "interval_days_missing"
