"""The days of a plan in the shapes of the components: sessions, preparation, what else life holds, and what clashes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.web.shown.clocks import clocks_of, open_words
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.planning.days import Blackout, Clash, DayWishes, Schedule, ScheduledSession, Without
from needlepoint.planning.plan import DatedInstruction, Plan
from needlepoint.planning.preparation import moved_to
from needlepoint.planning.schedule import schedule_of
from needlepoint.protocols.library import shipped_content

BUSY: Final[dict[str, Promise]] = {
    "away": gettext_lazy("Away"),
    "sun": gettext_lazy("In the sun"),
    "occasion": gettext_lazy("An event"),
}
Item = dict[str, Any]


def days_for_page(plan: Plan) -> dict[str, Any]:
    """Give everything that a page says of a plan's days."""
    schedule = schedule_for(plan)
    return {
        "calendar": calendar(plan, schedule),
        "clash": clash_words(schedule.clash, schedule) if schedule.clash else None,
        "in_time": in_time_words(schedule),
        "preparation": preparation(plan),
        "preparation_is_late": is_preparation_late(plan),
        "later_preparation": later_preparation(plan),
        "course": course_words(plan),
        "clocks": clocks_of(plan),
    }


def schedule_for(plan: Plan) -> Schedule:
    """Give the schedule of a plan; one for which nothing was wished of the days has only its intervals."""
    if plan.schedule:
        return plan.schedule
    return schedule_of(plan.course, plan.sessions[0].earliest_on, DayWishes(), shipped_content())


def calendar(plan: Plan, schedule: Schedule) -> list[Item]:
    """List sessions, preparation, what keeps days free and the day of judgement in the order of their days."""
    if not schedule.sessions:
        return [_undated()]
    items = [
        *(_session(one, schedule, plan) for one in schedule.sessions),
        *_preparing(plan),
        *(_busy(one) for one in schedule.blackouts),
        *_ready(schedule),
        *_judged(schedule),
    ]
    return sorted(items, key=lambda item: item["on"])


def in_time_words(schedule: Schedule) -> str:
    """Say that every session is over before the day to be ready by; nothing where there is none or one is not."""
    if schedule.ready_by is None or schedule.clash or not schedule.sessions:
        return ""
    given = {"day": full_date(schedule.ready_by), "signs": _days(schedule.settled_days)}
    return (
        _(
            "Every session has usually settled by %(day)s. Usually is not surely: signs may last longer than %(signs)s."
        )
        % given
    )


def clash_words(clash: Clash, schedule: Schedule) -> dict[str, Any]:
    """Say which wishes clash, and what would fit."""
    ready = full_date(schedule.ready_by) if schedule.ready_by else ""
    what = f"{ready} ({schedule.occasion})" if schedule.occasion else ready
    number = ngettext("%(n)s session", "%(n)s sessions", clash.sessions) % {"n": clash.sessions}
    return {
        "wishes": _("%(sessions)s at this interval, and being ready by %(day)s, cannot both be had.")
        % {"sessions": number, "day": what},
        "fits": [*_fitting(clash, ready), *(_less(one, ready) for one in clash.without)],
    }


def preparation(plan: Plan) -> list[dict[str, Any]]:
    """List what is prepared, the earliest first, gathered by its days."""
    dated = sorted(plan.preparation, key=lambda one: (one.starts_on or date.min, one.ends_on or date.max))
    gathered: dict[str, list[DatedInstruction]] = {}
    for one in dated:
        gathered.setdefault(_when(one), []).append(one)
    return [{"when": when, "steps": steps} for when, steps in gathered.items()]


def preparation_for_next(plan: Plan, today: date) -> list[dict[str, Any]]:
    """List what is prepared for the next appointment that lies ahead; for the first one where none does."""
    first = plan.sessions[0].earliest_on
    ahead = [one.earliest_on for one in plan.sessions if one.earliest_on and one.earliest_on >= today]
    if first is None or not ahead:
        return preparation(plan)
    return preparation(replace(plan, preparation=moved_to(plan.preparation, first, ahead[0])))


def later_preparation(plan: Plan) -> dict[str, Any]:
    """Give a table of the same preparation before each later session; nothing where there is none."""
    first, *later = (one.earliest_on for one in plan.sessions)
    dated = [one for one in plan.preparation if one.starts_on or one.ends_on]
    if first is None or not later or not dated:
        return {}
    columns = [_("What"), *(_title(number) for number in range(2, len(later) + 2))]
    moved = [moved_to(dated, first, on) for on in later if on]
    return {
        "columns": [{"label": label} for label in columns],
        "rows": [[one.text, *(_when(session[row]) for session in moved)] for row, one in enumerate(dated)],
    }


def dates_for_patient(plan: Plan, today: date) -> list[Item]:
    """List appointments and when it is looked at whether it helped, in plain words; what is over says so."""
    schedule = schedule_for(plan)
    items: list[Item] = [
        {
            "label": _("Appointment %(number)s") % {"number": one.number},
            "day": one.earliest_on,
            "text": _("this day has passed") if one.earliest_on and one.earliest_on < today else "",
        }
        for one in plan.sessions
    ]
    if schedule.judged_on:
        items.append(
            {"label": _("We look together at how it went"), "day": schedule.judged_on, "text": _("or later")}
        )
    return items


