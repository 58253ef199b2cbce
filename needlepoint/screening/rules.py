"""Rules as they are in force: what is the same for every person is looked up once for a content and a policy.

The clauses stay the plain data that a clinician reviews; this is their reading, never their source.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from needlepoint.protocols.model import Clause, Content, Contraindication, Side, Trigger
from needlepoint.protocols.policy import Policy
from needlepoint.screening.circumstances import GENERIC
from needlepoint.screening.computed import BY_AGE
from needlepoint.screening.triggers import Finder, finders_of
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision, hardest

BY_LABEL = "label-names-it-and-country-allows"
# What is calculated for a device's label.
COMPARED = ("below-label-age", "phototype-outside-label", "indication-outside-label", "zone-outside-label")


@dataclass(frozen=True, slots=True, eq=False)
class ClauseInForce:
    """A clause that the policy follows.

    where : "here", "elsewhere" or "anywhere", the rule's scope where the clause does not say
    span : how long its hold lasts, of the side that is followed; None where it has no hold
    is_unlimited : it acts in every planned zone
    is_plain : it acts whenever the rule fires, whatever fires it, now and without an end
    sources, trust, certainty, override_by : what a finding by it says
    """

    clause: Clause
    effect: Decision
    where: str
    span: Span | None
    details: frozenset[str]
    is_unlimited: bool
    is_plain: bool
    sources: tuple[str, ...]
    trust: str
    certainty: str
    override_by: str


@dataclass(frozen=True, slots=True, eq=False)
class RuleInForce:
    """A rule with the clauses that the policy follows, by layer, and what is asked of every rule.

    written : the rule as the content, or the policy, writes it
    place : where it stands among the rules in force
    layers : every layer that it has clauses for, followed or not
    reach : the hardest effect of each layer that never defers
    hardest : the hardest that it can make of a decision without a policy's tightening, not being known included
    side : the side that is followed where its sources disagree
    is_own : it is the policy's
    finders : what finds all that fires it, but for other rules
    calculations : what is calculated for it
    may_turn : it may change by the calendar through an age, or through another rule, whatever fires it
    comparison : the calculation for a device's label that alone fires or opens it, or nothing
    may_be_silent : that it finds and lacks nothing can be known before anything is built for it
    is_passing : what it is about passes by itself, and an examination sees that it has
    """

    written: Contraindication
    id: str
    place: int
    clauses: Mapping[str, tuple[ClauseInForce, ...]]
    layers: frozenset[str]
    reach: Mapping[str, Decision]
    hardest: Decision
    side: str | None
    trust: str
    is_own: bool
    is_label_only: bool
    is_on_a_label: bool
    finders: tuple[Finder, ...]
    calculations: tuple[str, ...]
    may_turn: bool
    comparison: str
    may_be_silent: bool
    is_passing: bool
    is_never_asked: bool
    needs_place: bool
    needs_detail: bool
    leans_on: frozenset[str]
    fired_by: tuple[tuple[Trigger, str], ...]


def rule_in_force(place: int, rule: Contraindication, content: Content, policy: Policy) -> RuleInForce:
    """Reads a rule under a policy."""
    layers = frozenset(clause.layer for clause in rule.effect)
    clauses = {layer: clauses_of(rule, layer, content, policy) for layer in layers}
    reach = {layer: hardest(*(c.effect for c in found)) for layer, found in clauses.items() if lasts(found)}
    leans_on = frozenset(c.with_rule for c in rule.effect if c.with_rule)
    fired_by = tuple((trigger, name) for trigger in rule.trigger for name in trigger.rules)
    is_calculated = bool(rule.trigger) and all(trigger.computed for trigger in rule.trigger)
    are_plain = all(
        layer in reach and found and all(c.is_plain for c in found) for layer, found in clauses.items()
    )
    needs_place = rule.scope == "area" or any(c.where in ("here", "elsewhere") for c in rule.effect)
    return RuleInForce(
        written=rule,
        id=rule.id,
        place=place,
        clauses=clauses,
        layers=layers,
        reach=reach,
        hardest=hardest(Decision.NEEDS_INFORMATION, *(c.effect for c in rule.effect)),
        side=side_of(rule, content, policy),
        trust=best_trust(rule.sources, content),
        is_own=rule.id not in content.contraindication,
        is_label_only=GENERIC not in layers,
        is_on_a_label=layers != {GENERIC},
        finders=finders_of(rule, needs_place),
        calculations=tuple(t.computed for t in rule.trigger if t.computed),
        may_turn=bool(
            leans_on or fired_by or rule.follows or any(t.computed in BY_AGE for t in rule.trigger)
        ),
        comparison=comparison_of(rule) if are_plain else "",
        may_be_silent=is_calculated or is_left_to_labels(rule),
        is_passing=rule.exam and all(c.hold is None and c.ends_when for c in rule.effect),
        is_never_asked=rule.asked_unless_side is not None
        and follows(rule.asked_unless_side, content, policy),
        needs_place=needs_place,
        needs_detail=bool(rule.question and rule.question.choice),
        leans_on=leans_on,
        fired_by=fired_by,
    )


def is_left_to_labels(rule: Contraindication) -> bool:
    """Says whether nothing fires a rule but an answer, and it is only asked where a device's label names it."""
    is_on_labels_alone = all(clause.layer != GENERIC for clause in rule.effect)
    return is_on_labels_alone and not rule.trigger and rule.asked_if == BY_LABEL


