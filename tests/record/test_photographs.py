"""Photographs: kept where there is a yes, looked at by somebody, and taken back as easily as given."""

import os
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import product

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from clinic.audit.models import AuditEvent
from clinic.messaging.escalation import call_next_where_late
from clinic.records import clock
from clinic.records.actions.consent import Signed, sign_consent, state_photo_consent
from clinic.records.actions.merging import merge_patient, undo_merge
from clinic.records.actions.patients import register_patient
from clinic.records.actions.photographs import (
    MOST_OF_A_REPORT,
    Taken,
    add_photograph,
    destroy_photograph,
    look_at_photograph,
    mark_photograph_in_error,
    send_photograph,
    state_image_consent,
)
from clinic.records.actions.worries import acknowledge_worry, close_worry, note_worry_call
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Message, Patient, Photograph, PhotographNote, PhotoStatement, Worry
from clinic.records.photograph_files import PARTS, SMALL, WHOLE, faults, place_of, read_file, sweep
from clinic.records.pictures import digest_of_bytes
from clinic.records.queries.consent import photo_standings
from clinic.records.queries.photographs import photograph, photographs_of, photographs_of_person, purposes_of
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, NotPermitted, NotStored, WrongState
from needlepoint.aftercare.escalation import MINUTES_TO_TAKE_ON
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from needlepoint.consent.photographs import PhotoPurpose
from tests.cast import Cast, details, undone
from tests.pictures import a_picture
from tests.record.calls.adverse_events import a_harm
from tests.record.calls.consent import an_offer
from tests.record.calls.photographs import RECORD, a_photograph, a_sent_photograph, agreed
from tests.record.calls.worries import OUTCOME, a_report, a_shift, a_worry
from tests.record.test_races import at_once

NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)
LITTLE = CheckInReport(day=0, signs=(ReportedSign(sign="itch", severity=1, trend="same"),))


def files(settings) -> list[str]:
    return sorted(path.name for path in settings.PHOTOGRAPH_FOLDER.glob("??/*"))


def taken_back(cast, row: Photograph) -> None:
    state_image_consent(Actor.patient(cast.patient), row, RECORD.value, False)


def test_it_is_kept_with_what_is_known_of_it_and_its_bytes_are_what_the_row_says(cast, settings):
    row = a_photograph(cast, zone="cheek-left", words="Second day")
    assert (row.by_name, row.by_credential) == ("Nurse", "nurse 4711")
    assert (row.purpose, row.zone, row.media_type, row.width_px, row.height_px) == (
        *(RECORD.value, "cheek-left", "image/jpeg"),
        *(800, 600),
    )
    assert digest_of_bytes(read_file(row, WHOLE)) == row.digest
    assert digest_of_bytes(read_file(row, SMALL)) == row.small_digest
    assert row.size_bytes == len(read_file(row, WHOLE))
    assert len(files(settings)) == len(PARTS)
    path = place_of(settings.PHOTOGRAPH_FOLDER, row.pk, WHOLE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_audit_holds_its_digest_and_neither_words_nor_zone(cast):
    row = a_photograph(cast, zone="cheek-left", words="Second day")
    event = AuditEvent.objects.filter(deed="add_photograph").latest("sequence")
    assert event.subject_id == str(row.pk)
    assert not {"Second day", "cheek-left"} & set(map(str, event.digests.values()))


@pytest.mark.parametrize("said", [None, False])
def test_without_a_yes_nothing_is_kept_and_it_says_where_it_is_given(cast, settings, said):
    if said is not None:
        state_photo_consent(cast.actor("nurse"), cast.patient, RECORD.value, said)
    with pytest.raises(WrongState, match="Consent, Photographs"):
        add_photograph(cast.actor("nurse"), cast.patient, Taken(picture=a_picture()))
    assert files(settings) == []
    assert not Photograph.objects.exists()


def test_a_yes_for_the_record_is_none_for_teaching(cast):
    agreed(cast, RECORD)
    with pytest.raises(WrongState, match="not agreed to"):
        add_photograph(cast.actor("nurse"), cast.patient, Taken(picture=a_picture(), purpose="teaching"))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("zone", {"zone": "nose-of-somebody"}),
        ("purpose", {"purpose": "advertising"}),
        ("words", {"words": "w" * 401}),
    ],
)
def test_what_breaks_a_rule_is_refused_and_nothing_is_stored(cast, settings, field, given):
    agreed(cast)
    with pytest.raises(BadInput) as refused:
        add_photograph(cast.actor("nurse"), cast.patient, Taken(picture=a_picture(), **given))
    assert refused.value.field == field
    assert files(settings) == []


