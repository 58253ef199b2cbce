"""What somebody is told of their report while an earlier worry of theirs is still open."""

from typing import Any

from django.utils.translation import gettext as _

from clinic.records.models import CheckIn, Worry, WorryState
from needlepoint.aftercare.sorting import LEVELS
from needlepoint.aftercare.telling import Numbers
from needlepoint.protocols.library import shipped_content


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
