"""The sender: who gets what by which way and when, and that no trouble of one stops another."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from clinic.audit.models import AuditEvent
from clinic.messaging import sender as module
from clinic.messaging.management.commands.send_due_messages import told
from clinic.records import clock
from clinic.records.actions import messages as deeds
from clinic.records.actions.merging import undo_merge
from clinic.records.actions.patients import amend_patient, mark_patient_entered_in_error, register_patient
from clinic.records.models import AftercareSheet, Message, PatientLink
from clinic.records.models.history import WRONG_BIRTH_DATES_ALLOWED
from needlepoint.aftercare.sending import MOST_ATTEMPTS, WAITS
from tests.cast import details
from tests.copies import Course, save_all
from tests.messaging.providers import REFUSED, UNAVAILABLE, Chooses, Provider, Slow, sender
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.merging import merged
from tests.record.calls.messages import a_message, agree

NOON = datetime(2026, 6, 10, 10, tzinfo=UTC)  # noon in Berlin
NIGHT = datetime(2026, 6, 10, 23, tzinfo=UTC)  # one o'clock in Berlin


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def message(cast):
    agree(cast, sms=True)
    return a_message(cast)


def now_of(message) -> Message:
    return Message.objects.get(pk=message.pk)


def somebody_else(cast, name: str, **changed):
    born = date(1980, 1, 1) + timedelta(days=len(name))
    return register_patient(cast.actor("director"), details(name, birth_date=born, **changed))


def test_a_due_message_is_sent_once_by_the_way_that_was_agreed(message):
    provider = Provider()
    assert sender(provider).send_due() == {"claimed": 1, "sent": 1}
    assert [one.to for one in provider.taken] == ["+491712345678"]
    assert provider.keys == [str(message.pk)]
    stored = now_of(message)
    assert (stored.state, stored.channel, stored.provider_id, stored.sent_at) == ("sent", "sms", "SM1", NOON)
    assert sender(provider).send_due() == {}


def test_its_text_leads_by_a_neutral_address_to_the_door_of_the_aftercare(cast, message, as_member, settings):
    provider, phone = Provider(), as_member(None)
    a_sheet(cast)
    Message.objects.filter(pk=message.pk).update(kind="reply", not_before=NOON)
    sender(provider).send_due()
    [letter] = [one for one in provider.taken if one.key == str(message.pk)]
    assert letter.link in letter.letter.text
    assert "aftercare" not in letter.letter.text.casefold()
    door = phone.get(letter.link.removeprefix(settings.PUBLIC_URL), follow=True)
    assert "birth date" in door.content.decode()
    inside = phone.post(door.redirect_chain[-1][0], {"birth_date": "1991-04-02"}, follow=True)
    assert inside.status_code == 200
    assert "Something worries me" in inside.content.decode()


def test_a_second_attempt_says_the_same_as_the_first_word_by_word(message):
    broken, provider = Chooses(lambda one: seen.append(one) or UNAVAILABLE), Provider()
    seen = []
    sender(broken).send_due()
    with clock.at(NOON + timedelta(hours=1)):
        sender(provider).send_due()
    assert provider.taken == seen


def test_a_message_not_yet_due_waits(cast, message):
    Message.objects.update(not_before=NOON + timedelta(seconds=1))
    assert sender(Provider()).send_due() == {}


def test_at_night_a_message_waits_for_the_patients_morning_and_that_is_no_attempt(cast, message):
    provider = Provider()
    with clock.at(NIGHT):
        assert sender(provider).send_due() == {"claimed": 1, "due": 1}
    stored = now_of(message)
    assert stored.not_before == datetime(2026, 6, 11, 6, tzinfo=UTC)
    assert (stored.attempts, stored.why, stored.claimed_until) == (0, "quiet", None)
    assert provider.taken == []


def test_the_night_is_that_of_where_the_patient_lives(cast, message):
    agree(cast, sms=True, time_zone="Pacific/Auckland")
    with clock.at(NIGHT):
        assert sender(Provider()).send_due()["sent"] == 1
    Message.objects.update(state="due")
    with clock.at(NOON):  # ten in the evening there
        assert sender(Provider()).send_due()["sent"] == 0


def test_what_concerns_safety_goes_out_at_night(cast, message):
    Message.objects.update(is_safety=True)
    with clock.at(NIGHT):
        assert sender(Provider()).send_due()["sent"] == 1


def test_a_dead_provider_is_tried_again_later_and_later_and_at_last_somebody_calls(message):
    moment, waited = NOON, []
    for number in range(1, MOST_ATTEMPTS + 1):
        with clock.at(moment):
            sender(Provider(UNAVAILABLE)).send_due()
        stored = now_of(message)
        assert stored.attempts == number
        waited.append(stored.not_before - moment)
        moment = stored.not_before
    assert (stored.state, stored.why) == ("phone_task", "no-answer")
    assert waited[0] >= WAITS[0] * 0.8
    assert all(first < second for first, second in pairwise(waited[:5]))


def test_a_provider_that_comes_back_loses_nothing(cast, message):
    provider = Provider(UNAVAILABLE, UNAVAILABLE)
    for hours in (0, 1, 2):
        with clock.at(NOON + timedelta(hours=hours)):
            sender(provider).send_due()
    assert provider.keys == [str(message.pk)]
    assert now_of(message).state == "sent"


def test_an_address_that_is_refused_becomes_a_call_at_once(message):
    assert sender(Provider(REFUSED)).send_due() == {"claimed": 1, "phone_task": 1}
    assert now_of(message).why == "refused"


@pytest.fixture
def both_agreed(cast):
    patient = cast.patient
    patient.email = "ada@example.org"
    patient.save()
    agree(cast, sms=True, email=True)
    return a_message(cast)


def test_what_one_way_refuses_goes_once_by_the_next_that_was_agreed_and_nobody_need_call(both_agreed):
    message, text, mail = both_agreed, Provider(REFUSED, REFUSED), Provider()
    both = module.Sender({"sms": text, "email": mail}, sender(text).generator)
    assert both.send_due() == {"claimed": 2, "due": 1, "sent": 1}
    assert (now_of(message).state, now_of(message).channel) == ("sent", "email")
    assert (mail.keys, len(text.troubles)) == ([str(message.pk)], 1)
    assert both.send_due() == {}


def test_where_the_last_way_refuses_too_somebody_calls(both_agreed):
    message, mail = both_agreed, Provider(REFUSED)
    both = module.Sender({"sms": Provider(REFUSED), "email": mail}, sender(mail).generator)
    assert both.send_due() == {"claimed": 2, "due": 1, "phone_task": 1}
    assert (now_of(message).why, now_of(message).channel) == ("refused", "email")


def test_mail_that_nobody_agreed_to_is_no_way_out(cast, message):
    mail = Provider()
    both = module.Sender({"sms": Provider(REFUSED), "email": mail}, sender(mail).generator)
    assert both.send_due() == {"claimed": 1, "phone_task": 1}
    assert (now_of(message).why, mail.taken) == ("refused", [])


def test_a_way_that_refused_is_not_tried_again_when_the_next_one_is_dead_for_a_while(both_agreed):
    message, text, mail = both_agreed, Provider(REFUSED), Provider(UNAVAILABLE)
    both = module.Sender({"sms": text, "email": mail}, sender(text).generator)
    both.send_due()
    assert (now_of(message).state, now_of(message).why) == ("due", "no-answer")
    with clock.at(NOON + timedelta(hours=1)):
        assert both.send_due() == {"claimed": 1, "sent": 1}
    assert (text.taken, mail.keys) == ([], [str(message.pk)])


def test_a_colleague_whose_number_is_refused_gets_the_mail_even_by_night(cast):
    member = cast.members["nurse"]
    call = a_message(
        cast, patient=None, member=member, phone="+4930123", page="/worries/", kind="call", is_safety=True
    )
    text, mail = Provider(REFUSED), Provider()
    with clock.at(NIGHT):
        module.Sender({"sms": text, "email": mail}, sender(text).generator).send_due()
    assert [one.to for one in mail.taken] == [member.user.email]
    assert now_of(call).state == "sent"


def test_once_the_desk_sends_it_again_the_first_way_is_tried_first(cast, both_agreed):
    message, text = both_agreed, Provider(REFUSED)
    both = module.Sender({"sms": text, "email": Provider(REFUSED)}, sender(text).generator)
    both.send_due()
    deeds.retry_message(cast.actor("front_desk"), now_of(message))
    assert both.send_due() == {"claimed": 1, "sent": 1}
    assert (now_of(message).channel, text.keys) == ("sms", [str(message.pk)])


def test_a_sender_that_died_each_time_is_no_reason_to_try_for_ever(message):
    Message.objects.update(attempts=MOST_ATTEMPTS)
    assert sender(Provider()).send_due() == {"claimed": 1, "phone_task": 1}
    assert now_of(message).why == "no-result"


@pytest.mark.parametrize("ended", [{"revoked_at": NOON}, {"wrong_birth_dates": WRONG_BIRTH_DATES_ALLOWED}])
def test_a_link_that_opens_nothing_any_more_is_not_sent_again_and_somebody_calls(message, ended):
    sender(Provider(UNAVAILABLE)).send_due()
    PatientLink.objects.update(**ended)
    provider = Provider()
    with clock.at(NOON + timedelta(hours=1)):
        assert sender(provider).send_due() == {"claimed": 1, "phone_task": 1}
    assert provider.taken == []
    assert (now_of(message).state, now_of(message).why) == ("phone_task", "fault")


def test_whoever_agreed_to_nothing_is_sent_nothing(cast):
    message = a_message(cast)
    assert sender(Provider()).send_due() == {"claimed": 1, "cancelled": 1}
    assert now_of(message).why == "no-channel"
    urgent = a_message(cast, is_safety=True)
    sender(Provider()).send_due()
    assert now_of(urgent).state == "phone_task"


def test_whoever_said_stop_meanwhile_is_sent_nothing(cast, message):
    agree(cast)
    provider = Provider()
    sender(provider).send_due()
    assert provider.taken == []
    assert now_of(message).state == "cancelled"


def test_a_record_entered_in_error_is_sent_nothing(cast, message):
    mark_patient_entered_in_error(cast.actor("director"), cast.patient, "twin", version=cast.patient.version)
    sender(Provider()).send_due()
    assert (now_of(message).state, now_of(message).why) == ("cancelled", "in-error")


@pytest.mark.parametrize("kind", ["check_in", "missed", "overdue", "outcome", "assess"])
def test_a_later_sheet_takes_the_place_of_the_messages_of_an_earlier(cast, message, kind):
    earlier = a_sheet(cast)
    Message.objects.filter(pk=message.pk).update(sheet=earlier, kind=kind)
    again = Course(cast.patient).repeated(1)
    for sheet in again:
        if isinstance(sheet, AftercareSheet):
            sheet.on += timedelta(days=28)
    save_all(again)
    sender(Provider()).send_due()
    assert (now_of(message).state, now_of(message).why) == ("cancelled", "superseded")


def test_of_several_that_say_the_same_only_the_latest_is_sent(cast, message):
    older = a_message(cast, not_before=NOON - timedelta(days=3))
    other = a_message(cast, not_before=NOON - timedelta(days=3), kind="next")
    provider = Provider()
    sender(provider).send_due()
    assert provider.keys == sorted([str(message.pk), str(other.pk)])
    assert now_of(older).why == "overtaken"


@pytest.mark.parametrize(("said", "why"), [("email", "not-set-up"), ("sms", "no-address")])
def test_what_was_agreed_and_cannot_be_done_becomes_a_call(cast, said, why):
    ada = cast.patient
    amend_patient(cast.actor("director"), ada, details(email="ada@example.org"), version=ada.version)
    ada.refresh_from_db()
    agree(cast, ada, **{said: True})
    amend_patient(cast.actor("director"), ada, details(phone="0171 2345678"), version=ada.version)
    message = a_message(cast)
    sender(Provider()).send_due()
    assert (now_of(message).state, now_of(message).why) == ("phone_task", why)


def test_the_first_way_that_is_set_up_and_has_an_address_is_taken(cast):
    ada = cast.patient
    amend_patient(cast.actor("director"), ada, details(email="ada@example.org"), version=ada.version)
    ada.refresh_from_db()
    agree(cast, ada, sms=True, email=True)
    a_message(cast)
    provider = Provider()
    sender(provider, "email").send_due()
    assert [one.to for one in provider.taken] == ["ada@example.org"]


@pytest.mark.parametrize(("kind", "why"), [("overdue", "not-come"), ("assess", "not-assessed")])
def test_what_is_overdue_is_called_about_and_never_sent_also_where_no_messages_were_agreed(cast, kind, why):
    message, provider = a_message(cast, kind=kind), Provider()
    assert sender(provider).send_due() == {"claimed": 1, "phone_task": 1}
    assert (now_of(message).why, provider.taken) == (why, [])


def test_a_poisoned_row_stops_nobody_but_itself(cast, message, monkeypatch):
    ghost = somebody_else(cast, "Ghost")
    agree(cast, ghost, sms=True)
    poisoned = a_message(cast, patient=ghost, not_before=NOON - timedelta(days=1))
    provider = Chooses(lambda one: ZeroDivisionError() if one.key == str(poisoned.pk) else None)
    assert sender(provider).send_due() == {"claimed": 2, "sent": 1, "due": 1}
    assert now_of(poisoned).why == "fault"

    def decides(one, *given):
        if one.pk == poisoned.pk:
            raise ZeroDivisionError
        return right(one, *given)

    right = module.verdict_on
    monkeypatch.setattr(module, "verdict_on", decides)
    Message.objects.update(state="due", channel="", not_before=NOON, claimed_until=None)
    assert sender(Provider()).send_due() == {"claimed": 2, "sent": 1, "phone_task": 1}


def test_a_batch_that_breaks_off_leaves_its_claims_to_end_and_the_others_go_on(cast, message, monkeypatch):
    monkeypatch.setattr(deeds, "make_message_links", lambda *given: 1 / 0)
    assert sender(Provider()).send_due() == {"claimed": 1, "broken": 1}
    stored = now_of(message)
    assert (stored.state, stored.attempts, stored.is_claimed(NOON)) == ("due", 1, True)


def test_a_result_that_cannot_be_recorded_is_tried_again_with_the_same_key(cast, message, monkeypatch):
    first, second = Provider(), Provider()
    with monkeypatch.context() as broken:
        broken.setattr(deeds, "note_message_sent", lambda *given: 1 / 0)
        assert sender(first).send_due() == {"claimed": 1, "unrecorded": 1}
    with clock.at(NOON + timedelta(minutes=6)):
        sender(second).send_due()
    assert first.keys == second.keys == [str(message.pk)]


def test_a_provider_that_does_not_answer_in_time_is_not_waited_for(cast, message):
    slow = sender(Slow(0.4), answer_within_seconds=0.05)
    assert slow.send_due() == {"claimed": 1, "due": 1}
    assert now_of(message).why == "no-answer"
    slow.close()


def test_what_a_callback_settled_first_stands(cast, message):
    def arrives(outgoing):
        deeds.note_delivery(module.Actor.system(cast.clinic), now_of(message), "delivered", "sms")

    monkey = Chooses(lambda one: None)
    working = sender(monkey)
    batch = deeds.claim_messages(module.Actor.system(cast.clinic), 8, timedelta(minutes=5))
    [held] = module.in_hand(batch)
    arrives(held)
    assert module._record(deeds.note_message_sent, module.Actor.system(cast.clinic), held, "sms") == (
        "settled-elsewhere"
    )
    assert now_of(message).delivery == "delivered"
    assert working.send_due() == {}


def test_it_stops_when_it_is_asked_to_and_finishes_what_it_began(cast, message):
    others = [somebody_else(cast, "Ab" * n) for n in (2, 3)]
    for one in others:
        agree(cast, one, sms=True)
        a_message(cast, patient=one)
    answers = iter([True, True, False])
    provider = Provider()
    assert sender(provider, at_once=1).send_due(lambda: next(answers))["sent"] == 1
    assert Message.objects.filter(state="due", claimed_until=None).count() == 2


def test_each_clinic_has_its_own_batch_and_its_own_audit(cast, message):
    theirs = a_message(cast, clinic=cast.other_clinic, patient=cast.other_patient)
    sender(Provider()).send_due()
    events = AuditEvent.objects.filter(
        clinic=cast.other_clinic, deed__in=["claim_messages", "cancel_message"]
    )
    assert {event.deed for event in events} == {"claim_messages", "cancel_message"}
    assert str(theirs.pk) in {event.subject_id for event in events}


def test_the_audit_holds_ids_and_no_number_no_address_and_no_text(cast, message):
    sender(Provider()).send_due()
    kept = " ".join(str(event.content()) for event in AuditEvent.objects.all())
    assert str(message.pk) in kept
    assert "2345678" not in kept
    assert "http" not in kept


def test_the_address_for_delivery_news_is_given_only_where_providers_can_reach_us(message, settings):
    settings.IS_HTTPS = False
    assert module.status_address(message, "sms") == ""
    settings.IS_HTTPS, settings.PUBLIC_URL = True, "https://clinic.example"
    path = reverse("message_status", args=[message.pk, "sms"])
    assert module.status_address(message, "sms") == f"https://clinic.example{path}"


def test_the_command_says_in_one_line_what_it_did(cast, message, capsys):
    call_command("send_due_messages", "--once")
    assert capsys.readouterr().out == "1 taken in hand: 1 phone task.\n"  # nothing is set up in a test
    call_command("send_due_messages")
    assert capsys.readouterr().out == "Nothing is due.\n"
    assert told(module.Counter(claimed=2, sent=1, due=1)) == "2 taken in hand: 1 due, 1 sent."


@pytest.mark.parametrize("given", [["--every", "0"], ["--every", "9999"], ["--every", "5", "--once"]])
def test_nonsense_on_the_command_line_is_refused_in_a_sentence(db, given):
    with pytest.raises(CommandError, match="seconds from 1 to 3600"):
        call_command("send_due_messages", *given)


@pytest.mark.parametrize("kind", ["next", "missed", "overdue", "outcome", "assess"])
def test_a_date_of_a_record_that_points_to_another_becomes_a_call_that_says_so(cast, kind):
    agree(cast, sms=True)
    message, provider = a_message(cast, kind=kind), Provider()
    merged(cast)
    assert sender(provider).send_due() == {"claimed": 1, "phone_task": 1}
    assert (now_of(message).state, now_of(message).why) == ("phone_task", "merged")
    assert provider.taken == []


def test_how_it_is_goes_on_being_asked_and_a_date_too_once_the_word_is_taken_back(cast):
    agree(cast, sms=True)
    asked, told, provider = a_message(cast), a_message(cast, kind="next"), Provider()
    row = merged(cast)
    undo_merge(cast.actor("director"), row, "Two sisters with one telephone", version=row.version)
    sender(provider).send_due()
    assert [now_of(one).state for one in (asked, told)] == ["sent", "sent"]


def test_what_is_asked_after_a_treatment_is_asked_on_a_record_that_points_too(cast):
    agree(cast, sms=True)
    message, provider = a_message(cast), Provider()
    merged(cast)
    sender(provider).send_due()
    assert now_of(message).state == "sent"
