"""A worry from hand to hand: at night, over a change of shift, a lost role, a director who left, two workers."""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest

from clinic.accounts.models import Membership
from clinic.messaging.channel import Refused, Unavailable
from clinic.messaging.escalation import call_next_where_late, look_after_worries, write_digests
from clinic.messaging.sender import Sender
from clinic.records import clock
from clinic.records.actions.escalation import hand_over_worry
from clinic.records.actions.worries import acknowledge_worry, close_worry, note_worry_call, report_check_in
from clinic.records.actors import Actor
from clinic.records.models import Message, OnCallShift, Worry, WorryDigest
from clinic.records.queries.rota import is_somebody_on_call
from clinic.records.refusals import Refusal
from needlepoint.aftercare.escalation import MINUTES_TO_TAKE_ON
from tests.cast import make_member
from tests.record.calls.worries import OUTCOME, a_shift, a_worry
from tests.record.test_escalation import NOON, REPORTS, calls, in_line, pass_turn, told

SPRING = datetime(2026, 3, 29, 0, 50, tzinfo=UTC)  # Berlin: 1:50, ten minutes before an hour is left out
AUTUMN = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # Berlin: 2:50, ten minutes before an hour comes again


class Line:
    """A channel that keeps what is sent, or fails as it is told."""

    can_be_answered = False

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault, self.sent = fault, []

    def send(self, outgoing):
        if self.fault:
            raise self.fault
        self.sent.append(outgoing)
        return "id"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOON):
        yield


def send(moment: datetime, **channels) -> None:
    working = Sender(channels, np.random.default_rng(1))
    with clock.at(moment):
        working.send_due()
    working.close()


def told_at(cast, moment: datetime, level: str) -> Worry:
    """Let somebody tell something at a moment; the nurse is on call, then the doctor."""
    with clock.at(moment):
        for days in (-1, 0, 1):
            on = moment.astimezone(cast.clinic.zone).date() + timedelta(days=days)
            a_shift(cast, "nurse", on=on)
            a_shift(cast, "doctor", on=on, place=2)
        return a_worry(cast, report=REPORTS[level])


def take_away(cast, name: str, **values) -> None:
    Membership.objects.filter(pk=cast.members[name].pk).update(**values)


# The clock is changed


@pytest.mark.parametrize("moment", [SPRING, AUTUMN], ids=["an hour is missing", "an hour comes twice"])
@pytest.mark.parametrize("level", ["emergency", "same_day"])
def test_in_the_night_of_the_change_the_next_is_called_after_the_minutes_that_really_passed(
    cast, moment, level
):
    worry = told_at(cast, moment, level)
    turn = timedelta(minutes=MINUTES_TO_TAKE_ON[level])
    for passed, name in ((turn, cast.doctor.name), (2 * turn, cast.director.name)):
        with clock.at(moment + passed - timedelta(seconds=1)):
            assert call_next_where_late() == 0
        with clock.at(moment + passed):
            assert call_next_where_late() == 1
        assert calls(worry)[-1] == (name, "not-taken-on")


@pytest.mark.parametrize(("moment", "hour"), [(SPRING, 10), (AUTUMN, 11)])
def test_what_is_not_urgent_waits_until_the_morning_of_the_new_time(cast, moment, hour):
    worry = told_at(cast, moment, "contact")
    assert worry.turn_ends_at == moment.replace(hour=hour, minute=0)  # four hours from 8 o'clock there
    with clock.at(worry.turn_ends_at - timedelta(seconds=1)):
        assert call_next_where_late() == 0


@pytest.mark.parametrize(("moment", "due"), [(SPRING, 6), (AUTUMN, 7)])
def test_the_digest_of_the_day_of_the_change_is_written_once(cast, moment, due):
    told_at(cast, moment, "emergency")
    with clock.at(moment.replace(hour=due, minute=0) - timedelta(seconds=1)):
        assert write_digests() == 0
    for hours in range(4):
        with clock.at(moment.replace(hour=due + hours, minute=0)):
            write_digests()
    assert WorryDigest.objects.count() == 1
    assert WorryDigest.objects.get().late_count == 1


