"""What a provider tells us: only under its signature, and never more than it may say."""

import pytest
from django.urls import reverse

from clinic.messaging.twilio import signature_of
from clinic.records.actions.messages import note_message_sent
from clinic.records.actions.patients import amend_patient, mark_patient_entered_in_error
from clinic.records.models import ContactPreference, Message
from clinic.records.queries.messages import preference_of
from clinic.records.refusals import WrongState
from tests.cast import details
from tests.record.calls.messages import a_message, agree, due, sender, sent

TOKEN, PUBLIC = "12345", "https://clinic.example"
ADAS = "+491712345678"


@pytest.fixture(autouse=True)
def provider(settings):
    settings.TWILIO_AUTH_TOKEN, settings.PUBLIC_URL = TOKEN, PUBLIC


def post(client, address: str, fields: dict[str, str], signature: str | None = None):
    signed = signature_of(TOKEN, PUBLIC + address, fields.items())
    headers = {"X-Twilio-Signature": signed if signature is None else signature}
    return client.post(address, fields, headers=headers)


def write_back(client, text: str, number: str = ADAS, name: str = "SM9", **named):
    fields = {"From": number, "To": "+15550001", "Body": text, "MessageSid": name}
    return post(client, reverse("message_reply"), fields, **named)


def news(client, message, status: str, way: str = "sms"):
    address = reverse("message_status", args=[message.pk, way])
    return post(client, address, {"MessageSid": "SM1", "MessageStatus": status})


@pytest.fixture
def ada(cast):
    agree(cast, sms=True)
    return cast.patient


def test_the_signature_is_that_of_a_published_example():
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "From": "+12349013030",
        "To": "+18005551212",
        "Caller": "+12349013030",
        "Digits": "1234",
    }
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature_of("12345", address, fields.items()) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize("signature", ["", "AAAA", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "é"])
def test_without_the_right_signature_nothing_happens(client, ada, signature):
    answer = write_back(client, "STOP", signature=signature.encode().decode("latin-1"))
    assert answer.status_code == 403
    assert preference_of(ada).sms


def test_a_signature_over_other_words_or_another_address_does_not_fit(client, ada):
    fields = {"From": ADAS, "Body": "hello"}
    elsewhere = signature_of(TOKEN, PUBLIC + "/elsewhere/", fields.items())
    other_words = signature_of(TOKEN, PUBLIC + reverse("message_reply"), {"From": ADAS, "Body": "x"}.items())
    for signature in (elsewhere, other_words):
        assert post(client, reverse("message_reply"), fields, signature).status_code == 403


def test_where_no_provider_is_set_up_even_an_empty_token_signs_nothing(client, ada, settings):
    settings.TWILIO_AUTH_TOKEN = ""
    address, fields = reverse("message_reply"), {"From": ADAS, "Body": "STOP"}
    assert (
        post(client, address, fields, signature_of("", PUBLIC + address, fields.items())).status_code == 403
    )
    assert preference_of(ada).sms


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_are_refused(client, db, method):
    assert getattr(client, method)(reverse("message_reply")).status_code == 405


def test_stop_ends_its_channel_alone_and_start_begins_it_again(client, cast):
    ada = cast.patient
    amend_patient(cast.actor("director"), ada, details(email="ada@example.org"), version=ada.version)
    ada.refresh_from_db()
    agree(cast, ada, sms=True, whatsapp=True, email=True)
    answer = write_back(client, " Stop. ")
    assert "<Message>" not in answer.content.decode()
    assert preference_of(ada).channels == ["whatsapp", "email"]
    write_back(client, "STOP", f"whatsapp:{ADAS}")
    assert preference_of(ada).channels == ["email"]
    write_back(client, "start")
    newest = preference_of(ada)
    assert newest.channels == ["sms", "email"]
    assert newest.by_kind == "system"


def test_said_twice_it_is_noted_once(client, ada):
    for _ in range(3):
        write_back(client, "STOP")
    assert ContactPreference.objects.filter(patient=ada).count() == 2


def test_a_reply_in_own_words_becomes_a_call_and_its_words_are_kept_nowhere(client, ada):
    answer = write_back(client, "there is pus and I have a fever")
    spoken = answer.content.decode()
    assert "call +49 30 1234567" in spoken
    assert "112" in spoken
    task = Message.objects.get(kind="reply", patient=ada)
    assert (task.state, task.patient, task.why) == ("phone_task", ada, "wrote-back")
    assert "pus" not in str(vars(task))
    write_back(client, "there is pus and I have a fever")  # the provider asks twice
    assert Message.objects.filter(kind="reply", patient=ada).count() == 1


