"""Prescriptions and statements of use: what is taken, what was stopped and when, as far as a record says it."""

from needlepoint.interop.fhir.codes import (
    Concept,
    concept_of,
    distinct,
    distinct_words,
    read_concept,
    status_of,
)
from needlepoint.interop.fhir.elements import (
    Element,
    Period,
    Unreadable,
    day_of,
    flag_of,
    object_of,
    objects_of,
    period_of,
    repeated,
    text_of,
    timing_of,
)
from needlepoint.interop.fhir.found import LATER, NOTHING, Found, Record
from needlepoint.interop.fhir.routes import route_of_product, route_said
from needlepoint.screening.recognition import lexicon_of
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Event, Medicine

# Nobody has taken these: written by mistake, withdrawn before the first dose, or not taken.
NEVER_TAKEN = frozenset({"entered-in-error", "cancelled", "not-taken"})
NOT_YET_TAKEN = frozenset({"draft", "intended"})
ENDED = frozenset({"completed", "stopped"})
ONLY_AN_IDEA = frozenset({"proposal", "option"})


def read_request(resource: Element, record: Record) -> Found:
    """Reads a prescription; it begins when it was written."""
    if flag_of(resource, "doNotPerform") or status_of(resource, "intent") & ONLY_AN_IDEA:
        return NOTHING
    dispensed = period_of(object_of(resource, "dispenseRequest"), "validityPeriod")
    taken = bounds(resource, "dosageInstruction")
    began = day_of(resource, "authoredOn") or taken.start or dispensed.start
    when = Period(began, taken.end or dispensed.end)
    return found_medicine(resource, record, when, route_in(resource, "dosageInstruction"))


def read_statement(resource: Element, record: Record) -> Found:
    """Reads what somebody says is taken."""
    used = timing_of(resource, "effective")
    when = Period(used.start or day_of(resource, "dateAsserted"), used.end)
    return found_medicine(resource, record, when, route_in(resource, "dosage"))


def found_medicine(resource: Element, record: Record, when: Period, route: str | None) -> Found:
    """Gives a medicine in use or stopped on the day; a planned chemotherapy counts before it begins."""
    status = status_of(resource, "status")
    if status & NEVER_TAKEN:
        return NOTHING
    concept, form = product(resource, record)
    medicine = Medicine(
        name=concept.name,
        codes=concept.codes,
        route=route or route_coded(concept, record) or route_of_product((*concept.words, *form)),
        since=when.start,
    )
    if status & NOT_YET_TAKEN or record.begins_later(when.start):
        return planned(medicine, when, record)
    return Found(medicines=(as_of_day(medicine, status, when.end, record),))


def as_of_day(
    medicine: Medicine, status: frozenset[str], end: PartialDate | None, record: Record
) -> Medicine:
    """Says whether a medicine was stopped by the day; a stop without a date stays without one."""
    if not status & ENDED or record.begins_later(end):
        return medicine
    return Medicine(
        name=medicine.name,
        codes=medicine.codes,
        route=medicine.route,
        is_stopped=True,
        since=medicine.since,
        until=end if end and not ends_before(end, medicine.since) else None,
    )


def ends_before(end: PartialDate, since: PartialDate | None) -> bool:
    """Says whether an end lies before its beginning, and so is no end."""
    return since is not None and end.latest < since.earliest


def planned(medicine: Medicine, when: Period, record: Record) -> Found:
    """Keeps a chemotherapy that is still to come; anything else that begins later is only counted."""
    known = lexicon_of(record.content).medicine(medicine)
    if known and "chemotherapy" in known.groups:
        return Found(events=(Event(kind="chemotherapy", since=when.start, until=when.end),))
    return LATER if record.begins_later(when.start) else NOTHING


def route_coded(concept: Concept, record: Record) -> str | None:
    """Gives the route that the terminology has for a product's code."""
    mapped = (record.content.code.get(f"{code.system}|{code.code}") for code in concept.codes)
    routes = {one.route for one in mapped if one and one.route}
    return next(iter(routes)) if len(routes) == 1 else None


def route_in(resource: Element, key: str) -> str | None:
    """Reads the route of the dosage; two instructions by different routes say none."""
    routes = [one.get("route") for one in objects_of(resource, key)]
    texts = [word for route in routes if isinstance(route, dict) for word in read_concept(route).words]
    return route_said(texts)


def bounds(resource: Element, key: str) -> Period:
    """Gives the time over which the dosage runs, from its first beginning to its last end."""
    periods = [repeated(object_of(one, "timing")) for one in objects_of(resource, key)]
    starts = [period.start for period in periods if period.start]
    ends = [period.end for period in periods if period.end]
    is_open = len(ends) < len(periods)
    return Period(
        min(starts, key=lambda day: day.earliest, default=None),
        None if is_open else max(ends, key=lambda day: day.latest, default=None),
    )


def product(resource: Element, record: Record) -> tuple[Concept, tuple[str, ...]]:
    """Gives the product with the words of its form, from the resource itself or from the one that it refers to."""
    if "medicationCodeableConcept" in resource:
        return concept_of(resource, "medicationCodeableConcept"), ()
    reference = object_of(resource, "medicationReference")
    medication = referred(text_of(reference, "reference"), resource, record)
    if medication is not None:
        return product_of(medication), form_of(medication)
    display = text_of(reference, "display")
    if display is None:
        raise Unreadable("medicationReference")
    return Concept((), (display,)), ()


def referred(reference: str | None, resource: Element, record: Record) -> Element | None:
    """Finds what a reference names: inside the resource, by its full address, or as `Medication/id`."""
    if reference is None:
        return None
    if reference.startswith("#"):
        contained = objects_of(resource, "contained")
        return next((one for one in contained if one.get("id") == reference[1:]), None)
    whole = reference.partition("/_history/")[0]
    return record.named.get(whole) or record.named.get("/".join(whole.split("/")[-2:]))


def product_of(medication: Element) -> Concept:
    """Gives the name of a product together with its ingredients."""
    items = [one.get("itemCodeableConcept") for one in objects_of(medication, "ingredient")]
    named = [one for one in (medication.get("code"), *items) if isinstance(one, dict)]
    concepts = [read_concept(one) for one in named]
    if not concepts:
        raise Unreadable("code")
    codes = distinct(code for concept in concepts for code in concept.codes)
    return Concept(codes, distinct_words(word for concept in concepts for word in concept.words))


def form_of(medication: Element) -> tuple[str, ...]:
    """Gives the words of a product's form."""
    return read_concept(medication["form"]).words if isinstance(medication.get("form"), dict) else ()
