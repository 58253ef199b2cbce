"""Outcomes become findings: per rule and layer the hardest for each place, with reason, source and who may override."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from needlepoint.protocols.model import Content, Contraindication
from needlepoint.screening.circumstances import Circumstances
from needlepoint.screening.evaluation import Evaluated
from needlepoint.screening.outcomes import EVERYWHERE, Outcome
from needlepoint.vocabulary.reasons import Decision, Truth, hardest


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found or not known, with its reason. `zones` empty is the whole person.

    layer : "generic", "label" or "policy"; `device` names the label's
    effect : what it does, or for an unknown what it could bring
    until : the first free day, None where a condition must end or nothing is dated
    trust : the best of its sources; a "C" label was read in a copy
    override_by, approval : who may override it; who approves before the plan does
    changes_by_itself : the day `until` comes without anybody changing a medicine
    """

    rule: str
    name: str
    layer: str
    device: str | None
    met: Truth
    effect: Decision
    until: date | None
    zones: tuple[str, ...]
    reason: str
    sources: tuple[str, ...]
    trust: str
    certainty: str
    conflict: str | None
    side: str | None
    override_by: str
    approval: str | None
    acts_on: str
    changes_by_itself: bool = False


def findings_of(
    generic: Iterable[Evaluated], label: Iterable[Evaluated], scene: Circumstances
) -> tuple[Finding, ...]:
    """Gives every finding met or unknown, ordered by effect, then as the content orders its rules."""
    generic, label = tuple(generic), tuple(label)
    by_rule: dict[str, list[Evaluated]] = {}
    for evaluated in (*generic, *label):
        by_rule.setdefault(evaluated.rule.id, []).append(evaluated)
    found = [f for several in by_rule.values() for f in of_one_rule(several, scene)]
    return tuple(sorted(found, key=lambda finding: finding.effect.softness))


def of_one_rule(several: list[Evaluated], scene: Circumstances) -> Iterator[Finding]:
    """Gives the findings of one rule over its layers."""
    met = [o for evaluated in several for o in evaluated.outcomes]
    for layer in dict.fromkeys(o.layer for o in met):
        yield from (
            met_finding(o, zones, scene) for o, zones in collated([o for o in met if o.layer == layer], scene)
        )
    open_zones = zones_left_open(several, met, scene)
    if open_zones is not None:
        yield unknown_finding(several, open_zones, scene)


def collated(outcomes: list[Outcome], scene: Circumstances) -> Iterator[tuple[Outcome, tuple[str, ...]]]:
    """Keeps for the person and for each zone the hardest outcome, and joins the zones that share one."""
    person = min(
        (o for o in outcomes if o.zones is EVERYWHERE or not o.zones), key=lambda o: o.hardness, default=None
    )
    if person:
        yield person, ()
    joined: dict[tuple[int, date | None], tuple[Outcome, list[str]]] = {}
    for zone in scene.planned:
        here = min((o for o in outcomes if zone in o.zones), key=lambda o: o.hardness, default=None)
        if here and (person is None or here.hardness < person.hardness):
            joined.setdefault((id(here.clause), here.until), (here, []))[1].append(zone)
    yield from ((outcome, tuple(zones)) for outcome, zones in joined.values())


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
    return wide and met.effect.softness <= possible.effect.softness


def met_finding(outcome: Outcome, zones: tuple[str, ...], scene: Circumstances) -> Finding:
    """Writes what was found."""
    rule, clause, instance = outcome.rule, outcome.clause, outcome.instance
    sources = clause.sources or rule.sources
    is_label = outcome.layer in scene.content.device
    is_own = rule.id not in scene.content.contraindication
    return Finding(
        rule=rule.id,
        name=rule.name,
        layer="label" if is_label else "policy" if is_own else outcome.layer,
        device=outcome.layer if is_label else None,
        met=Truth.YES,
        effect=outcome.effect,
        until=outcome.until,
        zones=zones,
        reason=reason_of(outcome, scene),
        sources=sources,
        trust=best_trust(sources, scene.content),
        certainty=clause.certainty or rule.certainty,
        conflict=rule.conflict,
        side=side_of(rule, scene),
        override_by=clause.override_by or rule.override_by,
        approval=clause.approval,
        acts_on=rule.acts_on,
        changes_by_itself=outcome.until is not None
        and not (instance.origin == "medicine" and instance.use == "current"),
    )


def reason_of(outcome: Outcome, scene: Circumstances) -> str:
    """Says why, with how a partial date was read and what contradicts."""
    instance = outcome.instance
    told = [outcome.clause.reason]
    if instance.names and instance.origin in ("medicine", "allergy", "patient", "plan"):
        told.append(f"Named: {instance.names}.")
    if instance.partial:
        told.append(f"The date was given as {instance.partial} and is read as the day that releases later.")
    if "zones" in instance.asks:
        told.append("No place was named, so it counts for every planned zone.")
    if "date" in instance.asks:
        told.append("No date was given, so it counts as recent.")
    if is_contradicted(outcome, scene):
        told.append("An answer says no; what is recorded counts until somebody reconciles the two.")
    return " ".join(told)


def is_contradicted(outcome: Outcome, scene: Circumstances) -> bool:
    """Says whether somebody answered no to what a record shows."""
    answers = scene.facts.answers.get(outcome.rule.id, ())
    return outcome.instance.origin not in ("answer", "rule") and any(a.answer is Truth.NO for a in answers)


def unknown_finding(several: list[Evaluated], zones: tuple[str, ...], scene: Circumstances) -> Finding:
    """Writes what is not known and what it could bring."""
    rule = several[0].rule
    is_label_only = all(clause.layer != "generic" for clause in rule.effect)
    layer = next((c.layer for c in rule.effect), "generic") if is_label_only else None
    device = scene.facts.device if is_label_only and scene.facts.device else layer
    return Finding(
        rule=rule.id,
        name=rule.name,
        layer="label" if is_label_only else "generic",
        device=device if is_label_only else None,
        met=Truth.UNKNOWN,
        effect=hardest(*(evaluated.could_bring for evaluated in several)),
        until=None,
        zones=zones,
        reason=f"Not known yet: {rule.name[0].lower()}{rule.name[1:]}. It is asked, never assumed.",
        sources=rule.sources,
        trust=best_trust(rule.sources, scene.content),
        certainty=rule.certainty,
        conflict=rule.conflict,
        side=side_of(rule, scene),
        override_by="nobody",
        approval=None,
        acts_on=rule.acts_on,
    )


def side_of(rule: Contraindication, scene: Circumstances) -> str | None:
    """Names the side that is followed where sources disagree."""
    side = scene.policy.side_followed(rule.conflict, scene.content) if rule.conflict else None
    return side.id if side else None


def best_trust(sources: tuple[str, ...], content: Content) -> str:
    """Gives the best trust among sources."""
    return min((content.source[name].trust for name in sources), default="C")
