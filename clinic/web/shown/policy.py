"""The clinic's policy in the shape of its pages: conflicts with their sides, entries in words, what would change."""

from collections.abc import Mapping
from typing import Any, Final

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.impact import Affected, Impact
from clinic.web.shown.questions import name_of
from clinic.web.shown.screening import CERTAINTY_WORDS
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.protocols.amendments import BLOCKS, amendments, statement
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.limits import is_wider
from needlepoint.protocols.model import Conflict, Contraindication
from needlepoint.protocols.model.overlay import Limited
from needlepoint.protocols.policy import SHIPPED, ChosenSide, Policy, PolicyFile, is_softer

__all__ = ["SHIPPED", "affected", "affected_columns", "changes", "conflicts_for_page", "entries"]

BLOCK_TITLES: Final = {
    "choice": lambda: _("Sides that are followed"),
    "limit": lambda: _("Limits of a setting"),
    "tighten": lambda: _("Rules made stricter"),
    "loosen": lambda: _("Rules made softer"),
    "rule": lambda: _("Rules of the clinic’s own"),
    "source": lambda: _("Sources of the clinic’s own"),
}


def entries(file: PolicyFile | None) -> list[dict[str, Any]]:
    """Give what a policy says, block by block, each entry in a sentence; nothing where nothing is signed."""
    if file is None:
        return []
    known = [*shipped_content().source.values(), *file.source]
    titles = {source.id: source.title for source in known}
    return [
        {
            "block": block,
            "title": title(),
            "entries": [_entry(block, one, titles) for one in getattr(file, block)],
        }
        for block, title in BLOCK_TITLES.items()
        if getattr(file, block)
    ]


def _entry(block: str, one: Any, titles: Mapping[str, str]) -> dict[str, Any]:
    is_rule = isinstance(one, Contraindication)
    return {
        "id": getattr(one, BLOCKS[block]),
        "text": _capital(statement(one, shipped_content())),
        "is_softer": block == "loosen"
        or (block == "choice" and _is_softer(one))
        or (block == "limit" and _is_wider(one)),
        "rule": one if is_rule else None,
        "sources": [titles.get(name, name) for name in one.sources] if is_rule else [],
        "certainty": CERTAINTY_WORDS[one.certainty]() if is_rule else "",
    }


def _is_wider(one: Limited) -> bool:
    known = shipped_content().constraint.get(one.constraint)
    return known is not None and is_wider(one, known)


def _is_softer(one: ChosenSide) -> bool:
    known = shipped_content().conflict.get(one.conflict)
    return (
        known is not None
        and one.side in {side.id for side in known.side}
        and is_softer(one.conflict, one.side, shipped_content())
    )


def changes(old: PolicyFile | None, new: PolicyFile) -> list[str]:
    """Say what a policy says otherwise than an older one."""
    return [_capital(line) for line in amendments(old, new, shipped_content())]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def affected_columns(before: str, after: str) -> list[dict[str, Any]]:
    """Give the columns of what would change."""
    return [
        {"label": _("Patient")},
        {"label": _("Decided on")},
        {"label": before},
        {"label": after},
        {"label": _("Because of")},
    ]


def affected(impact: Impact, after: Policy) -> dict[str, list[list[Any]]]:
    """Give what would change, open plans apart from the other newest decisions."""
    content = after.whole(shipped_content())
    names = {rule.id: rule.name for rule in content.contraindication.values()}
    return {
        "plans": [_affected(one, names) for one in impact.affected if one.has_plan],
        "decisions": [_affected(one, names) for one in impact.affected if not one.has_plan],
    }


def _affected(one: Affected, names: Mapping[str, str]) -> list[Any]:
    now, then = one.before.verdict, one.after.verdict
    return [
        {"text": str(one.record.patient), "href": reverse("screening", args=[one.record.patient_id])},
        {"text": full_date(one.record.on)},
        {"decision": now.decision.value, "until": now.defer_until},
        {"decision": then.decision.value, "until": then.defer_until},
        {"text": _because(one, names)},
    ]


def _because(one: Affected, names: Mapping[str, str]) -> str:
    new = [names.get(rule) or name_of(rule) for rule in one.new_rules]
    gone = [_("no longer: %(rule)s") % {"rule": names.get(rule) or name_of(rule)} for rule in one.gone_rules]
    return "; ".join([*new, *gone]) or _("the same reasons, for another time or to another effect")


def conflicts_for_page(file: PolicyFile | None, form: Form) -> list[dict[str, Any]]:
    """Give every point on which sources disagree; what was typed and refused stays where it was typed."""
    typed = form.data if form.is_bound else {}
    chosen = {one.conflict: one for one in file.choice} if file else {}
    return [
        _conflict(one, chosen.get(one.id), typed if typed.get("conflict") == one.id else {})
        for one in shipped_content().conflict.values()
    ]


def _conflict(conflict: Conflict, chosen: ChosenSide | None, typed: Mapping[str, Any]) -> dict[str, Any]:
    sides = {side.id: side for side in conflict.side}
    followed = sides.get(chosen.side if chosen else conflict.default or "")
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
        "is_loosening": bool(followed)
        and is_softer(conflict.id, followed.id if followed else None, shipped_content()),
        "chosen": chosen,
        "reason": typed.get("reason", (chosen.reason or "") if chosen else ""),
        "is_typed": bool(typed),
        "sides": [
            {
                "id": side.id,
                "text": side.text,
                "checked": side.id == picked,
                "is_followed": followed is not None and side.id == followed.id,
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
