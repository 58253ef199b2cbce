"""Worries in words: on the board, step by step, and to whoever told one while an earlier one is still open."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records.models import CheckIn, StepCause, Worry, WorryDigest, WorryState, WorryStep
from needlepoint.aftercare.sorting import LEVELS
from needlepoint.aftercare.telling import Numbers
from needlepoint.protocols.library import shipped_content

TONES: Final = {"emergency": "error", "same_day": "warning", "contact": "info", "self_care": "neutral"}
WORDS: Final = {
    "emergency": gettext_lazy("Emergency"),
    "same_day": gettext_lazy("Today"),
    "contact": gettext_lazy("In the next days"),
    "self_care": gettext_lazy("To be read"),
}


def row_of(row: Worry, now: datetime) -> dict[str, Any]:
    """Give a worry for the board: how much time is left until whoever told it is answered, and who is called."""
    is_open = row.answered_at is None and row.state != WorryState.CLOSED
    return {
        "worry": row,
        "name": row.patient.called,
        "level": WORDS[row.level],
        "tone": TONES[row.level],
        "left": time_left(row.due_at - now) if is_open else _("answered"),
        "is_late": is_open and row.due_at < now,
        "who": _who(row),
        "day": row.check_in.day,
        "has_unseen": getattr(row, "has_unseen_photograph", False),
    }


def turn_runs(row: Worry, *, is_unseen: bool) -> bool:
    """Tell whether somebody else is called at the end of the turn; of an answered one only for an unseen photograph."""
    if row.turn_ends_at is None or row.state == WorryState.CLOSED:
        return False
    return row.answered_at is None or row.state == WorryState.HANDED_OVER or is_unseen


def step_line(step: WorryStep) -> dict[str, Any]:
    """Give one step of a worry as a sentence, with what was written."""
    about = step.member.user.name if step.member else ""
    told = {"name": about, "by": step.by_name, "why": str(StepCause(step.because).label)}
    words = {
        "called": _("%(name)s was called: %(why)s.") % told,
        "handed_over": _("%(by)s handed it over to %(name)s.") % told,
        "taken_on": _("%(by)s took it on.") % told,
        "replied": _("%(by)s wrote:") % told,
        "phoned": _("%(by)s telephoned: %(what)s.") % (told | {"what": step.get_reached_display()}),
        "nobody_left": _("Everybody in line was called, and nobody took it on or answered."),
        "closed": _("%(by)s closed it.") % told,
    }
    return {"step": step, "text": words[step.kind], "is_loud": step.kind == "nobody_left"}


def digest_rows(digest: WorryDigest, worries: dict[str, Worry]) -> list[dict[str, Any]]:
    """Give the worries that a digest names, late ones first, as they stood when it was written."""
    return [
        {
            "worry": worries[one["worry"]],
            "name": worries[one["worry"]].patient.called,
            "level": WORDS[one["level"]],
            "tone": TONES[one["level"]],
            "is_late": one["is_late"],
            "left": time_left(datetime.fromisoformat(one["due_at"]) - digest.created_at)
            if not one["is_answered"]
            else _("answered"),
        }
        for one in digest.document["open"]
        if one["worry"] in worries
    ]


def time_left(span: timedelta) -> str:
    """Say how much time is left, or for how long it has been too late."""
    minutes = int(abs(span).total_seconds() // 60)
    told = {"hours": minutes // 60, "minutes": minutes % 60}
    if span < timedelta(0):
        return _("late by %(hours)d h %(minutes)d min") % told
    return _("%(hours)d h %(minutes)d min left") % told


def _who(row: Worry) -> str:
    if row.state == WorryState.CLOSED:
        return _("closed by %(name)s") % {"name": row.closed_by}
    if row.state == WorryState.ACKNOWLEDGED:
        return _("%(name)s is at it") % {"name": row.acknowledged_by}
    return _("%(name)s is called") % {"name": row.on_call_name}


def told(row: CheckIn, own: Worry | None, earlier: Worry | None) -> dict[str, Any]:
    """Say what comes first: a milder report neither hides an earlier worry that nobody closed nor calms beside it."""
    answer = row.answer
    if earlier is None:
        return {"lead": answer, "advice": answer["advice"], "waiting": [own] if own else []}
    if own is not None and LEVELS.index(own.level) >= LEVELS.index(earlier.level):
        return {"lead": _without_calm(answer), "advice": answer["advice"], "waiting": [own, earlier]}
    before = earlier.check_in.answer
    texts = [one["text"] for one in before["advice"]]
    more = [one for one in answer["advice"] if one["text"] not in texts]
    lead = _without_calm(before) | {"says": _still_open(earlier)}
    return {
        "lead": lead,
        "advice": [*before["advice"], *more],
        "waiting": [earlier, own] if own else [earlier],
    }


def _without_calm(answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"reassurance": None}


def _still_open(earlier: Worry) -> str:
    """Give the first sentence of an earlier worry; one that was only to be read sends nobody back to their page."""
    before: dict[str, Any] = earlier.check_in.answer
    if earlier.level != "self_care":
        return str(before["says"])
    unread = shipped_content().triage_level["self_care"].unread
    if earlier.state == WorryState.OPEN and unread:
        return Numbers(emergency=before["emergency_number"]).filled(unread)
    return _("What you told us before is still open at your clinic. If anything is new or worse, call.")