def test_it_does_not_belong_to_what_happened_to_somebody_else(cast):
    harm = a_harm(cast)
    other = register_patient(cast.actor("nurse"), details("Mary Somerville"))
    state_photo_consent(cast.actor("nurse"), other, RECORD.value, True)
    with pytest.raises(NotHere):
        add_photograph(cast.actor("nurse"), other, Taken(picture=a_picture(), of=harm))


def test_it_stands_with_its_adverse_event(cast):
    harm = a_harm(cast)
    assert a_photograph(cast, of=harm).adverse_event == harm


@pytest.mark.parametrize(
    "statement", ["UPDATE records_photograph SET digest = ''", "DELETE FROM records_photograph"]
)
def test_its_row_is_neither_changed_nor_removed(cast, statement):
    a_photograph(cast)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_words_of_consent_are_still_append_only(cast):
    agreed(cast)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute("UPDATE records_photostatement SET purpose = 'teaching'")


def test_nobody_has_looked_until_a_clinician_says_so_once(cast):
    row = a_photograph(cast)
    assert photograph(row).is_unseen
    note = look_at_photograph(cast.actor("doctor"), row, "Redness on both cheeks")
    assert (note.by_name, note.by_credential) == ("Doctor", "doctor 4711")
    assert not photograph(row).is_unseen
    with pytest.raises(AlreadyDone, match="Doctor has looked already"):
        look_at_photograph(cast.actor("nurse"), row)


def test_a_no_to_one_is_no_no_to_the_others_and_not_shown_as_one(cast):
    first, second = a_photograph(cast), a_photograph(cast)
    taken_back(cast, first)
    assert not photograph(first).is_shown
    assert photograph(second).is_shown
    assert next(one for one in photo_standings(cast.patient) if one.purpose == RECORD).is_given


def test_a_no_to_all_reaches_every_one_and_a_yes_to_one_is_heard_after_it(cast):
    first, second = a_photograph(cast), a_photograph(cast)
    state_photo_consent(Actor.patient(cast.patient), cast.patient, RECORD.value, False)
    assert [one.is_shown for one in photographs_of(cast.patient)] == [False, False]
    state_image_consent(Actor.patient(cast.patient), second, RECORD.value, True)
    assert (photograph(first).is_shown, photograph(second).is_shown) == (False, True)


def test_one_image_may_be_allowed_for_teaching_alone(cast):
    row = a_photograph(cast)
    state_image_consent(cast.actor("nurse"), row, "teaching", True)
    assert purposes_of(row) == [RECORD, PhotoPurpose.TEACHING]


def test_nobody_says_a_word_on_the_photograph_of_another(cast):
    row = a_photograph(cast)
    other = register_patient(cast.actor("nurse"), details("Mary Somerville"))
    with pytest.raises(NotHere):
        state_image_consent(Actor.patient(other), row, RECORD.value, False)
    with pytest.raises(NotPermitted):
        state_image_consent(cast.actor("front_desk"), row, RECORD.value, False)


def test_marked_in_error_it_stays_and_is_shown_no_more(cast, settings):
    row = a_photograph(cast)
    mark_photograph_in_error(cast.actor("nurse"), row, "Of the next patient")
    assert not photograph(row).is_shown
    assert len(files(settings)) == len(PARTS)
    with pytest.raises(WrongState, match="not shown any more"):
        look_at_photograph(cast.actor("nurse"), row)
    with pytest.raises(WrongState, match="marked already"):
        mark_photograph_in_error(cast.actor("nurse"), row, "Of the next patient")


def test_only_what_was_taken_back_is_destroyed_and_that_there_was_one_stays(
    cast, settings, django_capture_on_commit_callbacks
):
    row = a_photograph(cast)
    with pytest.raises(WrongState, match="not taken it back"):
        destroy_photograph(cast.actor("director"), row, "The patient asked for it")
    taken_back(cast, row)
    with django_capture_on_commit_callbacks(execute=True):
        destroy_photograph(cast.actor("director"), row, "The patient asked for it")
    assert files(settings) == []
    assert Photograph.objects.get() == row
    assert photograph(row).destroyed.by_name == "Director"
    assert faults() == []


def test_a_photograph_from_home_is_looked_at_by_somebody_even_where_the_answer_was_mild(cast):
    report = a_report(cast, LITTLE)
    row = a_sent_photograph(cast, report)
    worry = Worry.objects.get(check_in=report)
    assert row.check_in == report
    assert worry.due_at > report.created_at


