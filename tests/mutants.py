"""Rules that are wrong by one step, one wrong thing each: a vignette of the rule must notice every one of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from needlepoint.protocols.model import Clause, Conflict, Content, Contraindication
from needlepoint.screening.recognition import known_allergy, known_medicine
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import Decision

LADDER = (Decision.PROCEED_WITH_PRECAUTIONS, Decision.DEFER, Decision.REFER, Decision.DECLINE)
# What a clause may be narrowed by; without it the clause acts more often.
CONDITIONS = ("details", "planned_zones", "indications", "except_indications", "with_rule", "side")
OTHER_PLACE: dict[str, Literal["here", "anywhere"]] = {
    "here": "anywhere",
    "elsewhere": "anywhere",
    "anywhere": "here",
}
# The step of an answer's validity, and of a time.
DAY = 1
MAX_DAYS = 10_000


@dataclass(frozen=True)
class Mutant:
    """One wrong thing in words, and the content that has it."""

    words: str
    content: Content


def named_only(content: Content, cases: list[Facts]) -> Content:
    """Leaves out the names that no case names, so that a content is made quickly; every case comes out as before."""
    drugs = {
        ingredient
        for facts in cases
        for medicine in facts.medicines or ()
        if (known := known_medicine(medicine, content))
        for ingredient in known.ingredients
    }
    groups = {
        group
        for facts in cases
        for allergy in facts.allergies or ()
        if (knows := known_allergy(allergy, content))
        for group in knows.groups | {"none"}
    }
    return replace(
        content,
        medicine={name: one for name, one in content.medicine.items() if name in drugs},
        allergen={name: one for name, one in content.allergen.items() if one.group in groups},
    )


def mutants_of(rule: Contraindication, content: Content) -> Iterator[Mutant]:
    """Gives every content in which this rule is wrong by one step."""
    for words, changed in changed_rules(rule):
        yield Mutant(words, replace(content, contraindication={**content.contraindication, rule.id: changed}))
    if rule.conflict:
        is_timed = any(clause.hold and clause.hold.conflict for clause in rule.effect)
        for words, conflict in changed_conflicts(content.conflict[rule.conflict], is_timed):
            yield Mutant(words, replace(content, conflict={**content.conflict, conflict.id: conflict}))


def changed_rules(rule: Contraindication) -> Iterator[tuple[str, Contraindication]]:
    """Changes the rule itself, and each of its clauses and triggers."""
    for place, clause in enumerate(rule.effect):
        for words, changed in changed_clauses(clause, rule):
            effect = (*rule.effect[:place], *changed, *rule.effect[place + 1 :])
            yield f"effect {place} ({clause.layer}, {clause.effect}): {words}", replace(rule, effect=effect)
    for place in range(len(rule.trigger)):
        yield (
            f"trigger {place}: gone",
            replace(rule, trigger=rule.trigger[:place] + rule.trigger[place + 1 :]),
        )
    for key, value in other_values(rule).items():
        yield f"{key}: {value}", replace(rule, **{key: value})


def other_values(rule: Contraindication) -> dict[str, Any]:
    """Gives another value for what a rule says of itself; that somebody must look is only taken away."""
    others: dict[str, Any] = {"acts_on": "both" if rule.acts_on == "day" else "day"}
    if rule.is_asked and rule.exam:
        others["exam"] = False
    if rule.valid_for_days is not None:
        others["valid_for_days"] = rule.valid_for_days + DAY
    return others


def changed_clauses(clause: Clause, rule: Contraindication) -> Iterator[tuple[str, tuple[Clause, ...]]]:
    """Makes a clause harder, softer, longer, shorter, earlier, elsewhere, or narrowed by less."""
    yield from changed_effects(clause)
    place = clause.where or ("here" if rule.scope == "area" else "anywhere")
    if place != "anywhere" or rule.scope == "area":
        yield f"{OTHER_PLACE[place]}, not {place}", (replace(clause, where=OTHER_PLACE[place]),)
    for key in CONDITIONS if is_heard(clause, rule) else ():
        if getattr(clause, key):
            yield f"without {key}", (replace(clause, **{key: None if key in ("with_rule", "side") else ()}),)
    if clause.hold and clause.hold.span:
        for words, span in changed_spans(clause.hold.span):
            yield f"holds {words}", (replace(clause, hold=replace(clause.hold, span=span)),)
    if clause.before:
        for words, span in changed_spans(clause.before):
            yield f"before, {words}", (replace(clause, before=span),)


def is_heard(clause: Clause, rule: Contraindication) -> bool:
    """Says whether a clause that acts more often would be heard; the softest of a layer never is."""
    beside = [one for one in rule.effect if one.layer == clause.layer]
    return len(beside) == 1 or weight(clause) > min(weight(one) for one in beside)


def weight(clause: Clause) -> tuple[int, int]:
    """Weighs an effect, then its time; what has no date of its own outlasts what has one."""
    days = MAX_DAYS
    if clause.hold:
        span = clause.hold.span or Span()
        days = span.days + 7 * span.weeks + 30 * span.months
    return LADDER.index(clause.effect), days


def changed_effects(clause: Clause) -> Iterator[tuple[str, tuple[Clause, ...]]]:
    """Makes the effect one step harder and one softer; softer than a precaution is nothing."""
    rung = LADDER.index(clause.effect)
    if rung + 1 < len(LADDER):
        yield f"{LADDER[rung + 1]} instead", (replace(clause, effect=LADDER[rung + 1]),)
    yield (
        ("gone", ())
        if rung == 0
        else (f"{LADDER[rung - 1]} instead", (replace(clause, effect=LADDER[rung - 1]),))
    )


def changed_spans(span: Span) -> Iterator[tuple[str, Span]]:
    """Makes a time a day longer and a day shorter."""
    yield "a day longer", replace(span, days=span.days + DAY)
    yield "a day shorter", replace(span, days=span.days - DAY)


def changed_conflicts(conflict: Conflict, is_timed: bool) -> Iterator[tuple[str, Conflict]]:
    """Ships each other side; where a rule takes its time from the side, makes it a day longer and a day shorter."""
    for place, side in enumerate(conflict.side):
        if side.id != conflict.default:
            yield f"{side.id} shipped", replace(conflict, default=side.id)
        for words, span in changed_spans(side.hold) if is_timed and side.hold else ():
            sides = (*conflict.side[:place], replace(side, hold=span), *conflict.side[place + 1 :])
            yield f"{conflict.id}:{side.id} {words}", replace(conflict, side=sides)
