"""The record becomes the facts that screening reads: the loop of care closes here, through what was recorded."""

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from clinic.records.models import Patient
from clinic.records.queries.history import LISTS, History, concerns_of, history_of
from clinic.records.queries.policy import content_of_clinic
from clinic.records.queries.treatments import signed_session_events
from needlepoint.vocabulary import patient as known
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.reasons import Truth

EventsTold = Callable[[Patient, date], tuple[known.Event, ...]]
# What later rooms recorded as done to the skin: each gives the events of one patient up to a day.
RECORDED_EVENTS: Final[list[EventsTold]] = [signed_session_events]


def facts_of(patient: Patient, on: date) -> known.Facts:
    """Assemble everything that is known of one patient on one day."""
    history = history_of(patient)
    recorded = tuple(event for told in RECORDED_EVENTS for event in told(patient, on))
    lists = {path: _list_of(history, path) for path in LISTS}
    if recorded:
        lists["events"] = (*(lists["events"] or ()), *recorded)
    return known.Facts(
        patient=_person(patient, history),
        concerns=concerns_of(patient) or None,
        answers=MappingProxyType(_answers(patient, history)),
        device=history.value_of("device") or None,
        lists_are_complete=all(lists[path] is None or history.is_closed(path) for path in LISTS),
        medicines=lists["medicines"],
        events=lists["events"],
        allergies=lists["allergies"],
    )


def _list_of(history: History, path: str) -> tuple[Any, ...] | None:
    """Give a list: nothing at all is unknown, unless somebody said that there is nothing."""
    lines = tuple(line.to_domain() for line in history.listed(LISTS[path]))
    return lines if lines or history.is_closed(path) else None


def _answers(patient: Patient, history: History) -> dict[str, tuple[known.Answer, ...]]:
    rules = content_of_clinic(patient.clinic).contraindication
    return {asks: history.voices(rules[asks]) for asks in sorted(history.newest) if asks in rules}


def _person(patient: Patient, history: History) -> known.Patient:
    weight = history.value_of("patient.weight_kg")
    pregnant = history.newest.get("patient.can_be_pregnant")
    born = patient.birth_date
    return known.Patient(
        birth_date=PartialDate(born.year, born.month, born.day),
        sex=patient.sex,  # type: ignore[arg-type]
        can_be_pregnant=Truth(pregnant.answer) if pregnant else None,
        phototype=_phototype(history),
        weight_kg=float(weight.replace(",", ".")) if weight else None,
        country=patient.clinic.country,
    )


def _phototype(history: History) -> Any:
    """Give the phototype that a practitioner saw; what a patient thinks of it waits for that."""
    seen = [a for a in history.answers if a.asks == "patient.phototype" and not a.is_by_patient]
    return seen[-1].detail or None if seen else None
