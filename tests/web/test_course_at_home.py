"""Two courses at home, day by day: one with a worry on day 3, answered by name, and a quiet one that needed nobody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from clinic.messaging.escalation import look_after_worries
from clinic.records import clock
from clinic.records.models import CheckIn, Message, Worry, WorryDigest
from clinic.web.forms.worries import ABSENT, GROUPS, USUAL, usual_signs
from needlepoint.aftercare.reminders import due
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.messages import agree
from tests.record.calls.worries import a_shift, named_on_call
from tests.record.test_follow_up import send

SIGNED = datetime(2026, 6, 1, 10, tzinfo=UTC)  # noon in Berlin
BORN = {"birth_date": "1991-04-02"}
NOTHING = {f"none_{group}": "on" for group in GROUPS} | {USUAL + sign: ABSENT for sign in usual_signs()}


def on_day(day: int, hour: int = 10) -> datetime:
    return SIGNED.replace(hour=hour) + timedelta(days=day)


@pytest.fixture
def course(cast):
    """Sign a session of somebody who agreed to text messages, with somebody on call on every day."""
    with clock.at(SIGNED):
        agree(cast, sms=True)
        named_on_call(cast)
        return a_sheet(cast)


def follow(browser, line) -> str:
    """Open the link of a message as it stands in its text, give the birth date, and give the page that shows."""
    door = browser.get(re.search(r"https?://[^/]+(/\S+)", line.letter.text).group(1), follow=True)
    return browser.post(door.redirect_chain[-1][0], BORN, follow=True).redirect_chain[-1][0]


def told(browser, day_page: str, said: dict) -> str:
    answer = browser.post(day_page + "tell/", said, follow=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_blisters_on_day_three_reach_somebody_by_name_and_are_closed_before_the_deadline(
    cast, course, as_member
):
    letters = [one for day in range(4) for one in send(on_day(day))]
    assert letters
    assert not any("needl" in one.letter.text or "skin" in one.letter.text for one in letters)
    browser, nurse = as_member(None), as_member("nurse")
    with clock.at(on_day(3, hour=11)):
        a_shift(cast)
        page = follow(browser, letters[-1])
        assert "today" in told(browser, page, {"today": ["vesicles"]})
        worry = Worry.objects.get()
        assert (worry.check_in.day, worry.level, worry.member) == (3, "same_day", cast.members["nurse"])
        assert worry.due_at == on_day(3, hour=13)
        call = Message.objects.get(kind="call")
        assert (call.member, call.is_safety) == (cast.members["nurse"], True)
    with clock.at(on_day(3, hour=11) + timedelta(minutes=20)):
        nurse.post(reverse("acknowledge_worry", args=[worry.pk]))
        nurse.post(reverse("note_worry_call", args=[worry.pk]), {"reached": "yes", "text": "comes at four"})
    with clock.at(on_day(3, hour=15)):
        nurse.post(reverse("close_worry", args=[worry.pk]), {"outcome": "Seen at four; swab taken."})
    worry.refresh_from_db()
    assert (worry.state, worry.answered_at < worry.due_at) == ("closed", True)
    with clock.at(on_day(4, hour=6)):
        look_after_worries()
        assert [one.late_count for one in WorryDigest.objects.all()][:1] == [0]


def test_a_quiet_course_is_asked_on_its_days_and_needs_nobody(cast, course, as_member):
    browser, days = as_member(None), [one.day for one in course.to_domain().check_ins]
    for day in days:
        with clock.at(on_day(day, hour=19)):
            a_shift(cast)
        letters = send(on_day(day, hour=18))
        assert letters, day
        with clock.at(on_day(day, hour=19)):
            page = follow(browser, letters[-1])
            assert "none of the warning signs" in told(browser, page, NOTHING)
            look_after_worries()
    assert [one.day for one in CheckIn.objects.order_by("created_at")] == days
    assert not Worry.objects.exists()
    assert not Message.objects.filter(patient=cast.patient, state="phone_task").exists()
    assert not Message.objects.filter(kind="again", state="sent").exists()
    assert due(course.to_domain().check_ins, on_day(days[-1]).date())
