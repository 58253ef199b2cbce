"""Nobody is left alone: when a turn ends the next in line is called, once, with its cause, and somebody answers."""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.messaging.channel import Unavailable
from clinic.messaging.escalation import call_next_where_late, write_digests
from clinic.messaging.sender import Sender
from clinic.records import clock
from clinic.records.actions.digest import write_worry_digest
from clinic.records.actions.escalation import call_next_in_line, hand_over_worry
from clinic.records.actions.patients import mark_patient_entered_in_error
from clinic.records.actions.replies import approve_reply_text, withdraw_reply_text
from clinic.records.actions.rota import ShiftDetails, add_shifts, take_out_shift
from clinic.records.actions.worries import (
    acknowledge_worry,
    close_worry,
    note_worry_call,
    reply_to_worry,
    report_check_in,
)
from clinic.records.actors import Actor
from clinic.records.models import Message, OnCallShift, ReplyText, Worry, WorryDigest, WorryStep
from clinic.records.queries.rota import gaps_ahead, is_somebody_on_call, shifts_now
from clinic.records.queries.worries import reply_texts, turns_ended
from clinic.records.refusals import BadInput, WrongState
from needlepoint.aftercare.escalation import MINUTES_TO_TAKE_ON
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from tests.reads import told_on_today
from tests.record.calls.messages import agree
from tests.record.calls.worries import OUTCOME, a_shift, a_worry

NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)  # Berlin: 12 o'clock
REPORTS = {
    "emergency": CheckInReport(day=0, signs=(ReportedSign(sign="seizure"),)),
    "same_day": CheckInReport(day=0, signs=(ReportedSign(sign="pus"),)),
    "contact": CheckInReport(day=0, signs=(ReportedSign(sign="nodules"),)),
    "self_care": CheckInReport(day=0, text="hello"),
}


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOON):
        yield


def in_line(cast) -> None:
    """Put the nurse first and the doctor second, for three days."""
    for days in range(3):
        on = NOON.date() + timedelta(days=days)
        a_shift(cast, "nurse", on=on)
        a_shift(cast, "doctor", on=on, place=2)


def told(cast, level: str = "same_day") -> Worry:
    in_line(cast)
    return a_worry(cast, report=REPORTS[level])


def calls(worry) -> list[tuple[str, str]]:
    """Say who was called about a worry, and why."""
    rows = worry.steps.filter(kind__in=["called", "handed_over", "nobody_left"])
    return [(row.member.user.name if row.member else "", row.because) for row in rows]


def pass_turn(worry) -> None:
    """Let the turn pass, and the worker come by twice."""
    worry.refresh_from_db()
    with clock.at(worry.turn_ends_at):
        call_next_where_late()
        call_next_where_late()
    worry.refresh_from_db()


@pytest.mark.parametrize("level", list(REPORTS))
def test_whoever_is_first_is_called_by_name_as_soon_as_it_is_told(cast, level):
    worry = told(cast, level)
    assert (worry.level, worry.on_call_name, worry.is_out_of_hours) == (level, cast.nurse.name, False)
    assert calls(worry) == [(cast.nurse.name, "told")]
    message = Message.objects.get(kind="call")
    assert (message.member, message.patient, message.page) == (
        cast.members["nurse"],
        None,
        f"/worries/{worry.pk}/",
    )
    assert message.is_safety is (level in ("emergency", "same_day"))


@pytest.mark.parametrize("level", list(REPORTS))
def test_each_turn_that_passes_calls_the_next_in_line_and_nobody_twice(cast, level):
    worry = told(cast, level)
    before = worry.turn_ends_at
    assert before == NOON + timedelta(minutes=MINUTES_TO_TAKE_ON[level])
    expected = [(cast.nurse.name, "told")]
    for name in ("doctor", "director"):
        pass_turn(worry)
        expected.append((getattr(cast, name).name, "not-taken-on"))
        assert calls(worry) == expected
        assert worry.on_call_name == getattr(cast, name).name
        assert worry.turn_ends_at > before
        before = worry.turn_ends_at
    assert Message.objects.filter(kind="call").count() == 3
    assert all(
        one.is_safety for one in Message.objects.filter(kind="call").exclude(member=cast.members["nurse"])
    )


@pytest.mark.parametrize("level", list(REPORTS))
def test_a_moment_before_the_turn_ends_nobody_else_is_called(cast, level):
    worry = told(cast, level)
    with clock.at(worry.turn_ends_at - timedelta(seconds=1)):
        assert call_next_where_late() == 0
        with pytest.raises(WrongState):
            call_next_in_line(Actor.system(cast.clinic), worry)
    assert calls(worry) == [(cast.nurse.name, "told")]


