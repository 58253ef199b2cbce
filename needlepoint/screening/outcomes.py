"""What a rule's clauses do with its instances: an effect, until when, and in which zones."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from needlepoint.protocols.model import Clause
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances
from needlepoint.screening.instances import Instance
from needlepoint.screening.rules import ClauseInForce, RuleInForce
from needlepoint.vocabulary.reasons import SOFTNESS, Decision, Truth

EVERYWHERE: frozenset[str] = frozenset()


class Outcome(NamedTuple):
    """One effect of one clause on one instance. `zones` empty is the whole person; `is_certain` false may yet act."""

    rule: RuleInForce
    clause: ClauseInForce
    instance: Instance
    layer: str
    effect: Decision
    until: date | None
    zones: frozenset[str]
    is_certain: bool

    @property
    def hardness(self) -> tuple[int, int, bool, bool, str]:
        """Orders outcomes of one place, hardest first: by effect, then by how long; no date lasts longest.

        Of equals, what needs approval and what does not end by itself stands first, then the name, so that the
        order in which things were recorded never matters.
        """
        lasting = -self.until.toordinal() if self.until else -(10**7)
        goes_on = self.instance.origin == "medicine" and self.instance.use == "current"
        is_free = self.clause.clause.approval is None
        return SOFTNESS[self.effect], lasting, is_free, not goes_on, self.instance.names


def outcomes_of(
    rule: RuleInForce,
    layer: str,
    instances: tuple[Instance, ...],
    scene: Circumstances,
    other_rules: Mapping[str, Truth],
) -> list[Outcome]:
    """Gives every effect of a layer that acts or may act; `other_rules` answers `with_rule`."""
    found: list[Outcome] = []
    for clause in rule.clauses.get(layer, ()):
        may_be_dated = clause.clause.unless_recorded is not None
        for instance in instances:
            if not (may_be_dated and is_dated_by_record(clause, instance, instances, scene.on)):
                found += acting(rule, clause, instance, scene, other_rules)
    return found


def is_dated_by_record(
    clause: ClauseInForce, answer: Instance, instances: tuple[Instance, ...], on: date
) -> bool:
    """Says whether a record knows the date of what an answer only affirms, at least as widely.

    "Recently" is meant of the day of the answer: what was recorded as recent then is what the answer speaks of, and
    the answer does not begin to count by its own date once the recorded one has run out.
    """
    if answer.origin != "answer":
        return False
    recorded = [i for i in instances if i.origin in ("event", "medicine")]
    if clause.clause.unless_recorded == "recently":
        said_on = answer.last or on
        recorded = [i for i in recorded if says_detail(clause, i) and holding(clause, i, said_on)[0]]
    return any(i.zones is None or (answer.zones is not None and answer.zones <= i.zones) for i in recorded)


def acting(
    rule: RuleInForce,
    clause: ClauseInForce,
    instance: Instance,
    scene: Circumstances,
    other_rules: Mapping[str, Truth],
) -> list[Outcome]:
    """Gives what one clause does with one instance: nothing, one certain or one possible outcome, or both."""
    until, is_certain = instance.fixed_until, instance.is_certain
    if not clause.is_plain:
        if not is_meant(clause, instance):
            return []
        holds, until = holding(clause, instance, scene.on)
        partner = partner_of(clause.clause, other_rules)
        if partner is Truth.NO or not holds:
            return []
        is_certain = is_certain and partner is Truth.YES
    return [
        Outcome(
            rule, clause, instance, clause.clause.layer, clause.effect, until, zones, is_certain and is_here
        )
        for zones, is_here in places(clause, instance, scene)
    ]


def partner_of(clause: Clause, other_rules: Mapping[str, Truth]) -> Truth:
    """Says whether the rule that a clause leans on is met; one that leans on none has what it needs."""
    return other_rules.get(clause.with_rule, Truth.NO) if clause.with_rule else Truth.YES


def is_meant(clause: ClauseInForce, instance: Instance) -> bool:
    """Says whether a clause speaks of this kind of thing, and of its use."""
    use = clause.clause.use
    return not (use and instance.use and use != instance.use) and says_detail(clause, instance)


def says_detail(clause: ClauseInForce, instance: Instance) -> bool:
    """Says whether the detail lets a clause act; an absent one lets every clause act that need not be told."""
    if not clause.details:
        return True
    return not clause.clause.only_when_said if instance.detail is None else instance.detail in clause.details


def holding(clause: ClauseInForce, instance: Instance, on: date) -> tuple[bool, date | None]:
    """Says whether a clause's time has not passed, and the first free day where it is known."""
    if instance.fixed_until:
        return True, instance.fixed_until
    before = clause.clause.before
    if before and instance.first and on < before.before(instance.first):
        return False, None
    if clause.span is None or instance.last is None:
        return True, None
    until = clause.span.after(instance.last)
    return on < until, until


def places(
    clause: ClauseInForce, instance: Instance, scene: Circumstances
) -> tuple[tuple[frozenset[str], bool], ...]:
    """Gives the zones in which a clause acts, first the certain ones, then those that must be asked."""
    if clause.where == "elsewhere":
        return elsewhere(instance, scene)
    allowed = scene.planned_set if clause.is_unlimited else limited(clause.clause, scene)
    return anywhere(allowed, scene) if clause.where == "anywhere" else here(instance, allowed, scene)


def limited(clause: Clause, scene: Circumstances) -> frozenset[str]:
    """Gives the planned zones that a clause's zones and indications allow."""
    return frozenset(
        zone
        for zone in scene.planned
        if (zone == NOWHERE_YET and is_open(clause)) or allows(clause, zone, scene)
    )


def is_open(clause: Clause) -> bool:
    """Says whether a clause is not bound to certain zones or indications."""
    return not (clause.planned_zones or clause.indications)


def allows(clause: Clause, zone: str, scene: Circumstances) -> bool:
    """Says whether a clause may act in a planned zone."""
    if (clause.planned_zones and zone not in clause.planned_zones) or zone in clause.except_zones:
        return False
    treated = scene.treats_in(zone)
    if clause.indications and treated.isdisjoint(clause.indications):
        return False
    return not (clause.except_indications and treated and treated.issubset(clause.except_indications))


def elsewhere(instance: Instance, scene: Circumstances) -> tuple[tuple[frozenset[str], bool], ...]:
    """Acts on the person where something was named only outside the planned zones."""
    is_elsewhere = instance.zones is not None and instance.zones.isdisjoint(scene.planned_set)
    return ((EVERYWHERE, True),) if is_elsewhere else ()


def anywhere(allowed: frozenset[str], scene: Circumstances) -> tuple[tuple[frozenset[str], bool], ...]:
    """Acts on the person, or on the planned zones that the clause allows."""
    if not allowed:
        return ()
    return ((EVERYWHERE if len(allowed) == len(scene.planned) else allowed, True),)


def here(
    instance: Instance, allowed: frozenset[str], scene: Circumstances
) -> tuple[tuple[frozenset[str], bool], ...]:
    """Acts in the planned zones that are named; a zone that a record does not name must be asked."""
    if NOWHERE_YET in scene.planned_set:
        return ((EVERYWHERE, True),) if allowed else ()
    named = allowed if instance.zones is None else instance.zones & allowed
    certain = ((named, True),) if named else ()
    if instance.zones_complete or not allowed - named:
        return certain
    return (*certain, (allowed - named, False))
