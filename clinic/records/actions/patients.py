"""Deeds upon patients: registering, amending, marking a wrong record, coming and going."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import Attendance, EnteredInError, Patient, PatientNameWord, PatientState, Sex
from clinic.records.names import phone_key, words_of
from clinic.records.queries.patients import similar_patients
from clinic.records.refusals import BadInput, PossibleDuplicate, WrongState
from clinic.records.signatures import sign
from needlepoint.protocols.library import shipped_content

UNKNOWN_COUNTRYS_AGE_YEARS = 18
OLDEST_AGE_YEARS = 125


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientDetails:
    """What is known of a person at the desk."""

    name: str
    birth_date: date
    country: str
    chosen_name: str = ""
    sex: str = Sex.UNKNOWN
    phone: str = ""
    email: str = ""
    language: str = "en"


@deed()
def register_patient(
    event: Event, details: PatientDetails, not_the_same_as: Collection[UUID] = ()
) -> Patient:
    """Register a person; somebody very like them must first have been looked at and named as somebody else."""
    patient = Patient(clinic=event.clinic, created_at=event.at)
    _fill(patient, details, event.on)
    _check_is_new(patient, not_the_same_as)
    patient.save(force_insert=True)
    _index_names(patient)
    event.about(patient)
    return patient


@deed(on=Patient, versioned=True)
def amend_patient(event: Event, patient: Patient, details: PatientDetails) -> Patient:
    """Correct what is known of a person."""
    _fill(patient, details, event.on)
    patient.save()
    PatientNameWord.objects.filter(patient=patient).delete()
    _index_names(patient)
    event.about(patient)
    return patient


@deed(on=Patient, versioned=True)
def mark_patient_entered_in_error(event: Event, patient: Patient, reason: str) -> EnteredInError:
    """Mark a record that should not exist; it stays visible with the mark, the reason and the name."""
    if not reason.strip():
        raise BadInput("reason", _("Say in a few words why this record is wrong; the words stay on it."))
    if patient.has_duplicates:
        raise WrongState(
            _("Other records of this person point to this one. Let them stand for themselves first.")
        )
    signature = sign(
        event, patient, meaning="entered in error", document={"patient": patient.pk, "reason": reason}
    )
    mark = EnteredInError(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        subject_type="patient",
        subject_id=patient.pk,
        reason=reason.strip(),
        signature=signature,
    )
    mark.save(force_insert=True)
    patient.state = PatientState.ENTERED_IN_ERROR
    patient.save()
    event.about(patient, mark=str(mark.pk))
    return mark


@deed(on=Patient)
def mark_arrived(event: Event, patient: Patient) -> Attendance:
    """Note that a patient is in the house."""
    if Attendance.objects.filter(patient=patient, left_at=None).exists():
        raise WrongState(_("%(name)s is marked as here already.") % {"name": patient.called})
    attendance = Attendance(clinic=patient.clinic, created_at=event.at, patient=patient, day=event.on)
    attendance.save(force_insert=True)
    event.about(attendance)
    return attendance


@deed(on=Patient)
def mark_left(event: Event, patient: Patient) -> Attendance:
    """Note that a patient has left the house."""
    attendance = Attendance.objects.filter(patient=patient, left_at=None).first()
    if attendance is None:
        raise WrongState(
            _("%(name)s is not marked as here, so they cannot leave.") % {"name": patient.called}
        )
    attendance.left_at = event.at
    attendance.save()
    event.about(attendance)
    return attendance


def minimum_age_years(country: str) -> int:
    """Give the age from which somebody is treated in a country; 18 where the content does not know it."""
    known = shipped_content().country.get(country)
    return known.minimum_age_years if known else UNKNOWN_COUNTRYS_AGE_YEARS


def check_birth_date(birth_date: date, on: date, country: str) -> None:
    """Refuse a birth date that cannot be, and, kindly, somebody under the age of the clinic's country."""
    age = Patient(birth_date=birth_date).age_on(on)
    if birth_date > on:
        raise BadInput("birth_date", _("A birth date cannot lie in the future. Check the year."))
    if age > OLDEST_AGE_YEARS:
        raise BadInput("birth_date", _("This birth date is more than 125 years ago. Check the year."))
    least = minimum_age_years(country)
    if age < least:
        sentence = _(
            "We treat adults only, so somebody under %(age)s is not registered. Nothing was stored. Say it kindly."
        )
        raise BadInput("birth_date", sentence % {"age": least})


def _fill(patient: Patient, details: PatientDetails, on: date) -> None:
    check_birth_date(details.birth_date, on, patient.clinic.country)
    for column, value in asdict(details).items():
        setattr(patient, column, value.strip() if isinstance(value, str) else value)
    patient.phone_key = phone_key(details.phone)
    try:
        patient.clean_fields()
    except ValidationError as fault:
        column, sentences = next(iter(fault.message_dict.items()))
        raise BadInput(column, sentences[0]) from fault
    if not words_of(patient.name):
        raise BadInput("name", _("A name needs at least one letter."))


def _check_is_new(patient: Patient, not_the_same_as: Collection[UUID]) -> None:
    others = [other for other in similar_patients(patient) if other.pk not in not_the_same_as]
    if others:
        raise PossibleDuplicate(
            _("Somebody very like this is registered already: compare the details. Nothing was stored yet."),
            others,
        )


def _index_names(patient: Patient) -> None:
    PatientNameWord.objects.bulk_create(
        PatientNameWord(clinic=patient.clinic, patient=patient, word=word)
        for word in words_of(patient.name, patient.chosen_name)
    )
