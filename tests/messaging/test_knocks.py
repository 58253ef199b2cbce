"""Web push among the ways to a patient: agreed on the phone, passed on where unheard, forgotten where it is gone."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from clinic.messaging.channel import Gone
from clinic.messaging.knocks import pass_on_unheard
from clinic.messaging.sender import Sender
from clinic.records import clock
from clinic.records.actions import messages as deeds
from clinic.records.actions.contact import Agreement, choose_contact
from clinic.records.actions.doors import revoke_patient_link
from clinic.records.models import Message, Patient, PatientLink, PushSubscription
from clinic.records.queries.messages import preference_of
from clinic.records.refusals import BadInput
from tests.messaging.providers import UNAVAILABLE, Provider, sender
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