def test_a_second_photograph_makes_no_second_worry(cast):
    row = a_report(cast)
    a_sent_photograph(cast, row)
    a_sent_photograph(cast, row)
    assert Worry.objects.count() == 1


def test_a_worry_is_not_closed_before_somebody_has_looked(cast):
    row = a_sent_photograph(cast)
    worry = acknowledge_worry(cast.actor("nurse"), Worry.objects.get())
    with pytest.raises(BadInput, match="Nobody has looked"):
        close_worry(cast.actor("nurse"), worry, OUTCOME)
    look_at_photograph(cast.actor("nurse"), row)
    assert close_worry(cast.actor("nurse"), worry, OUTCOME).state == "closed"
    with pytest.raises(WrongState, match="closed this report"):
        a_sent_photograph(cast, CheckIn.objects.get())


@pytest.fixture
def taken_on(cast):
    """Report something at noon that the nurse takes on and answers by telephone."""
    with clock.at(NOON):
        worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
        yield note_worry_call(cast.actor("nurse"), worry, "yes", "Better already")


def called(worry: Worry) -> list[tuple[str, str]]:
    rows = worry.steps.filter(kind="called")
    return [(row.member.user.name, row.because) for row in rows]


def turn_passes(worry: Worry) -> None:
    worry.refresh_from_db()
    with clock.at(worry.turn_ends_at + timedelta(minutes=1)):
        call_next_where_late()
    worry.refresh_from_db()


def test_one_that_comes_after_the_answer_calls_whoever_is_at_it_and_has_its_own_end(cast, taken_on):
    assert taken_on.turn_ends_at is None
    a_sent_photograph(cast)
    taken_on.refresh_from_db()
    assert called(taken_on) == [("Nurse", "told"), ("Nurse", "photograph")]
    call = Message.objects.filter(kind="call").latest("created_at", "key")
    assert (call.member, call.is_safety) == (cast.members["nurse"], True)
    assert taken_on.state == "acknowledged"
    assert taken_on.turn_ends_at == NOON + timedelta(minutes=MINUTES_TO_TAKE_ON["same_day"])
    turn_passes(taken_on)
    assert called(taken_on)[2:] == [("Director", "not-looked")]


def test_several_at_once_call_once(cast, taken_on):
    for _ in range(3):
        a_sent_photograph(cast)
    assert len(called(taken_on)) == 2


@pytest.mark.parametrize("ended", ["looked", "taken back", "in error"])
def test_once_it_was_seen_or_is_gone_nobody_else_is_called(cast, taken_on, ended):
    row = a_sent_photograph(cast)
    if ended == "looked":
        look_at_photograph(cast.actor("nurse"), row)
    elif ended == "in error":
        mark_photograph_in_error(cast.actor("nurse"), row, "Of the next patient")
    else:
        taken_back(cast, row)
    turn_passes(taken_on)
    assert (taken_on.turn_ends_at, len(called(taken_on))) == (None, 2)


def test_an_answer_does_not_stop_the_clock_of_a_photograph_that_nobody_has_seen(cast):
    with clock.at(NOON):
        a_sent_photograph(cast)
        worry = acknowledge_worry(cast.actor("nurse"), Worry.objects.get())
        worry = note_worry_call(cast.actor("nurse"), worry, "yes", "Better already")
        assert worry.turn_ends_at == NOON + timedelta(minutes=MINUTES_TO_TAKE_ON["same_day"])
    turn_passes(worry)
    assert called(worry)[1:] == [("Director", "not-looked")]


def test_whoever_may_no_longer_treat_is_not_called_and_whoever_is_on_call_is(cast, taken_on):
    member = cast.members["nurse"]
    member.valid_until = NOON.date() - timedelta(days=1)
    member.save()
    a_shift(cast, "doctor", on=NOON.date())
    a_sent_photograph(cast)
    assert called(taken_on)[1:] == [("Doctor", "photograph")]


def test_while_somebody_is_called_and_has_time_nobody_is_called_again(cast):
    with clock.at(NOON):
        a_sent_photograph(cast, a_report(cast))
        assert called(Worry.objects.get()) == [("Nurse", "told")]


def test_it_does_not_put_off_the_end_of_a_turn(cast):
    with clock.at(NOON):
        worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    almost = worry.turn_ends_at - timedelta(minutes=1)
    with clock.at(almost):
        a_sent_photograph(cast)
    assert Worry.objects.get().turn_ends_at == worry.turn_ends_at


