"""Outcomes become findings: per rule and layer the hardest for each place, with reason, source and who may override."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from needlepoint.screening.circumstances import GENERIC, Circumstances
from needlepoint.screening.evaluation import Evaluated
from needlepoint.screening.outcomes import Outcome
from needlepoint.screening.rules import ClauseInForce, RuleInForce
from needlepoint.vocabulary.reasons import SOFTNESS, Decision, Truth, hardest


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a clause that acts, or a rule that is open, always says: made once and shared by all its findings.

    layer : "generic", "label" or "policy"; `device` names the label's
    effect : what it does, or for an unknown what it could bring
    trust : the best of its sources; a "C" label was read in a copy
    override_by, approval : who may override it; who approves before the plan does
    """

    rule: str
    name: str
    layer: str
    device: str | None
    met: Truth
    effect: Decision
    sources: tuple[str, ...]
    trust: str
    certainty: str
    conflict: str | None
    side: str | None
    acts_on: str
    override_by: str
    approval: str | None

    def __hash__(self) -> int:
        """Hashes what tells most grounds apart: whoever writes findings looks these up by the thousand."""
        return hash((self.rule, self.device, self.effect))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found or not known, with its reason and its grounds. `zones` empty is the whole person.

    until : the first free day, None where a condition must end or nothing is dated
    changes_by_itself : the day `until` comes without anybody changing a medicine
    """

    grounds: Grounds
    until: date | None
    zones: tuple[str, ...]
    reason: str
    changes_by_itself: bool = False

    @property
    def rule(self) -> str:
        """Names the rule."""
        return self.grounds.rule

    @property
    def name(self) -> str:
        """Names the rule in words."""
        return self.grounds.name

    @property
    def layer(self) -> str:
        """Says which layer speaks."""
        return self.grounds.layer

    @property
    def device(self) -> str | None:
        """Names the device whose label speaks."""
        return self.grounds.device

    @property
    def met(self) -> Truth:
        """Says whether it is met or not known."""
        return self.grounds.met

    @property
    def effect(self) -> Decision:
        """Gives what it does, or could bring."""
        return self.grounds.effect

    @property
    def sources(self) -> tuple[str, ...]:
        """Names its sources."""
        return self.grounds.sources

    @property
    def trust(self) -> str:
        """Gives the best trust of its sources."""
        return self.grounds.trust

    @property
    def certainty(self) -> str:
        """Gives how certain it is."""
        return self.grounds.certainty

    @property
    def conflict(self) -> str | None:
        """Names the conflict of its sources."""
        return self.grounds.conflict

    @property
    def side(self) -> str | None:
        """Names the side that is followed."""
        return self.grounds.side

    @property
    def acts_on(self) -> str:
        """Says whether it acts on the course or the day."""
        return self.grounds.acts_on

    @property
    def override_by(self) -> str:
        """Says who may override it."""
        return self.grounds.override_by

    @property
    def approval(self) -> str | None:
        """Says who approves it."""
        return self.grounds.approval


class Standing(NamedTuple):
    """A finding before its words: all that a verdict needs. What is not known has no outcome.

    weight : what it alone makes of the decision
    """

    rule: RuleInForce
    effect: Decision
    until: date | None
    zones: tuple[str, ...]
    outcome: Outcome | None
    weight: Decision

    @property
    def changes_by_itself(self) -> bool:
        """Says whether the day `until` comes without anybody changing a medicine."""
        if self.outcome is None or self.until is None:
            return False
        instance = self.outcome.instance
        return not (instance.origin == "medicine" and instance.use == "current")

    def is_of_label(self, scene: Circumstances) -> bool:
        """Says whether a device's label says it, or alone asks it."""
        return self.outcome.layer in scene.content.device if self.outcome else self.rule.is_label_only


def standings_of(evaluated: Iterable[Evaluated], scene: Circumstances) -> list[Standing]:
    """Gives everything met or unknown, ordered by effect, then as the content orders its rules."""
    by_rule: dict[int, list[Evaluated]] = {}
    for one in evaluated:
        by_rule.setdefault(one.rule.place, []).append(one)
    found: list[Standing] = []
    for _, several in sorted(by_rule.items()):
        found += of_one_outcome(several[0], scene) if len(several) == 1 else of_one_rule(several, scene)
    found.sort(key=lambda standing: SOFTNESS[standing.effect])
    return found


def of_one_outcome(one: Evaluated, scene: Circumstances) -> Iterable[Standing]:
    """Gives what stands of one rule in one layer; most have one outcome, and nothing to weigh against it."""
    if len(one.outcomes) != 1 or one.is_unknown or one.possible:
        return of_one_rule([one], scene)
    outcome = one.outcomes[0]
    zones = tuple([zone for zone in scene.planned if zone in outcome.zones]) if outcome.zones else ()
    return (met(outcome, zones),)


def met(outcome: Outcome, zones: tuple[str, ...]) -> Standing:
    """Gives what stands where an outcome is certain."""
    return Standing(outcome.rule, outcome.effect, outcome.until, zones, outcome, outcome.effect)


def of_one_rule(several: list[Evaluated], scene: Circumstances) -> Iterator[Standing]:
    """Gives what stands of one rule over its layers."""
    certain = [o for evaluated in several for o in evaluated.outcomes]
    for layer in dict.fromkeys([o.layer for o in certain]):
        for o, zones in collated([o for o in certain if o.layer == layer], scene):
            yield met(o, zones)
    open_zones = zones_left_open(several, certain, scene)
    if open_zones is not None:
        could_bring = hardest(*[evaluated.could_bring for evaluated in several])
        yield Standing(several[0].rule, could_bring, None, open_zones, None, Decision.NEEDS_INFORMATION)


