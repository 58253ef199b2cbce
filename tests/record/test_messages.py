"""Messages in the record: written with their cause, leased, and what a patient agreed to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import messages as deeds
from clinic.records.actions.aftercare import write_aftercare
from clinic.records.actions.contact import Agreement, address_of, choose_contact, note_contact_reply
from clinic.records.actions.doors import hash_of
from clinic.records.actions.patients import amend_patient, mark_patient_entered_in_error
from clinic.records.actors import Actor
from clinic.records.models import ContactPreference, Message, PatientLink
from clinic.records.names import international_number
from clinic.records.queries.messages import board_of, in_hand, preference_of
from clinic.records.refusals import BadInput, NotHere, WrongState
from tests.cast import details
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.messages import LEASE, a_message, agree, sender, to_be_called
from tests.record.calls.session import signed


def claim(cast, at_most: int = 8) -> list[Message]:
    return in_hand(deeds.claim_messages(sender(cast), at_most, LEASE))


def test_a_sheet_brings_a_message_for_each_check_in_with_a_key_of_its_own(cast):
    sheet = a_sheet(cast)
    rows = list(Message.objects.filter(sheet=sheet))
    asked = {row.day for row in rows if row.kind == "check_in"}
    assert asked == {one.day for one in sheet.to_domain().check_ins}
    assert len({row.key for row in rows}) == len(rows)
    assert all(row.key.startswith(str(sheet.pk)) and row.state == "due" for row in rows)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_message(cast, key=rows[0].key)


def test_messages_are_planned_by_the_clock_of_the_patient(cast):
    agree(cast, sms=True, time_zone="Asia/Tokyo")
    sheet = a_sheet(cast)
    tomorrow = Message.objects.get(sheet=sheet, day=1)
    assert tomorrow.not_before.astimezone(UTC).hour == 1  # ten in the morning there
    assert tomorrow.not_before.date() == sheet.on + timedelta(days=1)


def test_a_sheet_that_is_written_late_brings_no_message_for_days_that_are_over(cast):
    session = signed(cast)
    with clock.at(clock.now() + timedelta(days=5)):
        sheet = write_aftercare(cast.actor("nurse"), session)
    assert {row.day for row in Message.objects.filter(sheet=sheet)} >= {7, 14, 30}
    assert not Message.objects.filter(sheet=sheet, day__lt=5).exists()


def test_a_sheet_that_cannot_be_stored_leaves_no_message(cast, monkeypatch):
    session = signed(cast)
    monkeypatch.setattr("clinic.audit.chain.record", lambda entry: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_aftercare(cast.actor("nurse"), session)
    assert not Message.objects.exists()


def test_a_claim_holds_until_its_lease_ends_and_counts_as_an_attempt(cast):
    message = a_message(cast)
    [held] = claim(cast)
    assert (held.pk, held.attempts) == (message.pk, 1)
    with pytest.raises(WrongState):
        claim(cast)
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        assert [one.attempts for one in claim(cast)] == [2]


def test_a_claim_takes_what_waited_longest_and_no_more_than_asked(cast):
    now = clock.now()
    rows = [a_message(cast, not_before=now - timedelta(hours=n)) for n in (1, 3, 2)]
    assert {one.pk for one in claim(cast, 2)} == {rows[1].pk, rows[2].pk}


def test_nothing_of_another_clinic_is_claimed(cast):
    a_message(cast, clinic=cast.other_clinic, patient=cast.other_patient)
    with pytest.raises(WrongState):
        claim(cast)


def test_the_record_keeps_the_hash_of_a_messages_link_and_a_second_attempt_has_the_same(cast):
    message = a_message(cast)
    [first] = deeds.make_message_links(sender(cast), claim(cast))
    kept = str(vars(PatientLink.objects.get()))
    assert first.secret not in kept
    assert PatientLink.objects.get().secret_hash == hash_of(first.secret)
    message.refresh_from_db()
    with clock.at(clock.now() + timedelta(days=20)):
        [again] = deeds.make_message_links(sender(cast), [message])
    assert (again.pk, again.secret) == (first.pk, first.secret)
    assert PatientLink.objects.get().expires_at > first.expires_at


def test_two_messages_have_two_links_and_neither_closes_another(cast):
    a_message(cast)
    a_message(cast)
    links = deeds.make_message_links(sender(cast), claim(cast))
    assert len({one.secret for one in links}) == 2
    assert PatientLink.objects.filter(revoked_at=None).count() == 2


def test_another_secret_key_gives_another_secret(cast, settings):
    message = a_message(cast)
    first = deeds.secret_of(message)
    settings.SECRET_KEY = "x" * 50
    assert deeds.secret_of(message) != first


def test_a_night_is_no_attempt_and_a_failure_is_one(cast):
    a_message(cast)
    [held] = claim(cast)
    until = clock.now() + LEASE
    assert deeds.put_off_message(sender(cast), held, until, "quiet", was_tried=False).attempts == 0
    assert deeds.put_off_message(sender(cast), held, until, "no-answer").attempts == 0
    assert deeds.put_off_message(sender(cast), held, until, "quiet", was_tried=False).attempts == 0


def test_what_failed_is_sent_again_from_the_beginning_and_a_reply_is_not(cast):
    task = to_be_called(cast)
    again = deeds.retry_message(cast.actor("front_desk"), task)
    assert (again.state, again.attempts, again.why) == ("due", 0, "")
    reply = a_message(cast, kind="reply", state="phone_task")
    with pytest.raises(WrongState, match="Call"):
        deeds.retry_message(cast.actor("front_desk"), reply)


def test_who_called_and_when_stays_with_the_message(cast):
    done = deeds.note_phoned(cast.actor("front_desk"), to_be_called(cast))
    assert done.ended_by_name == "Front Desk"
    assert done.ended_at is not None


def test_what_was_sent_is_still_recorded_when_the_record_was_marked_meanwhile(cast):
    message = a_message(cast)
    mark_patient_entered_in_error(cast.actor("director"), cast.patient, "twin", version=cast.patient.version)
    assert deeds.note_message_sent(sender(cast), message, "sms").state == "sent"


def test_nobody_is_written_to_who_was_not_asked(cast):
    assert preference_of(cast.patient).channels == []


def test_each_word_stays_with_who_and_when_and_the_newest_counts(cast):
    agree(cast, sms=True)
    choose_contact(Actor.patient(cast.patient), cast.patient, Agreement())
    note_contact_reply(sender(cast), cast.patient, "sms", wants_more=True)
    rows = list(ContactPreference.objects.filter(patient=cast.patient))
    assert [(one.by_kind, one.channels) for one in rows] == [
        ("system", ["sms"]),
        ("patient", []),
        ("member", ["sms"]),
    ]
    assert preference_of(cast.patient).channels == ["sms"]


def test_two_words_in_one_moment_have_an_order(cast):
    with clock.at(datetime(2026, 6, 10, 10, tzinfo=UTC)):
        agree(cast, sms=True)
        agree(cast)
    assert preference_of(cast.patient).channels == []


def test_what_was_agreed_is_never_changed(cast):
    row = agree(cast, sms=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ContactPreference.objects.filter(pk=row.pk).update(sms=False)


def test_a_patient_agrees_for_nobody_else(cast):
    with pytest.raises(NotHere):
        choose_contact(Actor.patient(cast.other_patient), cast.patient, Agreement(sms=True))


@pytest.mark.parametrize("zone", ["Berlin", "../../etc/passwd", "Europe/Atlantis", "\x00"])
def test_a_time_zone_that_nobody_knows_is_refused(cast, zone):
    with pytest.raises(BadInput) as refused:
        agree(cast, time_zone=zone)
    assert refused.value.field == "time_zone"


def test_a_time_zone_that_this_machine_forgot_is_the_clinics(cast):
    row = ContactPreference(patient=cast.patient, clinic=cast.clinic, time_zone="Europe/Atlantis")
    assert str(row.zone()) == "Europe/Berlin"
    row.time_zone = "../../etc/passwd"
    assert str(row.zone()) == "Europe/Berlin"


def test_what_has_no_address_cannot_be_agreed(cast):
    with pytest.raises(BadInput, match="no e-mail address"):
        agree(cast, email=True)
    ada = cast.patient
    amend_patient(cast.actor("director"), ada, details(phone="0171 2345678"), version=ada.version)
    ada.refresh_from_db()
    with pytest.raises(BadInput, match="country code"):
        agree(cast, ada, sms=True)
    assert address_of(ada, "whatsapp") == ""


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+49 171 2345678", "+491712345678"),
        ("0049 (171) 23-45678", "+491712345678"),
        ("0171 2345678", ""),
        ("1712345678", ""),
        ("+12", ""),
        ("+0171 2345678", ""),
        ("+1234567890123456", ""),
        ("", ""),
        ("call me", ""),
    ],
)
def test_a_number_is_international_or_it_is_none(typed, number):
    assert international_number(typed) == number


def test_the_board_parts_what_is_late_from_what_is_due_and_shows_this_clinic_only(cast):
    late, soon = a_message(cast), a_message(cast, not_before=clock.now() + timedelta(days=1))
    task = to_be_called(cast)
    a_message(cast, clinic=cast.other_clinic, patient=cast.other_patient)
    board = board_of(cast.actor("front_desk"), clock.now())
    assert (board.late, board.due, board.phone_tasks) == ([late], [soon], [task])
    assert board.sent == board.cancelled == []


def test_the_audit_of_a_claim_and_of_links_names_messages_by_their_ids_only(cast):
    message = a_message(cast)
    deeds.make_message_links(sender(cast), claim(cast))
    events = AuditEvent.objects.filter(deed__in=["claim_messages", "make_message_links"])
    assert {event.deed for event in events} == {"claim_messages", "make_message_links"}
    assert any(str(message.pk) in str(event.digests) for event in events)
