"""Questions about patients: finding one among many, and who may be the same."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.records.actors import Actor
from clinic.records.models import Attendance, Patient, PatientNameWord, PatientState
from clinic.records.names import folded, is_same, is_similar, phone_key
from clinic.records.visibility import visible

FOUND_AT_MOST = 20
_SHORTEST_PHONE_DIGITS = 4
# Shorter ones are extensions and placeholders, which many people share.
_WHOLE_PHONE_DIGITS = 7
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
    """List standing records of the same clinic that may be the same person.

    With the same birth date a similar name suffices. With the same telephone, or a birth date that is one slip of a
    key away, the name has to be the same: a family shares its telephone and its surname.
    """
    known_by = Q(birth_date__in={patient.birth_date, *slips_of(patient.birth_date)})
    if len(patient.phone_key) >= _WHOLE_PHONE_DIGITS:
        known_by |= Q(phone_key=patient.phone_key)
    standing = Patient.objects.filter(
        known_by, clinic=patient.clinic, state=PatientState.REGISTERED, merged_into=None
    )
    return [other for other in standing.exclude(pk=patient.pk) if _may_be_the_same(patient, other)]


def _may_be_the_same(patient: Patient, other: Patient) -> bool:
    is_alike = is_similar if other.birth_date == patient.birth_date else is_same
    ours, theirs = ([name for name in (one.name, one.chosen_name) if name] for one in (patient, other))
    return any(is_alike(name, another) for name in ours for another in theirs)


def slips_of(day: date) -> set[date]:
    """List the days that somebody may have meant who typed this one: day and month swapped, or one digit beside."""
    year, month, of_month = day.year, day.month, day.day
    swapped = [(year, of_month, month)]
    years = [(year + by, month, of_month) for by in (-10, -1, 1, 10)]
    months = [(year, month + by, of_month) for by in (-10, -1, 1, 10)]
    days = [(year, month, of_month + by) for by in (-10, -1, 1, 10)]
    found = set()
    for reading in (*swapped, *years, *months, *days):
        with suppress(ValueError):
            found.add(date(*reading))
    return found - {day}


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
