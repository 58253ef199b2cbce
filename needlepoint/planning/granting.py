"""May this be planned at all? What is harder than precautions must be overridden; what is unknown must be answered."""

from collections.abc import Iterable, Iterator

from needlepoint.planning.plan import AdjunctCheck, Override
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.findings import Finding
from needlepoint.vocabulary.errors import BadInput, NotGranted
from needlepoint.vocabulary.reasons import Decision, Truth


def check_granted(decision: ScreeningDecision, overrides: Iterable[Override] = ()) -> None:
    """Refuses a plan against its decision, with everything that stands in the way."""
    problems = granting_problems(decision, overrides)
    if problems:
        raise NotGranted(
            f"plan: not granted, because the decision is {decision.decision}. {' '.join(problems)}"
        )


def granting_problems(decision: ScreeningDecision, overrides: Iterable[Override] = ()) -> tuple[str, ...]:
    """Lists what stands in the way of a plan, in sentences; empty where it is granted."""
    given = {override.rule: override for override in overrides}
    for override in given.values():
        refuse_empty(override)
    problems = (*standing(decision, given), *left_open(decision))
    return (*problems, *offered(decision)) if problems else ()


def refuse_empty(override: Override) -> None:
    """Refuses an override without a reason."""
    if not override.reason.strip():
        raise BadInput("override", "needs a reason", f"{override.rule}=", 'write RULE="reason"')


def is_against(finding: Finding) -> bool:
    """Says whether a finding stands against treating."""
    return finding.met is Truth.YES and finding.effect.softness < Decision.NEEDS_INFORMATION.softness


def overridable(decision: ScreeningDecision) -> tuple[Finding, ...]:
    """Gives the findings that somebody entitled may override; `override_by` says who."""
    fixed = {f.rule for f in decision.findings if is_against(f) and f.override_by == "nobody"}
    return tuple(f for f in decision.findings if is_against(f) and f.rule not in fixed)


def acting(decision: ScreeningDecision, overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Keeps the overrides that override something; one of what was not found would lie in the record."""
    against = {finding.rule for finding in overridable(decision)}
    return tuple(override for override in overrides if override.rule in against)


def standing(decision: ScreeningDecision, given: dict[str, Override]) -> Iterator[str]:
    """Tells what was found and is not overridden, or never can be."""
    open_to = {finding.rule for finding in overridable(decision)}
    told: set[str] = set()
    for finding in decision.findings:
        if not is_against(finding) or finding.rule in told:
            continue
        if finding.rule not in open_to or finding.rule not in given:
            told.add(finding.rule)
            yield told_finding(finding, is_open=finding.rule in open_to)


def told_finding(finding: Finding, *, is_open: bool) -> str:
    """Says what stands against the plan and who could override it."""
    until = f" until {finding.until.isoformat()}" if finding.until else ""
    who = overrider(finding.override_by if is_open else "nobody")
    return f"{finding.rule} ({finding.effect}{until}; {who}): {finding.reason}"


def overrider(who: str) -> str:
    """Says who may override."""
    return "nobody overrides it" if who == "nobody" else f"the {who} may override it"


def left_open(decision: ScreeningDecision) -> Iterator[str]:
    """Tells what is unknown: it is answered, not overridden."""
    asked = list(dict.fromkeys(question.asks for question in decision.questions))
    unknown = dict.fromkeys(f.rule for f in decision.findings if f.met is Truth.UNKNOWN)
    missing = asked or list(unknown)
    if missing and (unknown or decision.unrecognised or decision.decision is Decision.NEEDS_INFORMATION):
        yield f"Not answered yet, and answered rather than overridden: {', '.join(missing)}."
    if decision.unrecognised:
        yield f"Not recognised: {', '.join(decision.unrecognised)}."


def offered(decision: ScreeningDecision) -> Iterator[str]:
    """Offers the zones that stand free by themselves."""
    if decision.zones_free:
        yield f"Free by themselves, if only they are planned: {', '.join(decision.zones_free)}."


def opening(adjuncts: Iterable[AdjunctCheck], overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Keeps the overrides that open a planned adjunct which somebody may open."""
    closed = {
        a.id for a in adjuncts if a.is_planned and a.allowed == "no" and a.override_by not in (None, "nobody")
    }
    return tuple(override for override in overrides if override.rule in closed)


def check_adjuncts_granted(adjuncts: Iterable[AdjunctCheck], overrides: Iterable[Override]) -> None:
    """Refuses what is closed, unless somebody entitled opened it by its id; some of it nobody can."""
    checks = tuple(adjuncts)
    opened = {override.rule for override in opening(checks, overrides)}
    for adjunct in checks:
        if adjunct.is_planned and adjunct.allowed == "no" and adjunct.id not in opened:
            who = overrider(adjunct.override_by or "nobody")
            raise NotGranted(
                f"adjuncts: {adjunct.id} is not granted on open channels ({who}): {adjunct.reason}"
            )
