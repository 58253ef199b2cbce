"""Two records of one person: signed, followed both ways by every look back, undone, and nothing signed is touched."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import charting, merging
from clinic.records.actions import exposure as deeds
from clinic.records.actions import session as sessions
from clinic.records.actions.doors import hand_over_tablet, send_patient_link
from clinic.records.actions.patients import mark_arrived, mark_patient_entered_in_error
from clinic.records.models import Consent, LookBackPerson, Patient, PatientLink, PatientMerge, Session
from clinic.records.queries.exposure import (
    Sought,
    count_found_since,
    exposed_to,
    followed_of,
    sessions_listed,
)
from clinic.records.queries.merging import records_of_person, standing_merge
from clinic.records.queries.patients import similar_patients
from clinic.records.queries.readiness import BEFORE
from clinic.records.refusals import BadInput, EditedMeanwhile, NotPermitted, WrongState
from clinic.records.signatures import is_intact
from clinic.web.shown.exposure import cards, rows_of
from tests.record.calls.commissioning import a_commissioned_handpiece
from tests.record.calls.consent import a_signed_consent
from tests.record.calls.exposure import somebody_else
from tests.record.calls.merging import REASON, another_record, fresh, merged
from tests.record.calls.planning import afresh
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import SAID, again, before_of, opened, signed
from tests.record.test_exposure import BAD_LOT, GOOD_LOT, WHEN, Visit

IN_DATE = date(2031, 5, 3)
# One operator, two days, one lot: nine people, one of whom came on both days under two records.
NURSE_DAYS = [Visit(f"Hit Number{n}", "nurse", BAD_LOT, n % 2) for n in range(9)]
TWIN = Visit("Hit Numbr3", "nurse", BAD_LOT, 0)
AROUND = [
    Visit("Other Operator", "doctor", BAD_LOT, 0),
    Visit("Other Lot", "nurse", GOOD_LOT, 1),
    Visit("Day Before", "nurse", BAD_LOT, -1),
    Visit("Day After", "nurse", BAD_LOT, 2),
]


def treat(cast, visit: Visit) -> None:
    """Let somebody be treated by one person and by nobody else: re-screened, noted, begun."""
    with clock.at(WHEN - timedelta(days=10)):
        a_commissioned_handpiece(cast)
    with clock.at(WHEN + timedelta(days=visit.days_later)):
        somebody_else(cast, visit.name)
        actor = cast.actor(visit.who)
        clear_to_treat(cast)
        session = again(sessions.open_session(actor, afresh(cast.patient)))
        sessions.rescreen(actor, session, said=[], same=[], skin_seen=True)
        session = again(session)
        charting.note_device(actor, session, "A-1047", visit.room)
        charting.note_cartridge(actor, again(session), visit.lot, IN_DATE)
        room_checked(cast, visit.room)
        lines = [line for line in before_of(cast, session).lines(BEFORE) if line.is_open]
        sessions.answer_checklist(actor, session, {line.item.id: "yes" for line in lines}, SAID)
        sessions.start_session(actor, again(session))


def clear_to_treat(cast) -> None:
    """Approve a plan, and let the patient consent to it."""
    if not Consent.objects.filter(patient=cast.patient).exists():
        a_signed_consent(cast)


def record(name: str) -> Patient:
    return fresh(Patient.objects.get(name=name))


def point(cast, duplicate: str, kept: str) -> Patient:
    """Say that two names are one person."""
    row = record(duplicate)
    # Their sessions are still open in this story; a person may only be merged when nothing is worked on.
    Session.objects.filter(patient=row).update(state="cancelled")
    return merged(cast, row, record(kept))


@pytest.fixture
def outbreak(cast):
    """Treat everybody."""
    for visit in (*NURSE_DAYS, TWIN, *AROUND):
        treat(cast, visit)
    return cast


def found(cast, sought: Sought) -> set[str]:
    return {one.patient.name for one in exposed_to(cast.clinic, sought)}


def of_lot_in_two_days() -> Sought:
    return Sought(by="lot", value=BAD_LOT, since=WHEN.date(), until=(WHEN + timedelta(1)).date())


def test_the_outbreak_is_nine_people_though_ten_records_met_it(outbreak):
    cast, nine = outbreak, {f"Hit Number{n}" for n in range(9)}
    before = exposed_to(cast.clinic, of_lot_in_two_days())
    assert {one.patient.name for one in before} == nine | {"Hit Numbr3", "Other Operator"}
    point(cast, "Hit Numbr3", "Hit Number3")
    after = exposed_to(cast.clinic, of_lot_in_two_days())
    assert {one.patient.name for one in after} == nine | {"Other Operator"}
    assert len(after) == len({one.patient.pk for one in after})
    (twice,) = [one for one in after if one.patient.name == "Hit Number3"]
    assert [each.session.patient.name for each in twice.exposures] == ["Hit Numbr3", "Hit Number3"]


def test_lot_operator_and_days_together_leave_the_nine_and_nobody_else(outbreak):
    cast = outbreak
    point(cast, "Hit Numbr3", "Hit Number3")
    nurse = str(cast.members["nurse"].pk)
    narrowed = Sought(
        by="lot",
        value=BAD_LOT,
        since=WHEN.date(),
        until=(WHEN + timedelta(1)).date(),
        operator=nurse,
    )
    assert found(cast, narrowed) == {f"Hit Number{n}" for n in range(9)}


def test_either_record_leads_to_everything_the_person_met(outbreak):
    cast = outbreak
    duplicate = point(cast, "Hit Numbr3", "Hit Number3")
    kept = record("Hit Number3")
    assert set(records_of_person(cast.clinic, duplicate.pk)) == {kept.pk, duplicate.pk}
    for one in (kept, duplicate):
        (person,) = exposed_to(cast.clinic, Sought(by="person", value=str(one.pk)))
        assert person.patient.pk == kept.pk
        assert len(person.exposures) == 2
    assert records_of_person(cast.other_clinic, duplicate.pk) == []


def test_a_merge_after_the_list_was_made_adds_nobody_and_its_undoing_brings_the_other_back(outbreak):
    cast = outbreak
    director = cast.actor("director")
    duplicate = point(cast, "Hit Numbr3", "Hit Number3")
    row = deeds.open_look_back(director, of_lot_in_two_days(), "A cluster of granulomas")
    assert (row.people_found, row.people.count()) == (10, 10)
    assert count_found_since(row, sessions_listed(row.people.select_related("patient"))) == 0
    merging.undo_merge(director, duplicate, "They are sisters", version=duplicate.version)
    assert count_found_since(row, sessions_listed(row.people.select_related("patient"))) == 1
    deeds.extend_look_back(director, row)
    assert LookBackPerson.objects.filter(look_back=row, patient=duplicate).count() == 1
    merged(cast, duplicate, record("Hit Number3"))
    assert count_found_since(row, sessions_listed(row.people.select_related("patient"))) == 0


def test_the_list_says_on_which_record_a_session_stands_and_reaches_by_either(outbreak):
    cast = outbreak
    duplicate = point(cast, "Hit Numbr3", "Hit Number3")
    Patient.objects.filter(pk=duplicate.pk).update(phone="+1 212 555 0199")
    Patient.objects.filter(name="Hit Number3").update(phone="", email="")
    row = deeds.open_look_back(cast.actor("director"), of_lot_in_two_days(), "A cluster of granulomas")
    assert row.people_reachable == row.people_found
    followed = followed_of(row)
    (card,) = [one for one in cards(followed, is_drill=False) if one["patient"].name == "Hit Number3"]
    assert [line["record"] for line in card["exposures"]] == ["on the record of Hit Numbr3", ""]
    (line,) = [one for one in rows_of(followed) if one[0] == "Hit Number3"]
    assert line[2] == "+1 212 555 0199"


def test_a_merge_is_signed_kept_on_both_and_in_the_audit_and_alters_nothing_signed(cast):
    session = signed(cast)
    before = (session.digest, session.patient_id)
    duplicate = merged(cast)
    word = standing_merge(duplicate)
    assert word is not None
    assert word.signature.signer_name == "Director"
    assert is_intact(
        word.signature,
        {
            "patient": [duplicate.pk, duplicate.name, duplicate.birth_date.isoformat()],
            "kept": [word.kept_id, word.kept.name, word.kept.birth_date.isoformat()],
            "reason": REASON,
        },
    )
    assert fresh(word.kept).has_duplicates
    present = again(session)
    assert (present.digest, present.patient_id) == before
    event = AuditEvent.objects.get(deed="merge_patient")
    assert {event.digests["patient"], event.digests["kept"]} == {str(duplicate.pk), str(word.kept_id)}


def test_undoing_keeps_both_words_and_frees_both_records(cast):
    duplicate = merged(cast)
    kept = duplicate.merged_into
    merging.undo_merge(cast.actor("nurse"), duplicate, "Two sisters", version=duplicate.version)
    assert fresh(duplicate).merged_into_id is None
    assert not fresh(kept).has_duplicates
    assert [one.reason for one in PatientMerge.objects.all()] == [REASON, "Two sisters"]
    assert standing_merge(fresh(duplicate)) is None
    merged(cast)
    assert PatientMerge.objects.count() == 3


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_word_is_never_changed(cast, change):
    merged(cast)
    rows = PatientMerge.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="x") if change == "update" else rows.delete()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401])
def test_a_reason_is_asked_for(cast, reason):
    with pytest.raises(BadInput, match="in a few words"):
        merging.merge_patient(
            cast.actor("director"), fresh(cast.patient), another_record(cast).pk, reason, version=1
        )
    assert not PatientMerge.objects.exists()


@pytest.mark.parametrize("kept", ["itself", "nobody", "nonsense", "error"])
def test_only_another_standing_record_of_this_clinic_is_kept(cast, kept):
    other = another_record(cast)
    if kept == "error":
        mark_patient_entered_in_error(cast.actor("director"), other, "made up", version=other.version)
    named = {
        "itself": cast.patient.pk,
        "nobody": "00000000-0000-0000-0000-000000000000",
        "nonsense": "💉",
        "error": other.pk,
    }[kept]
    with pytest.raises(BadInput, match="the record that is kept"):
        merging.merge_patient(cast.actor("director"), fresh(cast.patient), named, REASON, version=1)
    assert fresh(cast.patient).merged_into_id is None


def test_a_pointer_points_to_a_record_that_points_to_nobody(cast):
    first = merged(cast)
    third = another_record(cast, "Hypatia")
    with pytest.raises(BadInput, match="points to another itself"):
        merging.merge_patient(cast.actor("director"), third, first.pk, REASON, version=third.version)
    kept = fresh(first.merged_into)
    with pytest.raises(WrongState, match="Other records point to this one"):
        merging.merge_patient(cast.actor("director"), kept, third.pk, REASON, version=kept.version)
    with pytest.raises(WrongState, match="points to another already"):
        merging.merge_patient(cast.actor("director"), first, third.pk, REASON, version=first.version)


def test_nothing_may_be_open_on_the_record_that_points(cast):
    opened(cast)
    row = fresh(cast.patient)
    with pytest.raises(WrongState, match="A session is open"):
        merging.merge_patient(
            cast.actor("director"), row, another_record(cast).pk, REASON, version=row.version
        )
    other = another_record(cast)
    mark_arrived(cast.actor("nurse"), other)
    with pytest.raises(WrongState, match="marked as here"):
        merging.merge_patient(cast.actor("director"), other, row.pk, REASON, version=other.version)


def test_two_people_at_once_and_an_old_page_are_told(cast):
    row = fresh(cast.patient)
    merged(cast)
    with pytest.raises(EditedMeanwhile):
        merging.merge_patient(
            cast.actor("director"), row, another_record(cast).pk, REASON, version=row.version
        )


def test_the_desk_may_not(cast):
    row = fresh(cast.patient)
    with pytest.raises(NotPermitted):
        merging.merge_patient(
            cast.actor("front_desk"), row, another_record(cast).pk, REASON, version=row.version
        )


def test_no_session_begins_on_a_record_that_points_and_the_kept_one_is_looked_at_first(cast):
    session = signed(cast)
    duplicate = merged(cast)
    with pytest.raises(WrongState, match="points to another"):
        sessions.open_session(cast.actor("nurse"), duplicate)
    Patient.objects.filter(pk=cast.patient.pk).update(merged_into=None, has_duplicates=True)
    blocks = {one.id: one.override_by for one in before_of(cast, session).blocks()}
    assert blocks["other-record"] == "practitioner"


def test_whoever_registers_them_again_is_shown_the_kept_record_and_not_the_other(cast):
    duplicate = merged(cast)
    seeker = Patient(clinic=cast.clinic, name=duplicate.name, birth_date=duplicate.birth_date)
    assert duplicate.pk not in {one.pk for one in similar_patients(seeker)}


def test_nobody_fills_in_or_follows_dates_on_a_record_that_points(cast):
    doctor = cast.actor("doctor")
    made = {
        purpose: send_patient_link(doctor, cast.patient, purpose)
        for purpose in ("history", "plan", "aftercare")
    }
    duplicate = merged(cast)
    closed = {
        one.purpose
        for one in PatientLink.objects.filter(pk__in=[one.pk for one in made.values()]).exclude(
            revoked_at=None
        )
    }
    assert closed == {"history", "plan"}
    for purpose in closed:
        with pytest.raises(WrongState, match="points to another"):
            send_patient_link(doctor, duplicate, purpose)
    with pytest.raises(WrongState, match="points to another"):
        hand_over_tablet(doctor, duplicate, "history")
    assert send_patient_link(doctor, duplicate, "aftercare").is_good(clock.now())


def test_the_record_that_others_point_to_is_not_marked_as_entered_in_error(cast):
    kept = fresh(merged(cast).merged_into)
    with pytest.raises(WrongState, match="Other records of this person point"):
        mark_patient_entered_in_error(cast.actor("director"), kept, "a twin", version=kept.version)
    assert fresh(kept).state == "registered"


def test_a_record_that_points_and_was_then_marked_as_an_error_can_still_stand_for_itself(cast):
    row = merged(cast)
    mark_patient_entered_in_error(cast.actor("director"), row, "The wrong twin", version=row.version)
    row = fresh(row)
    merging.undo_merge(cast.actor("director"), row, "Two sisters", version=row.version)
    row = fresh(row)
    assert (row.state, row.merged_into_id) == ("entered_in_error", None)
    assert not another_record(cast).has_duplicates
