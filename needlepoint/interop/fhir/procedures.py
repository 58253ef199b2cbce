"""Procedures, requests and care plans: what was done, and the chemotherapy or radiotherapy that is planned."""

from collections.abc import Iterable

from needlepoint.interop.fhir.codes import Concept, Meaning, concept_of, read_concept, status_of, zones_of
from needlepoint.interop.fhir.conditions import answers_to
from needlepoint.interop.fhir.elements import (
    Element,
    Period,
    day_of,
    flag_of,
    object_of,
    objects_of,
    period_of,
    timing_of,
)
from needlepoint.interop.fhir.found import LATER, NOT_UNDERSTOOD, NOTHING, Found, Record, joined
from needlepoint.vocabulary.patient import EVENT_KINDS, Answer, Event

NEVER_DONE = frozenset({"entered-in-error", "not-done"})
WITHDRAWN = frozenset({"entered-in-error", "revoked", "cancelled"})
# A plan for these counts before it begins: a label holds from four weeks before.
COUNT_WHEN_PLANNED = ("chemotherapy", "radiotherapy")

Zones = tuple[str, ...] | None


def read_procedure(resource: Element, record: Record) -> Found:
    """Reads what was done, or is being prepared."""
    if status_of(resource, "status") & NEVER_DONE:
        return NOTHING
    concept, when = concept_of(resource, "code"), timing_of(resource, "performed")
    zones, meanings = zones_of(resource, record.content), record.meanings(concept)
    if record.begins_later(when.start):
        plans = planned_events(meanings, when, zones)
        return Found(events=plans) if plans else LATER
    if not meanings:
        return NOT_UNDERSTOOD
    return joined(done(meaning, when, zones, record) for meaning in meanings)


def done(meaning: Meaning, when: Period, zones: Zones, record: Record) -> Found:
    """Gives what one meaning of a procedure adds to the facts."""
    if meaning.kind == "event" and meaning.name in EVENT_KINDS:
        return Found(events=(event(meaning, when, zones),))
    if meaning.kind == "rule":
        said = answers_to(meaning, record, True, zones)
        return Found(answers=tuple((rule, dated(answer, when, record)) for rule, answer in said))
    return NOTHING


def event(meaning: Meaning, when: Period, zones: Zones) -> Event:
    """Makes an event of a procedure."""
    return Event(kind=meaning.name, detail=meaning.detail, zones=zones, since=when.start, until=when.end)


def dated(answer: Answer, when: Period, record: Record) -> Answer:
    """Says of which day an answer is: what was done long ago is asked again."""
    day = when.start if record.begins_later(when.end) else when.end or when.start
    return Answer(answer=answer.answer, zones=answer.zones, detail=answer.detail, as_of=day, by="record")


def planned_events(meanings: Iterable[Meaning], when: Period, zones: Zones = None) -> tuple[Event, ...]:
    """Gives what counts although it is still to come."""
    counting = (one for one in meanings if one.kind == "event" and one.name in COUNT_WHEN_PLANNED)
    return tuple(event(one, when, zones) for one in counting)


def read_service_request(resource: Element, record: Record) -> Found:
    """Reads an order for chemotherapy or radiotherapy; other orders say nothing of what was done."""
    if status_of(resource, "status") & WITHDRAWN or flag_of(resource, "doNotPerform"):
        return NOTHING
    meanings = (
        record.meanings(read_concept(resource["code"])) if isinstance(resource.get("code"), dict) else ()
    )
    when = timing_of(resource, "occurrence")
    dates = Period(when.start or day_of(resource, "authoredOn"), when.end)
    return Found(events=planned_events(meanings, dates, zones_of(resource, record.content)))


def read_care_plan(resource: Element, record: Record) -> Found:
    """Reads the chemotherapy and radiotherapy among a care plan's categories and activities."""
    if status_of(resource, "status") & WITHDRAWN:
        return NOTHING
    whole = period_of(resource, "period")
    parts = [(read_concept(one), whole) for one in objects_of(resource, "category")]
    parts += [one for activity in objects_of(resource, "activity") for one in step(activity, whole)]
    return joined(Found(events=planned_events(record.meanings(concept), when)) for concept, when in parts)


def step(activity: Element, whole: Period) -> Iterable[tuple[Concept, Period]]:
    """Gives what an activity does, in its own time or in that of the plan."""
    detail = object_of(activity, "detail")
    if isinstance(detail.get("code"), dict) and not status_of(detail, "status") & WITHDRAWN:
        own = timing_of(detail, "scheduled")
        yield read_concept(detail["code"]), own if own.start else whole
