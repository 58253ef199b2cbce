"""Questions about two records of one person: which are whose, who may be the same, and what was said about it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from clinic.accounts.models import Clinic
from clinic.records.actors import Actor
from clinic.records.models import Patient, PatientMerge, PatientState
from clinic.records.queries.patients import find_patients, similar_patients


def person_of(patient: Patient) -> Patient:
    """Give the record that stands for the person."""
    return patient.merged_into or patient


def person_id_of(patient: Patient) -> UUID:
    """Give the id of the record that stands for the person, without asking the database."""
    key: UUID = patient.merged_into_id or patient.pk
    return key


def records_of_person(clinic: Clinic, patient_id: UUID | str) -> list[UUID]:
    """List every record of a person, whichever of them is named."""
    named = Patient.objects.filter(clinic=clinic, pk=patient_id).first()
    if named is None:
        return []
    kept = person_id_of(named)
    return [kept, *Patient.objects.filter(clinic=clinic, merged_into=kept).values_list("pk", flat=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said of a record. points_to : why it points; others : why others point here; undone : taken back."""

    points_to: PatientMerge | None
    others: list[PatientMerge]
    undone: list[PatientMerge]


def said_of(patient: Patient) -> Said:
    """Gather what was said of a record, either way, in one question; nothing is asked where nothing ever was."""
    if not patient.was_merged:
        return Said(points_to=None, others=[], undone=[])
    rows = PatientMerge.objects.filter(Q(patient=patient) | Q(kept=patient))
    words = list(rows.select_related("signature", "patient", "kept", "undone_by"))
    standing = [one for one in words if _stands(one)]
    return Said(
        points_to=next((one for one in standing if one.patient_id == patient.pk), None),
        others=[one for one in standing if one.kept_id == patient.pk],
        undone=[one for one in words if one.undoes_id],
    )


def standing_merge(patient: Patient) -> PatientMerge | None:
    """Give why this record points to another."""
    return said_of(patient).points_to


def _stands(word: PatientMerge) -> bool:
    return word.undoes_id is None and not hasattr(word, "undone_by")


def possibly_the_same(actor: Actor, patient: Patient, text: str) -> list[Patient]:
    """List standing records that may be of the same person: very like ones, and whom somebody looks for."""
    found = {one.pk: one for one in (*similar_patients(patient), *find_patients(actor, text))}
    return [one for one in found.values() if _may_be_kept(one, patient)]


def _may_be_kept(one: Patient, patient: Patient) -> bool:
    stands = one.state == PatientState.REGISTERED and one.merged_into_id is None
    return stands and one.pk != patient.pk
