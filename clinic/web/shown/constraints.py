"""What a plan is held to, in one list: each limit with its zones, what was measured and the reason given."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.web.facemap import zone_name
from clinic.web.shown.layers import key_of, measured_words, reasons_by_key
from needlepoint.planning.constraints import STATES
from needlepoint.planning.plan import ConstraintFinding, Plan

STATE_WORDS: Final[dict[str, tuple[Promise, str]]] = {
    "violated": (gettext_lazy("Not kept"), "warning"),
    "not_known": (gettext_lazy("Not known"), "info"),
    "kept": (gettext_lazy("Kept"), "success"),
}
HARDNESS: Final[dict[str, Promise]] = {
    "hard": gettext_lazy("stops approval"),
    "acknowledged": gettext_lazy("outside the label: ticked one by one"),
    "soft": gettext_lazy("asks for a reason"),
}


def constraint_rows(plan: Plan, reasons: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """List every limit, what is not kept first; zones of which the same is to be said share a line."""
    said = reasons_by_key(plan) if reasons is None else reasons
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for held in dict.fromkeys(held for zone in plan.zones for held in zone.constraints):
        row = _row(held, said.get(key_of(held), ""))
        shared = rows.setdefault(
            (held.constraint, held.state, row["measured"], row["why_unknown"], row["reason"]), row
        )
        if shared is not row:
            shared["zones"].extend(row["zones"])
    for row in rows.values():
        row["where"] = (
            _("all zones") if len(row["zones"]) == len(plan.zone_ids) > 1 else "; ".join(row["zones"])
        )
    return sorted(rows.values(), key=lambda row: STATES.index(row["state"]))


def _row(held: ConstraintFinding, reason: str) -> dict[str, Any]:
    word, tone = STATE_WORDS[held.state]
    if held.state == "violated" and held.hardness == "hard":
        tone = "decline"
    return {
        "state": held.state,
        "word": word,
        "tone": tone,
        "name": held.name,
        "zones": [zone_name(held.zone)],
        "measured": "" if held.state == "not_known" or held.measured == 0 else measured_words(held),
        "hardness": HARDNESS[held.hardness],
        "text": held.text,
        "why_unknown": held.why_unknown,
        "reason": reason,
    }
