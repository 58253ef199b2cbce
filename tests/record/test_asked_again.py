"""Whoever went home is asked, is asked once more, and is called: what follows a report, and what nobody answered."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from clinic.messaging.channel import Refused, Unavailable
from clinic.messaging.sender import Sender
from clinic.records import clock
from clinic.records.actions.patients import mark_patient_entered_in_error
from clinic.records.actions.worries import OPEN_FOR, report_check_in
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Message, Worry
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.messages import agree, sender
from tests.record.calls.worries import PUS, a_report, named_on_call
from tests.record.test_follow_up import ITCH, NOON, QUIET

NIGHT = datetime(2026, 6, 1, 21, 30, tzinfo=UTC)  # Berlin: half past eleven
MORNING = datetime(2026, 6, 2, 6, tzinfo=UTC)  # Berlin: 8 o'clock


class Line:
    """A channel that keeps what is sent and when, and fails as it is told."""

    can_be_answered = True

    def __init__(self, fault: Exception | None = None, failures: int = 10_000) -> None:
        self.fault, self.failures, self.sent = fault, failures, []

    def send(self, outgoing):
        if self.fault and self.failures:
            self.failures -= 1
            raise self.fault
        self.sent.append(outgoing)
        return "id"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOON):
        yield


def send(moment: datetime, line: Line | None = None) -> Line:
    line = line or Line()
    working = Sender({"sms": line}, np.random.default_rng(1))
    with clock.at(moment):
        working.send_due()
    working.close()
    return line


def report(cast, said: CheckInReport, after: timedelta = timedelta()) -> CheckIn:
    with clock.at(NOON + after):
        cast.patient.refresh_from_db()
        return report_check_in(Actor.patient(cast.patient), cast.patient, said)


def as_it_stands(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.why


def the_open(row: CheckIn) -> Message:
    return Message.objects.get(key=f"{row.pk}:open")


# A question about a warning sign that stays open


@pytest.mark.parametrize("minutes", [1, 60, 119])
def test_nobody_calls_while_there_is_time_to_answer(cast, minutes):
    row = a_report(cast, report=ITCH)
    send(NOON + timedelta(minutes=minutes))
    assert as_it_stands(the_open(row)) == ("due", "")


@pytest.mark.parametrize("channels", [{}, {"sms": True}])
def test_the_call_comes_whatever_was_agreed_about_messages(cast, channels):
    agree(cast, **channels)
    row = a_report(cast, report=ITCH)
    line = send(NOON + OPEN_FOR)
    assert as_it_stands(the_open(row)) == ("phone_task", "open-question")
    assert not [one for one in line.sent if one.key == str(the_open(row).pk)]


def test_answering_again_without_saying_it_does_not_put_off_the_call(cast):
    first = a_report(cast, report=ITCH)
    for minutes in (50, 100, 110):
        again = report(cast, ITCH, timedelta(minutes=minutes))
        assert (again.level, again.is_provisional) == ("self_care", True)
    send(NOON + OPEN_FOR)
    assert as_it_stands(the_open(first)) == ("phone_task", "open-question")


def test_saying_it_at_last_ends_every_question_that_was_open(cast):
    rows = [a_report(cast, report=ITCH), report(cast, ITCH, timedelta(minutes=30))]
    report(cast, QUIET, timedelta(minutes=40))
    send(NOON + OPEN_FOR + timedelta(minutes=30))
    states = {as_it_stands(the_open(row))[0] for row in rows}
    assert states == {"cancelled"}


def test_where_it_turns_into_a_worry_somebody_looks_and_no_second_call_is_made(cast):
    row = a_report(cast, report=ITCH)
    report(cast, PUS, timedelta(minutes=20))
    assert Worry.objects.filter(patient=cast.patient, level="same_day").exists()
    send(NOON + OPEN_FOR)
    assert as_it_stands(the_open(row)) == ("cancelled", "answered")


def test_an_answer_from_before_the_question_does_not_count(cast):
    a_report(cast, report=QUIET)
    row = report(cast, ITCH, timedelta(minutes=1))
    send(NOON + timedelta(minutes=1) + OPEN_FOR)
    assert as_it_stands(the_open(row)) == ("phone_task", "open-question")


def test_an_open_question_of_the_late_evening_becomes_a_call_when_the_desk_is_there(cast):
    with clock.at(NIGHT):
        row = a_report(cast, report=ITCH)
        assert the_open(row).not_before == MORNING
    send(MORNING - timedelta(seconds=1))
    assert as_it_stands(the_open(row)) == ("due", "")
    send(MORNING)
    assert as_it_stands(the_open(row)) == ("phone_task", "open-question")


def test_what_was_said_whole_leaves_nothing_open(cast):
    row = a_report(cast, report=QUIET)
    assert (row.level, row.is_provisional) == ("self_care", False)
    assert not Message.objects.filter(key__startswith=str(row.pk)).exists()


def test_the_open_question_of_one_is_not_answered_by_another(cast):
    row = a_report(cast, report=ITCH)
    CheckIn.objects.exclude(pk=row.pk).delete()
    assert the_open(row).patient == cast.patient
    send(NOON + OPEN_FOR)
    assert Message.objects.filter(state="phone_task").count() == 1


# After a worry


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu"])
@pytest.mark.parametrize("hour", [3, 10, 21])
def test_after_a_worry_it_is_asked_again_by_day_where_the_patient_is(cast, zone, hour):
    agree(cast, sms=True, time_zone=zone)
    with clock.at(NOON.replace(hour=hour)):
        row = a_report(cast, report=PUS)
    message = Message.objects.get(key=f"{row.pk}:check_in")
    assert 8 <= message.not_before.astimezone(ZoneInfo(zone)).hour < 21
    assert message.not_before - row.created_at >= timedelta(hours=row.answer["ask_again"]["hours"])


def test_after_a_worry_it_is_asked_again_and_the_message_says_nothing_of_it(cast):
    agree(cast, sms=True)
    row = a_report(cast, report=PUS)
    message = Message.objects.get(key=f"{row.pk}:check_in")
    line = send(message.not_before)
    (sent,) = [one for one in line.sent if one.key == str(message.pk)]
    assert "pus" not in sent.letter.text.lower()
    assert "Lovelace" not in sent.letter.text
    assert as_it_stands(message)[0] == "sent"


@pytest.mark.parametrize("sign", ["pus", "nodules"])
def test_each_level_above_self_care_is_asked_again_within_a_day(cast, sign):
    row = a_report(cast, report=CheckInReport(day=0, signs=(ReportedSign(sign=sign),)))
    assert row.level != "self_care"
    hours = row.answer["ask_again"]["hours"]
    assert 0 < hours <= 24
    assert Message.objects.filter(key=f"{row.pk}:check_in").count() == 1


# A check-in that nobody answered


def test_each_check_in_is_asked_once_more_at_most_and_never_at_night(cast):
    agree(cast, sms=True)
    sheet = a_sheet(cast)
    named_on_call(cast)
    for row in Message.objects.filter(sheet=sheet).order_by("not_before"):
        hour = row.not_before.astimezone(cast.clinic.zone).hour
        assert 8 <= hour < 21, row.kind
    asked = [row.day for row in Message.objects.filter(sheet=sheet, kind="again")]
    assert asked
    assert len(asked) == len(set(asked))


def test_the_second_question_comes_after_the_first_and_before_the_next(cast):
    sheet = a_sheet(cast)
    first = sorted(Message.objects.filter(sheet=sheet, kind="check_in").values_list("not_before", flat=True))
    for again in Message.objects.filter(sheet=sheet, kind="again"):
        before = [moment for moment in first if moment < again.not_before]
        assert timedelta() < again.not_before - max(before) <= timedelta(days=2)


@pytest.mark.parametrize("days", [0, 3, 6])
def test_a_report_of_an_earlier_day_is_no_answer_to_a_later_question(cast, days):
    agree(cast, sms=True)
    again = Message.objects.get(sheet=a_sheet(cast), kind="again", day=8)
    named_on_call(cast)
    report(cast, QUIET, timedelta(days=days, hours=1))
    send(again.not_before)
    assert as_it_stands(again)[0] == "sent"


def test_whoever_wants_no_messages_is_not_asked_by_message(cast):
    again = Message.objects.get(sheet=a_sheet(cast), kind="again", day=8)
    line = send(again.not_before)
    assert as_it_stands(again) == ("cancelled", "no-channel")
    assert line.sent == []


def test_a_record_that_was_made_in_error_is_asked_nothing_more(cast):
    agree(cast, sms=True)
    again = Message.objects.get(sheet=a_sheet(cast), kind="again", day=8)
    cast.patient.refresh_from_db()
    mark_patient_entered_in_error(
        cast.actor("director"), cast.patient, "The wrong one", version=cast.patient.version
    )
    line = send(again.not_before)
    assert as_it_stands(again) == ("cancelled", "in-error")
    assert line.sent == []


# A channel that fails


def test_a_channel_that_refuses_becomes_a_call_at_once(cast):
    agree(cast, sms=True)
    again = Message.objects.get(sheet=a_sheet(cast), kind="again", day=8)
    send(again.not_before, Line(Refused("no such number")))
    assert as_it_stands(again) == ("phone_task", "refused")


def test_a_channel_that_does_not_answer_is_tried_later_and_then_sent_once(cast):
    agree(cast, sms=True)
    again = Message.objects.get(sheet=a_sheet(cast), kind="again", day=8)
    line = Line(Unavailable("planted"), failures=100)
    send(again.not_before, line)
    assert as_it_stands(again)[0] == "due"
    line.failures = 0
    for hours in (1, 2, 3):
        send(again.not_before + timedelta(hours=hours), line)
    assert as_it_stands(again)[0] == "sent"
    assert len([one for one in line.sent if one.key == str(again.pk)]) == 1


def test_a_channel_that_never_answers_becomes_a_call_and_is_not_tried_for_ever(cast):
    agree(cast, sms=True)
    again = Message.objects.get(sheet=a_sheet(cast), kind="again", day=8)
    line = Line(Unavailable("planted"))
    for hours in range(0, 60, 4):
        send(again.not_before + timedelta(hours=hours), line)
    assert as_it_stands(again)[0] == "phone_task"
    assert line.sent == []


def test_the_sender_works_for_the_clinic_and_reads_no_other_ones_messages(cast):
    assert sender(cast).clinic == cast.clinic
    agree(cast, sms=True)
    a_sheet(cast)
    assert not Message.objects.filter(clinic=cast.other_clinic).exists()
