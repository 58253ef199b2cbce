"""What a policy may not do: soften what nobody overrides, soften without a name, or be half right.

It never edits the base: an id of the content is the content's, and a rule of the clinic's own acts in no device's
layer.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from needlepoint.protocols.checks import problems_of
from needlepoint.protocols.limits import limit_problems
from needlepoint.protocols.model import Clause, Content, Contraindication, Source
from needlepoint.protocols.model.overlay import ChosenSide, Loosened, PolicyFile, Tightened
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision, hardest

GENERIC = "generic"
DAYS_OF_A_MONTH = 30.4
Told = tuple[str, str, str]


def policy_problems(file: PolicyFile, content: Content) -> list[Told]:
    """Lists what a policy may not do, each with its key and the remedy."""
    found = [problem for chosen in file.choice for problem in choice_problems(chosen, content)]
    for tightened in file.tighten:
        found += tightening_problems(tightened, file, content)
    for loosened in file.loosen:
        found += loosening_problems(loosened, content)
    for limit in file.limit:
        found += limit_problems(limit, content.constraint)
    return [*found, *said_twice(file), *source_problems(file, content), *rule_problems(file, content)]


def choice_problems(chosen: ChosenSide, content: Content) -> list[Told]:
    """Finds a choice of what does not exist, or a loosening without a name and a reason."""
    key = f"choice[{chosen.conflict}]"
    conflict = content.conflict.get(chosen.conflict)
    if conflict is None or chosen.side not in {side.id for side in conflict.side}:
        return [
            (key, f"no side {chosen.side!r} of {chosen.conflict!r}", "name a conflict and one of its sides")
        ]
    if is_softer(chosen.conflict, chosen.side, content) and not (chosen.by and chosen.reason and chosen.on):
        return [(key, "is softer than the shipped default", "say who answers for it, why and since when")]
    return []


def is_softer(conflict: str, side: str | None, content: Content) -> bool:
    """Says whether a side is softer than the default of its conflict."""
    known = content.conflict[conflict]
    if side is None or known.default is None:
        return False
    return known.side_of(side).softness > known.side_of(known.default).softness


def tightening_problems(change: Tightened, file: PolicyFile, content: Content) -> list[Told]:
    """Finds a tightening of what does not exist, of nothing, or in the wrong direction."""
    key = f"tightened[{change.rule}]"
    rule = content.contraindication.get(change.rule)
    if rule is None:
        return [(key, "no such rule", "name a rule of the content")]
    if change.effect is None and change.hold is None:
        return [(key, "changes nothing", "name a harder effect, a longer hold, or both")]
    if not any(clause.layer == GENERIC for clause in rule.effect):
        return [(key, "is a rule that only labels speak of", "a policy acts in the generic layer")]
    found: list[Told] = []
    if change.effect is not None and change.effect.softness > generic_effect(rule).softness:
        found.append((key, "is not harder than the rule", "use [[loosen]] with a name"))
    if change.effect is Decision.NEEDS_INFORMATION:
        found.append((key, "an effect cannot be needs_information", "defer, refer or decline"))
    if change.hold is not None:
        found += hold_problems(key, change.hold, shipped_holds(rule, file, content))
    return found


def hold_problems(key: str, hold: Span, shipped: list[Span]) -> Iterator[Told]:
    """Finds a hold that lengthens nothing."""
    if hold.is_empty or min(hold.days, hold.weeks, hold.months) < 0:
        yield key, f"holds for {hold}", "name days, weeks or months"
    elif not shipped:
        yield key, "lengthens the hold of a rule that has none", "name a harder effect instead"
    elif in_days(hold) <= min(in_days(span) for span in shipped):
        yield key, f"{hold} is not longer than the rule's {shipped[0]}", "name a longer time"


def in_days(span: Span) -> float:
    """Compares spans, a month as its mean length: for comparing only, dates go by the calendar."""
    return span.days + 7 * span.weeks + DAYS_OF_A_MONTH * span.months


def shipped_holds(rule: Contraindication, file: PolicyFile, content: Content) -> list[Span]:
    """Gives the times that a rule defers for in the generic layer, under the sides that the policy follows."""
    chosen = {one.conflict: one.side for one in file.choice}
    spans = (span_of(clause, chosen, content) for clause in holding_clauses(rule))
    return [span for span in spans if span is not None]


def holding_clauses(rule: Contraindication) -> list[Clause]:
    """Gives the clauses of the generic layer that defer for a time."""
    return [c for c in rule.effect if c.layer == GENERIC and c.effect is Decision.DEFER and c.hold]


def span_of(clause: Clause, chosen: Mapping[str, str], content: Content) -> Span | None:
    """Gives the time of a hold: its own, or that of the side that is followed."""
    assert clause.hold is not None  # asked only of clauses that hold
    conflict = content.conflict.get(clause.hold.conflict or "")
    if conflict is None:
        return clause.hold.span
    named = chosen.get(conflict.id) or conflict.default
    return next((side.hold for side in conflict.side if side.id == named), None)


def loosening_problems(change: Loosened, content: Content) -> list[Told]:
    """Finds a loosening of what does not exist, of what nobody overrides, or in the wrong direction."""
    key = f"loosened[{change.rule}]"
    rule = content.contraindication.get(change.rule)
    if rule is None:
        return [(key, "no such rule", "name a rule of the content")]
    if is_absolute(rule):
        return [(key, "is a rule that nobody overrides", "it cannot be loosened")]
    if change.effect in (Decision.PROCEED, Decision.NEEDS_INFORMATION):
        return [
            (
                key,
                f"an effect cannot be {change.effect}",
                "proceed_with_precautions is the softest that shows",
            )
        ]
    if change.effect.softness <= generic_effect(rule).softness:
        return [(key, "is not softer than the rule", "use [[tighten]]")]
    return []


def is_absolute(rule: Contraindication) -> bool:
    """Says whether nobody overrides a rule, or one of its effects."""
    return rule.override_by == "nobody" or any(c.override_by == "nobody" for c in rule.effect)


def generic_effect(rule: Contraindication) -> Decision:
    """Gives the hardest that a rule does in the generic layer, `proceed` where only labels speak."""
    return hardest(*(c.effect for c in rule.effect if c.layer == GENERIC))


def said_twice(file: PolicyFile) -> Iterator[Told]:
    """Finds what a policy says twice, or both ways."""
    named = {
        "choice": [one.conflict for one in file.choice],
        "source": [one.id for one in file.source],
        "rule": [one.id for one in file.rule],
        "tightened": [one.rule for one in file.tighten],
        "loosened": [one.rule for one in file.loosen],
        "limit": [one.constraint for one in file.limit],
    }
    for word, ids in named.items():
        for name, times in Counter(ids).items():
            if times > 1:
                yield f"{word}[{name}]", "stands twice", "keep one of them"
    for name in sorted(set(named["tightened"]) & set(named["loosened"])):
        yield f"loosened[{name}]", "is tightened and loosened at once", "keep one of them"


def source_problems(file: PolicyFile, content: Content) -> Iterator[Told]:
    """Finds a source that would stand in for one of the content's, or that nobody could look up."""
    for source in file.source:
        key = f"source[{source.id}]"
        if source.id in content.source:
            yield key, "has the id of a shipped source", "cite the shipped one, or give yours another id"
        if not (source.doi or source.url or source.note):
            yield key, "says nowhere where it can be read", "add doi, url, or a note that says where it lies"
        yield from ((key, *problem) for problem in problems_of("source", source, typed_tables(file, content)))


