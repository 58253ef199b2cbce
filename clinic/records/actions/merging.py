"""Deeds upon two records of one person: letting one point to the other, and taking that back.

Nothing signed is touched: what was charted on a record stays on it, and looking back follows the pointer.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils.translation import gettext as _

from clinic.records.actions.doors import ON_THE_KEPT_RECORD
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    Attendance,
    Patient,
    PatientLink,
    PatientMerge,
    PatientState,
    Session,
    SessionState,
)
from clinic.records.queries.merging import standing_merge
from clinic.records.refusals import BadInput, WrongState
from clinic.records.signatures import sign

LONGEST_REASON = 400
OVER = (SessionState.SIGNED, SessionState.CANCELLED)


@deed(on=Patient, versioned=True)
def merge_patient(event: Event, patient: Patient, kept_id: UUID | str, reason: str) -> PatientMerge:
    """Say that a record is a second one of somebody: it points to the one that is kept from now on."""
    _check_reason(reason)
    kept = _kept(event, patient, kept_id)
    _check_nothing_is_open(patient)
    row = _signed(event, patient, kept, reason, meaning="merged")
    patient.merged_into, patient.was_merged = kept, True
    patient.save()
    _close_links(event, patient)
    kept.has_duplicates = kept.was_merged = True
    kept.save(update_fields=["has_duplicates", "was_merged"])
    event.about(row)
    event.linked(patient=patient, kept=kept)
    return row


@deed(on=Patient, versioned=True)
def undo_merge(event: Event, patient: Patient, reason: str) -> PatientMerge:
    """Say that the two are not one person after all: the record stands for itself again."""
    _check_reason(reason)
    standing = standing_merge(patient)
    if standing is None:
        raise WrongState(_("This record points to no other. Look at it as it is now."))
    kept = _locked(event, standing.kept_id)
    assert kept is not None  # a record is never deleted
    row = _signed(event, patient, kept, reason, meaning="no longer merged", undoes=standing)
    patient.merged_into = None
    patient.save()
    kept.has_duplicates = kept.duplicates.exists()
    kept.save(update_fields=["has_duplicates"])
    event.about(row)
    event.linked(patient=patient, kept=kept)
    return row


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadInput(
            "reason",
            _("Say in a few words how it was found out; the words stay on both records."),
        )


def _kept(event: Event, patient: Patient, kept_id: UUID | str) -> Patient:
    """Give the record that is kept; refuse what cannot be pointed to."""
    kept = _locked(event, kept_id)
    if kept is None or kept.state != PatientState.REGISTERED or kept.pk == patient.pk:
        raise BadInput("kept", _("Choose the record that is kept: another one of this clinic that stands."))
    if patient.merged_into_id:
        raise WrongState(_("This record points to another already. Undo that first, if it is wrong."))
    if kept.merged_into_id:
        raise BadInput("kept", _("That record points to another itself. Choose the one that it points to."))
    if patient.has_duplicates:
        raise WrongState(
            _("Other records point to this one. Keep this one, and let the other record point to it.")
        )
    return kept


def _locked(event: Event, patient_id: UUID | str) -> Patient | None:
    """Lock the second record; where two people merge the same two at once, one of them is told."""
    rows = Patient.objects.select_for_update(nowait=True, of=("self",)).select_related("clinic")
    try:
        return rows.filter(clinic=event.clinic, pk=patient_id).first()
    except (ValidationError, ValueError):
        return None
    except OperationalError as fault:
        raise WrongState(_("Somebody is working on the other record just now. Try once more.")) from fault


def _check_nothing_is_open(patient: Patient) -> None:
    """Refuse while somebody works on the record that is to point."""
    if Session.objects.filter(patient=patient).exclude(state__in=OVER).exists():
        raise WrongState(_("A session is open on this record. Sign it or cancel it first."))
    if Attendance.objects.filter(patient=patient, left_at=None).exists():
        raise WrongState(_("This record is marked as here. Mark it as left first."))


def _close_links(event: Event, patient: Patient) -> None:
    """Close what would go on with a record on which nobody goes on: its questions, and the dates of its plan."""
    links = PatientLink.objects.filter(patient=patient, purpose__in=ON_THE_KEPT_RECORD, revoked_at=None)
    links.update(revoked_at=event.at)


def _signed(
    event: Event,
    patient: Patient,
    kept: Patient,
    reason: str,
    *,
    meaning: str,
    undoes: PatientMerge | None = None,
) -> PatientMerge:
    """Keep the word with who said it and what both records were called then."""
    said = {
        "patient": [patient.pk, patient.name, patient.birth_date.isoformat()],
        "kept": [kept.pk, kept.name, kept.birth_date.isoformat()],
        "reason": reason.strip(),
    }
    row = PatientMerge(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        kept=kept,
        reason=reason.strip(),
        undoes=undoes,
        signature=sign(event, patient, meaning=meaning, document=said),
    )
    row.save(force_insert=True)
    return row