def comparison_of(rule: Contraindication) -> str:
    """Names the calculation for a device's label that alone fires a rule or opens it; nothing where there is more."""
    is_bound = rule.is_asked or rule.asked_if or rule.follows or rule.asked_unless_side
    if is_bound or len(rule.trigger) != 1 or any(clause.layer == GENERIC for clause in rule.effect):
        return ""
    return next((name for name in COMPARED if name == rule.trigger[0].computed), "")


def lasts(clauses: tuple[ClauseInForce, ...]) -> bool:
    """Says whether no clause defers, so that only effects count and no dates."""
    return all(clause.effect is not Decision.DEFER for clause in clauses)


def clauses_of(
    rule: Contraindication, layer: str, content: Content, policy: Policy
) -> tuple[ClauseInForce, ...]:
    """Gives the clauses of a layer that the policy follows."""
    followed = (c for c in rule.effect if c.layer == layer and follows(c.side, content, policy))
    return tuple(clause_in_force(clause, rule, content, policy) for clause in followed)


def clause_in_force(
    clause: Clause, rule: Contraindication, content: Content, policy: Policy
) -> ClauseInForce:
    """Reads a clause under a policy."""
    is_unlimited = not (
        clause.planned_zones or clause.except_zones or clause.indications or clause.except_indications
    )
    is_bound = clause.details or clause.use or clause.with_rule or clause.hold or clause.before
    sources = clause.sources or rule.sources
    where = clause.where or ("here" if rule.scope == "area" else "anywhere")
    return ClauseInForce(
        clause=clause,
        effect=clause.effect,
        where=where,
        span=span_of(clause, content, policy) if clause.hold else None,
        details=frozenset(clause.details),
        is_unlimited=is_unlimited,
        is_plain=is_unlimited and where != "elsewhere" and not (is_bound or clause.unless_recorded),
        sources=sources,
        trust=best_trust(sources, content),
        certainty=clause.certainty or rule.certainty,
        override_by=clause.override_by or rule.override_by,
    )


def follows(side: str | None, content: Content, policy: Policy) -> bool:
    """Says whether a policy follows `conflict:side`; no side is always followed."""
    if side is None:
        return True
    conflict, _, name = side.partition(":")
    followed = policy.side_followed(conflict, content)
    return followed is not None and followed.id == name


def span_of(clause: Clause, content: Content, policy: Policy) -> Span:
    """Gives the time of a hold: its own, or that of the followed side of its conflict."""
    if clause.hold is None:
        return Span()
    if clause.hold.conflict is None:
        return clause.hold.span or Span()
    side: Side | None = policy.side_followed(clause.hold.conflict, content)
    return side.hold if side and side.hold else Span()


def side_of(rule: Contraindication, content: Content, policy: Policy) -> str | None:
    """Names the side that is followed where sources disagree."""
    side = policy.side_followed(rule.conflict, content) if rule.conflict else None
    return side.id if side else None


def best_trust(sources: tuple[str, ...], content: Content) -> str:
    """Gives the best trust among sources."""
    return min((content.source[name].trust for name in sources), default="C")