@pytest.mark.database
def test_a_worry_is_not_closed_over_a_photograph_that_comes_at_the_same_moment(committed_db):
    cast = Cast()
    report = a_report(cast)
    agreed(cast)
    nurse, sender, picture = cast.actor("nurse"), Actor.patient(cast.patient), a_picture()
    worry = acknowledge_worry(nurse, Worry.objects.get())
    closes = iter((True, False))

    def close_or_send() -> object:
        is_close = next(closes)
        return close_worry(nurse, worry, OUTCOME) if is_close else send_photograph(sender, report, picture)

    outcomes = at_once(2, close_or_send)
    assert len({"BadInput", "WrongState"} & set(outcomes)) == 1
    is_closed = Worry.objects.get().state == "closed"
    assert Photograph.objects.exists() is not is_closed


def test_what_was_taken_back_holds_no_worry_open(cast):
    taken_back(cast, a_sent_photograph(cast))
    worry = acknowledge_worry(cast.actor("nurse"), Worry.objects.get())
    assert close_worry(cast.actor("nurse"), worry, OUTCOME).state == "closed"


def test_a_report_takes_so_many_and_no_more(cast):
    for _ in range(MOST_OF_A_REPORT):
        a_sent_photograph(cast)
    with pytest.raises(BadInput, match="Six photographs"):
        a_sent_photograph(cast)


def test_nobody_sends_a_photograph_with_the_report_of_another(cast):
    report = a_report(cast)
    other = register_patient(cast.actor("nurse"), details("Mary Somerville"))
    with pytest.raises(NotHere):
        send_photograph(Actor.patient(other), report, a_picture())


def test_what_was_damaged_on_the_disk_is_not_shown_and_is_named(cast, settings):
    row, whole = a_photograph(cast), a_photograph(cast)
    path = place_of(settings.PHOTOGRAPH_FOLDER, row.pk, WHOLE)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(WrongState, match="missing or was damaged"):
        read_file(row, WHOLE)
    assert faults() == [row.pk]
    place_of(settings.PHOTOGRAPH_FOLDER, whole.pk, SMALL).unlink()
    assert set(faults()) == {row.pk, whole.pk}


def test_a_full_disk_is_a_refusal_and_leaves_nothing(cast, settings, monkeypatch):
    agreed(cast)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotStored, match="nothing was stored"):
        add_photograph(cast.actor("nurse"), cast.patient, Taken(picture=a_picture()))
    assert files(settings) == []
    assert not Photograph.objects.exists()


def test_what_no_row_names_is_swept_away_after_a_day_and_nothing_else(cast, settings):
    row = a_photograph(cast)
    with transaction.atomic():
        a_photograph(cast)
        transaction.set_rollback(True)
    begun = settings.PHOTOGRAPH_FOLDER / "ab" / "abc.whole.jpg.part"
    begun.parent.mkdir(exist_ok=True)
    begun.write_bytes(b"half")
    assert len(files(settings)) == 2 * len(PARTS) + 1
    assert sweep() == 0
    assert sweep(older_than_seconds=-1) == len(PARTS) + 1
    assert faults() == []
    assert photograph(row).is_shown


@pytest.mark.parametrize("by", ["sweep", "send_due_messages"])
def test_what_a_crash_left_of_a_destroyed_photograph_does_not_wait_a_day(cast, settings, by):
    row, standing = a_photograph(cast), a_photograph(cast)
    taken_back(cast, row)
    destroy_photograph(
        cast.actor("director"), row, "The patient asked for it"
    )  # commits never: as after a crash
    assert len(files(settings)) == 2 * len(PARTS)
    if by == "sweep":
        assert sweep() == len(PARTS)
    else:
        call_command("send_due_messages", "--once", stdout=StringIO())
    assert {name.partition(".")[0] for name in files(settings)} == {standing.pk.hex}
    assert faults() == []


def test_the_photographs_of_a_second_record_are_found_by_staff_and_not_by_the_patient(cast):
    second = register_patient(cast.actor("nurse"), details("Augusta Byron", phone=""))
    state_photo_consent(cast.actor("nurse"), second, RECORD.value, True)
    row = add_photograph(cast.actor("nurse"), second, Taken(picture=a_picture()))
    merge_patient(cast.actor("doctor"), second, cast.patient.pk, "The same telephone", version=second.version)
    kept = Patient.objects.select_related("clinic").get(pk=cast.patient.pk)
    assert [one.row for one in photographs_of_person(kept)] == [row]
    assert photographs_of(kept) == []


