"""The rules in force, sorted once, so that one decision only looks at the rules that something bears on.

Most rules of most cases are plainly denied and nothing recorded touches them. Such a rule sleeps: what it comes
to is known without reading it. Sleeping changes the cost of a decision and never its value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from needlepoint.protocols.model import Content, Contraindication
from needlepoint.protocols.policy import Policy
from needlepoint.screening.circumstances import LISTS, Circumstances
from needlepoint.screening.computed import Calculated
from needlepoint.screening.rules import RuleInForce, rule_in_force
from needlepoint.vocabulary.patient import PLAIN_ANSWERS
from needlepoint.vocabulary.reasons import Decision, hardest

PLAIN_NO = PLAIN_ANSWERS["no"]
WAKING = (*LISTS, "indications", "zones", "phototypes")
NOBODY: frozenset[str] = frozenset()
PLACE = attrgetter("place")


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The rules in force in their order, and what wakes those that may sleep.

    hardest_compared : the most that a mere comparison with a label does
    restless : the rules that never sleep, because something is calculated for them beside other triggers
    settling : the lists that deny a rule about which nobody was asked, when they are complete and silent
    needing : what of the plan and the person must be known for a rule to sleep
    leaning : the rules that lean on others, with all that these lean on in turn
    woken_by : the rules that a recorded thing or a calculation wakes
    """

    rules: tuple[RuleInForce, ...]
    by_id: Mapping[str, RuleInForce]
    names: tuple[str, ...]
    ids: frozenset[str]
    hardest_compared: Decision
    restless: frozenset[str]
    settling: Mapping[str, frozenset[str]]
    needing: Mapping[str, frozenset[str]]
    leaning: Mapping[str, frozenset[str]]
    woken_by: Mapping[tuple[str, str], frozenset[str]]

    def awake(self, scene: Circumstances, calculated: Calculated) -> tuple[RuleInForce, ...]:
        """Gives the rules that something bears on, or that nobody has plainly denied, in their order."""
        answers = scene.facts.answers
        stirring, unsettled = stirred_and_unsettled(self, scene.known)
        awake = {*stirring, *unsettled.difference(answers)}
        awake |= self.ids.intersection([rule for rule, said in answers.items() if said is not PLAIN_NO])
        for key in (*recorded(scene), *[("computed", name) for name in calculated.speaking()]):
            awake |= self.woken_by.get(key, NOBODY)
        awake.update([rule for rule, others in self.leaning.items() if not others.isdisjoint(awake)])
        return tuple(sorted([self.by_id[name] for name in awake], key=PLACE))


@lru_cache(maxsize=1024)
def stirred_and_unsettled(book: RuleBook, known: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Gives the rules that are awake by what is not known, and those that need an answer in spite of what is."""
    needing = {rule for rule, needs in book.needing.items() if not needs <= known}
    settled = [rule for rule, lists in book.settling.items() if lists <= known]
    return book.restless | needing, book.ids.difference(settled)


def recorded(scene: Circumstances) -> Iterator[tuple[str, str]]:
    """Names what a case records, as triggers name it."""
    for medicine in scene.medicines:
        for group in medicine.groups:
            yield "medicines", group
    for event in scene.facts.events or ():
        yield "events", event.kind
    for allergy in scene.allergies:
        for group in allergy.groups:
            yield "allergies", group
    for indication in scene.indications:
        yield "indications", indication
    for zone in scene.planned:
        yield "zones", zone
    if scene.facts.patient.phototype:
        yield "phototypes", scene.facts.patient.phototype


def rule_book(content: Content, policy: Policy) -> RuleBook:
    """Gives the rules of a content as a policy follows them, sorted once."""
    return sorted_once(content, tuple(policy.choices.items()), policy.own_rules)


@lru_cache(maxsize=32)
def sorted_once(
    content: Content, choices: tuple[tuple[str, str], ...], own_rules: tuple[Contraindication, ...]
) -> RuleBook:
    """Sorts the rules by all that they depend on of a policy: the sides that it follows, and its own rules."""
    policy = Policy(choices=dict(choices), own_rules=own_rules)
    written = (*content.contraindication.values(), *own_rules)
    rules = tuple(rule_in_force(place, rule, content, policy) for place, rule in enumerate(written))
    sleepers = [rule for rule in written if may_sleep(rule)]
    return RuleBook(
        rules=rules,
        by_id={rule.id: rule for rule in rules},
        names=tuple(rule.id for rule in rules),
        ids=frozenset(rule.id for rule in rules),
        hardest_compared=hardest(
            Decision.NEEDS_INFORMATION, *(e for r in rules if r.comparison for e in r.reach.values())
        ),
        restless=frozenset(r.id for r in written if not may_sleep(r)),
        settling={r.id: lists for r in sleepers if (lists := settling(r)) is not None},
        needing={r.id: needs for r in sleepers if (needs := needed_by(r))},
        leaning=all_leaned_on({r.id: leaned_on(r) for r in sleepers}),
        woken_by=wakers(written),
    )


def may_sleep(rule: Contraindication) -> bool:
    """Says whether all that can wake a rule is named by a key: where something is calculated, nothing else fires it."""
    computed = [trigger for trigger in rule.trigger if trigger.computed]
    return len(computed) in (0, len(rule.trigger))


def needed_by(rule: Contraindication) -> frozenset[str]:
    """Names what of the plan and the person must be known for a rule to sleep."""
    return frozenset(name for name in ("zones", "phototypes") if any(getattr(t, name) for t in rule.trigger))


def leaned_on(rule: Contraindication) -> frozenset[str]:
    """Names the rules that must sleep too, because they fire a rule or open its question."""
    fired_by = {name for trigger in rule.trigger for name in trigger.rules}
    return frozenset(fired_by | ({rule.follows} if rule.follows else set()))


def all_leaned_on(leaning: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Adds to what each rule leans on what that leans on in turn."""
    found: dict[str, frozenset[str]] = {}
    for rule, others in leaning.items():
        reached, fresh = frozenset[str](), others
        while fresh:
            reached |= fresh
            fresh = frozenset[str]().union(*[leaning.get(one, NOBODY) for one in fresh]) - reached
        if reached:
            found[rule] = reached
    return found


def settling(rule: Contraindication) -> frozenset[str] | None:
    """Names the lists that deny a rule when they are complete and silent; None where somebody must be asked."""
    if rule.follows:
        return frozenset()
    counting = [t for t in rule.trigger if t.settles or not rule.is_asked]
    if not counting:
        return None
    return frozenset(name for t in counting for name in LISTS if getattr(t, name))


def wakers(rules: tuple[Contraindication, ...]) -> dict[tuple[str, str], frozenset[str]]:
    """Says which recorded thing, or which calculation, wakes which rules."""
    found: dict[tuple[str, str], set[str]] = {}
    for rule in rules:
        for indication in rule.no_counts_only_by_doctor_before:
            found.setdefault(("indications", indication), set()).add(rule.id)
        for trigger in rule.trigger:
            if trigger.computed:
                found.setdefault(("computed", trigger.computed), set()).add(rule.id)
            for name in WAKING:
                for group in getattr(trigger, name):
                    found.setdefault((name, group), set()).add(rule.id)
    return {key: frozenset(ids) for key, ids in found.items()}
