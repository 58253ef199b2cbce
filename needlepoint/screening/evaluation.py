"""Runs every rule once and keeps what each found, by layer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from needlepoint.protocols.model import Device
from needlepoint.screening.circumstances import GENERIC, Circumstances, on_day
from needlepoint.screening.computed import NO_LAYER, Calculated, calculated_of, calculated_on
from needlepoint.screening.instances import Instance, Reading
from needlepoint.screening.outcomes import Outcome, outcomes_of
from needlepoint.screening.readings import read
from needlepoint.screening.rulebook import RuleBook, rule_book
from needlepoint.screening.rules import RuleInForce
from needlepoint.vocabulary.reasons import SOFTNESS, Decision, Truth, hardest

ASLEEP = Reading(otherwise=Truth.NO)
NO_PARTNERS: Mapping[str, Truth] = MappingProxyType({})


class Evaluated(NamedTuple):
    """What one rule came to in one set of layers: its certain outcomes and, where open, what it could bring."""

    rule: RuleInForce
    reading: Reading
    outcomes: tuple[Outcome, ...] = ()
    possible: tuple[Outcome, ...] = ()
    is_unknown: bool = False
    could_bring: Decision = Decision.PROCEED

    @property
    def truth(self) -> Truth:
        """Says whether the rule is met."""
        if self.outcomes:
            return Truth.YES
        return Truth.UNKNOWN if self.is_open else Truth.NO

    @property
    def is_open(self) -> bool:
        """Says whether something about it is not known."""
        return self.is_unknown or bool(self.possible)

    @property
    def is_quiet(self) -> bool:
        """Says whether it neither does nor asks anything."""
        return not (self.outcomes or self.is_unknown or self.possible or self.reading.is_stale)


@dataclass(slots=True, eq=False)
class Evaluation:
    """Evaluates rules on demand; a rule that another one leans on is evaluated first, and none twice.

    awake : the rules that something bears on, in their order, but for the comparisons
    comparisons : the rules that are comparisons with labels alone, about which nobody has answered anything
    calculated : in which layers the calculations find or lack something
    """

    scene: Circumstances
    book: RuleBook
    awake: tuple[RuleInForce, ...]
    comparisons: tuple[RuleInForce, ...]
    calculated: Calculated
    kept: dict[tuple[str, str], Evaluated] = field(default_factory=dict)

    def generic(self, rule: RuleInForce) -> Evaluated:
        """Gives what a rule comes to without any device; what sleeps comes to nothing."""
        return self.of(rule, GENERIC, None) if rule in self.awake else Evaluated(rule, ASLEEP)

    def of(self, rule: RuleInForce, layer: str, device: Device | None) -> Evaluated:
        """Gives what a rule comes to in one layer."""
        key = (rule.id, layer)
        known = self.kept.get(key)
        if known is None:
            is_quiet = rule.may_be_silent and self.is_silent(rule, layer)
            known = Evaluated(rule, ASLEEP) if is_quiet else self.evaluate(rule, layer, device)
            self.kept[key] = known
        return known

    def is_silent(self, rule: RuleInForce, layer: str) -> bool:
        """Says whether a rule finds nothing and lacks nothing, before anything is built for it."""
        if rule.id in self.scene.facts.answers:
            return False
        if layer == GENERIC and rule.is_label_only:
            return True
        if not rule.calculations:  # it is asked where a label names it, and only where the country allows
            return not self.country_allows
        return not any(self.calculated.concerns(name, layer) for name in rule.calculations)

    def speaking(self) -> list[Evaluated]:
        """Gives what every rule that does or asks something comes to without any device."""
        return [one for rule in self.awake if not (one := self.of(rule, GENERIC, None)).is_quiet]

    def of_label(self, device: Device) -> list[Evaluated]:
        """Gives what one device's label adds: where something fires, or where only the label asks."""
        layer = device.id
        rules = [rule for rule in self.awake if layer in rule.layers and self.concerns(rule)]
        rules += [rule for rule in self.comparisons if layer in rule.layers]
        return [one for rule in rules if not (one := self.of(rule, layer, device)).is_quiet]

    def speaking_of(self, rule: RuleInForce, device: Device | None) -> list[Evaluated]:
        """Gives what one rule that does or asks something comes to, without any device and by a device's label."""
        is_compared = rule in self.comparisons
        found = [] if is_compared else [self.of(rule, GENERIC, None)]
        if device and device.id in rule.layers and (is_compared or self.concerns(rule)):
            found.append(self.of(rule, device.id, device))
        return [one for one in found if not one.is_quiet]

    def compared(self, decision: Decision) -> dict[str, Decision]:
        """Gives the devices whose label, compared with the case, makes a decision harder by calculation alone."""
        harder: dict[str, Decision] = {}
        if SOFTNESS[decision] <= SOFTNESS[self.book.hardest_compared]:
            return harder
        for rule in self.comparisons:
            for device in self.calculated.outside.get(rule.comparison, NO_LAYER) & rule.layers:
                harder[device] = hardest(rule.reach[device], harder.get(device, decision))
            for device in self.calculated.lacking.get(rule.comparison, NO_LAYER) & rule.layers:
                harder[device] = hardest(Decision.NEEDS_INFORMATION, harder.get(device, decision))
        return harder

    def added_by_labels(
        self, decision: Decision, harder: Mapping[str, Decision]
    ) -> Iterator[tuple[str, list[Evaluated]]]:
        """Gives what the rules awake, beside the comparisons, add for a device where a label could change its verdict.

        The device chosen is left out: what is decided for the day is its verdict.

        harder : the devices for which the comparisons alone make it harder
        """
        rules = [rule for rule in self.awake if rule.is_on_a_label]
        named = frozenset[str]().union(*[rule.layers for rule in rules])
        for name, device in self.scene.content.device.items() if rules else ():
            is_wanted = name in named and name != self.scene.facts.device
            if is_wanted and (found := self.hardening(harder.get(name, decision), device, rules)):
                yield name, found

    def hardening(self, decision: Decision, device: Device, rules: list[RuleInForce]) -> list[Evaluated]:
        """Gives of what these rules add for a label only what changes a decision or dates it, for a bare verdict."""
        found: list[Evaluated] = []
        for rule in rules:
            is_wanted = device.id in rule.layers and can_change(decision, rule, device.id)
            if is_wanted and self.concerns(rule):
                one = self.of(rule, device.id, device)
                found.append(one)
                decision = hardest(decision, *[o.effect for o in one.outcomes])
        return found

    def concerns(self, rule: RuleInForce) -> bool:
        """Says whether a label's clauses for a rule can matter: it fires, or it is open."""
        if rule.is_label_only:
            return True
        generic = self.generic(rule)
        return bool(generic.reading.instances) or generic.is_unknown

    def evaluate(self, rule: RuleInForce, layer: str, device: Device | None) -> Evaluated:
        """Reads a rule and lets its clauses of a layer act."""
        reading = self.reading(rule, device)
        found = self.outcomes(rule, layer, reading) if reading.instances else ()
        possible = tuple([o for o in found if not o.is_certain]) if found else ()
        certain = tuple([o for o in found if o.is_certain] if possible else found)
        is_unknown = self.is_open(rule, layer, reading, certain) and self.applies(rule, device)
        if not (is_unknown or possible):
            return Evaluated(rule, reading, certain)
        acting = [c.effect for c in rule.clauses.get(layer, ()) if is_unknown]
        could_bring = hardest(*acting, *(o.effect for o in possible))
        return Evaluated(rule, reading, certain, possible, is_unknown, could_bring)

    def outcomes(self, rule: RuleInForce, layer: str, reading: Reading) -> list[Outcome]:
        """Gives what the clauses of a layer do."""
        partners = self.partners(rule) if rule.leans_on else NO_PARTNERS
        found = outcomes_of(rule, layer, reading.instances, self.scene, partners)
        policy = self.scene.policy
        is_changed = layer == GENERIC and (policy.loosened or policy.tightened)
        return self.under_policy(found, rule) if is_changed else found

    def is_open(self, rule: RuleInForce, layer: str, reading: Reading, certain: tuple[Outcome, ...]) -> bool:
        """Says whether nobody has answered a rule where it may still act; a record elsewhere is no answer."""
        if layer != GENERIC and not rule.is_label_only:
            return self.generic(rule).is_unknown
        if reading.is_answered or reading.otherwise is not Truth.UNKNOWN:
            return False
        met_in = {zone for o in certain for zone in (o.zones or self.scene.planned)}
        return not met_in.issuperset(self.scene.planned)

    def reading(self, rule: RuleInForce, device: Device | None) -> Reading:
        """Reads a rule's facts; only calculated rules read differently for each device."""
        if device is not None and not (rule.calculations or rule.is_label_only):
            return self.generic(rule).reading
        return read(rule, self.scene, device, [*self.from_other_rules(rule)] if rule.fired_by else [])

    def from_other_rules(self, rule: RuleInForce) -> Iterator[Instance]:
        """Gives what other rules that are met contribute to this one."""
        for trigger, name in rule.fired_by:
            other = self.book.by_id[name]
            if self.generic(other).outcomes:
                yield Instance(origin="rule", detail=trigger.detail, names=other.written.name)

    def partners(self, rule: RuleInForce) -> dict[str, Truth]:
        """Says of every rule that a clause leans on whether it is met."""
        return {name: self.generic(self.book.by_id[name]).truth for name in rule.leans_on}

    def under_policy(self, found: list[Outcome], rule: RuleInForce) -> list[Outcome]:
        """Lets the policy soften or harden what the generic layer found; a hold that it lengthened is the policy's."""
        loosened = self.scene.policy.loosened.get(rule.id)
        tightened = self.scene.policy.tightened.get(rule.id)
        if not (loosened or tightened):
            return found
        changed: list[Outcome] = []
        for outcome in found:
            is_longer = tightened and tightened.is_hold_of(outcome.clause.clause)
            outcome = outcome._replace(layer="policy") if is_longer else outcome
            softer = loosened and SOFTNESS[outcome.effect] < SOFTNESS[loosened.effect]
            changed.append(outcome._replace(effect=loosened.effect) if loosened and softer else outcome)
            harder = tightened.effect if tightened else None
            if harder and SOFTNESS[outcome.effect] > SOFTNESS[harder]:
                changed.append(outcome._replace(layer="policy", effect=harder, until=None))
        return changed

    def applies(self, rule: RuleInForce, device: Device | None) -> bool:
        """Says whether a rule that nothing fires is a question at all for this person and this device."""
        written = rule.written
        if rule.is_never_asked:
            return False
        if written.follows:
            return bool(self.fired(written.follows))
        if written.asked_if == "can-be-pregnant":
            return self.scene.can_be_pregnant is not Truth.NO
        if written.asked_if == "label-names-it-and-country-allows":
            return self.may_be_asked(rule, device)
        return True

    def fired(self, name: str) -> tuple[Instance, ...]:
        """Gives the certain instances of a rule, wherever they are."""
        return tuple(i for i in self.generic(self.book.by_id[name]).reading.instances if i.is_certain)

    def may_be_asked(self, rule: RuleInForce, device: Device | None) -> bool:
        """Says whether this device's label names the rule and the clinic's country allows to ask."""
        is_named = device is not None and device.id in rule.layers
        return is_named and self.country_allows

    @property
    def country_allows(self) -> bool:
        """Says whether the clinic's country allows to ask what only a label wants to know."""
        country = self.scene.country
        return country is not None and country.may_ask_blood_borne_virus

    def turning(self) -> tuple[list[RuleInForce], dict[tuple[str, str], Evaluated]]:
        """Gives the rules that may turn by the calendar alone, and what is the same on every day."""
        turning = {one.rule: None for one in self.kept.values() if self.is_dated(one)}
        return [*turning], {key: one for key, one in self.kept.items() if one.rule not in turning}

    def hardest_by(self, rule: RuleInForce) -> Decision:
        """Gives the hardest that a rule could make of a decision."""
        return Decision.DECLINE if rule.id in self.scene.policy.tightened else rule.hardest

    def is_dated(self, one: Evaluated) -> bool:
        """Says whether what a rule comes to may change by the calendar alone."""
        answers = self.scene.facts.answers.get(one.rule.id, ())
        if one.rule.may_turn or any(answer.as_of for answer in answers):
            return True
        return any(instance.origin in ("event", "medicine") for instance in one.reading.instances)