# The shift changes, and people leave


def test_when_the_shift_changes_during_a_turn_the_new_one_is_called(cast):
    a_shift(cast, "nurse", begin=time(0), end=time(12, 10))
    a_shift(cast, "doctor", begin=time(12, 10), end=time(20))
    worry = a_worry(cast, report=REPORTS["emergency"])
    assert calls(worry) == [(cast.nurse.name, "told")]
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.doctor.name, "not-taken-on")


def test_whoever_was_suspended_meanwhile_is_passed_over(cast):
    worry = told(cast, "emergency")
    take_away(cast, "doctor", state="suspended")
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.director.name, "not-taken-on")
    assert not Message.objects.filter(kind="call", member=cast.members["doctor"]).exists()


def test_whoever_may_no_longer_treat_is_passed_over(cast):
    worry = told(cast, "same_day")
    take_away(cast, "doctor", valid_until=NOON.date() - timedelta(days=1))
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.director.name, "not-taken-on")


def test_a_credential_that_ends_today_still_holds_today(cast):
    worry = told(cast, "same_day")
    take_away(cast, "doctor", valid_until=NOON.date())
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.doctor.name, "not-taken-on")


@pytest.mark.parametrize(
    "lost", [{"state": "suspended"}, {"valid_until": "2020-01-01"}, {"role": "front_desk"}]
)
def test_whoever_lost_their_place_a_minute_ago_takes_nothing_on_and_the_clock_goes_on(cast, lost):
    worry, late = told(cast, "emergency"), cast.actor("nurse")
    take_away(cast, "nurse", **lost)
    with pytest.raises(Refusal):
        acknowledge_worry(cast.actor("nurse"), worry)
    assert late.membership
    worry.refresh_from_db()
    assert worry.state == "open"
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.doctor.name, "not-taken-on")


def test_without_any_director_it_is_said_once_and_a_new_director_is_called(cast):
    in_line(cast)
    worry = a_worry(cast, report=REPORTS["emergency"])
    take_away(cast, "director", state="suspended")
    for _ in range(4):
        pass_turn(worry)
    assert worry.steps.filter(kind="nobody_left").count() == 1
    newcomer = make_member(cast.clinic, "second_director", "director", "none")
    with clock.at(NOON + timedelta(hours=3)):
        assert call_next_where_late() == 1
        assert call_next_where_late() == 0
    assert calls(worry)[-1] == (newcomer.user.name, "not-taken-on")


def test_where_nobody_is_on_call_and_no_director_is_there_the_board_still_has_it(cast):
    a_worry(cast, report=REPORTS["contact"])
    OnCallShift.objects.update(state="taken_out")
    take_away(cast, "director", state="suspended")
    assert not is_somebody_on_call(cast.clinic, NOON)
    row = report_check_in(Actor.patient(cast.patient), cast.patient, REPORTS["emergency"])
    worry = Worry.objects.get(check_in=row)
    assert (worry.state, worry.is_out_of_hours, worry.turn_ends_at) == ("open", True, NOON)
    look_after_worries()
    look_after_worries()
    assert worry.steps.filter(kind="nobody_left").count() == 1


def test_two_directors_are_called_one_after_the_other_and_each_once(cast):
    second = make_member(cast.clinic, "second_director", "director", "none")
    worry = told(cast, "emergency")
    for _ in range(6):
        pass_turn(worry)
    names = [name for name, _because in calls(worry)]
    assert names.count(cast.director.name) == names.count(second.user.name) == 1
    assert names[-1] == ""


# Taken on, handed over, answered


def test_taken_on_and_not_answered_it_goes_on_to_the_end_of_the_line(cast):
    worry = acknowledge_worry(cast.actor("nurse"), told(cast, "same_day"))
    for name in ("doctor", "director"):
        pass_turn(worry)
        assert calls(worry)[-1] == (getattr(cast, name).name, "not-answered")
    pass_turn(worry)
    assert calls(worry)[-1] == ("", "")
    assert worry.state == "acknowledged"


