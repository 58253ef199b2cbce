"""Copies of a patient's whole course, row by row and true in every reference, for a clinic of very many.

A copy of a numbing ledger still names the entries of its original; pages are looked at on originals.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, Field, Model

from clinic.records.models import (
    Attendance,
    ContactPreference,
    Handover,
    LookBackPerson,
    Message,
    Patient,
    PatientLink,
    PatientNameWord,
    Plan,
    Session,
    Signature,
)
from clinic.records.models.session import OPEN_STATES
from clinic.records.names import words_of

# The copy of a patient has a name and words of its own; a door, an agreement, a message and what a look-back found are
# of one person.
_NOT_COPIED = (Patient, PatientNameWord, PatientLink, Handover, Message, ContactPreference, LookBackPerson)
_A_BATCH = 500


class Course:
    """Every row of one patient, ready to be copied."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.rows = list(_rows_of(patient))

    def finished(self) -> "Course":
        """Leave out whatever is still open."""
        self.rows = list(_finished(self.rows))
        return self

    def told_of(self, name: str, **changed: Any) -> list[Model]:
        """Give somebody of another name, unsaved, who has the same course."""
        patient = next(_copies([self.patient], {}))
        for column, value in {"name": name, "chosen_name": "", **changed}.items():
            setattr(patient, column, value)
        words = [
            PatientNameWord(clinic_id=patient.clinic_id, patient_id=patient.pk, word=word)
            for word in words_of(name)
        ]
        return [patient, *words, *_copies(self.rows, {self.patient.pk: patient.pk})]

    def repeated(self, times: int) -> list[Model]:
        """Give unsaved copies of what is finished for the same patient, each plan with its own number."""
        finished = list(_finished(self.rows))
        copies = [copy for _ in range(times) for copy in _copies(finished, {})]
        for place, plan in enumerate(one for one in copies if isinstance(one, Plan)):
            plan.number += 100 + place
        return copies


def save_all(rows: Iterable[Model]) -> None:
    """Save rows of every kind in bulk."""
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, some in by_model.items():
        model._default_manager.bulk_create(some, batch_size=_A_BATCH)


def _rows_of(patient: Patient) -> Iterator[Model]:
    found: list[Model] = []
    for model in apps.get_app_config("records").get_models():
        names = {field.name for field in model._meta.get_fields()}
        if model not in _NOT_COPIED and {"patient", "decision"} & names:
            which = "patient" if "patient" in names else "decision__patient"
            found += model._default_manager.filter(**{which: patient})
    signed = [row.signature_id for row in found if getattr(row, "signature_id", None)]
    yield from Signature.objects.filter(pk__in=signed)
    yield from found


def _finished(rows: Iterable[Model]) -> Iterator[Model]:
    """Leave out what only one of may be open, and whatever leans on it."""
    left_out: set[Any] = set()
    for row in rows:
        values = {getattr(row, field.attname) for field in row._meta.concrete_fields if field.is_relation}
        if _is_open(row) or values & left_out:
            left_out.add(row.pk)
        else:
            yield row


def _is_open(row: Model) -> bool:
    if isinstance(row, Attendance):
        return row.left_at is None
    return getattr(row, "state", "") in ((*OPEN_STATES, "draft") if isinstance(row, Plan | Session) else ())


def _copies(rows: Iterable[Model], known: dict[Any, Any]) -> Iterator[Model]:
    rows = list(rows)
    known = {row.pk: uuid4() for row in rows if isinstance(row.pk, UUID)} | known
    for row in rows:
        fields = row._meta.concrete_fields
        yield type(row).from_db(
            connection.alias, [f.attname for f in fields], [_value(row, f, known) for f in fields]
        )


def _value(row: Model, field: Field, known: dict[Any, Any]) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, AutoField):
        return None
    return known.get(value, value) if isinstance(value, UUID) else value
