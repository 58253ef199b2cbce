"""What fires a rule, as one value: an answer, medicine, event, allergy or plan, with its place and its dates."""

from datetime import date, timedelta
from typing import Literal, NamedTuple

from needlepoint.protocols.model import Contraindication
from needlepoint.vocabulary.patient import Answer
from needlepoint.vocabulary.reasons import Truth

Origin = Literal["answer", "medicine", "event", "allergy", "patient", "plan", "rule"]


class Instance(NamedTuple):
    """One thing that fires a rule, or may.

    is_certain : false where something about it must be asked before the rule is met
    zones : None where no place is known, which is read as every planned zone
    zones_complete : a zone that is not named is free; never so in a health record
    first, last : the first and last day of it; `last` of what goes on is the day itself
    fixed_until : the day on which it ends by itself (a birthday)
    """

    origin: Origin
    is_certain: bool = True
    zones: frozenset[str] | None = None
    zones_complete: bool = True
    detail: str | None = None
    use: Literal["current", "stopped"] | None = None
    first: date | None = None
    last: date | None = None
    fixed_until: date | None = None
    names: str = ""
    partial: str | None = None
    asks: tuple[str, ...] = ()


class Reading(NamedTuple):
    """All that bears on one rule, and what is true of it where nothing fires it."""

    instances: tuple[Instance, ...] = ()
    otherwise: Truth = Truth.UNKNOWN
    asks: tuple[str, ...] = ()
    is_answered: bool = False
    is_stale: bool = False


def with_answer_details(instances: list[Instance]) -> list[Instance]:
    """Lets an answer say the detail of what a record only names."""
    said = next((i.detail for i in instances if i.origin == "answer" and i.detail), None)
    if said is None:
        return instances
    return [i._replace(detail=said) if not i.detail and i.origin != "answer" else i for i in instances]


def spread(named: tuple[str, ...] | None, rule: Contraindication) -> frozenset[str] | None:
    """Widens the named zones by how far the thing reaches."""
    if named is None:
        return None
    zones = frozenset(named)
    return zones.union(*(one.reaches for one in rule.spread if not zones.isdisjoint(one.origin)))


def expires(answer: Answer, rule: Contraindication, on: date) -> bool:
    """Says whether an answer is older than its question's validity."""
    if answer.as_of is None or rule.valid_for_days is None:
        return False
    return answer.as_of.earliest + timedelta(days=rule.valid_for_days) < on
