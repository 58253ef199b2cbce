"""Rules in the shape of the director's pages: how often each stops somebody, who overrides it, what it rests on."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.queries.policy import RuleCount
from clinic.web.shown.screening import CERTAINTY_WORDS, source_for_page
from needlepoint.protocols.model import Clause, Content, Contraindication
from needlepoint.protocols.policy import Policy
from needlepoint.protocols.stops import shipped_stops

# From this share on, and from so many on, a rule is pointed out: people may no longer read it.
TIRING_FRACTION: Final = 0.8
TIRING_TIMES: Final = 5


def columns() -> list[dict[str, Any]]:
    """Give the columns of the rules."""
    return [
        {"label": _("Rule")},
        {"label": _("Stopped here"), "number": True},
        {"label": _("Overridden"), "number": True},
        {"label": _("Share"), "number": True},
        {"label": _("By whom")},
        {"label": _("Vignettes"), "number": True},
        {"label": _("Demonstration"), "number": True},
    ]


def rows(counts: list[RuleCount], content: Content) -> list[list[Any]]:
    """Give a row a rule: those that were overridden the most first, those that never stopped anybody last."""
    known = {one.rule for one in counts}
    silent = [
        RuleCount(rule=rule, stopped=0, overridden=0)
        for rule in content.contraindication
        if rule not in known
    ]
    return [_row(one, content) for one in [*counts, *silent]]


def _row(one: RuleCount, content: Content) -> list[Any]:
    rule, counted = content.contraindication.get(one.rule), shipped_stops()
    name = (
        {"text": rule.name, "href": reverse("policy_rule", args=[one.rule])} if rule else {"text": one.rule}
    )
    return [
        name,
        {"text": str(one.stopped)},
        {"text": str(one.overridden)},
        {"text": share(one)},
        {"text": ", ".join(f"{who} ({times})" for who, times in one.overriders) or "–"},
        {"text": str(counted.vignettes.by_rule.get(one.rule, 0))},
        {"text": str(counted.demonstration.by_rule.get(one.rule, 0))},
    ]


def share(one: RuleCount) -> str:
    """Say which share of what a rule stopped was overridden."""
    return _("%(n)s %%") % {"n": round(100 * one.overridden_fraction)} if one.stopped else "–"


def tiring(counts: list[RuleCount], content: Content) -> list[dict[str, Any]]:
    """Name the rules that are nearly always overridden, where they stopped somebody often enough to say so."""
    return [
        {"name": rule.name, "href": reverse("policy_rule", args=[rule.id]), "share": share(one)}
        for one in counts
        if one.stopped >= TIRING_TIMES
        and one.overridden_fraction >= TIRING_FRACTION
        and (rule := content.contraindication.get(one.rule))
    ]


def evidence(rule: Contraindication, content: Content, policy: Policy) -> dict[str, Any]:
    """Give what a rule does in each layer, what it rests on, and what the clinic's policy makes of it."""
    return {
        "rule": rule,
        "certainty": CERTAINTY_WORDS[rule.certainty](),
        "sources": [source_for_page(content.source[name]) for name in rule.sources],
        "clauses": [_clause(clause, rule, content, policy) for clause in rule.effect],
        "is_own": rule in policy.own_rules,
        "policy_words": [
            words for layer in ("policy", "generic") if (words := policy.words_on(rule.id, layer))
        ],
        "conflict": content.conflict.get(rule.conflict or ""),
    }


def _clause(clause: Clause, rule: Contraindication, content: Content, policy: Policy) -> dict[str, Any]:
    device = content.device.get(clause.layer)
    tightened = policy.tightened.get(rule.id)
    is_policys = rule in policy.own_rules or (tightened is not None and tightened.is_hold_of(clause))
    layer = _("Label of %(device)s") % {"device": device.name} if device else _("Everybody")
    return {
        "layer": _("Clinic’s policy") if is_policys else layer,
        "effect": clause.effect.value,
        "reason": clause.reason,
        "hold": _hold(clause, content, policy),
        "is_of_another_side": _is_of_another_side(clause, content, policy),
        "ends_when": clause.ends_when or "",
        "sources": [source_for_page(content.source[name])["title"] for name in clause.sources],
    }


def _hold(clause: Clause, content: Content, policy: Policy) -> str:
    """Say for how long a clause acts: its own time, or that of the side that is followed."""
    if clause.hold is None:
        return ""
    if clause.hold.conflict is None:
        return str(clause.hold.span or "")
    side = policy.side_followed(clause.hold.conflict, content)
    return str(side.hold) if side and side.hold else ""


def _is_of_another_side(clause: Clause, content: Content, policy: Policy) -> bool:
    """Tell whether a clause acts only under a side that is not followed here."""
    conflict, _sep, name = (clause.side or "").partition(":")
    if not conflict:
        return False
    side = policy.side_followed(conflict, content)
    return side is None or side.id != name
