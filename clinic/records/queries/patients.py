"""Questions about patients: finding one among many, and who may be the same."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from clinic.records.actors import Actor
from clinic.records.models import Attendance, Patient, PatientNameWord, PatientState
from clinic.records.names import folded, is_similar, phone_key
from clinic.records.visibility import visible

FOUND_AT_MOST = 20
_SHORTEST_PHONE_DIGITS = 4
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def find_patients(actor: Actor, text: str) -> list[Patient]:
    """Find patients by the beginnings of their names, by birth date or by telephone, at most twenty."""
    text = text.strip()
    if not text:
        return []
    days = list(_days(text))
    if days:
        return list(visible(actor, Patient).filter(birth_date__in=days).order_by("name")[:FOUND_AT_MOST])
    digits = phone_key(text).rstrip("0")
    if len(digits) >= _SHORTEST_PHONE_DIGITS and not any(c.isalpha() for c in text):
        return list(visible(actor, Patient).filter(phone_key__prefix=digits)[:FOUND_AT_MOST])
    return _by_name(actor, folded(text).split())


def recent_patients(actor: Actor) -> QuerySet[Patient]:
    """List who was registered last."""
    return visible(actor, Patient).order_by("-created_at")[:FOUND_AT_MOST]


def similar_patients(patient: Patient) -> list[Patient]:
    """List standing records of the same clinic with the same birth date and a similar name."""
    same_day = Patient.objects.filter(
        clinic=patient.clinic,
        birth_date=patient.birth_date,
        state=PatientState.REGISTERED,
        merged_into=None,
    ).exclude(pk=patient.pk)
    names = [name for name in (patient.name, patient.chosen_name) if name]
    return [
        other
        for other in same_day
        if any(
            is_similar(name, theirs) for name in names for theirs in (other.name, other.chosen_name) if theirs
        )
    ]


def open_attendance(patient: Patient) -> Attendance | None:
    """Give the attendance of somebody who is in the house."""
    return Attendance.objects.filter(patient=patient, left_at=None).first()


def _by_name(actor: Actor, words: list[str]) -> list[Patient]:
    """Walk the index of name words in order of the longest word given, so that only what is shown is read."""
    if not words:
        return []
    first, *others = sorted(words, key=len, reverse=True)
    rows = PatientNameWord.objects.filter(clinic=actor.clinic, word__prefix=first).order_by("word", "patient")
    for word in others:
        same = PatientNameWord.objects.filter(patient=OuterRef("patient"), word__prefix=word)
        rows = rows.filter(Exists(same))
    found = {row.patient_id: row.patient for row in rows.select_related("patient")[: 3 * FOUND_AT_MOST]}
    return sorted(list(found.values())[:FOUND_AT_MOST], key=lambda patient: folded(patient.name))


def _days(text: str) -> Iterator[date]:
    """Read a date in every way it can be meant: 1991-04-02, 2.4.1991, 4/2/1991."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
        readings = [(year, month, day)]
    elif match := _DAY_FIRST.fullmatch(text):
        first, second, year = map(int, match.groups())
        readings = [(year, second, first), (year, first, second)]
    else:
        readings = []
    for reading in readings:
        with suppress(ValueError):
            yield date(*reading)
