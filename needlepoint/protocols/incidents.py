"""What must hold of the guidance for incidents beyond its types: the number to call stands first, and no step twice."""

from collections.abc import Iterator, Mapping
from typing import Any

from needlepoint.protocols.firing import said_twice
from needlepoint.protocols.model import IncidentGuide

NUMBER = "{emergency_number}"


def guide_problems(
    guide: IncidentGuide, _typed: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Finds guidance without the emergency number, without a step, or with one step twice."""
    if NUMBER not in guide.call:
        yield "does not say when to call the emergency number", f"write {NUMBER} in call"
    if not guide.step:
        yield "has no step", "add [[incident_guide.step]]"
    yield from said_twice((step.id for step in guide.step), "step")
