"""What fires a rule: each answer, medicine, event, allergy or plan that bears on it, with its place and its dates."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from needlepoint.protocols.model import Contraindication, Trigger
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances
from needlepoint.screening.recognition import KnownMedicine
from needlepoint.vocabulary.patient import Answer, Event
from needlepoint.vocabulary.reasons import Truth

Origin = Literal["answer", "medicine", "event", "allergy", "patient", "plan", "rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that bears on one rule, and what is true of it where nothing fires it."""

    instances: tuple[Instance, ...] = ()
    otherwise: Truth = Truth.UNKNOWN
    asks: tuple[str, ...] = ()
    is_denied: bool = False
    is_stale: bool = False
    answered_on: date | None = field(default=None)


def with_answer_details(instances: list[Instance]) -> list[Instance]:
    """Lets an answer say the detail of what a record only names."""
    said = next((i.detail for i in instances if i.origin == "answer" and i.detail), None)
    return [
        replace(i, detail=said) if said and not i.detail and i.origin != "answer" else i for i in instances
    ]


def from_answer(answer: Answer, rule: Contraindication, on: date) -> Instance:
    """Makes an instance of a "yes"; without a date it is as old as the answer."""
    last = answer.as_of.latest if answer.as_of else on
    return Instance(
        origin="answer",
        zones=spread(None if answer.zones is None else frozenset(answer.zones), rule),
        zones_complete=answer.by != "record",
        detail=answer.detail,
        last=min(last, on) if answer.as_of and not answer.as_of.is_whole else last,
        asks=missing_from(answer, rule),
    )


def missing_from(answer: Answer, rule: Contraindication) -> tuple[str, ...]:
    """Names what a "yes" leaves open: its place, its kind."""
    place = ("zones",) if answer.zones is None and needs_place(rule) else ()
    kind = ("detail",) if answer.detail is None and rule.question and rule.question.choice else ()
    return place + kind


def needs_place(rule: Contraindication) -> bool:
    """Says whether it matters where something is."""
    return rule.scope == "area" or any(clause.where in ("here", "elsewhere") for clause in rule.effect)


def spread(zones: frozenset[str] | None, rule: Contraindication) -> frozenset[str] | None:
    """Widens the named zones by how far the thing reaches."""
    if zones is None:
        return None
    reached = [zone for one in rule.spread if zones & set(one.origin) for zone in one.reaches]
    return zones | set(reached)


def triggered(rule: Contraindication, trigger: Trigger, scene: Circumstances) -> Iterator[Instance]:
    """Gives what a trigger finds among medicines, events, allergies and plans."""
    if trigger.medicines:
        yield from from_medicines(rule, trigger, scene)
    elif trigger.events:
        yield from (
            from_event(e, rule, trigger, scene.on) for e in scene.facts.events or () if fits(e, trigger)
        )
    elif trigger.allergies:
        yield from from_allergies(trigger, scene)
    elif trigger.indications or trigger.zones:
        yield from from_plan(trigger, scene)
    elif scene.facts.patient.phototype in trigger.phototypes:
        yield Instance(
            origin="patient", detail=trigger.detail, names=f"phototype {scene.facts.patient.phototype}"
        )


def from_medicines(rule: Contraindication, trigger: Trigger, scene: Circumstances) -> Iterator[Instance]:
    """Gives the medicines that count; where several are needed together, fewer fire nothing."""
    matching = [known for known in scene.medicines if known.groups & set(trigger.medicines)]
    counted = [known for known in matching if not known.medicine.is_stopped or trigger.stopped == "counts"]
    if len({name for known in counted for name in known.ingredients}) >= trigger.at_least:
        yield from (from_medicine(known, rule, trigger, scene.on) for known in counted)


def from_medicine(known: KnownMedicine, rule: Contraindication, trigger: Trigger, on: date) -> Instance:
    """Makes an instance of a medicine: in use, or stopped on a day that may have to be asked."""
    medicine = known.medicine
    asks_date = medicine.is_stopped and medicine.until is None and trigger.undated == "asks"
    last = medicine.until.latest if medicine.is_stopped and medicine.until else None if asks_date else on
    return Instance(
        origin="medicine",
        is_certain=trigger.gives == "yes" and not asks_date,
        detail=trigger.detail,
        use="stopped" if medicine.is_stopped else "current",
        first=medicine.since.earliest if medicine.since else None,
        last=last,
        names=f"{medicine.name} (recognised by its name)" if known.by_name_only else medicine.name,
        partial=str(medicine.until)
        if medicine.is_stopped and medicine.until and not medicine.until.is_whole
        else None,
        asks=("medicine-date",) if asks_date else ("rule",) if trigger.gives == "asks" else (),
    )


def fits(event: Event, trigger: Trigger) -> bool:
    """Says whether an event is of the kind and detail that a trigger names."""
    detail = (event.detail or "").casefold()
    if event.kind not in trigger.events or detail in trigger.not_event_details:
        return False
    return not trigger.event_details or any(word in detail for word in trigger.event_details)


def from_event(event: Event, rule: Contraindication, trigger: Trigger, on: date) -> Instance:
    """Makes an instance of an event; without a date it counts as recent, without a place as here."""
    asks = (("date",) if event.last is None else ()) + (
        ("zones",) if event.zones is None and needs_place(rule) else ()
    )
    known = event.last.latest if event.last else None
    return Instance(
        origin="event",
        zones=spread(None if event.zones is None else frozenset(event.zones), rule),
        detail=trigger.detail,
        use="current",
        first=event.since.earliest if event.since else None,
        last=known or (None if event.since else on),
        names=event.kind.replace("-", " "),
        partial=str(event.last) if event.last and not event.last.is_whole else None,
        asks=asks,
    )


def from_allergies(trigger: Trigger, scene: Circumstances) -> Iterator[Instance]:
    """Gives the allergies of the groups that a trigger names."""
    for known in scene.allergies:
        if known.groups & set(trigger.allergies):
            yield Instance(origin="allergy", detail=trigger.detail, names=known.allergy.text, last=scene.on)


def from_plan(trigger: Trigger, scene: Circumstances) -> Iterator[Instance]:
    """Gives the planned zones in which a trigger's indication stands, or which a trigger names."""
    treated = (z for z in scene.planned if z != NOWHERE_YET)
    zones = {z for z in treated if scene.facts.indications_of(z) & set(trigger.indications)}
    zones |= set(scene.planned) & set(trigger.zones)
    if zones:
        yield Instance(origin="plan", zones=frozenset(zones), detail=trigger.detail)
    elif any(c.indication in trigger.indications and not c.zones for c in scene.facts.concerns or ()):
        yield Instance(origin="plan", detail=trigger.detail)


def expires(answer: Answer, rule: Contraindication, on: date) -> bool:
    """Says whether an answer is older than its question's validity."""
    if answer.as_of is None or rule.valid_for_days is None:
        return False
    return answer.as_of.earliest + timedelta(days=rule.valid_for_days) < on