def test_when_everybody_was_called_it_is_said_once_and_a_new_shift_is_called_still(cast):
    worry = told(cast, "emergency")
    for _ in range(5):
        pass_turn(worry)
    assert calls(worry)[-1] == ("", "")
    assert worry.steps.filter(kind="nobody_left").count() == 1
    a_shift(cast, "aesthetician", place=5)
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.aesthetician.name, "not-taken-on")


def test_who_has_taken_it_on_is_left_in_peace_until_the_patient_should_be_answered(cast):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    assert worry.turn_ends_at == worry.due_at
    with clock.at(worry.due_at - timedelta(seconds=1)):
        assert call_next_where_late() == 0
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.doctor.name, "not-answered")
    assert worry.state == "acknowledged"
    assert acknowledge_worry(cast.actor("doctor"), worry).acknowledged_by == cast.doctor.name


def test_a_call_that_reached_somebody_stops_the_clock_and_one_that_did_not_does_not(cast):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    worry = note_worry_call(cast.actor("nurse"), worry, "no")
    worry = note_worry_call(cast.actor("nurse"), worry, "voicemail", "asked to call back")
    assert worry.answered_at is None
    assert worry.turn_ends_at
    worry = note_worry_call(cast.actor("nurse"), worry, "yes", "comes at four")
    assert (worry.answered_at, worry.turn_ends_at) == (NOON, None)
    with clock.at(worry.due_at + timedelta(days=2)):
        assert call_next_where_late() == 0
    assert [one.reached for one in worry.steps.filter(kind="phoned")] == ["no", "voicemail", "yes"]


@pytest.mark.parametrize(("level", "counts"), [("emergency", False), ("same_day", False), ("contact", True)])
def test_what_is_urgent_is_answered_by_a_call_and_not_by_a_text(cast, level, counts):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast, level))
    worry = reply_to_worry(cast.actor("nurse"), worry, "Please come by at four today.")
    assert (worry.answered_at is not None) is counts
    assert (worry.turn_ends_at is None) is counts


def test_a_reply_brings_the_patient_a_message_without_its_words(cast):
    agree(cast, sms=True)
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    reply_to_worry(cast.actor("nurse"), worry, "Blisters need a tablet.")
    message = Message.objects.get(kind="answer")
    assert (message.patient, message.is_safety, message.state) == (cast.patient, True, "due")
    assert "Blisters" not in str(AuditEvent.objects.get(deed="reply_to_worry").digests)


@pytest.mark.parametrize("text", ["", "  ok ", "x" * 2001])
def test_a_reply_that_says_nothing_or_too_much_is_refused(cast, text):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    with pytest.raises(BadInput):
        reply_to_worry(cast.actor("nurse"), worry, text)
    assert not Message.objects.filter(kind="answer").exists()


def test_a_call_says_what_came_of_it(cast):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    with pytest.raises(BadInput):
        note_worry_call(cast.actor("nurse"), worry, "perhaps")


def test_who_is_handed_a_worry_is_called_by_name_and_the_next_if_they_do_not_take_it(cast):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    worry = hand_over_worry(cast.actor("nurse"), worry, cast.members["aesthetician"], "my shift ends")
    assert (worry.state, worry.on_call_name) == ("handed_over", cast.aesthetician.name)
    assert Message.objects.filter(kind="call", member=cast.members["aesthetician"]).count() == 1
    assert told_on_today(cast, "nurse").waiting == 1
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.doctor.name, "not-taken-on")
    assert worry.state == "handed_over"


def test_an_answered_worry_that_is_handed_over_calls_nobody_once_it_is_taken_on(cast):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    worry = note_worry_call(cast.actor("nurse"), worry, "yes", "comes at four")
    worry = hand_over_worry(cast.actor("nurse"), worry, cast.members["doctor"], "please see them at four")
    worry = acknowledge_worry(cast.actor("doctor"), worry)
    assert worry.turn_ends_at is None
    with clock.at(worry.due_at + timedelta(days=2)):
        assert call_next_where_late() == 0


@pytest.mark.parametrize("name", ["front_desk", "lapsed", "suspended", "outsider", "nurse"])
def test_a_worry_is_handed_only_to_somebody_else_who_may_treat_here(cast, name):
    worry = told(cast)
    with pytest.raises(BadInput):
        hand_over_worry(cast.actor("doctor"), worry, cast.members[name], "")


def test_where_nobody_is_on_call_the_director_is_called_at_once(cast):
    a_worry(cast)
    for shift in OnCallShift.objects.all():
        take_out_shift(cast.actor("director"), shift)
    assert not is_somebody_on_call(cast.clinic, NOON)
    row = report_check_in(Actor.patient(cast.patient), cast.patient, REPORTS["same_day"])
    worry = Worry.objects.get(check_in=row)
    assert worry.is_out_of_hours
    assert calls(worry) == [(cast.director.name, "nobody-on-call")]


