"""What fires a rule: each answer, medicine, event, allergy or plan that bears on it, with its place and its dates."""

from datetime import date, timedelta
from typing import Literal, NamedTuple

from needlepoint.protocols.model import Contraindication, Trigger
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances
from needlepoint.screening.recognition import KnownMedicine, groups_of
from needlepoint.screening.rules import RuleInForce
from needlepoint.vocabulary.patient import Answer, Event
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


def from_answer(answer: Answer, rule: RuleInForce, on: date) -> Instance:
    """Makes an instance of a "yes"; without a date it is as old as the answer."""
    last = answer.as_of.latest if answer.as_of else on
    return Instance(
        origin="answer",
        zones=spread(answer.zones, rule.written),
        zones_complete=answer.by != "record",
        detail=answer.detail,
        last=min(last, on) if answer.as_of and not answer.as_of.is_whole else last,
        asks=missing_from(answer, rule),
    )


def missing_from(answer: Answer, rule: RuleInForce) -> tuple[str, ...]:
    """Names what a "yes" leaves open: its place, its kind."""
    place = ("zones",) if answer.zones is None and rule.needs_place else ()
    kind = ("detail",) if answer.detail is None and rule.needs_detail else ()
    return place + kind


def spread(named: tuple[str, ...] | None, rule: Contraindication) -> frozenset[str] | None:
    """Widens the named zones by how far the thing reaches."""
    if named is None:
        return None
    zones = frozenset(named)
    return zones.union(*(one.reaches for one in rule.spread if not zones.isdisjoint(one.origin)))


def triggered(rule: RuleInForce, trigger: Trigger, scene: Circumstances) -> list[Instance]:
    """Gives what a trigger finds among medicines, events, allergies and plans."""
    if trigger.medicines:
        return from_medicines(trigger, scene)
    if trigger.events:
        events = [event for event in scene.facts.events or () if fits(event, trigger)]
        return [from_event(event, rule, trigger, scene.on) for event in events]
    if trigger.allergies:
        return from_allergies(trigger, scene)
    if trigger.indications or trigger.zones:
        return from_plan(trigger, scene)
    phototype = scene.facts.patient.phototype
    if phototype not in trigger.phototypes:
        return []
    return [Instance(origin="patient", detail=trigger.detail, names=f"phototype {phototype}")]


def from_medicines(trigger: Trigger, scene: Circumstances) -> list[Instance]:
    """Gives the medicines that count; where several are needed together, fewer fire nothing."""
    matching = [known for known in scene.medicines if not known.groups.isdisjoint(trigger.medicines)]
    counted = [known for known in matching if not known.medicine.is_stopped or trigger.stopped == "counts"]
    if trigger.at_least > 1 and acting_together(counted, trigger, scene) < trigger.at_least:
        return []
    return [from_medicine(known, trigger, scene.on) for known in counted]


def acting_together(counted: list[KnownMedicine], trigger: Trigger, scene: Circumstances) -> int:
    """Counts the different ingredients that act as a trigger names; what else a line names does not count."""
    return len(
        {
            name
            for known in counted
            for name in known.ingredients
            if not groups_of(scene.content.medicine[name], known.medicine.route).isdisjoint(trigger.medicines)
        }
    )


def from_medicine(known: KnownMedicine, trigger: Trigger, on: date) -> Instance:
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
    if event.kind not in trigger.events:
        return False
    detail = (event.detail or "").casefold()
    if detail in trigger.not_event_details:
        return False
    return not trigger.event_details or any(word in detail for word in trigger.event_details)


def from_event(event: Event, rule: RuleInForce, trigger: Trigger, on: date) -> Instance:
    """Makes an instance of an event; without a date it counts as recent, without a place as here."""
    asks = (("date",) if event.last is None else ()) + (
        ("zones",) if event.zones is None and rule.needs_place else ()
    )
    known = event.last.latest if event.last else None
    return Instance(
        origin="event",
        zones=spread(event.zones, rule.written),
        detail=trigger.detail,
        use="current",
        first=event.since.earliest if event.since else None,
        last=known or (None if event.since else on),
        names=event.kind.replace("-", " "),
        partial=str(event.last) if event.last and not event.last.is_whole else None,
        asks=asks,
    )


def from_allergies(trigger: Trigger, scene: Circumstances) -> list[Instance]:
    """Gives the allergies of the groups that a trigger names."""
    named = [known for known in scene.allergies if not known.groups.isdisjoint(trigger.allergies)]
    return [
        Instance(origin="allergy", detail=trigger.detail, names=known.allergy.text, last=scene.on)
        for known in named
    ]


def from_plan(trigger: Trigger, scene: Circumstances) -> list[Instance]:
    """Gives the planned zones in which a trigger's indication stands, or which a trigger names."""
    is_wanted = not scene.indications.isdisjoint(trigger.indications)
    zones = scene.planned_set.intersection(trigger.zones)
    if is_wanted:
        treated = (z for z in scene.planned if z != NOWHERE_YET)
        zones = zones.union(z for z in treated if not scene.treats_in(z).isdisjoint(trigger.indications))
    if zones:
        return [Instance(origin="plan", zones=zones, detail=trigger.detail)]
    is_placeless = is_wanted and any(
        c.indication in trigger.indications and not c.zones for c in scene.facts.concerns or ()
    )
    return [Instance(origin="plan", detail=trigger.detail)] if is_placeless else []


def expires(answer: Answer, rule: Contraindication, on: date) -> bool:
    """Says whether an answer is older than its question's validity."""
    if answer.as_of is None or rule.valid_for_days is None:
        return False
    return answer.as_of.earliest + timedelta(days=rule.valid_for_days) < on