def test_a_number_that_nobody_has_gets_no_word_about_anybody(client, ada):
    for text in ("STOP", "hello"):
        answer = write_back(client, text, "+15559999")
        assert "Linden" not in answer.content.decode()
    assert preference_of(ada).sms
    assert not Message.objects.exists()


def test_on_a_shared_telephone_stop_counts_for_everybody_and_in_every_clinic(client, cast, ada):
    agree_elsewhere = cast.other_patient
    assert agree_elsewhere.phone == ada.phone
    ContactPreference.objects.create(
        clinic=cast.other_clinic, created_at=ada.created_at, patient=agree_elsewhere, number=1, sms=True
    )
    write_back(client, "STOP")
    assert not preference_of(agree_elsewhere).sms
    assert not preference_of(ada).sms


def test_a_number_typed_with_two_zeros_is_found(client, cast, ada):
    amend_patient(cast.actor("director"), ada, details(phone="0049 171 2345678"), version=ada.version)
    write_back(client, "STOP")
    assert not preference_of(ada).sms


def test_a_record_entered_in_error_hears_nothing(client, cast, ada):
    mark_patient_entered_in_error(cast.actor("director"), ada, "twin", version=ada.version)
    write_back(client, "hello")
    assert not Message.objects.filter(patient=ada).exists()


@pytest.mark.parametrize("text", ["", "x" * 10_000, "\x00", "توقف من فضلك", "<script>"])
def test_nonsense_in_any_script_is_answered_kindly(client, ada, text):
    assert write_back(client, text).status_code == 200


def test_delivered_and_read_are_noted_and_what_is_under_way_is_not(client, cast):
    message = sent(cast)
    assert news(client, message, "sending").status_code == 204
    assert Message.objects.get(pk=message.pk).delivery == ""
    for status in ("delivered", "read"):
        news(client, message, status)
        assert Message.objects.get(pk=message.pk).delivery == status


@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_what_did_not_arrive_becomes_a_call_once(client, cast, status):
    message = sent(cast)
    for _ in range(2):
        assert news(client, message, status).status_code == 204
    stored = Message.objects.get(pk=message.pk)
    assert (stored.state, stored.why, stored.delivery) == ("phone_task", "not-delivered", status)


def test_news_that_comes_before_the_sender_could_record_saves_a_second_sending(client, cast):
    message = due(cast)
    news(client, message, "delivered", "whatsapp")
    stored = Message.objects.get(pk=message.pk)
    assert (stored.state, stored.channel) == ("sent", "whatsapp")


def test_news_of_an_unknown_message_or_way_changes_nothing(client, cast):
    message = a_message(cast)
    assert news(client, message, "delivered", "pigeon").status_code == 204
    message.pk = cast.clinic.pk
    assert news(client, message, "delivered").status_code == 204
    assert Message.objects.get().state == "due"


@pytest.fixture
def mail_too(cast, settings):
    settings.EMAIL_HOST, cast.patient.email = "mail.example", "ada@example.org"
    cast.patient.save()
    agree(cast, sms=True, email=True)


def test_what_did_not_arrive_goes_once_by_mail_where_that_was_agreed(client, cast, mail_too):
    message = sent(cast)
    for status in ("undelivered", "failed"):
        assert news(client, message, status).status_code == 204
    stored = Message.objects.get(pk=message.pk)
    assert (stored.state, stored.why, stored.channel) == ("due", "not-delivered", "sms")
    assert stored.ways_left == ["whatsapp", "push", "email"]


def test_late_news_of_the_lost_text_makes_no_call_of_what_went_by_mail(client, cast, mail_too):
    message = sent(cast)
    news(client, message, "undelivered")
    note_message_sent(sender(cast), Message.objects.get(pk=message.pk), "email", "M1")
    news(client, message, "failed")
    stored = Message.objects.get(pk=message.pk)
    assert (stored.state, stored.channel) == ("sent", "email")


def test_the_sender_that_records_last_does_not_hide_that_the_text_was_lost(client, cast, mail_too):
    message = due(cast)
    news(client, message, "undelivered")
    with pytest.raises(WrongState, match="another way"):
        note_message_sent(sender(cast), Message.objects.get(pk=message.pk), "sms", "SM1")
    assert Message.objects.get(pk=message.pk).state == "due"


def test_mail_that_is_lost_as_well_becomes_a_call(client, cast, mail_too):
    message = note_message_sent(sender(cast), a_message(cast), "email", "M1")
    news(client, message, "failed", "email")
    assert Message.objects.get(pk=message.pk).state == "phone_task"
