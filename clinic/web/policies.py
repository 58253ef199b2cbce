"""The clinic's policy in the shape of its page: conflicts with their sides, and how often each rule stops somebody."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from clinic.records.queries.policy import RuleCount
from clinic.web.decisions import CERTAINTY_WORDS
from clinic.web.questions import name_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Conflict
from needlepoint.protocols.policy import ChosenSide, Policy, is_softer


def conflicts_for_page(policy: Policy, chosen: Mapping[str, ChosenSide], form: Form) -> list[dict[str, Any]]:
    """Give every point on which sources disagree; what was typed and refused stays where it was typed."""
    typed = form.data if form.is_bound else {}
    return [
        _conflict(one, policy, chosen.get(one.id), typed if typed.get("conflict") == one.id else {})
        for one in shipped_content().conflict.values()
    ]


def _conflict(
    conflict: Conflict, policy: Policy, chosen: ChosenSide | None, typed: Mapping[str, Any]
) -> dict[str, Any]:
    followed = policy.side_followed(conflict.id, shipped_content())
    picked = typed.get("side") or (followed.id if followed else "")
    return {
        "id": conflict.id,
        "question": conflict.question,
        "note": conflict.note,
        "certainty": CERTAINTY_WORDS[conflict.certainty](),
        "sources": [_source(source) for source in conflict.sources],
        "reviewed_by": conflict.reviewed_by,
        "is_choice": conflict.default is not None,
        "followed": followed.text if followed else "",
        "is_loosening": policy.is_loosening(conflict.id, shipped_content()),
        "chosen": chosen,
        "reason": typed.get("reason", ""),
        "is_typed": bool(typed),
        "sides": [
            {
                "id": side.id,
                "text": side.text,
                "checked": side.id == picked,
                "is_default": side.id == conflict.default,
                "is_softer": is_softer(conflict.id, side.id, shipped_content()),
                "sources": [_source(source)["title"] for source in side.sources],
            }
            for side in sorted(conflict.side, key=lambda one: one.softness)
        ],
    }


def _source(source_id: str) -> dict[str, Any]:
    source = shipped_content().source[source_id]
    return {"id": source.id, "title": source.title, "trust": source.trust, "year": str(source.year or "")}


def counts_for_page(counts: list[RuleCount]) -> list[list[Any]]:
    """Give one row a rule: stopped, overridden, and the share, which tells of alarm fatigue."""
    return [
        [
            {"text": name_of(one.rule)},
            {"text": str(one.stopped)},
            {"text": str(one.overridden)},
            {
                "text": _("%(n)s %%") % {"n": round(100 * one.overridden / one.stopped)}
                if one.stopped
                else "–"
            },
        ]
        for one in counts
    ]
