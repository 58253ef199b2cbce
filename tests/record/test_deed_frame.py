"""The frame around every deed: it cannot be half done, half declared, or left out of the chain."""

import pytest
from django.db import connection, transaction

from clinic.audit.models import AuditEvent
from clinic.audit.triggers import LockedWhenSigned, install
from clinic.records import lifecycle, permissions
from clinic.records.actions.doors import revoke_patient_link, send_patient_link
from clinic.records.actions.history import (
    EntryDetails,
    note_entry,
    withdraw_entry,
)
from clinic.records.actions.patients import mark_patient_entered_in_error
from clinic.records.actors import Actor
from clinic.records.deeds import DEEDS, Event, deed
from clinic.records.models import Patient
from clinic.records.refusals import NotPermitted, WrongState


@pytest.fixture
def declared(monkeypatch):
    """Declare a deed that exists in this test only."""
    monkeypatch.setitem(permissions.PERMISSIONS, "shave_patient", permissions.STAFF)
    monkeypatch.setitem(lifecycle.MACHINES["patient"]["registered"], "shave_patient", "registered")
    yield
    DEEDS.pop("shave_patient", None)


def test_a_deed_that_names_no_subject_is_undone(cast, declared):
    @deed(on=Patient)
    def shave_patient(event: Event, patient: Patient) -> None:
        Patient.objects.filter(pk=patient.pk).update(chosen_name="Shorn")

    with pytest.raises(RuntimeError, match=r"did not call event\.about"):
        shave_patient(cast.actor("nurse"), cast.patient)
    cast.patient.refresh_from_db()
    assert cast.patient.chosen_name == ""


def test_a_deed_that_leaves_another_state_than_is_written_is_undone(cast, declared):
    @deed(on=Patient)
    def shave_patient(event: Event, patient: Patient) -> None:
        patient.state = "entered_in_error"
        patient.save()
        event.about(patient)

    before = AuditEvent.objects.count()
    with pytest.raises(RuntimeError, match=r"lifecycle\.py says"):
        shave_patient(cast.actor("nurse"), cast.patient)
    cast.patient.refresh_from_db()
    assert (cast.patient.state, AuditEvent.objects.count()) == ("registered", before)


def test_a_deed_without_a_permission_or_a_state_cannot_be_written(monkeypatch):
    def shave_patient(event: Event, patient: Patient) -> None:
        event.about(patient)

    with pytest.raises(RuntimeError, match=r"add it to PERMISSIONS"):
        deed(on=Patient)(shave_patient)
    monkeypatch.setitem(permissions.PERMISSIONS, "shave_patient", permissions.STAFF)
    with pytest.raises(RuntimeError, match=r"add it in lifecycle\.py"):
        deed(on=Patient)(shave_patient)


def test_the_event_of_a_deed_holds_digests_of_what_it_is_told_and_ids_of_what_is_linked(cast, declared):
    @deed(on=Patient)
    def shave_patient(event: Event, patient: Patient) -> None:
        event.about(patient, note="a secret")
        event.linked(clinic=patient.clinic)

    shave_patient(cast.actor("nurse"), cast.patient)
    digests = AuditEvent.objects.filter(deed="shave_patient").get().digests
    assert digests["note"].startswith("sha256:")
    assert digests["clinic"] == str(cast.clinic.pk)
    assert "secret" not in str(digests)


@pytest.mark.parametrize("statement", ["UPDATE scratch SET words = 'other'", "DELETE FROM scratch"])
def test_a_row_is_free_until_it_is_signed_and_then_stays_for_ever(db, statement):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (words text, signed_at text)")
        install(connection, LockedWhenSigned("scratch"))
        cursor.execute("INSERT INTO scratch (words) VALUES ('draft')")
        cursor.execute("UPDATE scratch SET words = 'final', signed_at = '2026-01-05'")
        with pytest.raises(Exception, match="scratch is signed"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("SELECT words FROM scratch")
        assert cursor.fetchall() == [("final",)]


def test_what_belongs_to_a_record_made_on_the_wrong_person_is_not_worked_on(cast):
    link = send_patient_link(cast.actor("nurse"), cast.patient, "history")
    entry = note_entry(cast.actor("nurse"), cast.patient, EntryDetails(kind="allergy", name="latex"))
    cast.patient.refresh_from_db()
    mark_patient_entered_in_error(
        cast.actor("doctor"), cast.patient, reason="wrong person", version=cast.patient.version
    )
    with pytest.raises(WrongState, match="entered in error"):
        withdraw_entry(cast.actor("nurse"), entry)
    assert revoke_patient_link(cast.actor("nurse"), link)


def test_a_patient_takes_off_own_lines_and_not_the_clinics(cast):
    details = EntryDetails(kind="allergy", name="latex")
    theirs = note_entry(Actor.patient(cast.patient), cast.patient, details)
    clinics = note_entry(cast.actor("nurse"), cast.patient, EntryDetails(kind="allergy", name="nickel"))
    assert withdraw_entry(Actor.patient(cast.patient), theirs).is_withdrawn
    with pytest.raises(NotPermitted, match="in person"):
        withdraw_entry(Actor.patient(cast.patient), clinics)