def test_a_note_is_of_a_kind_once(cast):
    row = a_photograph(cast)
    look_at_photograph(cast.actor("doctor"), row)
    note = PhotographNote.objects.get()
    note.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        note.save(force_insert=True)


def test_what_was_taken_back_by_itself_does_not_come_back_with_a_consent_signed_later(cast):
    row, other = a_photograph(cast), a_photograph(cast)
    taken_back(cast, row)
    signed_by_patient(cast, {RECORD.value: True})
    assert [photograph(one).is_shown for one in (row, other)] == [False, True]
    assert purposes_of(row) == []
    state_image_consent(Actor.patient(cast.patient), row, RECORD.value, True)
    assert photograph(row).is_shown


def signed_by_patient(cast, photographs) -> None:
    offer = an_offer(cast)
    signed = Signed(typed_name=cast.patient.name, photographs=photographs)
    sign_consent(Actor.patient(offer.patient), offer, signed)


def test_a_no_on_another_record_of_the_same_person_is_heard_and_a_yes_there_is_not(cast):
    row = a_photograph(cast)
    second = register_patient(cast.actor("nurse"), details("Augusta Byron", phone=""))
    state_photo_consent(cast.actor("nurse"), second, RECORD.value, False)
    assert shown(row) == (True, True)
    doctor, kept = cast.actor("doctor"), cast.patient.pk
    merge_patient(doctor, second, kept, "The same telephone", version=second.version)
    assert shown(row) == (False, False)
    with pytest.raises(WrongState, match="not agreed to"):
        add_photograph(cast.actor("nurse"), Patient.objects.get(pk=kept), Taken(picture=a_picture()))
    state_photo_consent(cast.actor("nurse"), second, RECORD.value, True)
    assert shown(row) == (False, False)
    undo_merge(doctor, second, "Two sisters", version=Patient.objects.get(pk=second.pk).version)
    assert shown(row) == (True, True)


def test_a_no_on_the_kept_record_reaches_what_was_taken_on_the_other_one(cast):
    second = register_patient(cast.actor("nurse"), details("Augusta Byron", phone=""))
    state_photo_consent(cast.actor("nurse"), second, RECORD.value, True)
    row = add_photograph(cast.actor("nurse"), second, Taken(picture=a_picture()))
    merge_patient(cast.actor("doctor"), second, cast.patient.pk, "The same telephone", version=second.version)
    state_photo_consent(Actor.patient(cast.patient), cast.patient, RECORD.value, False)
    assert shown(row) == (False, False)
    state_photo_consent(cast.actor("nurse"), Patient.objects.get(pk=second.pk), RECORD.value, True)
    assert shown(row) == (True, True)


def shown(row: Photograph) -> tuple[bool, bool]:
    """Tell whether it is shown, and what the page of consent says of all photographs of the record."""
    patient = Patient.objects.get(pk=row.patient_id)
    said = next(one.is_given for one in photo_standings(patient) if one.purpose == RECORD)
    assert photograph(row).is_allowed is (RECORD in purposes_of(Photograph.objects.get(pk=row.pk)))
    return photograph(row).is_shown, bool(said)


WORDS = [None, *product(("all", "one", "elsewhere"), (True, False))]


def test_what_a_list_asks_of_the_database_is_what_the_library_says(cast):
    row = a_photograph(cast)
    second = register_patient(cast.actor("nurse"), details("Augusta Byron", phone=""))
    merge_patient(cast.actor("doctor"), second, cast.patient.pk, "The same telephone", version=second.version)
    row, heard = Photograph.objects.get(), set()
    for said, minutes in product(product(WORDS, repeat=2), [(1, 2), (2, 2)]):
        with undone():
            for at, word in zip(minutes, said, strict=True):
                if word:
                    stated(row, *word, at=row.created_at + timedelta(minutes=at))
            with clock.at(row.created_at + timedelta(minutes=5)):
                heard.add(photograph(row).is_allowed)
                assert photograph(row).is_allowed is (RECORD in purposes_of(row)), (said, minutes)
    assert heard == {True, False}


def stated(row: Photograph, about: str, is_given: bool, at: datetime) -> PhotoStatement:
    return PhotoStatement.objects.create(
        clinic=row.clinic,
        created_at=at,
        patient=row.patient.duplicates.get() if about == "elsewhere" else row.patient,
        purpose=RECORD.value,
        photograph=row if about == "one" else None,
        is_given=is_given,
        said_to="Nurse",
    )
