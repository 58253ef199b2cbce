"""The time-out: which items concern this session, which of them stop, who may override, and what is still open."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from needlepoint.protocols.model import ChecklistItem, Content
from needlepoint.session.conditions import Conditions
from needlepoint.vocabulary.errors import BadInput

ListName = Literal["time-out", "room", "infection-control", "after"]

TIME_OUT: Final[tuple[ListName, ...]] = ("time-out",)

# Who counts as entitled; a doctor prescribes. What nobody overrides has nobody here.
ENTITLED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "nobody": frozenset(),
        "director": frozenset({"director"}),
        "doctor": frozenset({"doctor"}),
        "prescriber": frozenset({"prescriber", "doctor"}),
        "practitioner": frozenset({"practitioner", "prescriber", "doctor", "director"}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """An answer to one item: done, or overridden with a reason by somebody who may."""

    item: str
    by: str
    at: datetime
    is_override: bool = False
    reason: str | None = None


def checklist_for(
    content: Content, conditions: Conditions, lists: Collection[ListName] = TIME_OUT
) -> tuple[ChecklistItem, ...]:
    """Gives the items that concern this session, in the order of the content; what is not known is asked, too."""
    items = content.checklist_item.values()
    return tuple(item for item in items if item.list in lists and conditions.may_hold(item.only_if))


def open_items(items: Iterable[ChecklistItem], ticks: Iterable[Tick]) -> tuple[ChecklistItem, ...]:
    """Gives the items that nobody has ticked or overridden."""
    settled = {tick.item for tick in ticks}
    return tuple(item for item in items if item.id not in settled)


def open_stops(items: Iterable[ChecklistItem], ticks: Iterable[Tick]) -> tuple[ChecklistItem, ...]:
    """Gives the open items without which no session starts."""
    return tuple(item for item in open_items(items, ticks) if item.is_stop)


def may_override(override_by: str, roles: Collection[str]) -> bool:
    """Says whether somebody of these roles may override; what says nobody is closed to everybody."""
    return not ENTITLED[override_by].isdisjoint(roles)


def override_item(item: ChecklistItem, *, by: str, roles: Collection[str], at: datetime, reason: str) -> Tick:
    """Gives the override of an item; refuses where nobody may, where this person may not, or without a reason."""
    if not may_override(item.override_by, roles):
        remedy = "nobody overrides it" if item.override_by == "nobody" else f"ask the {item.override_by}"
        raise BadInput(item.id, f"is overridden by {item.override_by}", ", ".join(sorted(roles)), remedy)
    if not reason.strip():
        raise BadInput(item.id, "an override has a reason", reason, "say why")
    return Tick(item=item.id, by=by, at=at, is_override=True, reason=reason)
