"""Web push among the ways to a patient: agreed on the phone, passed on where unheard, forgotten where it is gone."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from clinic.messaging.channel import Gone
from clinic.messaging.knocks import pass_on_unheard
from clinic.messaging.sender import Pace, Sender
from clinic.records import clock
from clinic.records.actions import messages as deeds
from clinic.records.actions.contact import Agreement, choose_contact, note_contact_reply
from clinic.records.actions.doors import revoke_patient_link, send_patient_link
from clinic.records.actions.patients import register_patient
from clinic.records.actions.push import open_push
from clinic.records.actors import Actor
from clinic.records.models import Message, Patient, PatientLink, PushSubscription
from clinic.records.queries.messages import preference_of
from clinic.records.refusals import BadInput
from needlepoint.aftercare.sending import MOST_ATTEMPTS
from tests.cast import details
from tests.messaging.providers import UNAVAILABLE, Provider, Stuck, sender
from tests.record.calls.messages import a_message, agree
from tests.record.calls.messages import sender as the_sender
from tests.record.calls.push import ENDPOINT, a_phone

NOON = datetime(2026, 6, 10, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture(autouse=True)
def may_mail(monkeypatch):
    """Let e-mail and push be set up here, whatever the settings of the machine say."""
    monkeypatch.setattr("clinic.messaging.knocks.channels", lambda: {"push": Provider(), "email": Provider()})


def with_mail(cast) -> None:
    """Let the patient have agreed to e-mail, too."""
    Patient.objects.filter(pk=cast.patient.pk).update(email="ada@patients.example")
    agree(cast, Patient.objects.get(pk=cast.patient.pk), email=True)


def now_of(message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_yes_on_the_phone_is_an_agreement_and_the_knock_goes_to_its_address(cast):
    a_phone(cast)
    assert preference_of(cast.patient).channels == ["push"]
    message, provider = a_message(cast), Provider()
    assert sender(provider, way="push").send_due() == {"claimed": 1, "sent": 1}
    assert [one.to for one in provider.taken] == [ENDPOINT]
    assert (now_of(message).channel, now_of(message).state) == ("push", "sent")


def test_no_form_can_say_yes_for_a_phone(cast):
    with pytest.raises(BadInput, match="No phone has said yes"):
        choose_contact(cast.actor("front_desk"), cast.patient, Agreement(push=True))
    assert not PushSubscription.objects.exists()


def test_another_phone_takes_the_place_of_the_first(cast):
    first = a_phone(cast)
    second = a_phone(cast, ENDPOINT + "d")
    first.refresh_from_db()
    assert (first.state, first.why) == ("closed", "replaced")
    assert second.state == "open"
    assert preference_of(cast.patient).push


def test_where_the_phone_is_gone_it_is_forgotten_and_the_message_goes_by_the_next_way(cast):
    with_mail(cast)
    phone, message, mail = a_phone(cast), a_message(cast), Provider()
    ways = {"push": Provider(Gone("410")), "email": mail}
    Sender(ways, np.random.default_rng(7)).send_due()
    assert [one.to for one in mail.taken] == ["ada@patients.example"]
    assert (now_of(message).state, now_of(message).channel) == ("sent", "email")
    phone.refresh_from_db()
    assert (phone.state, phone.why) == ("closed", "gone")
    agreed = preference_of(cast.patient)
    assert (agreed.push, agreed.email, agreed.by_kind) == (False, True, "system")


def test_where_it_was_the_only_way_somebody_calls(cast):
    a_phone(cast)
    message = a_message(cast)
    sender(Provider(Gone("404")), way="push").send_due()
    assert now_of(message).state == "phone_task"


def test_a_service_that_is_down_is_tried_again_and_the_phone_stays(cast):
    phone, message = a_phone(cast), a_message(cast)
    assert sender(Provider(UNAVAILABLE), way="push").send_due() == {"claimed": 1, "due": 1}
    phone.refresh_from_db()
    assert phone.state == "open"
    assert now_of(message).not_before > NOON


def test_a_knock_lets_its_way_in_last_until_the_next_one(cast):
    phone = a_phone(cast)
    a_message(cast)
    sender(Provider(), way="push").send_due()
    assert PatientLink.objects.get(pk=phone.link_id).expires_at >= NOON + timedelta(days=48)


def test_a_link_that_was_closed_is_not_knocked_at(cast):
    phone = a_phone(cast)
    revoke_patient_link(cast.actor("nurse"), phone.link)
    message, provider = a_message(cast), Provider()
    sender(provider, way="push").send_due()
    assert provider.taken == []
    assert now_of(message).state == "phone_task"
    phone.refresh_from_db()
    assert (phone.state, phone.why) == ("closed", "link-ended")
    assert preference_of(cast.patient).push


def test_a_newer_link_ends_the_phone_of_the_older_one_and_one_for_something_else_does_not(cast):
    phone = a_phone(cast)
    send_patient_link(cast.actor("nurse"), cast.patient, "plan")
    phone.refresh_from_db()
    assert phone.state == "open"
    send_patient_link(cast.actor("nurse"), cast.patient, "aftercare")
    phone.refresh_from_db()
    assert (phone.state, phone.why, phone.ended_at) == ("closed", "link-ended", NOON)


def test_where_it_is_unticked_in_the_form_the_phone_is_ended_with_it(cast):
    phone = a_phone(cast)
    choose_contact(cast.actor("front_desk"), cast.patient, Agreement())
    phone.refresh_from_db()
    assert (phone.state, phone.why, phone.ended_at) == ("closed", "by-patient", NOON)
    with pytest.raises(BadInput, match="No phone has said yes"):
        choose_contact(cast.actor("front_desk"), cast.patient, Agreement(push=True))


def test_a_word_about_another_way_leaves_the_phone_as_it_is(cast):
    phone = a_phone(cast)
    note_contact_reply(the_sender(cast), cast.patient, "sms", wants_more=False)
    phone.refresh_from_db()
    assert phone.state == "open"


def test_only_what_is_newly_ticked_has_to_reach_somebody(cast):
    with_mail(cast)
    Patient.objects.filter(pk=cast.patient.pk).update(email="")
    again = Agreement(email=True, time_zone="Europe/Lisbon")
    choose_contact(cast.actor("front_desk"), cast.patient, again)
    assert preference_of(cast.patient).time_zone == "Europe/Lisbon"
    choose_contact(cast.actor("front_desk"), cast.patient, Agreement())
    with pytest.raises(BadInput, match="There is no e-mail address"):
        choose_contact(cast.actor("front_desk"), cast.patient, again)


def somebody_with_a_phone(cast, name: str) -> Patient:
    born = date(1980, 1, 1) + timedelta(days=len(name))
    patient = register_patient(cast.actor("director"), details(name, birth_date=born))
    link = send_patient_link(cast.actor("nurse"), patient, "aftercare")
    open_push(Actor.patient(patient), patient, link, f"{ENDPOINT}{len(name)}")
    return patient


def test_knocks_that_hold_hold_no_text_message_and_what_was_not_begun_is_not_sent_later(cast):
    stuck, texts = Stuck(), Provider()
    pace = Pace(at_once=2, knocks_at_once=1, answer_within_seconds=0.3)
    both = Sender({"push": stuck, "sms": texts}, np.random.default_rng(7), pace)
    for name in ("Bo Held", "Cleo Held"):
        a_message(cast, patient=somebody_with_a_phone(cast, name))
    assert both.send_batch(cast.clinic) == {"claimed": 2, "due": 2}
    agree(cast, sms=True)
    message = a_message(cast)
    assert both.send_batch(cast.clinic) == {"claimed": 1, "sent": 1}
    assert texts.keys == [str(message.pk)]
    stuck.let_go.set()
    both.knocks.shutdown(wait=True)
    assert len(stuck.taken) == 1


def test_after_the_last_try_it_goes_by_the_next_way(cast):
    with_mail(cast)
    a_phone(cast)
    message = a_message(cast, attempts=MOST_ATTEMPTS - 1)
    mail = Provider()
    Sender({"push": Provider(UNAVAILABLE), "email": mail}, np.random.default_rng(7)).send_due()
    assert mail.keys == [str(message.pk)]
    assert (now_of(message).state, now_of(message).channel) == ("sent", "email")


def knocked(cast) -> Message:
    message = a_message(cast)
    return deeds.note_message_sent(the_sender(cast), message, "push")


def test_what_no_phone_heard_for_a_day_goes_by_the_next_way(cast):
    with_mail(cast)
    a_phone(cast)
    message = knocked(cast)
    with clock.at(NOON + timedelta(hours=23)):
        assert pass_on_unheard() == 0
    with clock.at(NOON + timedelta(hours=25)):
        assert pass_on_unheard() == 1
        assert (now_of(message).state, now_of(message).ways_left) == ("due", ["email"])
        assert pass_on_unheard() == 0


def test_where_there_is_no_other_way_somebody_calls(cast):
    a_phone(cast)
    message = knocked(cast)
    with clock.at(NOON + timedelta(hours=25)):
        assert pass_on_unheard() == 1
    assert (now_of(message).state, now_of(message).why) == ("phone_task", "not-delivered")


def test_what_a_phone_heard_stays_as_it_is(cast):
    with_mail(cast)
    a_phone(cast)
    message = knocked(cast)
    deeds.note_delivery(the_sender(cast), message, "delivered", "push")
    with clock.at(NOON + timedelta(days=3)):
        assert pass_on_unheard() == 0
    assert now_of(message).state == "sent"
