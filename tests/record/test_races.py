"""Several people, or several clicks, at the same moment: one deed is done, and the others are led to what it made."""

import itertools
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Clinic, User
from clinic.audit.models import AuditEvent
from clinic.records.actions.screening import record_decision
from clinic.records.actions.session import open_session, rescreen
from clinic.records.actions.team import ClinicDetails, MemberDetails, Person, set_up_clinic
from clinic.records.actors import Actor
from clinic.records.models import DecisionRecord, Session
from clinic.records.refusals import AlreadyDone, Refusal
from tests.cast import PASSWORD, Cast
from tests.record.calls.consent import a_signed_consent
from tests.record.calls.planning import DEVICE, afresh
from tests.record.calls.session import opened

pytestmark = pytest.mark.database
CLINIC = ClinicDetails(
    name="Linden Street", country="DE", time_zone="Europe/Berlin", phone="+49 30 1", emergency_number="112"
)


def at_once(times: int, do: Callable[[], object]) -> list[str]:
    """Do the same in several threads that start together, and give what each came to."""
    outcomes: list[str] = []
    start = threading.Barrier(times)

    def run() -> None:
        try:
            start.wait()
            outcomes.append(str(do()))
        except Refusal as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_three_clicks_on_record_at_once_record_one_decision_with_one_event(committed_db):
    cast = Cast()
    doctor, patient = cast.actor("doctor"), afresh(cast.patient)
    outcomes = at_once(3, lambda: record_decision(doctor, afresh(patient), DEVICE).pk and "recorded")
    assert sorted(outcomes) == ["AlreadyDone", "AlreadyDone", "recorded"]
    assert DecisionRecord.objects.count() == 1
    assert AuditEvent.objects.filter(deed="record_decision").count() == 1


def test_three_clicks_on_the_page_show_three_pages_and_no_refusal(committed_db):
    cast = Cast()
    address = reverse("record_decision", args=[cast.patient.pk])

    def press() -> int:
        client = Client()
        client.force_login(cast.doctor, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(address).status_code

    assert at_once(3, press) == ["302"] * 3
    assert DecisionRecord.objects.count() == 1


def test_the_same_decision_again_gives_what_is_recorded_already(cast):
    doctor = cast.actor("doctor")
    first = record_decision(doctor, afresh(cast.patient))
    with pytest.raises(AlreadyDone) as refusal:
        record_decision(doctor, afresh(cast.patient))
    assert refusal.value.made == first
    assert record_decision(doctor, afresh(cast.patient), DEVICE) != first


def test_asking_twice_what_changed_takes_the_decision_that_stands(cast):
    session = opened(cast)
    for _ in range(2):
        rescreen(cast.actor("nurse"), session, said=[], same=[], skin_seen=True)
    assert Session.objects.get(pk=session.pk).state == "checked"
    assert DecisionRecord.objects.filter(device=session.device).count() == 1


def test_whoever_begins_second_is_led_to_the_session_of_whoever_was_first(cast, as_member, monkeypatch):
    a_signed_consent(cast)
    session = open_session(cast.actor("nurse"), afresh(cast.patient))
    monkeypatch.setattr("clinic.web.views.session.open_session_of", lambda patient: None)
    answer = as_member("doctor").post(reverse("begin_session", args=[cast.patient.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("session_changes", args=[session.pk])
    assert "Somebody opened this session a moment ago" in answer.content.decode()


def test_of_two_who_set_up_at_once_one_founds_the_clinic_and_one_is_told(committed_db):
    turn = itertools.count()

    def found() -> str:
        name = f"founder{next(turn)}"
        person = Person(name=name, email=f"{name}@example.org", password=PASSWORD)
        set_up_clinic(Actor.system(), CLINIC, person, MemberDetails(role="director"))
        return "founded"

    assert sorted(at_once(4, found)) == ["WrongState"] * 3 + ["founded"]
    assert (Clinic.objects.count(), User.objects.count(), AuditEvent.objects.count()) == (1, 1, 1)


def test_two_who_begin_at_once_come_to_one_session(committed_db):
    cast = Cast()
    a_signed_consent(cast)

    def begin() -> str:
        client = Client()
        client.force_login(cast.nurse, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(reverse("begin_session", args=[cast.patient.pk])).headers.get(
            "Location", "refused"
        )

    places = at_once(2, begin)
    assert set(places) == {reverse("session_changes", args=[Session.objects.get().pk])}
