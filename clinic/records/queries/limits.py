"""Questions about limits of settings: which open plans go beyond them as a policy draws them."""

from collections.abc import Iterator
from dataclasses import dataclass

from clinic.accounts.models import Clinic
from clinic.records.models import Plan, PlanState
from needlepoint.planning.constraints import state_of
from needlepoint.planning.plan import ConstraintFinding
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import Policy

# How many plans one page looks at, the newest first.
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """An open plan that a limit would bear on anew: zones in which it would stop approval, or ask for a reason."""

    plan: Plan
    stopped: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitImpact:
    """How many open plans were looked at, and those that other limits would bear on.

    before, after : the content with the limits of the one policy, and of the other
    """

    before: Content
    after: Content
    looked_at: int
    beyond: tuple[Beyond, ...]


def limit_impact(clinic: Clinic, followed: Policy, drafted: Policy) -> LimitImpact:
    """Hold what was measured in open plans against other limits; nothing is worked out anew, and nothing changes."""
    content = shipped_content()
    before, after = followed.drawn(content), drafted.drawn(content)
    rows = Plan.objects.filter(clinic=clinic).exclude(state=PlanState.DISCARDED)
    standing: dict[object, Plan] = {}
    for row in rows.select_related("patient").order_by("-number", "state")[:AT_ONCE]:
        standing.setdefault((row.patient_id, row.state), row)
    found = (beyond(row, before, after) for row in standing.values())
    return LimitImpact(
        before=before,
        after=after,
        looked_at=len(standing),
        beyond=tuple(one for one in found if one.stopped or one.asked),
    )


def beyond(row: Plan, before: Content, after: Content) -> Beyond:
    """Say of one plan what other limits would newly stop, and what they would newly ask about."""
    told = dict.fromkeys(held for zone in row.to_domain().zones for held in zone.constraints)
    newly = [
        (held.zone, now)
        for held in told
        if (now := bite(held, after)) and now != bite(held, before) and now in ("hard", "soft")
    ]
    return Beyond(
        plan=row,
        stopped=tuple(_zones(newly, "hard")),
        asked=tuple(_zones(newly, "soft")),
    )


def bite(held: ConstraintFinding, content: Content) -> str:
    """Give how hard a constraint of a content bites on what was measured; empty where it is kept or not known."""
    known = content.constraint.get(held.constraint)
    if known is None or state_of(held.measured, known.at_most) != "violated":
        return ""
    return known.hardness


def _zones(newly: list[tuple[str, str]], hardness: str) -> Iterator[str]:
    yield from dict.fromkeys(zone for zone, now in newly if now == hardness)
