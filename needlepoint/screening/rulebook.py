"""The rules in force, sorted once, so that one decision only looks at the rules that something bears on.

Most rules of most cases are plainly denied and nothing recorded touches them. Such a rule sleeps: what it comes
to is known without reading it. Sleeping changes the cost of a decision and never its value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.protocols.model import Clause, Content, Contraindication
from needlepoint.screening.circumstances import Circumstances, is_unplanned
from needlepoint.vocabulary.patient import PLAIN_ANSWERS
from needlepoint.vocabulary.reasons import Decision, hardest

GENERIC = "generic"
PLAIN_NO = PLAIN_ANSWERS["no"]
LISTS = ("medicines", "events", "allergies")
WAKING = (*LISTS, "indications", "zones", "phototypes")


@dataclass(frozen=True, slots=True)
class Sleeper:
    """What a rule that is denied needs besides, to sleep.

    needs : what must be known in any case
    leans_on : the rules that must sleep too, because they fire it or open its question
    woken_before : the indications before which a plain "no" does not count
    """

    rule: str
    needs: frozenset[str]
    leans_on: frozenset[str]
    woken_before: frozenset[str]

    @property
    def is_light(self) -> bool:
        """Says whether being denied is all that it needs."""
        return not (self.needs or self.leans_on or self.woken_before)

    def lies_still(self, asleep: set[str], known: frozenset[str], planned: set[str]) -> bool:
        """Says whether nothing else stirs it."""
        return self.needs <= known and self.leans_on <= asleep and self.woken_before.isdisjoint(planned)


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The rules in force, each with its clauses by layer, and what wakes those that may sleep."""

    rules: tuple[Contraindication, ...]
    by_id: dict[str, Contraindication]
    clauses: dict[tuple[str, str], tuple[Clause, ...]]
    of_device: dict[str, tuple[Contraindication, ...]]
    label_only: frozenset[str]
    calculated: frozenset[str]
    light_sleepers: frozenset[str]
    sleepers: tuple[Sleeper, ...]
    settling: dict[str, frozenset[str]]
    woken_by: dict[tuple[str, str], frozenset[str]]
    reach: dict[tuple[str, str], Decision]

    def asleep(self, scene: Circumstances) -> frozenset[str]:
        """Gives the rules that nothing bears on and that are plainly denied."""
        answers = scene.facts.answers
        denied = {rule for rule, said in answers.items() if said is PLAIN_NO}
        denied |= self.settled(scene)
        denied.difference_update(*(self.woken_by.get(key, ()) for key in recorded(scene)))
        found = denied & self.light_sleepers
        known = completely_known(scene)
        planned = {concern.indication for concern in scene.facts.concerns or ()}
        for one in self.sleepers:
            if one.rule in denied and one.lies_still(found, known, planned):
                found.add(one.rule)
        return frozenset(found)

    def settled(self, scene: Circumstances) -> set[str]:
        """Gives the rules that nobody answered and that complete lists deny."""
        answers = scene.facts.answers
        known = completely_known(scene)
        return {rule for rule, lists in self.settling.items() if rule not in answers and lists <= known}


def recorded(scene: Circumstances) -> Iterator[tuple[str, str]]:
    """Names what a case records, as triggers name it."""
    for medicine in scene.medicines:
        yield from (("medicines", group) for group in medicine.groups)
    for event in scene.facts.events or ():
        yield "events", event.kind
    for allergy in scene.allergies:
        yield from (("allergies", group) for group in allergy.groups)
    yield from (("indications", concern.indication) for concern in scene.facts.concerns or ())
    yield from (("zones", zone) for zone in scene.planned)
    if scene.facts.patient.phototype:
        yield "phototypes", scene.facts.patient.phototype


def completely_known(scene: Circumstances) -> frozenset[str]:
    """Names the lists of which nothing is missing, and what of the plan and the person is known."""
    facts = scene.facts
    complete = [name for name in LISTS if facts.lists_are_complete and getattr(facts, name) is not None]
    planned = [] if is_unplanned(facts) else ["zones"]
    return frozenset([*complete, *planned, *(["phototypes"] if facts.patient.phototype else [])])


@lru_cache(maxsize=32)
def rule_book(content: Content, own_rules: tuple[Contraindication, ...]) -> RuleBook:
    """Sorts the rules of a content and of a policy's own, once."""
    rules = (*content.contraindication.values(), *own_rules)
    sleepers = [sleeper_of(rule) for rule in rules if may_sleep(rule)]
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
        light_sleepers=frozenset(one.rule for one in sleepers if one.is_light),
        sleepers=tuple(sorted((s for s in sleepers if not s.is_light), key=lambda one: len(one.leans_on))),
        settling={r.id: lists for r in rules if may_sleep(r) and (lists := settling(r)) is not None},
        woken_by=wakers(rules),
        reach={key: reach for key, found in clauses.items() if (reach := reach_of(found)) is not None},
    )


def reach_of(clauses: list[Clause]) -> Decision | None:
    """Gives the hardest effect of clauses that never defer; None where one does, because its dates count too."""
    effects = [clause.effect for clause in clauses]
    return None if Decision.DEFER in effects else hardest(*effects)


def may_sleep(rule: Contraindication) -> bool:
    """Says whether nothing is calculated for a rule."""
    return not any(trigger.computed for trigger in rule.trigger)


def sleeper_of(rule: Contraindication) -> Sleeper:
    """Says what a rule needs besides being denied."""
    fired_by = {name for trigger in rule.trigger for name in trigger.rules}
    return Sleeper(
        rule=rule.id,
        needs=frozenset(
            name for name in ("zones", "phototypes") if any(getattr(t, name) for t in rule.trigger)
        ),
        leans_on=frozenset(fired_by | ({rule.follows} if rule.follows else set())),
        woken_before=frozenset(rule.no_counts_only_by_doctor_before),
    )


def settling(rule: Contraindication) -> frozenset[str] | None:
    """Names the lists that deny a rule when they are complete and silent; None where somebody must be asked."""
    if rule.follows:
        return frozenset()
    counting = [t for t in rule.trigger if t.settles or not rule.is_asked]
    if not counting:
        return None
    return frozenset(name for t in counting for name in LISTS if getattr(t, name))


def wakers(rules: tuple[Contraindication, ...]) -> dict[tuple[str, str], frozenset[str]]:
    """Says which recorded thing wakes which rules."""
    found: dict[tuple[str, str], set[str]] = {}
    for rule in rules:
        for trigger in rule.trigger:
            for name in WAKING:
                for group in getattr(trigger, name):
                    found.setdefault((name, group), set()).add(rule.id)
    return {key: frozenset(ids) for key, ids in found.items()}