def rule_problems(file: PolicyFile, content: Content) -> Iterator[Told]:
    """Finds what is wrong with the clinic's own rules."""
    tables = typed_tables(file, content)
    for rule in file.rule:
        key = f"rule[{rule.id}]"
        if rule.id in content.contraindication:
            yield key, "has the id of a shipped rule", "a policy never edits the base"
        if rule.id in content.case_question:
            yield key, "has the id of a key of the case", "give it another id"
        if any(clause.layer in content.device for clause in rule.effect):
            yield (
                key,
                "acts in a device's layer",
                "a policy acts in the generic layer; labels speak for themselves",
            )
        yield from ((key, *problem) for problem in problems_of("contraindication", rule, tables))


def typed_tables(file: PolicyFile, content: Content) -> dict[str, Mapping[str, Any]]:
    """Gives the tables that references are checked against: the content's, with the policy's own beside them."""
    names = ("source", "conflict", "zone", "indication", "contraindication", "device")
    tables: dict[str, Mapping[str, Any]] = {name: getattr(content, name) for name in names}
    own_sources: dict[str, Source] = {one.id: one for one in file.source}
    own_rules = {one.id: one for one in file.rule}
    return tables | {
        "source": own_sources | dict(content.source),
        "contraindication": own_rules | dict(content.contraindication),
    }
