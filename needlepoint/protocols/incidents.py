"""What must hold of incidents and harm beyond their types: the number first, no step twice, no harm while usual."""

from collections.abc import Iterator, Mapping
from typing import Any

from needlepoint.protocols.firing import said_twice
from needlepoint.protocols.model import AdverseKind, IncidentGuide

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


def kind_problems(kind: AdverseKind, typed: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Finds signs that are none or not usual ones, and a day that is not the last on which they are usual."""
    if bool(kind.signs) != (kind.beyond_days is not None):
        yield "names signs without a day, or a day without signs", "give signs and beyond_days together"
    for name in kind.signs:
        sign = typed["course_of_sign"].get(name)
        if sign is None or not sign.expected:
            yield f"counts {name!r}, which is no usual sign", "name a usual sign of course.toml"
        elif kind.beyond_days is not None and kind.beyond_days < (sign.to_days or 0):
            yield f"counts {name!r} while it is still usual", "give its last day or a later one"
