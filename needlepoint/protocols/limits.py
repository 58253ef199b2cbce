"""What a policy may do to the constraints of a setting: draw them closer freely, wider with a name, and never lift one.

A constraint that stops approval, or that is acknowledged and disclosed, is a label's or a fact of the body: a clinic
makes neither wider. A soft one is a convention or a caution; a wider limit is loosening, with who answers for it and
since when.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from needlepoint.protocols.model import Constraint, Content
from needlepoint.protocols.model.overlay import Limited

Told = tuple[str, str, str]


@lru_cache(maxsize=32)
def with_limits(content: Content, limits: tuple[Limited, ...]) -> Content:
    """Lays a policy's limits over the constraints of a content; version and digest stay the content's."""
    if not limits:
        return content
    known: dict[str, Constraint] = dict(content.constraint)
    for limit in limits:
        known[limit.constraint] = drawn(known[limit.constraint], limit)
    return replace(content, constraint=MappingProxyType(known))


def drawn(constraint: Constraint, limit: Limited) -> Constraint:
    """Gives a constraint as the policy draws it, which its text says."""
    return replace(
        constraint,
        at_most=constraint.at_most if limit.at_most is None else limit.at_most,
        hardness=limit.hardness or constraint.hardness,
        text=f"{constraint.text} {said(limit, constraint)}",
    )


def said(limit: Limited, constraint: Constraint) -> str:
    """Says what the clinic's policy made of a constraint, and who answers for a wider one."""
    which = "wider" if is_wider(limit, constraint) else "closer"
    who = f" ({limit.by}, {limit.on.isoformat()})" if limit.by and limit.on else ""
    reason = limit.reason.strip().rstrip(".")
    return f"Drawn {which} by the clinic's policy{who}: {reason}."


def is_wider(limit: Limited, constraint: Constraint) -> bool:
    """Says whether a limit lets through what the shipped one does not."""
    return limit.at_most is not None and limit.at_most > constraint.at_most


def limit_problems(limit: Limited, constraints: Mapping[str, Constraint]) -> Iterator[Told]:
    """Finds a limit on what does not exist, of nothing, in the wrong direction, or without a name."""
    key = f"limit[{limit.constraint}]"
    constraint = constraints.get(limit.constraint)
    if constraint is None:
        yield key, "no such constraint", f"name one of {', '.join(constraints)}"
        return
    changes_nothing = limit.hardness in (None, constraint.hardness)
    if limit.at_most is None:
        if changes_nothing:
            yield key, "changes nothing", "name at_most, a harder hardness, or both"
    else:
        yield from at_most_problems(key, limit, limit.at_most, constraint, is_alone=changes_nothing)
    if limit.hardness not in (None, constraint.hardness, "hard"):
        yield (
            key,
            f"is {constraint.hardness} and cannot become {limit.hardness}",
            "it can become hard, or stay",
        )


def at_most_problems(
    key: str, limit: Limited, at_most: float, constraint: Constraint, *, is_alone: bool
) -> Iterator[Told]:
    """Finds a number that is none, changes nothing, or widens what no clinic widens."""
    if not math.isfinite(at_most) or at_most < 0:
        yield key, f"at_most cannot be {at_most:g}", "give a number from 0 in the unit of the constraint"
    elif constraint.unit.startswith("fraction") and at_most > 1:
        yield key, f"at_most is a fraction and cannot be {at_most:g}", "give a number from 0 to 1"
    elif at_most == constraint.at_most and is_alone:
        yield key, f"{at_most:g} is the shipped limit", "name another, or leave it out"
    elif is_wider(limit, constraint):
        if constraint.hardness != "soft":
            yield key, "cannot be made wider: it is a label's limit or the body's", "it can be drawn closer"
        elif not (limit.by and limit.on):
            yield key, "is wider than the shipped limit", "say who answers for it, why and since when"
