"""Check-ins that nobody answers, questions that stay open, and asking again after a worry."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.urls import reverse

from clinic.messaging.sender import Sender
from clinic.records import clock
from clinic.records.actions.worries import OPEN_FOR, report_check_in
from clinic.records.actors import Actor
from clinic.records.models import Message
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from needlepoint.protocols.library import shipped_content
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.messages import agree
from tests.record.calls.worries import PUS, a_report, named_on_call
from tests.web.test_aftercare import address, opened

NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)
SIGNS = tuple(shipped_content().course_of_sign)
ITCH = CheckInReport(day=0, signs=(ReportedSign(sign="itch", severity=1, trend="same"),))
QUIET = CheckInReport(day=0, signs=ITCH.signs, absent=SIGNS)


class Line:
    """A channel that keeps what is sent."""

    can_be_answered = True

    def __init__(self) -> None:
        self.sent = []

    def send(self, outgoing):
        self.sent.append(outgoing)
        return "id"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOON):
        yield


def send(moment: datetime) -> list:
    line = Line()
    sender = Sender({"sms": line}, np.random.default_rng(1))
    with clock.at(moment):
        sender.send_due()
    sender.close()
    return line.sent


def report(cast, said) -> None:
    report_check_in(Actor.patient(cast.patient), cast.patient, said)


def test_a_red_flag_question_that_stays_open_becomes_a_call(cast):
    row = a_report(cast, report=ITCH)
    assert (row.level, row.is_provisional) == ("self_care", True)
    send(NOON + OPEN_FOR - timedelta(seconds=1))
    assert Message.objects.get(kind="open").state == "due"
    send(NOON + OPEN_FOR)
    message = Message.objects.get(kind="open")
    assert (message.state, message.why) == ("phone_task", "open-question")


def test_a_question_that_was_answered_calls_nobody(cast):
    a_report(cast, report=ITCH)
    with clock.at(NOON + timedelta(minutes=5)):
        report(cast, QUIET)
    send(NOON + OPEN_FOR)
    message = Message.objects.get(kind="open")
    assert (message.state, message.why) == ("cancelled", "answered")


def test_after_a_worry_it_is_asked_again_sooner(cast):
    row = a_report(cast, report=PUS)
    message = Message.objects.get(key=f"{row.pk}:check_in")
    assert timedelta() < message.not_before - NOON <= timedelta(hours=row.answer["ask_again"]["hours"] + 11)
    a_quiet = a_report(cast, report=QUIET)
    assert not Message.objects.filter(key__startswith=str(a_quiet.pk)).exists()


def test_a_check_in_that_nobody_answered_is_asked_once_more(cast):
    agree(cast, sms=True)
    sheet = a_sheet(cast)
    again = Message.objects.get(sheet=sheet, kind="again", day=8)
    assert len(send(again.not_before)) >= 1
    again.refresh_from_db()
    assert again.state == "sent"


def test_a_check_in_that_was_answered_is_not_asked_once_more(cast):
    agree(cast, sms=True)
    sheet = a_sheet(cast)
    named_on_call(cast)
    with clock.at(NOON + timedelta(days=7, hours=1)):
        cast.patient.refresh_from_db()
        report(cast, QUIET)
    again = Message.objects.get(sheet=sheet, kind="again", day=8)
    send(again.not_before)
    again.refresh_from_db()
    assert (again.state, again.why) == ("cancelled", "answered")


def test_the_phone_asks_how_it_is_until_that_was_said(cast, as_member):
    named_on_call(cast)
    phone, link = opened(cast, as_member)
    tell = reverse("aftercare_tell_by_link", args=[address(link).rstrip("/").split("/")[-1]])
    assert "How is it?" in phone.get(address(link)).content.decode()
    phone.post(tell, {"text": "", "usual-itch": "1 same"})
    assert "How is it?" not in phone.get(address(link)).content.decode()
