"""What a trigger finds among medicines, events, allergies, plans and the person.

Which of them a trigger looks at is settled once, when its rule is read: a rule in force carries the functions that
find what fires it, and the trigger that a clinician reviews stays the data that they are made from.
"""

from collections.abc import Callable
from datetime import date

from needlepoint.protocols.model import Contraindication, Device, Trigger
from needlepoint.screening.circumstances import NOWHERE_YET, Circumstances
from needlepoint.screening.computed import COMPUTATIONS
from needlepoint.screening.instances import Instance, spread
from needlepoint.screening.recognition import KnownMedicine, groups_of
from needlepoint.vocabulary.patient import Event

# Gives what fires a rule in these circumstances, with a device where there is one.
Finder = Callable[[Circumstances, Device | None], list[Instance]]


def finders_of(rule: Contraindication, needs_place: bool) -> tuple[Finder, ...]:
    """Gives what finds all that fires a rule, but for other rules."""
    return tuple(finder_of(trigger, rule, needs_place) for trigger in rule.trigger if not trigger.rules)


def finder_of(trigger: Trigger, rule: Contraindication, needs_place: bool) -> Finder:
    """Gives what finds the one kind of thing that a trigger names."""
    if trigger.computed:
        compute = COMPUTATIONS[trigger.computed]
        return lambda scene, device: [*compute(scene, device)]
    if trigger.medicines:
        return lambda scene, _: from_medicines(trigger, scene) if scene.medicines else []
    if trigger.events:
        return lambda scene, _: from_events(trigger, rule, needs_place, scene) if scene.facts.events else []
    if trigger.allergies:
        return lambda scene, _: from_allergies(trigger, scene) if scene.allergies else []
    if trigger.phototypes:
        return lambda scene, _: from_phototype(trigger, scene)
    return lambda scene, _: from_plan(trigger, scene)


def from_phototype(trigger: Trigger, scene: Circumstances) -> list[Instance]:
    """Gives the person's phototype where a trigger names it."""
    phototype = scene.facts.patient.phototype
    if phototype not in trigger.phototypes:
        return []
    return [Instance(origin="patient", detail=trigger.detail, names=f"phototype {phototype}")]


def from_events(
    trigger: Trigger, rule: Contraindication, needs_place: bool, scene: Circumstances
) -> list[Instance]:
    """Gives the events of the kind and detail that a trigger names."""
    fitting = [event for event in scene.facts.events or () if fits(event, trigger)]
    return [from_event(event, rule, needs_place, trigger.detail, scene.on) for event in fitting]


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


def from_event(
    event: Event, rule: Contraindication, needs_place: bool, detail: str | None, on: date
) -> Instance:
    """Makes an instance of an event; without a date it counts as recent, without a place as here."""
    asks = (("date",) if event.last is None else ()) + (
        ("zones",) if event.zones is None and needs_place else ()
    )
    known = event.last.latest if event.last else None
    return Instance(
        origin="event",
        zones=spread(event.zones, rule),
        detail=detail,
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