def test_whoever_takes_it_on_late_has_their_own_minutes(cast):
    worry = told(cast, "same_day")
    late = worry.due_at + timedelta(hours=5)
    with clock.at(late):
        worry = acknowledge_worry(cast.actor("doctor"), worry)
    assert worry.turn_ends_at == late + timedelta(minutes=MINUTES_TO_TAKE_ON["same_day"])


@pytest.mark.parametrize("level", ["emergency", "same_day"])
def test_handed_over_at_night_the_new_hand_has_the_same_minutes(cast, level):
    night = NOON.replace(hour=23)
    worry = told_at(cast, night, level)
    with clock.at(night):
        worry = hand_over_worry(cast.actor("nurse"), worry, cast.members["aesthetician"], "my shift ends")
    assert worry.turn_ends_at == night + timedelta(minutes=MINUTES_TO_TAKE_ON[level])
    message = Message.objects.get(member=cast.members["aesthetician"])
    assert (message.is_safety, message.not_before) == (True, night)


def test_handed_over_the_promise_to_the_patient_stays_as_it_was(cast):
    worry = told(cast, "same_day")
    before = worry.due_at
    with clock.at(NOON + timedelta(minutes=90)):
        worry = hand_over_worry(cast.actor("nurse"), worry, cast.members["doctor"], "my shift ends")
    worry.refresh_from_db()
    assert worry.due_at == before


def test_once_answered_and_closed_no_day_brings_another_call(cast):
    worry = note_worry_call(cast.actor("nurse"), acknowledge_worry(cast.actor("nurse"), told(cast)), "yes")
    close_worry(cast.actor("nurse"), worry, OUTCOME)
    before = Message.objects.filter(kind="call").count()
    for days in (1, 2, 30):
        with clock.at(NOON + timedelta(days=days)):
            call_next_where_late()
    assert Message.objects.filter(kind="call").count() == before


# Nobody of another clinic, and nothing clinical


def test_nobody_of_another_clinic_is_ever_called(cast):
    worry = told(cast, "emergency")
    make_member(cast.other_clinic, "their_director", "director", "none")
    for _ in range(5):
        pass_turn(worry)
    assert not Message.objects.filter(member__clinic=cast.other_clinic).exists()
    with clock.at(NOON + timedelta(days=1)):
        write_digests()
    assert not WorryDigest.objects.filter(clinic=cast.other_clinic).exists()


@pytest.mark.parametrize("level", list(REPORTS))
def test_a_digest_names_no_patient_and_no_sign(cast, level):
    told(cast, level)
    with clock.at(datetime(2026, 6, 2, 6, tzinfo=UTC)):
        write_digests()
    document = str(WorryDigest.objects.get().document)
    assert not [word for word in ("Lovelace", "pus", "seizure", "nodules", "hello") if word in document]


# Two workers, and a channel that fails


def test_two_senders_that_come_by_write_to_a_colleague_once(cast):
    told(cast, "emergency")
    line = Line()
    for _ in range(3):
        send(NOON, email=line)
    assert [one.to for one in line.sent] == [cast.nurse.email]


def test_a_number_that_is_refused_becomes_a_call_for_the_desk_and_the_line_goes_on(cast):
    worry = told(cast, "emergency")
    send(NOON, email=Line(Refused("no such address")))
    message = Message.objects.get(kind="call")
    assert (message.state, message.why) == ("phone_task", "refused")
    pass_turn(worry)
    assert calls(worry)[-1] == (cast.doctor.name, "not-taken-on")


def test_while_a_channel_is_away_the_next_in_line_is_called_all_the_same(cast):
    worry = told(cast, "emergency")
    send(NOON, email=Line(Unavailable("planted")))
    assert Message.objects.get(kind="call").state == "due"
    pass_turn(worry)
    pass_turn(worry)
    line = Line()
    send(NOON + timedelta(hours=1), email=line)
    assert {one.to for one in line.sent} == {cast.nurse.email, cast.doctor.email, cast.director.email}
