"""What to do and to leave before the first session, with its days."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from needlepoint.planning.conditions import applies
from needlepoint.planning.plan import DatedInstruction
from needlepoint.protocols.model import Content, Contraindication, Instruction, Side
from needlepoint.protocols.policy import Policy
from needlepoint.vocabulary.dates import Span


def preparation_of(
    first: date | None, device: str, conditions: Collection[str], content: Content, policy: Policy
) -> tuple[DatedInstruction, ...]:
    """Gives the instructions that apply, in the order of their days."""
    given = (
        i for i in content.instruction.values() if i.phase == "preparation" and applies(i.only_if, conditions)
    )
    dated = (dated_instruction(instruction, first, device, content, policy) for instruction in given)
    return tuple(sorted(dated, key=lambda one: one.starts_on or date.min))


def dated_instruction(
    instruction: Instruction, first: date | None, device: str, content: Content, policy: Policy
) -> DatedInstruction:
    """Dates one instruction from the first session."""
    side = policy.side_followed(instruction.conflict, content) if instruction.conflict else None
    return DatedInstruction(
        instruction=instruction.id,
        kind=instruction.kind,
        starts_on=start_of(instruction, holds_of(instruction, side, device, content), first),
        ends_on=shifted(first, instruction.to_days),
        text=instruction.text,
        why=instruction.why,
        certainty=instruction.certainty,
        sources=instruction.sources,
        is_prescribed=instruction.is_prescribed,
        conflict=instruction.conflict,
        side=side.id if side else None,
    )


def holds_of(instruction: Instruction, side: Side | None, device: str, content: Content) -> tuple[Span, ...]:
    """Gives the times that the followed side and the device's own label ask for before a session."""
    if instruction.kind != "avoid" or side is None:
        return ()
    rules = (r for r in content.contraindication.values() if takes_hold_from(r, instruction.conflict))
    label = (c.hold.span for r in rules for c in r.effect if c.layer == device and c.hold and c.hold.span)
    return (*((side.hold,) if side.hold else ()), *label)


def takes_hold_from(rule: Contraindication, conflict: str | None) -> bool:
    """Says whether a rule waits as long as the followed side of a conflict asks."""
    return any(clause.hold and clause.hold.conflict == conflict for clause in rule.effect)


def start_of(instruction: Instruction, holds: tuple[Span, ...], first: date | None) -> date | None:
    """Gives the first day; the longest of the times that disagreeing sources ask for comes before its own."""
    if first and holds:
        return min(hold.before(first) for hold in holds)
    return shifted(first, instruction.from_days)


def shifted(day: date | None, days: int | None) -> date | None:
    """Counts days from a day, where both are known."""
    return None if day is None or days is None else day + timedelta(days=days)


def moved_to(preparation: Iterable[DatedInstruction], first: date, on: date) -> tuple[DatedInstruction, ...]:
    """Gives the preparation before a later session, the same number of days ahead.

    first : the session from which it was dated; on : the later one
    Limitation: a time that a side names in months is as many days ahead as before the first session, so that it may
    differ by the length of a month.
    """
    days = (on - first).days
    return tuple(
        replace(one, starts_on=shifted(one.starts_on, days), ends_on=shifted(one.ends_on, days))
        for one in preparation
    )
