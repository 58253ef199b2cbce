"""Decides: candidacy, readiness on a day, each zone, each device, what to ask and what would change it.

Limitation: it reads what was asked and examined; what nobody looked at it cannot find. It advises.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from needlepoint import __version__
from needlepoint.protocols.model import Content, Device
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances, circumstances_of
from needlepoint.screening.evaluation import Evaluated, Evaluation, evaluation_of, evaluation_on
from needlepoint.screening.findings import Finding, Standing, finding_of, standings_of
from needlepoint.screening.questions import OpenQuestion, questions_of
from needlepoint.screening.rules import RuleInForce
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import SOFTNESS, Decision, hardest


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision with its dates: the day it frees, and the latest known date where a condition must end first."""

    decision: Decision
    defer_until: date | None
    not_before: date | None

    def hardened(self, decision: Decision) -> "Verdict":
        """Gives a verdict that is at least as hard as a decision; its dates stay."""
        if SOFTNESS[self.decision] <= SOFTNESS[decision]:
            return self
        return Verdict(decision=decision, defer_until=self.defer_until, not_before=self.not_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A day on which a dated finding ends, and what the whole decision is then, all else equal."""

    rule: str
    on: date
    to: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningDecision:
    """Everything that screening says of one person on one day, whole, so that it can be re-run years later.

    candidacy leaves out the rules of the day; `earliest_on` is the first day on which nothing dated stands in
    the way, None where a condition must end first. `rules` are all that were in force.
    """

    on: date
    device: str | None
    verdict: Verdict
    candidacy: Decision
    earliest_on: date | None
    zones: tuple[tuple[str, Verdict], ...]
    findings: tuple[Finding, ...]
    questions: tuple[OpenQuestion, ...]
    would_change: tuple[Change, ...]
    devices: tuple[tuple[str, Verdict], ...]
    unrecognised: tuple[str, ...]
    after_on: int
    rules: tuple[str, ...]
    content_version: str
    content_digest: str
    policy: Policy
    software: str = __version__

    @property
    def decision(self) -> Decision:
        """Gives the whole decision for the day."""
        return self.verdict.decision

    @property
    def not_met(self) -> tuple[str, ...]:
        """Gives the rules in force of which nothing was found and nothing is open."""
        found = {finding.rule for finding in self.findings}
        return tuple(rule for rule in self.rules if rule not in found)

    @property
    def zones_free(self) -> tuple[str, ...]:
        """Gives the planned zones that stand free by themselves, in the order of the case."""
        return tuple(zone for zone, verdict in self.zones if verdict.decision.is_free)


def decide(
    facts: Facts, content: Content, policy: Policy = SHIPPED, *, on: date, device: str | None = None
) -> ScreeningDecision:
    """Decides for a day; `device` wins over the one in the facts."""
    if device and device != facts.device:
        facts = replace(facts, device=device)
    content = policy.over(content)
    scene = circumstances_of(facts, content, policy, on)
    evaluation = evaluation_of(scene)
    evaluated = chosen(evaluation)
    standings = standings_of(evaluated, scene)
    verdict = verdict_of(weighed(standings, scene.softest))
    strange = [name for _, name in scene.unrecognised]
    return ScreeningDecision(
        on=on,
        device=facts.device,
        verdict=verdict,
        candidacy=decision_of([s for s in standings if s.rule.written.acts_on != "day"], scene),
        earliest_on=earliest(standings, on),
        zones=zone_verdicts(standings, verdict, scene),
        findings=tuple([finding_of(standing, scene) for standing in standings]),
        questions=questions_of(evaluated, scene),
        would_change=changes(standings, evaluation),
        devices=device_verdicts(evaluation, standings, verdict),
        unrecognised=tuple(dict.fromkeys((*facts.unrecognised, *strange))),
        after_on=facts.after_on,
        rules=evaluation.book.names,
        content_version=content.version,
        content_digest=content.digest,
        policy=policy,
    )


def chosen(evaluation: Evaluation) -> list[Evaluated]:
    """Gives what speaks: the rules without a device, then what the chosen device's label adds."""
    device = device_of(evaluation.scene)
    return evaluation.speaking() + (evaluation.of_label(device) if device else [])


def device_of(scene: Circumstances) -> Device | None:
    """Gives the device chosen."""
    return scene.content.device[scene.facts.device] if scene.facts.device else None


def device_verdicts(
    evaluation: Evaluation, standings: list[Standing], verdict: Verdict
) -> tuple[tuple[str, Verdict], ...]:
    """Gives the verdict for every device of the catalogue: what holds without a label, and what its label adds.

    verdict : that of the device chosen, which is what holds without a label where no label speaks
    """
    scene = evaluation.scene
    shared = [standing for standing in standings if not standing.is_of_label(scene)]
    without_label = weighed(shared, scene.softest)
    calm = verdict if len(shared) == len(standings) else verdict_of(without_label)
    harder = evaluation.compared(calm.decision)
    hardened = {decision: calm.hardened(decision) for decision in {*harder.values()}}
    verdicts = dict.fromkeys(scene.content.device, calm)
    verdicts.update({name: hardened[decision] for name, decision in harder.items()})
    for name, added in evaluation.added_by_labels(calm.decision, harder):
        found = verdict_of(weighed(standings_of(added, scene), *without_label))
        verdicts[name] = found.hardened(harder.get(name, calm.decision))
    if scene.facts.device:
        verdicts[scene.facts.device] = verdict
    return tuple(verdicts.items())


class Weight(NamedTuple):
    """What some standings come to, so that more can be laid upon them without weighing them again.

    untils : the days on which what defers ends, None for what must end first
    """

    decision: Decision
    untils: tuple[date | None, ...]


def weighed(
    standings: Iterable[Standing], decision: Decision, untils: tuple[date | None, ...] = ()
) -> Weight:
    """Weighs what stands upon what was weighed before: the hardest met decides, and what is not known asks."""
    for standing in standings:
        if SOFTNESS[standing.weight] < SOFTNESS[decision]:
            decision = standing.weight
        if standing.weight is Decision.DEFER:
            untils = (*untils, standing.until)
    return Weight(decision, untils)


def verdict_of(weight: Weight) -> Verdict:
    """Gives the decision of what was weighed, with its dates: where something must end first, no day is promised."""
    decision, untils = weight
    if not untils:
        return Verdict(decision=decision, defer_until=None, not_before=None)
    latest = max([until for until in untils if until], default=None)
    return Verdict(
        decision=decision,
        defer_until=None if None in untils else latest,
        not_before=latest,
    )


def decision_of(standings: list[Standing], scene: Circumstances) -> Decision:
    """Gives the hardest of what stands; a name that nobody knows never calms."""
    return hardest(scene.softest, *[standing.weight for standing in standings])


def zone_verdicts(
    standings: list[Standing], verdict: Verdict, scene: Circumstances
) -> tuple[tuple[str, Verdict], ...]:
    """Gives each planned zone's own verdict; where nothing is bound to a zone it is that of the whole."""
    zones = [zone for zone in scene.planned if zone != NOWHERE_YET]
    bound = [standing for standing in standings if standing.zones]
    if not bound:
        return tuple([(zone, verdict) for zone in zones])
    everywhere = weighed([standing for standing in standings if not standing.zones], scene.softest)
    return tuple(
        [(zone, verdict_of(weighed([s for s in bound if zone in s.zones], *everywhere))) for zone in zones]
    )


def earliest(standings: list[Standing], on: date) -> date | None:
    """Gives the first day on which nothing dated stands in the way."""
    dates = [standing.until for standing in standings if standing.weight is Decision.DEFER]
    return None if None in dates else max((on, *(until for until in dates if until)))


def changes(standings: list[Standing], evaluation: Evaluation) -> tuple[Change, ...]:
    """Re-runs the decision on every day on which something ends by itself; no medicine's change is ever named."""
    ending = {(s.until, s.rule.id) for s in standings if s.until and s.changes_by_itself}
    if not ending:
        return ()
    turning, lasting = evaluation.turning()
    calm = decision_of([s for s in standings if s.rule not in turning], evaluation.scene)
    by_day = {day: decision_on(evaluation_on(day, evaluation, lasting), turning, calm) for day, _ in ending}
    return tuple([Change(rule=rule, on=day, to=by_day[day]) for day, rule in sorted(ending)])


def decision_on(evaluation: Evaluation, turning: list[RuleInForce], calm: Decision) -> Decision:
    """Gives the whole decision alone, for another day: only a rule that could make it harder is looked at.

    turning : the rules that may turn by the calendar; calm : what all others come to on every day
    """
    scene, decision = evaluation.scene, calm
    for rule in turning:
        if SOFTNESS[evaluation.hardest_by(rule)] < SOFTNESS[decision]:
            speaking = evaluation.speaking_of(rule, device_of(scene))
            decision = hardest(decision, *[s.weight for s in standings_of(speaking, scene)])
    return decision