def test_who_may_no_longer_treat_is_on_no_rota(cast):
    in_line(cast)
    nurse = cast.members["nurse"]
    nurse.state = "suspended"
    nurse.save()
    assert [one.member for one in shifts_now(cast.clinic, NOON)] == [cast.members["doctor"]]
    doctor = cast.members["doctor"]
    doctor.valid_until = NOON.date() - timedelta(days=1)
    doctor.save()
    assert not is_somebody_on_call(cast.clinic, NOON)


def test_a_record_in_error_silences_no_worry(cast):
    worry = told(cast)
    cast.patient.refresh_from_db()
    mark_patient_entered_in_error(
        cast.actor("director"), cast.patient, "made on the wrong person", version=cast.patient.version
    )
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.doctor.name, "not-taken-on")
    worry = acknowledge_worry(cast.actor("nurse"), worry)
    assert close_worry(cast.actor("nurse"), worry, OUTCOME).state == "closed"


def test_one_that_cannot_be_called_about_stops_no_other(cast, monkeypatch):
    first, second = told(cast), a_worry(cast, report=REPORTS["emergency"])
    real = call_next_in_line

    def breaks(actor, worry):
        if worry.pk == second.pk:
            raise ValueError("planted")
        return real(actor, worry)

    monkeypatch.setattr("clinic.messaging.escalation.call_next_in_line", breaks)
    with clock.at(NOON + timedelta(minutes=31)):
        assert {one.pk for one in turns_ended(clock.now())} == {first.pk, second.pk}
        assert call_next_where_late() == 1
    assert calls(first)[-1] == (cast.doctor.name, "not-taken-on")


def test_a_step_is_never_changed(cast):
    step = told(cast).steps.first()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        WorryStep.objects.filter(pk=step.pk).update(text="other")


def test_closing_is_the_last_step_and_calls_nobody_any_more(cast):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast))
    worry = close_worry(cast.actor("nurse"), worry, OUTCOME)
    assert worry.steps.last().kind == "closed"
    with clock.at(NOON + timedelta(days=3)):
        assert call_next_where_late() == 0


# The rota


def test_a_shift_comes_again_each_week_by_the_clock_on_the_wall(cast):
    with clock.at(datetime(2026, 3, 20, 12, tzinfo=UTC)):
        rows = add_shifts(
            cast.actor("director"),
            cast.members["nurse"],
            ShiftDetails(on=datetime(2026, 3, 23).date(), begin=time(8), end=time(20), weeks=2),
        )
    assert [row.begins_at.astimezone(UTC).hour for row in rows] == [7, 6]  # the clock is changed between them


@pytest.mark.parametrize(
    ("name", "changed", "field"),
    [
        ("front_desk", {}, "member"),
        ("nurse", {"weeks": 0}, "weeks"),
        ("nurse", {"weeks": 27}, "weeks"),
        ("nurse", {"place": 6}, "place"),
        ("nurse", {"phone": "0171"}, "phone"),
        ("nurse", {"on": NOON.date() + timedelta(days=400)}, "on"),
        ("nurse", {"on": NOON.date() - timedelta(days=2)}, "on"),
        ("lapsed", {}, "member"),
    ],
)
def test_what_can_be_no_shift_is_refused_at_its_field(cast, name, changed, field):
    with pytest.raises(BadInput) as refusal:
        a_shift(cast, name, **changed)
    assert refusal.value.field == field
    assert not OnCallShift.objects.exists()


def test_gaps_are_shown_where_nobody_is_on_call(cast):
    a_shift(cast, begin=time(14), end=time(18))
    first, last = gaps_ahead(cast.clinic, NOON)
    assert (first.begins_at, first.ends_at) == (NOON, NOON + timedelta(hours=2))
    assert last.begins_at == NOON + timedelta(hours=6)


def test_a_shift_that_is_over_stays_on_the_rota(cast):
    shift = a_shift(cast)
    with clock.at(shift.ends_at), pytest.raises(WrongState):
        take_out_shift(cast.actor("director"), shift)


def test_a_text_that_was_taken_back_is_offered_no_more(cast):
    row = approve_reply_text(cast.actor("director"), "Come in", "Please come by today.")
    with pytest.raises(BadInput):
        approve_reply_text(cast.actor("director"), "Come in", "Another text.")
    assert reply_texts(cast.actor("nurse")) == [row]
    withdraw_reply_text(cast.actor("director"), row)
    assert reply_texts(cast.actor("nurse")) == []
    assert approve_reply_text(cast.actor("director"), "Come in", "Another text.")
    with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
        ReplyText.objects.filter(pk=row.pk).update(text="other")


# The daily digest

