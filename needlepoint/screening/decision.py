"""Decides: candidacy, readiness on a day, each zone, each device, what to ask and what would change it.

Limitation: it reads what was asked and examined; what nobody looked at it cannot find. It advises.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from needlepoint import __version__
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances, circumstances_of
from needlepoint.screening.evaluation import Evaluation, evaluation_of
from needlepoint.screening.findings import Finding, findings_of
from needlepoint.screening.questions import OpenQuestion, questions_of
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import Decision, Truth, hardest


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision with its dates: the day it frees, and the latest known date where a condition must end first."""

    decision: Decision
    defer_until: date | None
    not_before: date | None


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
    the way, None where a condition must end first.
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
    not_met: tuple[str, ...]
    content_version: str
    content_digest: str
    policy: Policy
    software: str = __version__

    @property
    def decision(self) -> Decision:
        """Gives the whole decision for the day."""
        return self.verdict.decision

    @property
    def zones_free(self) -> tuple[str, ...]:
        """Gives the planned zones that stand free by themselves, in the order of the case."""
        return tuple(zone for zone, verdict in self.zones if verdict.decision.is_free)


def decide(
    facts: Facts, content: Content, policy: Policy = SHIPPED, *, on: date, device: str | None = None
) -> ScreeningDecision:
    """Decides for a day; `device` wins over the one in the facts."""
    facts = replace(facts, device=device or facts.device)
    scene = circumstances_of(facts, content, policy, on)
    evaluation = evaluation_of(scene, policy)
    generic = evaluation.awake()
    chosen = evaluation.of_label(content.device[facts.device]) if facts.device else ()
    findings = findings_of(generic, chosen, scene)
    met = {finding.rule for finding in findings}
    return ScreeningDecision(
        on=on,
        device=facts.device,
        verdict=verdict_of(findings, scene),
        candidacy=verdict_of([f for f in findings if f.acts_on != "day"], scene).decision,
        earliest_on=earliest(findings, on),
        zones=zone_verdicts(findings, scene),
        findings=findings,
        questions=questions_of((*generic, *chosen), scene),
        would_change=changes(findings, facts, content, policy),
        devices=device_verdicts(evaluation, findings, scene),
        unrecognised=tuple(dict.fromkeys((*facts.unrecognised, *(name for _, name in scene.unrecognised)))),
        after_on=facts.after_on,
        not_met=tuple(rule.id for rule in evaluation.book.rules if rule.id not in met),
        content_version=content.version,
        content_digest=content.digest,
        policy=policy,
    )


def device_verdicts(
    evaluation: Evaluation, findings: tuple[Finding, ...], scene: Circumstances
) -> tuple[tuple[str, Verdict], ...]:
    """Gives the verdict for every device of the catalogue: what holds without a label, and what its label adds."""
    shared = [f for f in findings if f.layer != "label"]
    without_label = verdict_of(shared, scene)
    verdicts = []
    for name, device in scene.content.device.items():
        evaluated = evaluation.hardening(without_label.decision, device)
        label = findings_of((), evaluated, scene) if evaluated else ()
        verdicts.append((name, verdict_of([*shared, *label], scene) if label else without_label))
    return tuple(verdicts)


def verdict_of(findings: Iterable[Finding], scene: Circumstances) -> Verdict:
    """Weighs findings: the hardest met one decides; anything unknown needs information unless something is harder."""
    findings = tuple(findings)
    deferring = [f for f in findings if f.met is Truth.YES and f.effect is Decision.DEFER]
    dates = [f.until for f in deferring if f.until]
    is_dated = bool(dates) and len(dates) == len(deferring)
    return Verdict(
        decision=hardest(*(weight(f) for f in findings), *unrecognised_weight(scene)),
        defer_until=max(dates) if is_dated else None,
        not_before=max(dates, default=None),
    )


def weight(finding: Finding) -> Decision:
    """Gives what a finding alone makes of the decision."""
    return finding.effect if finding.met is Truth.YES else Decision.NEEDS_INFORMATION


def unrecognised_weight(scene: Circumstances) -> tuple[Decision, ...]:
    """Gives what a name that nobody knows makes of the decision: it never calms."""
    return (Decision.NEEDS_INFORMATION,) if scene.unrecognised or scene.facts.unrecognised else ()


def zone_verdicts(findings: tuple[Finding, ...], scene: Circumstances) -> tuple[tuple[str, Verdict], ...]:
    """Gives each planned zone's own verdict."""
    zones = (zone for zone in scene.planned if zone != NOWHERE_YET)
    return tuple(
        (zone, verdict_of([f for f in findings if not f.zones or zone in f.zones], scene)) for zone in zones
    )


def earliest(findings: tuple[Finding, ...], on: date) -> date | None:
    """Gives the first day on which nothing dated stands in the way."""
    deferring = [f for f in findings if f.met is Truth.YES and f.effect is Decision.DEFER]
    if any(f.until is None for f in deferring):
        return None
    return max((on, *(f.until for f in deferring if f.until)))


def changes(
    findings: tuple[Finding, ...], facts: Facts, content: Content, policy: Policy
) -> tuple[Change, ...]:
    """Re-runs the decision on every day on which something ends by itself; no medicine's change is ever named."""
    ending = {(f.until, f.rule) for f in findings if f.met is Truth.YES and f.until and f.changes_by_itself}
    by_day = {day: decision_on(day, facts, content, policy) for day, _ in ending}
    return tuple(Change(rule=rule, on=day, to=by_day[day]) for day, rule in sorted(ending))


def decision_on(day: date, facts: Facts, content: Content, policy: Policy) -> Decision:
    """Gives the whole decision alone, for another day."""
    scene = circumstances_of(facts, content, policy, day)
    evaluation = evaluation_of(scene, policy)
    chosen = evaluation.of_label(content.device[facts.device]) if facts.device else ()
    return verdict_of(findings_of(evaluation.awake(), chosen, scene), scene).decision
