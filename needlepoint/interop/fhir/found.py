"""What one resource adds to the facts, and how all of them become one, in whatever order they stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from needlepoint.interop.fhir.codes import Concept, Meaning, meanings_of
from needlepoint.interop.fhir.elements import Element
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Allergy, Answer, Event, Medicine, Phototype

T = TypeVar("T")
SaidOfRule = tuple[str, Answer]


@dataclass(frozen=True, slots=True)
class Record:
    """The record that a resource stands in: what is known, the day, and the resources by how they are referred to."""

    content: Content
    on: date
    named: Mapping[str, Element] = field(default_factory=dict)

    def begins_later(self, day: PartialDate | None) -> bool:
        """Says whether something begins after the day of screening; what has no date has begun."""
        return day is not None and day.earliest > self.on

    def meanings(self, concept: Concept) -> tuple[Meaning, ...]:
        """Gives what a concept means here."""
        return meanings_of(concept, self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something measured or said at one time, which a later statement on the same topic replaces."""

    topic: str
    day: PartialDate | None = None
    weight_kg: float | None = None
    phototype: Phototype | None = None
    answers: tuple[SaidOfRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What resources add to the facts."""

    answers: tuple[SaidOfRule, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    events: tuple[Event, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    statements: tuple[Statement, ...] = ()
    after_on: int = 0
    not_understood: int = 0
    unreadable: int = 0


NOTHING = Found()
LATER = Found(after_on=1)
NOT_UNDERSTOOD = Found(not_understood=1)


def joined(several: Iterable[Found]) -> Found:
    """Joins what several resources add, in an order of its own, each thing once."""
    parts = tuple(several)
    return Found(
        answers=in_order(one for part in parts for one in part.answers),
        medicines=in_order(one for part in parts for one in part.medicines),
        events=in_order(one for part in parts for one in part.events),
        allergies=in_order(one for part in parts for one in part.allergies),
        statements=in_order(one for part in parts for one in part.statements),
        after_on=sum(part.after_on for part in parts),
        not_understood=sum(part.not_understood for part in parts),
        unreadable=sum(part.unreadable for part in parts),
    )


def in_order(items: Iterable[T]) -> tuple[T, ...]:
    """Keeps each item once, sorted by how it is written."""
    return tuple(sorted(dict.fromkeys(items), key=repr))


def newest(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Keeps of each topic what no later statement replaces; what has no date, or may be as late, is kept."""
    by_topic: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_topic[statement.topic].append(statement)
    return tuple(one for several in by_topic.values() for one in last_of(several))


def last_of(several: list[Statement]) -> list[Statement]:
    """Leaves out what is surely older than another."""
    newest_day = max((one.day.earliest for one in several if one.day), default=date.min)
    return [one for one in several if one.day is None or one.day.latest >= newest_day]


def by_rule(said: Iterable[SaidOfRule]) -> Mapping[str, tuple[Answer, ...]]:
    """Sorts answers under the rules that they answer."""
    answers: dict[str, list[Answer]] = {}
    for rule, answer in in_order(said):
        answers.setdefault(rule, []).append(answer)
    return MappingProxyType({rule: tuple(several) for rule, several in answers.items()})