def collated(outcomes: list[Outcome], scene: Circumstances) -> Iterator[tuple[Outcome, tuple[str, ...]]]:
    """Keeps for the person and for each zone the hardest outcome, and joins the zones that share one."""
    person = hardest_of([o for o in outcomes if not o.zones])
    if person:
        yield person, ()
    joined: dict[tuple[int, date | None], tuple[Outcome, list[str]]] = {}
    placed = [o for o in outcomes if o.zones]
    for zone in scene.planned if placed else ():
        here = hardest_of([o for o in placed if zone in o.zones])
        if here and (person is None or here.hardness < person.hardness):
            joined.setdefault((id(here.clause), here.until), (here, []))[1].append(zone)
    yield from ((outcome, tuple(zones)) for outcome, zones in joined.values())


def hardest_of(outcomes: list[Outcome]) -> Outcome | None:
    """Gives the hardest of the outcomes of one place, the first of equals."""
    if len(outcomes) < 2:
        return outcomes[0] if outcomes else None
    return min(outcomes, key=lambda outcome: outcome.hardness)


def zones_left_open(
    several: list[Evaluated], met: list[Outcome], scene: Circumstances
) -> tuple[str, ...] | None:
    """Gives the zones in which a rule is still unknown: () for the person, None where nothing is open."""
    if any(evaluated.is_unknown for evaluated in several):
        met_in = {zone for o in met for zone in o.zones}
        return tuple(zone for zone in scene.planned if zone not in met_in) if met_in else ()
    possible = [o for evaluated in several for o in evaluated.possible]
    harder = [o for o in possible if not any(covers(one, o) for one in met)]
    if not harder:
        return None
    if any(not o.zones for o in harder):
        return ()
    return tuple(zone for zone in scene.planned if any(zone in o.zones for o in harder))


def covers(met: Outcome, possible: Outcome) -> bool:
    """Says whether what is met is already as hard, and at least as wide, as what is possible."""
    wide = not met.zones or (bool(possible.zones) and possible.zones <= met.zones)
    return wide and SOFTNESS[met.effect] <= SOFTNESS[possible.effect]


def finding_of(standing: Standing, scene: Circumstances) -> Finding:
    """Writes what stands in words."""
    outcome = standing.outcome
    return met_finding(standing, outcome, scene) if outcome else unknown_finding(standing, scene)


def met_finding(standing: Standing, outcome: Outcome, scene: Circumstances) -> Finding:
    """Writes what was found."""
    device = outcome.layer if outcome.layer in scene.content.device else None
    return Finding(
        grounds_of(outcome.rule, outcome.clause, outcome.layer, device, outcome.effect),
        outcome.until,
        standing.zones,
        reason_of(outcome, scene),
        standing.changes_by_itself,
    )


@lru_cache(maxsize=4096)
def grounds_of(
    rule: RuleInForce, clause: ClauseInForce, layer: str, device: str | None, effect: Decision
) -> Grounds:
    """Gives what a clause says wherever it acts with an effect."""
    return Grounds(
        rule=rule.id,
        name=rule.written.name,
        layer="label" if device else "policy" if rule.is_own else layer,
        device=device,
        met=Truth.YES,
        effect=effect,
        sources=clause.sources,
        trust=clause.trust,
        certainty=clause.certainty,
        conflict=rule.written.conflict,
        side=rule.side,
        acts_on=rule.written.acts_on,
        override_by=clause.override_by,
        approval=clause.clause.approval,
    )


def reason_of(outcome: Outcome, scene: Circumstances) -> str:
    """Says why, with how a partial date was read and what contradicts."""
    instance = outcome.instance
    told = [outcome.clause.clause.reason]
    if instance.names and instance.origin in ("medicine", "allergy", "patient", "plan"):
        told.append(f"Named: {instance.names}.")
    if instance.partial:
        told.append(f"The date was given as {instance.partial} and is read as the day that releases later.")
    if "zones" in instance.asks:
        told.append("No place was named, so it counts for every planned zone.")
    if "date" in instance.asks:
        told.append("No date was given, so it counts as recent.")
    if words := scene.policy.words_on(outcome.rule.id, outcome.layer):
        told.append(words)
    if is_contradicted(outcome, scene):
        told.append("An answer says no; what is recorded counts until somebody reconciles the two.")
    return " ".join(told)


def is_contradicted(outcome: Outcome, scene: Circumstances) -> bool:
    """Says whether somebody answered no to what a record shows."""
    if outcome.instance.origin in ("answer", "rule"):
        return False
    return any(a.answer is Truth.NO for a in scene.facts.answers.get(outcome.rule.id, ()))


def unknown_finding(standing: Standing, scene: Circumstances) -> Finding:
    """Writes what is not known and what it could bring."""
    name = standing.rule.written.name
    reason = f"Not known yet: {name[0].lower()}{name[1:]}. It is asked, never assumed."
    return Finding(
        open_grounds(standing.rule, scene.facts.device, standing.effect), None, standing.zones, reason
    )


@lru_cache(maxsize=4096)
def open_grounds(rule: RuleInForce, device: str | None, could_bring: Decision) -> Grounds:
    """Gives what a rule says while it is open."""
    written = rule.written
    named = device or next((clause.layer for clause in written.effect), GENERIC)
    return Grounds(
        rule=rule.id,
        name=written.name,
        layer="label" if rule.is_label_only else GENERIC,
        device=named if rule.is_label_only else None,
        met=Truth.UNKNOWN,
        effect=could_bring,
        sources=written.sources,
        trust=rule.trust,
        certainty=written.certainty,
        conflict=written.conflict,
        side=rule.side,
        acts_on=written.acts_on,
        override_by="nobody",
        approval=None,
    )
