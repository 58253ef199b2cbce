"""Runs every rule once and keeps what each found, by layer."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from needlepoint.protocols.model import Clause, Contraindication, Device
from needlepoint.protocols.policy import Policy
from needlepoint.screening.circumstances import Circumstances
from needlepoint.screening.computed import computed_instances, computed_unknowns
from needlepoint.screening.instances import Instance, Reading
from needlepoint.screening.outcomes import Outcome, outcomes_of
from needlepoint.screening.readings import read
from needlepoint.screening.rulebook import GENERIC, RuleBook, rule_book
from needlepoint.vocabulary.reasons import Decision, Truth, hardest

ASLEEP = Reading(otherwise=Truth.NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What one rule came to in one set of layers: its certain outcomes and, where open, what it could bring."""

    rule: Contraindication
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
        return Truth.UNKNOWN if self.is_unknown or self.possible else Truth.NO


@dataclass(slots=True)
class Evaluation:
    """Evaluates rules on demand; a rule that another one leans on is evaluated first, and none twice."""

    scene: Circumstances
    book: RuleBook
    asleep: frozenset[str]
    kept: dict[tuple[str, str], Evaluated] = field(default_factory=dict)

    def generic(self, rule: Contraindication) -> Evaluated:
        """Gives what a rule comes to without any device."""
        return self.of(rule, GENERIC, None)

    def of(self, rule: Contraindication, layer: str, device: Device | None) -> Evaluated:
        """Gives what a rule comes to in one layer."""
        key = (rule.id, layer)
        known = self.kept.get(key)
        if known is None:
            is_quiet = rule.id in self.asleep or self.is_silent(rule, device)
            known = Evaluated(rule=rule, reading=ASLEEP) if is_quiet else self.evaluate(rule, layer, device)
            self.kept[key] = known
        return known

    def is_silent(self, rule: Contraindication, device: Device | None) -> bool:
        """Says whether a calculated rule finds nothing and lacks nothing, before anything is built for it."""
        if rule.id not in self.book.calculated or rule.id in self.scene.facts.answers:
            return False
        if device is None and rule.id in self.book.label_only:
            return True
        for trigger in rule.trigger:
            name = trigger.computed
            if name and computed_unknowns(name, self.scene, device):
                return False
            if name and any(True for _ in computed_instances(name, self.scene, device)):
                return False
        return True

    def awake(self) -> tuple[Evaluated, ...]:
        """Gives what every rule that something bears on comes to without any device."""
        return tuple(self.generic(rule) for rule in self.book.rules if rule.id not in self.asleep)

    def of_label(self, device: Device) -> tuple[Evaluated, ...]:
        """Gives what one device's label adds: where something fires, or where only the label asks."""
        rules = (rule for rule in self.book.of_device[device.id] if rule.id not in self.asleep)
        evaluated = (self.of(rule, device.id, device) for rule in rules if self.concerns(rule))
        return tuple(one for one in evaluated if one.reading is not ASLEEP)

    def hardening(self, decision: Decision, device: Device) -> tuple[Evaluated, ...]:
        """Gives of what a label adds only what changes a decision or dates it, for a verdict without reasons."""
        found: list[Evaluated] = []
        for rule in self.book.of_device[device.id]:
            if rule.id in self.asleep or not self.can_change(decision, rule, device):
                continue
            one = self.of(rule, device.id, device) if self.concerns(rule) else None
            if one and one.reading is not ASLEEP:
                found.append(one)
                decision = hardest(decision, *(o.effect for o in one.outcomes))
        return tuple(found)

    def can_change(self, decision: Decision, rule: Contraindication, device: Device) -> bool:
        """Says whether a label's clauses for a rule could harden a decision, or date it."""
        reach = self.book.reach.get((rule.id, device.id))
        if reach is None or reach.softness < decision.softness:
            return True
        if Decision.NEEDS_INFORMATION.softness >= decision.softness:
            return False
        if rule.id not in self.book.calculated or rule.id in self.scene.facts.answers:
            return True
        return any(t.computed and computed_unknowns(t.computed, self.scene, device) for t in rule.trigger)

    def concerns(self, rule: Contraindication) -> bool:
        """Says whether a label's clauses for a rule can matter: it fires, or it is open."""
        if rule.id in self.book.label_only:
            return True
        generic = self.generic(rule)
        return bool(generic.reading.instances) or generic.is_unknown

    def evaluate(self, rule: Contraindication, layer: str, device: Device | None) -> Evaluated:
        """Reads a rule and lets its clauses of a layer act."""
        reading = self.reading(rule, device)
        clauses = self.book.clauses.get((rule.id, layer), ())
        found = tuple(outcomes_of(rule, clauses, reading.instances, self.scene, self.partners(clauses)))
        if layer == GENERIC:
            found = tuple(self.under_policy(found, rule))
        certain = tuple(o for o in found if o.is_certain)
        possible = tuple(o for o in found if not o.is_certain)
        is_unknown = self.is_open(rule, layer, reading, certain) and self.applies(rule, device)
        acting = [c.effect for c in clauses if is_unknown and self.scene.follows(c.side)]
        return Evaluated(
            rule=rule,
            reading=reading,
            outcomes=certain,
            possible=possible,
            is_unknown=is_unknown,
            could_bring=hardest(*acting, *(o.effect for o in possible)),
        )

    def is_open(
        self, rule: Contraindication, layer: str, reading: Reading, certain: tuple[Outcome, ...]
    ) -> bool:
        """Says whether nobody has answered a rule where it may still act; a record elsewhere is no answer."""
        if layer != GENERIC and rule.id not in self.book.label_only:
            return self.generic(rule).is_unknown
        is_answered = any(i.origin == "answer" for i in reading.instances)
        if is_answered or reading.otherwise is not Truth.UNKNOWN:
            return False
        met_in = {zone for o in certain for zone in (o.zones or self.scene.planned)}
        return not met_in.issuperset(self.scene.planned)

    def reading(self, rule: Contraindication, device: Device | None) -> Reading:
        """Reads a rule's facts; only calculated rules read differently for each device."""
        if rule.id not in self.book.calculated and device is not None:
            return self.generic(rule).reading
        return read(rule, self.scene, device, tuple(self.from_other_rules(rule)))

    def from_other_rules(self, rule: Contraindication) -> Iterator[Instance]:
        """Gives what other rules that are met contribute to this one."""
        for trigger in rule.trigger:
            for name in trigger.rules:
                other = self.book.by_id[name]
                if self.generic(other).outcomes:
                    yield Instance(origin="rule", detail=trigger.detail, names=other.name)

    def partners(self, clauses: tuple[Clause, ...]) -> dict[str, Truth]:
        """Says of every rule that a clause leans on whether it is met."""
        names = {clause.with_rule for clause in clauses if clause.with_rule}
        return {name: self.generic(self.book.by_id[name]).truth for name in names}

    def under_policy(self, found: tuple[Outcome, ...], rule: Contraindication) -> Iterator[Outcome]:
        """Lets the policy soften or harden what the generic layer found."""
        loosened = self.scene.policy.loosened.get(rule.id)
        tightened = self.scene.policy.tightened.get(rule.id)
        for outcome in found:
            softer = loosened and outcome.effect.softness < loosened.effect.softness
            yield replace(outcome, effect=loosened.effect) if loosened and softer else outcome
            if tightened and outcome.effect.softness > tightened.effect.softness:
                yield replace(outcome, layer="policy", effect=tightened.effect, until=None)

    def applies(self, rule: Contraindication, device: Device | None) -> bool:
        """Says whether a rule that nothing fires is a question at all for this person and this device."""
        if rule.asked_unless_side and self.scene.follows(rule.asked_unless_side):
            return False
        if rule.follows:
            return bool(self.fired(rule.follows))
        if rule.asked_if == "can-be-pregnant":
            return self.scene.can_be_pregnant is not Truth.NO
        if rule.asked_if == "label-names-it-and-country-allows":
            return self.may_be_asked(rule, device)
        return True

    def fired(self, name: str) -> tuple[Instance, ...]:
        """Gives the certain instances of a rule, wherever they are."""
        return tuple(i for i in self.generic(self.book.by_id[name]).reading.instances if i.is_certain)

    def may_be_asked(self, rule: Contraindication, device: Device | None) -> bool:
        """Says whether this device's label names the rule and the clinic's country allows to ask."""
        country = self.scene.country
        is_named = device is not None and (rule.id, device.id) in self.book.clauses
        return is_named and country is not None and country.may_ask_blood_borne_virus


def evaluation_of(scene: Circumstances, policy: Policy) -> Evaluation:
    """Opens an evaluation of the rules in force."""
    book = rule_book(scene.content, policy.own_rules)
    return Evaluation(scene, book, book.asleep(scene))