MORNING = datetime(2026, 6, 2, 6, tzinfo=UTC)  # Berlin: 8 o'clock


def open_in(digest) -> dict[str, bool]:
    return {one["worry"]: one["is_late"] for one in digest.document["open"]}


def test_the_digest_proves_that_none_is_late_or_names_those_that_are(cast):
    late, in_time = told(cast, "same_day"), a_worry(cast, report=REPORTS["contact"])
    answered = acknowledge_worry(cast.actor("nurse"), a_worry(cast, report=REPORTS["emergency"]))
    answered = note_worry_call(cast.actor("nurse"), answered, "yes")
    with clock.at(MORNING):
        write_digests()
        digest = WorryDigest.objects.get()
    assert open_in(digest) == {str(late.pk): True, str(in_time.pk): False, str(answered.pk): False}
    assert (digest.late_count, digest.document["told"], digest.document["answered"]) == (1, 3, 1)
    assert digest.document["answered_late"] == 0
    for row in (late, in_time):
        acknowledge_worry(cast.actor("nurse"), row)
        note_worry_call(cast.actor("nurse"), row, "yes")
    with clock.at(MORNING + timedelta(days=1)):
        write_digests()
    assert WorryDigest.objects.first().late_count == 0


def test_the_digest_is_written_once_a_day_when_the_night_is_over(cast):
    told(cast)
    with clock.at(MORNING - timedelta(seconds=1)):
        assert write_digests() == 0
    with clock.at(MORNING):
        assert (write_digests(), write_digests()) == (1, 0)
        with pytest.raises(WrongState):
            write_worry_digest(Actor.system(cast.clinic))
    with clock.at(MORNING + timedelta(days=1)):
        assert write_digests() == 1
    directors = [one.member for one in Message.objects.filter(kind="digest")]
    assert directors == [cast.members["director"]] * 2


def test_where_nothing_is_sorted_there_is_no_digest(cast):
    with clock.at(MORNING):
        assert write_digests() == 0


# The message to a colleague


class Line:
    """A channel that fails as often as it is told."""

    can_be_answered = False

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.sent = failures, []

    def send(self, outgoing):
        if self.failures:
            self.failures -= 1
            raise Unavailable("planted")
        self.sent.append(outgoing)
        return "id"


@pytest.fixture
def sender_of():
    """Give senders whose answers are waited for in this thread's database."""
    made = []

    def make(**channels):
        made.append(Sender(channels, np.random.default_rng(1)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_colleague_is_written_to_at_night_without_a_clinical_word(cast, sender_of):
    line = Line()
    night = datetime(2026, 6, 1, 21, 30, tzinfo=UTC)
    in_line(cast)
    with clock.at(night):
        worry = a_worry(cast)
        sender_of(email=line).send_due()
    (sent,) = [one for one in line.sent if one.to == cast.nurse.email]
    assert str(worry.pk) in sent.link
    assert cast.patient.name not in sent.letter.text + sent.letter.subject
    assert "pus" not in sent.letter.text


def test_what_is_not_urgent_waits_for_the_morning_of_the_clinic(cast, sender_of):
    line = Line()
    in_line(cast)
    with clock.at(datetime(2026, 6, 1, 21, 30, tzinfo=UTC)):
        a_worry(cast, report=REPORTS["contact"])
        sender_of(email=line).send_due()
    assert line.sent == []
    assert Message.objects.get(kind="call").not_before == datetime(2026, 6, 2, 6, tzinfo=UTC)


def test_the_number_of_a_shift_is_written_to_before_the_mail(cast, sender_of):
    sms, mail = Line(), Line()
    a_shift(cast, phone="+49 171 5550100")
    a_worry(cast)
    sender_of(sms=sms, email=mail).send_due()
    assert [one.to for one in sms.sent] == ["+491715550100"]
    assert mail.sent == []


def test_a_channel_that_fails_for_good_becomes_a_call_for_the_desk(cast, sender_of):
    line = Line(failures=100)
    told(cast)
    sender = sender_of(email=line)
    for hours in range(0, 24, 1):
        with clock.at(NOON + timedelta(hours=hours)):
            sender.send_due()
    assert Message.objects.get(kind="call").state == "phone_task"


def test_without_any_channel_somebody_is_called_by_telephone(cast, sender_of):
    told(cast)
    sender_of().send_due()
    assert Message.objects.get(kind="call").state == "phone_task"


def test_a_patient_who_wants_no_messages_is_called_about_an_answer(cast, sender_of):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast, "contact"))
    reply_to_worry(cast.actor("nurse"), worry, "Please come by at four today.")
    sender_of(email=Line()).send_due()
    message = Message.objects.get(kind="answer")
    assert (message.state, message.why) == ("phone_task", "no-channel")
