"""Deeds upon two records of one person."""

from clinic.records.actions import merging
from clinic.records.actions.patients import register_patient
from clinic.records.models import Patient
from tests.cast import details
from tests.record.calls import call

REASON = "She showed her passport; the first name was misspelt at the desk."


def fresh(patient: Patient) -> Patient:
    """Give a record as the next request would read it."""
    return Patient.objects.select_related("clinic", "merged_into").get(pk=patient.pk)


def another_record(cast, name: str = "Mary Somerville") -> Patient:
    """Give another record of this clinic, registering one where there is none."""
    known = Patient.objects.filter(clinic=cast.clinic, name=name).first()
    return fresh(known or register_patient(cast.actor("front_desk"), details(name)))


def merged(cast, patient: Patient | None = None, kept: Patient | None = None) -> Patient:
    """Let a record point to another, and give it."""
    row = fresh(patient or cast.patient)
    merging.merge_patient(
        cast.actor("director"), row, (kept or another_record(cast)).pk, REASON, version=row.version
    )
    return fresh(row)


def pointing(cast, patient: Patient) -> Patient:
    """Give a record that points to another, also one that was marked as entered in error afterwards."""
    state = patient.state
    Patient.objects.filter(pk=patient.pk).update(state="registered")
    merged(cast, patient)
    Patient.objects.filter(pk=patient.pk).update(state=state)
    return fresh(patient)


@call("merge_patient")
def _(cast, actor, row):
    return merging.merge_patient(actor, row, another_record(cast).pk, REASON, version=row.version)


@call("undo_merge")
def _(cast, actor, row):
    if not row.merged_into_id:
        row = pointing(cast, row)
    return merging.undo_merge(actor, row, "Two sisters with one telephone", version=row.version)
