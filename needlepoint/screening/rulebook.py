"""The rules in force, sorted once, so that one decision only looks at the rules that something bears on.

Most rules of most cases are plainly denied and nothing recorded touches them. Such a rule sleeps: what it comes
to is known without reading it. Sleeping changes the cost of a decision and never its value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.protocols.model import Content, Contraindication
from needlepoint.protocols.policy import Policy
from needlepoint.screening.circumstances import LISTS, Circumstances
from needlepoint.screening.rules import RuleInForce, rule_in_force
from needlepoint.vocabulary.patient import PLAIN_ANSWERS
from needlepoint.vocabulary.reasons import Decision, hardest

PLAIN_NO = PLAIN_ANSWERS["no"]
WAKING = (*LISTS, "indications", "zones", "phototypes")
NOBODY: frozenset[str] = frozenset()


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

    def lies_still(self, awake: set[str], known: frozenset[str], planned: frozenset[str]) -> bool:
        """Says whether nothing else stirs it."""
        is_known = self.needs <= known
        return is_known and self.leans_on.isdisjoint(awake) and self.woken_before.isdisjoint(planned)


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The rules in force in their order, and what wakes those that may sleep.

    compared : the rules that are only a comparison with a label; `hardest_compared` is the most that they do
    restless : the calculated rules, which never sleep
    sleepers : the rules that need more than a denial to sleep, those that lean on others last
    """

    rules: tuple[RuleInForce, ...]
    by_id: Mapping[str, RuleInForce]
    ids: frozenset[str]
    compared: tuple[RuleInForce, ...]
    hardest_compared: Decision
    restless: frozenset[str]
    sleepers: tuple[Sleeper, ...]
    settling: Mapping[str, frozenset[str]]
    woken_by: Mapping[tuple[str, str], frozenset[str]]

    def awake(self, scene: Circumstances) -> set[str]:
        """Gives the rules that something bears on, or that nobody has plainly denied."""
        stirring = set(self.not_denied(scene))
        for key in recorded(scene):
            stirring |= self.woken_by.get(key, NOBODY)
        restless = [one for one in self.sleepers if one.rule not in stirring]
        awake = stirring.union([one.rule for one in restless])
        for one in restless:
            if one.lies_still(awake, scene.known, scene.indications):
                awake.remove(one.rule)
        return awake

    def not_denied(self, scene: Circumstances) -> frozenset[str]:
        """Gives the rules that are neither answered with a plain no nor denied by complete and silent lists."""
        answers = scene.facts.answers
        left = self.ids.difference([rule for rule, said in answers.items() if said is PLAIN_NO])
        unasked = [rule for rule in left if rule not in answers]
        settled = [r for r in unasked if r in self.settling and self.settling[r] <= scene.known]
        return left.difference(settled).union(self.restless)


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
    sleepers = [sleeper_of(rule) for rule in written if may_sleep(rule)]
    heavy = (one for one in sleepers if not one.is_light)
    return RuleBook(
        rules=rules,
        by_id={rule.id: rule for rule in rules},
        ids=frozenset(rule.id for rule in rules),
        compared=tuple(rule for rule in rules if rule.comparison),
        hardest_compared=hardest(
            Decision.NEEDS_INFORMATION, *(e for r in rules if r.comparison for e in r.reach.values())
        ),
        restless=frozenset(r.id for r in rules if r.is_calculated),
        sleepers=tuple(sorted(heavy, key=lambda one: len(one.leans_on))),
        settling={r.id: lists for r in written if may_sleep(r) and (lists := settling(r)) is not None},
        woken_by=wakers(written),
    )


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
