"""A FHIR R4 Bundle becomes facts: each resource by itself, one that cannot be read is counted and not fatal.

Limitation: all resources of a Bundle are read as being about its one patient; lists of a record are never complete.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from needlepoint.interop.fhir.allergies import read_allergy
from needlepoint.interop.fhir.conditions import read_condition
from needlepoint.interop.fhir.elements import Element, Unreadable
from needlepoint.interop.fhir.found import NOTHING, Found, Record, by_rule, joined, newest
from needlepoint.interop.fhir.medications import read_request, read_statement
from needlepoint.interop.fhir.observations import read_observation
from needlepoint.interop.fhir.person import read_person
from needlepoint.interop.fhir.procedures import read_care_plan, read_procedure, read_service_request
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Facts

MAX_ENTRIES = 100_000
READERS: dict[str, Callable[[Element, Record], Found]] = {
    "Condition": read_condition,
    "MedicationRequest": read_request,
    "MedicationStatement": read_statement,
    "AllergyIntolerance": read_allergy,
    "Procedure": read_procedure,
    "Observation": read_observation,
    "ServiceRequest": read_service_request,
    "CarePlan": read_care_plan,
}
Entry = tuple[str, Any]


def is_bundle(document: Any) -> bool:
    """Tells a document of FHIR from a case document by its content."""
    return isinstance(document, dict) and "resourceType" in document


def read_bundle(document: Any, content: Content, on: date) -> Facts:
    """Reads a record for a day; raises BadInput where it is no Bundle of exactly one patient who lives on that day."""
    entries = list(entries_of(document))
    path, patient = the_patient(entries)
    record = Record(content, on, references(entries))
    found = joined(read_entry(entry, record) for _, entry in entries)
    said = newest(found.statements)
    return Facts(
        patient=read_person(patient, path, content, on, said),
        answers=by_rule((*found.answers, *(pair for one in said for pair in one.answers))),
        medicines=found.medicines,
        events=found.events,
        allergies=found.allergies,
        lists_are_complete=False,
        after_on=found.after_on,
        unreadable=found.unreadable,
        not_understood=found.not_understood,
    )


def entries_of(document: Any) -> Iterator[Entry]:
    """Gives the entries of a Bundle, and of the Bundles inside it, each with its path."""
    if not isinstance(document, dict) or document.get("resourceType") != "Bundle":
        given = document.get("resourceType") if isinstance(document, dict) else document
        raise BadInput(
            "$.resourceType", "must be Bundle", given, "send the whole record as one FHIR R4 Bundle"
        )
    waiting: list[Entry] = [("$", document)]
    count = 0
    while waiting:
        path, bundle = waiting.pop()
        for place, entry in enumerate(listed(bundle.get("entry"), path)):
            where = f"{path}.entry[{place}]"
            resource = entry.get("resource") if isinstance(entry, dict) else None
            is_inner = isinstance(resource, dict) and resource.get("resourceType") == "Bundle"
            if is_inner:
                waiting.append((f"{where}.resource", resource))
            else:
                yield f"{where}.resource", entry
            count = counted(count)


def listed(value: Any, path: str) -> list[Any]:
    """Gives the entries; an absent list is empty."""
    if value is not None and not isinstance(value, list):
        raise BadInput(f"{path}.entry", "must be a list", value, "write […]")
    return value or []


def counted(count: int) -> int:
    """Counts one entry more and refuses more than a record can have."""
    if count >= MAX_ENTRIES:
        raise BadInput(
            "$.entry", f"may hold at most {MAX_ENTRIES:,} entries", "more", "send the record of one person"
        )
    return count + 1


def the_patient(entries: Iterable[Entry]) -> Entry:
    """Finds the one patient; without one, or with two, nobody can say about whom the record is."""
    found = [(path, entry["resource"]) for path, entry in entries if type_of(entry) == "Patient"]
    if len(found) != 1:
        remedy = "send the record of one person, with its Patient resource"
        raise BadInput("$.entry", "must hold exactly one Patient", f"{len(found)} of them", remedy)
    return found[0]


def type_of(entry: Any) -> Any:
    """Gives the type of an entry's resource as far as it has one."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    return resource.get("resourceType") if isinstance(resource, dict) else None


def references(entries: Iterable[Entry]) -> dict[str, Element]:
    """Names the medications by everything that a reference may call them."""
    named: dict[str, Element] = {}
    for _, entry in entries:
        if type_of(entry) == "Medication":
            resource = entry["resource"]
            for name in (entry.get("fullUrl"), f"Medication/{resource.get('id')}"):
                if isinstance(name, str):
                    named[name] = resource
    return named


def read_entry(entry: Any, record: Record) -> Found:
    """Reads one entry; one that cannot be read is counted, and one of another kind is left alone."""
    if isinstance(entry, dict) and entry.get("resource") is None:
        return NOTHING
    kind = type_of(entry)
    if not isinstance(kind, str):
        return Found(unreadable=1)
    try:
        return READERS[kind](entry["resource"], record) if kind in READERS else NOTHING
    except Unreadable:
        return Found(unreadable=1)