def is_preparation_late(plan: Plan) -> bool:
    """Tell whether some of the preparation would have had to begin before the day of the plan."""
    return any(one.starts_on and one.starts_on < plan.on for one in plan.preparation)


def course_words(plan: Plan) -> dict[str, str]:
    """Say how many sessions, how far apart, and when it can be judged; nothing where nobody knows."""
    course = plan.course
    said: dict[str, str] = {}
    if course.sessions is not None:
        most = course.sessions_high or course.sessions
        said["sessions"] = f"{course.sessions}–{most}" if most > course.sessions else str(course.sessions)
    if course.interval_days is not None:
        said["interval"] = _days(course.interval_days)
    if course.assess_after_days is not None:
        said["judged"] = _("%(days)s after the last session") % {"days": _days(course.assess_after_days)}
    return said


def _title(number: int) -> str:
    return _("Session %(number)s") % {"number": number}


def _undated() -> Item:
    return {
        "when": _("no date yet"),
        "title": _title(1),
        "text": _("A condition must end first."),
        "state": "blocked",
    }


def _session(one: ScheduledSession, schedule: Schedule, plan: Plan) -> Item:
    settled = full_date(one.on + timedelta(days=schedule.settled_days))
    text = " ".join([_("Usually settled by %(day)s.") % {"day": settled}, open_words(plan, one.on)]).strip()
    if one.moved_because:
        moved = {"day": full_date(one.wanted_on), "why": one.moved_because}
        text = f"{_('Not on %(day)s: %(why)s.') % moved} {text}"
    is_late = schedule.last_safe_on is not None and one.on > schedule.last_safe_on
    return {
        "on": one.on,
        "when": _("from %(day)s") % {"day": full_date(one.on)},
        "title": _title(one.number),
        "text": text,
        "state": "now" if one.number == 1 else "later",
        **({"badge": _("not ready in time"), "tone": "warning"} if is_late else {}),
    }


def _preparing(plan: Plan) -> Iterator[Item]:
    """Say when preparation begins, before each session."""
    starts = [one.starts_on for one in plan.preparation if one.starts_on]
    first = plan.sessions[0].earliest_on
    if not starts or first is None:
        return
    ahead = first - min(starts)
    for session in plan.sessions:
        if session.earliest_on and ahead:
            on = session.earliest_on - ahead
            title = _("Preparation for session %(number)s begins") % {"number": session.number}
            yield {"on": on, "when": full_date(on), "title": title, "state": "later"}


def _busy(one: Blackout) -> Item:
    days = {"first": full_date(one.starts_on), "last": full_date(one.ends_on)}
    return {
        "on": one.starts_on,
        "when": days["first"] if one.starts_on == one.ends_on else _("%(first)s to %(last)s") % days,
        "title": f"{BUSY[one.kind]}: {one.note}" if one.note else str(BUSY[one.kind]),
        "state": "blocked",
    }


def _ready(schedule: Schedule) -> Iterator[Item]:
    if schedule.ready_by is None or schedule.last_safe_on is None:
        return
    last, ready = schedule.last_safe_on, schedule.ready_by
    text = _("The longest expected sign has usually ended after %(days)s.") % {
        "days": _days(schedule.settled_days)
    }
    title = _("Last safe day for a session")
    yield {"on": last, "when": full_date(last), "title": title, "text": text, "state": "blocked"}
    yield {
        "on": ready,
        "when": full_date(ready),
        "title": _("Ready by: %(what)s") % {"what": schedule.occasion}
        if schedule.occasion
        else _("Ready by"),
        "state": "later",
    }


def _judged(schedule: Schedule) -> Iterator[Item]:
    on = schedule.judged_on
    if on:
        title = _("The result can be judged")
        yield {"on": on, "when": full_date(on), "date": on, "title": title, "state": "later"}


def _fitting(clash: Clash, ready: str) -> Iterator[str]:
    if clash.sessions_in_time:
        given = {"n": clash.sessions_in_time, "day": ready}
        yield (
            ngettext("%(n)s session by %(day)s", "%(n)s sessions by %(day)s", clash.sessions_in_time) % given
        )
    else:
        yield _("the first session after %(day)s") % {"day": ready}
    yield _("all of them, and being ready by %(day)s") % {"day": full_date(clash.ready_after_all_on)}


def _less(one: Without, ready: str) -> str:
    number = ngettext("%(n)s session", "%(n)s sessions", one.sessions_in_time) % {"n": one.sessions_in_time}
    if one.blackout is None:
        return _("%(sessions)s by %(day)s, if any day of the week will do") % {
            "sessions": number,
            "day": ready,
        }
    name = one.blackout.note or str(BUSY[one.blackout.kind])
    given = {"sessions": number, "day": ready, "name": name, "from": full_date(one.blackout.starts_on)}
    return _("%(sessions)s by %(day)s, if “%(name)s” from %(from)s could be at another time") % given


def _when(one: DatedInstruction) -> str:
    if one.starts_on and one.ends_on:
        if one.starts_on == one.ends_on:
            return full_date(one.starts_on)
        return _("%(first)s to %(last)s") % {
            "first": full_date(one.starts_on),
            "last": full_date(one.ends_on),
        }
    if one.starts_on:
        return _("from %(day)s") % {"day": full_date(one.starts_on)}
    if one.ends_on:
        return _("until %(day)s") % {"day": full_date(one.ends_on)}
    return _("before the first session")


def _days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}
