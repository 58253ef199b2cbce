"""What a rule's clauses do with its instances: an effect, until when, and in which zones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from needlepoint.protocols.model import Clause, Contraindication
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances
from needlepoint.screening.instances import Instance
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision, Truth

EVERYWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One effect of one clause on one instance. `zones` empty is the whole person; `is_certain` false may yet act."""

    rule: Contraindication
    clause: Clause
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
        return self.effect.softness, lasting, self.clause.approval is None, not goes_on, self.instance.names


def outcomes_of(
    rule: Contraindication,
    clauses: Iterable[Clause],
    instances: Iterable[Instance],
    scene: Circumstances,
    other_rules: dict[str, Truth],
) -> Iterator[Outcome]:
    """Gives every effect that acts or may act; `other_rules` answers `with_rule`."""
    instances = tuple(instances)
    for clause in clauses:
        if not scene.follows(clause.side):
            continue
        for instance in instances:
            if not is_dated_by_record(clause, instance, instances, scene):
                yield from acting(rule, clause, instance, scene, other_rules)


def is_dated_by_record(
    clause: Clause, answer: Instance, instances: tuple[Instance, ...], scene: Circumstances
) -> bool:
    """Says whether a record knows the date of what an answer only affirms, at least as widely."""
    if clause.unless_recorded is None or answer.origin != "answer":
        return False
    recorded = [i for i in instances if i.origin in ("event", "medicine")]
    if clause.unless_recorded == "recently":
        recorded = [i for i in recorded if says_detail(clause, i) and holding(clause, i, scene)[0]]
    return any(i.zones is None or (answer.zones is not None and answer.zones <= i.zones) for i in recorded)


def acting(
    rule: Contraindication,
    clause: Clause,
    instance: Instance,
    scene: Circumstances,
    other_rules: dict[str, Truth],
) -> Iterator[Outcome]:
    """Gives what one clause does with one instance: nothing, one certain or one possible outcome, or both."""
    if not says_detail(clause, instance) or (clause.use and instance.use and clause.use != instance.use):
        return
    partner = other_rules.get(clause.with_rule, Truth.NO) if clause.with_rule else Truth.YES
    holds, until = holding(clause, instance, scene)
    if partner is Truth.NO or not holds:
        return
    is_certain = instance.is_certain and partner is Truth.YES
    for zones, is_here in places(rule, clause, instance, scene):
        yield Outcome(
            rule=rule,
            clause=clause,
            instance=instance,
            layer=clause.layer,
            effect=clause.effect,
            until=until,
            zones=zones,
            is_certain=is_certain and is_here,
        )


def says_detail(clause: Clause, instance: Instance) -> bool:
    """Says whether the detail lets a clause act; an absent one lets every clause act that need not be told."""
    if not clause.details:
        return True
    return not clause.only_when_said if instance.detail is None else instance.detail in clause.details


def holding(clause: Clause, instance: Instance, scene: Circumstances) -> tuple[bool, date | None]:
    """Says whether a clause's time has not passed, and the first free day where it is known."""
    if instance.fixed_until:
        return True, instance.fixed_until
    if clause.before and instance.first and scene.on < clause.before.before(instance.first):
        return False, None
    if clause.hold is None:
        return True, None
    if instance.last is None:
        return True, None
    until = span_of(clause, scene).after(instance.last)
    return scene.on < until, until


def span_of(clause: Clause, scene: Circumstances) -> Span:
    """Gives the time of a hold: its own, or that of the followed side of its conflict."""
    if clause.hold is None:
        return Span()
    if clause.hold.conflict is None:
        return clause.hold.span or Span()
    side = scene.policy.side_followed(clause.hold.conflict, scene.content)
    return side.hold if side and side.hold else Span()


def places(
    rule: Contraindication, clause: Clause, instance: Instance, scene: Circumstances
) -> Iterator[tuple[frozenset[str], bool]]:
    """Gives the zones in which a clause acts, first the certain ones, then those that must be asked."""
    where = clause.where or ("here" if rule.scope == "area" else "anywhere")
    allowed = limited(clause, scene)
    if where == "elsewhere":
        yield from elsewhere(instance, scene)
    elif where == "anywhere":
        yield from anywhere(allowed, scene)
    else:
        yield from here(instance, allowed, scene)


def limited(clause: Clause, scene: Circumstances) -> tuple[str, ...]:
    """Gives the planned zones that a clause's zones and indications allow."""
    return tuple(
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
    treated = scene.facts.indications_of(zone)
    if clause.indications and not treated & set(clause.indications):
        return False
    return not (clause.except_indications and treated and treated <= set(clause.except_indications))


def elsewhere(instance: Instance, scene: Circumstances) -> Iterator[tuple[frozenset[str], bool]]:
    """Acts on the person where something was named only outside the planned zones."""
    if instance.zones is not None and not instance.zones & set(scene.planned):
        yield EVERYWHERE, True


def anywhere(allowed: tuple[str, ...], scene: Circumstances) -> Iterator[tuple[frozenset[str], bool]]:
    """Acts on the person, or on the planned zones that the clause allows."""
    if allowed:
        yield (EVERYWHERE if len(allowed) == len(scene.planned) else frozenset(allowed)), True


def here(
    instance: Instance, allowed: tuple[str, ...], scene: Circumstances
) -> Iterator[tuple[frozenset[str], bool]]:
    """Acts in the planned zones that are named; a zone that a record does not name must be asked."""
    if scene.planned == (NOWHERE_YET,):
        if allowed:
            yield EVERYWHERE, True
        return
    named = frozenset(allowed) if instance.zones is None else instance.zones & set(allowed)
    if named:
        yield named, True
    if not instance.zones_complete and frozenset(allowed) - named:
        yield frozenset(allowed) - named, False