def can_change(decision: Decision, rule: RuleInForce, layer: str) -> bool:
    """Says whether a label's clauses for a rule could harden a decision, or date it."""
    reach = rule.reach.get(layer)
    hard_enough = SOFTNESS[decision]
    return (
        reach is None or SOFTNESS[reach] < hard_enough or SOFTNESS[Decision.NEEDS_INFORMATION] < hard_enough
    )


def evaluation_of(scene: Circumstances) -> Evaluation:
    """Opens an evaluation of the rules in force."""
    book, calculated = rule_book(scene.content, scene.policy), calculated_of(scene)
    awake, answers = book.awake(scene, calculated), scene.facts.answers
    comparisons = [rule for rule in awake if rule.comparison and rule.id not in answers]
    others = [rule for rule in awake if rule not in comparisons] if comparisons else awake
    return Evaluation(scene, book, tuple(others), tuple(comparisons), calculated)


def evaluation_on(day: date, known: Evaluation, lasting: Mapping[tuple[str, str], Evaluated]) -> Evaluation:
    """Opens the same evaluation on another day.

    No rule wakes or sleeps by the calendar alone, and what has no date is not evaluated again: its effects are
    the same, though a date that it gives may be of the first day.
    """
    scene = on_day(known.scene, day)
    calculated = calculated_on(scene, known.calculated)
    return Evaluation(scene, known.book, known.awake, known.comparisons, calculated, {**lasting})
