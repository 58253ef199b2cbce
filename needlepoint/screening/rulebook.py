"""The rules in force, sorted once, so that one decision only looks at the rules that something bears on.

Most rules of most cases are plainly denied and nothing recorded touches them. Such a rule sleeps: what it comes
to is known without reading it. Sleeping changes the cost of a decision and never its value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.protocols.model import Clause, Content, Contraindication
from needlepoint.screening.circumstances import Circumstances
from needlepoint.vocabulary.patient import PLAIN_ANSWERS

GENERIC = "generic"
PLAIN_NO = PLAIN_ANSWERS["no"]
LISTS = ("medicines", "events", "allergies")


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A rule that may sleep. `settling` names the complete lists that deny it where nobody was asked."""

    rule: Contraindication
    settling: frozenset[str] | None


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The rules in force, each with its clauses by layer, and what wakes those that may sleep."""

    rules: tuple[Contraindication, ...]
    by_id: dict[str, Contraindication]
    clauses: dict[tuple[str, str], tuple[Clause, ...]]
    of_device: dict[str, tuple[Contraindication, ...]]
    label_only: frozenset[str]
    calculated: frozenset[str]
    sleepers: tuple[Sleeper, ...]
    woken_by: dict[tuple[str, str], frozenset[str]]

    def asleep(self, scene: Circumstances) -> frozenset[str]:
        """Gives the rules that nothing bears on and that are plainly denied."""
        woken = {rule for key in recorded(scene) for rule in self.woken_by.get(key, ())}
        known = known_lists(scene)
        answers = scene.facts.answers
        return frozenset(
            one.rule.id
            for one in self.sleepers
            if one.rule.id not in woken and is_denied(answers.get(one.rule.id), one, known)
        )


def is_denied(answers: object, sleeper: Sleeper, known: frozenset[str]) -> bool:
    """Says whether a plain "no" of today, or complete lists, deny a rule."""
    if answers is None:
        return sleeper.settling is not None and sleeper.settling <= known
    return answers is PLAIN_NO


def recorded(scene: Circumstances) -> Iterator[tuple[str, str]]:
    """Names what a case records, as triggers name it."""
    for medicine in scene.medicines:
        yield from (("medicines", group) for group in medicine.groups)
    for event in scene.facts.events or ():
        yield "events", event.kind
    for allergy in scene.allergies:
        yield from (("allergies", group) for group in allergy.groups)


def known_lists(scene: Circumstances) -> frozenset[str]:
    """Names the lists of which nothing is missing."""
    if not scene.facts.lists_are_complete:
        return frozenset()
    return frozenset(name for name in LISTS if getattr(scene.facts, name) is not None)


@lru_cache(maxsize=32)
def rule_book(content: Content, own_rules: tuple[Contraindication, ...]) -> RuleBook:
    """Sorts the rules of a content and of a policy's own, once."""
    rules = (*content.contraindication.values(), *own_rules)
    clauses: dict[tuple[str, str], list[Clause]] = {}
    for rule in rules:
        for clause in rule.effect:
            clauses.setdefault((rule.id, clause.layer), []).append(clause)
    return RuleBook(
        rules=rules,
        by_id={rule.id: rule for rule in rules},
        clauses={key: tuple(found) for key, found in clauses.items()},
        of_device={d: tuple(r for r in rules if (r.id, d) in clauses) for d in content.device},
        label_only=frozenset(r.id for r in rules if (r.id, GENERIC) not in clauses),
        calculated=frozenset(r.id for r in rules if any(t.computed for t in r.trigger)),
        sleepers=tuple(Sleeper(r, settling_lists(r)) for r in rules if may_sleep(r)),
        woken_by=wakers(rules),
    )


def may_sleep(rule: Contraindication) -> bool:
    """Says whether nothing but answers and recorded lists bears on a rule."""
    if rule.follows or rule.asked_if or rule.no_counts_only_by_doctor_before:
        return False
    return all(t.medicines or t.events or t.allergies for t in rule.trigger)


def settling_lists(rule: Contraindication) -> frozenset[str] | None:
    """Names the lists that deny a rule when they are complete and silent; None where somebody must be asked."""
    counting = [t for t in rule.trigger if t.settles or not rule.is_asked]
    if not counting:
        return None
    return frozenset(name for t in counting for name in LISTS if getattr(t, name))


def wakers(rules: tuple[Contraindication, ...]) -> dict[tuple[str, str], frozenset[str]]:
    """Says which recorded thing wakes which rules."""
    found: dict[tuple[str, str], set[str]] = {}
    for rule in rules:
        for trigger in rule.trigger:
            for name in LISTS:
                for group in getattr(trigger, name):
                    found.setdefault((name, group), set()).add(rule.id)
    return {key: frozenset(ids) for key, ids in found.items()}
