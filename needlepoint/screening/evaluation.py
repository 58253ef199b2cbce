"""Runs every rule once and keeps what each found, by layer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from needlepoint.protocols.model import Device
from needlepoint.screening.circumstances import Circumstances
from needlepoint.screening.computed import (
    NO_DEVICE,
    Labels,
    computed_instances,
    computed_unknowns,
    labels_of_case,
)
from needlepoint.screening.instances import Instance, Reading
from needlepoint.screening.outcomes import Outcome, outcomes_of
from needlepoint.screening.readings import read
from needlepoint.screening.rulebook import RuleBook, rule_book
from needlepoint.screening.rules import GENERIC, RuleInForce
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

    awake : the rules that something bears on, in their order
    labels : what the calculated rules find and lack, for every device
    """

    scene: Circumstances
    book: RuleBook
    awake: tuple[RuleInForce, ...]
    labels: Labels
    kept: dict[tuple[str, str], Evaluated] = field(default_factory=dict)

    def generic(self, rule: RuleInForce) -> Evaluated:
        """Gives what a rule comes to without any device."""
        return self.of(rule, GENERIC, None)

    def of(self, rule: RuleInForce, layer: str, device: Device | None) -> Evaluated:
        """Gives what a rule comes to in one layer."""
        key = (rule.id, layer)
        known = self.kept.get(key)
        if known is None:
            is_quiet = rule not in self.awake or self.is_silent(rule, device)
            known = Evaluated(rule, ASLEEP) if is_quiet else self.evaluate(rule, layer, device)
            self.kept[key] = known
        return known

    def is_silent(self, rule: RuleInForce, device: Device | None) -> bool:
        """Says whether a rule finds nothing and lacks nothing, before anything is built for it."""
        if not (rule.is_calculated or rule.is_left_to_labels) or rule.id in self.scene.facts.answers:
            return False
        if device is None and rule.is_label_only:
            return True
        computed = [t.computed for t in rule.written.trigger if t.computed]
        return bool(computed) and not any(self.is_calculated_for(name, device) for name in computed)

    def is_calculated_for(self, name: str, device: Device | None) -> bool:
        """Says whether a calculation finds or lacks anything."""
        if device is not None and name in self.labels.outside:
            return self.labels.concerns(name, device.id)
        found = any(True for _ in computed_instances(name, self.scene, device))
        return found or bool(computed_unknowns(name, self.scene, device))

    def speaking(self) -> list[Evaluated]:
        """Gives what every rule that does or asks something comes to without any device."""
        evaluated = [self.generic(rule) for rule in self.awake if not self.is_comparison(rule)]
        return [one for one in evaluated if not one.is_quiet]

    def of_label(self, device: Device) -> list[Evaluated]:
        """Gives what one device's label adds: where something fires, or where only the label asks."""
        rules = [rule for rule in self.awake if device.id in rule.layers and self.concerns(rule)]
        evaluated = [self.of(rule, device.id, device) for rule in rules]
        return [one for one in evaluated if not one.is_quiet]

    def compared(self, decision: Decision) -> dict[str, Decision]:
        """Gives the devices whose label, compared with the case, makes a decision harder by calculation alone."""
        harder: dict[str, Decision] = {}
        if SOFTNESS[decision] <= SOFTNESS[self.book.hardest_compared]:
            return harder
        for rule in self.book.compared:
            if not self.is_comparison(rule):
                continue
            for device in self.labels.outside.get(rule.comparison, NO_DEVICE) & rule.layers:
                harder[device] = hardest(rule.reach[device], harder.get(device, decision))
            for device in self.labels.lacking.get(rule.comparison, NO_DEVICE) & rule.layers:
                harder[device] = hardest(Decision.NEEDS_INFORMATION, harder.get(device, decision))
        return harder

    def is_comparison(self, rule: RuleInForce) -> bool:
        """Says whether a rule is a comparison with labels alone, about which nobody has answered anything."""
        return bool(rule.comparison) and rule.id not in self.scene.facts.answers

    def named_by_labels(self) -> list[RuleInForce]:
        """Gives the rules awake, beside the comparisons, that some device's label adds to."""
        return [rule for rule in self.awake if rule.is_on_a_label and not self.is_comparison(rule)]

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
        found = self.outcomes(rule, layer, reading) if reading.instances else []
        certain = tuple([o for o in found if o.is_certain])
        possible = tuple([o for o in found if not o.is_certain])
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
        return self.under_policy(found, rule) if layer == GENERIC else found

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
        if device is not None and not (rule.is_calculated or rule.is_label_only):
            return self.generic(rule).reading
        return read(rule, self.scene, device, [*self.from_other_rules(rule)] if rule.fired_by else [])

    def from_other_rules(self, rule: RuleInForce) -> Iterator[Instance]:
        """Gives what other rules that are met contribute to this one."""
        for trigger, name in rule.fired_by:
            other = self.book.by_id[name]
            if other in self.awake and self.generic(other).outcomes:
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
        country = self.scene.country
        is_named = device is not None and device.id in rule.layers
        return is_named and country is not None and country.may_ask_blood_borne_virus

    def lasting(self) -> dict[tuple[str, str], Evaluated]:
        """Gives what is the same on every day: it has no date, and leans on nothing that may have one."""
        return {key: one for key, one in self.kept.items() if not self.is_dated(one)}

    def is_dated(self, one: Evaluated) -> bool:
        """Says whether what a rule comes to may change by the calendar alone."""
        rule = one.rule
        if rule.is_calculated or rule.fired_by or rule.leans_on or rule.written.follows:
            return True
        if any(answer.as_of for answer in self.scene.facts.answers.get(rule.id, ())):
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
    book = rule_book(scene.content, scene.policy)
    awake = sorted((book.by_id[name] for name in book.awake(scene)), key=lambda rule: rule.place)
    return Evaluation(scene, book, tuple(awake), labels_of_case(scene))


def evaluation_on(scene: Circumstances, known: Evaluation) -> Evaluation:
    """Opens the same evaluation in the circumstances of another day.

    No rule wakes or sleeps by the calendar alone, and what has no date is not evaluated again: its effects are
    the same, though a date that it gives may be of the first day.
    """
    return Evaluation(scene, known.book, known.awake, labels_of_case(scene), known.lasting())
