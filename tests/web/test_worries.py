"""Worries on the phone and on the board: numbers first, silence stays open, nobody is calmed before somebody looked."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.records import clock
from clinic.records.actions.worries import acknowledge_worry, close_worry
from clinic.records.models import CheckIn, Worry
from clinic.web.forms.worries import ABSENT, GROUPS, USUAL, TellForm, initial_of, signs_of, usual_signs
from clinic.web.patient_links import token_of
from clinic.web.shown.worries import time_left
from needlepoint.interop.check_in import report_document
from needlepoint.protocols.library import shipped_content
from tests.record.calls.worries import OUTCOME, a_worry, named_on_call
from tests.web.test_aftercare import CALMING, address, opened

SIGNS = set(shipped_content().course_of_sign)


def tell(link) -> str:
    return reverse("aftercare_tell_by_link", args=[token_of(link)])


@pytest.fixture
def phone(cast, as_member):
    """Give a phone on which the birth date was given, of a clinic where somebody is on call."""
    named_on_call(cast)
    return opened(cast, as_member)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_form_asks_for_every_sign_once():
    asked = [*usual_signs(), *(sign for group in GROUPS for sign in signs_of(group))]
    assert sorted(asked) == sorted(SIGNS)


def test_where_nobody_is_on_call_nothing_is_asked(cast, as_member):
    phone, link = opened(cast, as_member)
    assert tell(link) not in phone.get(address(link, "aftercare_worry_by_link")).content.decode()
    assert phone.get(tell(link)).url == address(link, "aftercare_worry_by_link")
    assert phone.post(tell(link), {"emergency": ["seizure"]}).url == address(link, "aftercare_worry_by_link")
    assert not CheckIn.objects.exists()


def test_where_somebody_is_on_call_the_worry_page_offers_to_be_told_after_the_numbers(phone):
    browser, link = phone
    text = browser.get(address(link, "aftercare_worry_by_link")).content.decode()
    assert text.index("tel:") < text.index(tell(link))


def test_without_the_birth_date_nothing_is_told(phone, as_member):
    _, link = phone
    assert as_member(None).get(tell(link)).url == address(link)


def test_an_emergency_is_answered_with_the_number_first(phone, cast):
    browser, link = phone
    answer = browser.post(tell(link), {"emergency": ["breathing-difficulty"]}, follow=True)
    text = answer.content.decode()
    assert text.index(f"tel:{cast.clinic.emergency_number}") < text.index(
        f"tel:{cast.clinic.phone.replace(' ', '')}"
    )
    assert "Nobody has looked at it yet" in text
    assert not any(word in text_of(answer).lower() for word in CALMING)
    assert Worry.objects.get().level == "emergency"


def test_silence_is_answered_with_what_is_open(phone):
    browser, link = phone
    answer = browser.post(tell(link), {f"{USUAL}itch": "1 same"}, follow=True)
    said = text_of(answer)
    assert "Please answer the open questions first" in said
    assert "fits what is usually seen" not in said
    assert "questions are open" in said


def test_a_quiet_course_needs_nobody(phone):
    browser, link = phone
    quiet = {f"none_{group}": "on" for group in GROUPS} | {f"{USUAL}{sign}": ABSENT for sign in usual_signs()}
    said = text_of(browser.post(tell(link), quiet | {f"{USUAL}itch": "1 same"}, follow=True))
    assert "fits what is usually seen on day" in said
    assert "nobody has looked at your skin" in said
    assert not Worry.objects.exists()


def test_words_in_arabic_are_heard_and_shown_to_the_clinic(phone, cast, as_member):
    browser, link = phone
    browser.post(tell(link), {"text": "لا أستطيع التنفس"})
    worry = Worry.objects.get()
    assert worry.level == "emergency"
    page = as_member("nurse").get(reverse("worry", args=[worry.pk])).content.decode()
    assert "لا أستطيع التنفس" in page
    assert 'dir="auto"' in page


def test_an_empty_form_is_no_report(phone):
    browser, link = phone
    answer = browser.post(tell(link), {})
    assert answer.status_code == 422
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"emergency": ["glow"]},
        {f"{USUAL}itch": "9 worse"},
        {"text": "a" * 10_001},
        {"applied": "a" * 2_001},
        {"today": ["seizure"]},
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(phone, given):
    browser, link = phone
    assert browser.post(tell(link), given).status_code == 422
    assert not CheckIn.objects.exists()


def test_markup_in_words_is_shown_as_words(phone, as_member):
    browser, link = phone
    browser.post(tell(link), {"text": "<script>alert(1)</script>", "applied": "<b>oil</b>"})
    page = as_member("nurse").get(reverse("worry", args=[Worry.objects.get().pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>oil" not in page


def test_what_was_said_before_need_not_be_said_again(phone):
    browser, link = phone
    browser.post(
        tell(link), {"today": ["pus"], "none_today": "on", f"{USUAL}itch": "2 worse", "applied": "oil"}
    )
    form = browser.get(tell(link)).context["form"]
    again = TellForm({name: value for name, value in form.initial.items() if value not in (False, "", [])})
    assert again.is_valid(), again.errors
    assert report_document(again.report())["signs"] == CheckIn.objects.get().report["signs"]
    assert initial_of(None) == {}


def test_what_was_denied_earlier_is_asked_anew(phone):
    browser, link = phone
    browser.post(tell(link), {f"none_{group}": "on" for group in GROUPS})
    assert browser.get(tell(link)).context["form"].initial["none_emergency"]
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert browser.get(tell(link)).context["form"].initial == {}


def test_another_browser_with_the_link_sees_no_answer(phone, as_member):
    browser, link = phone
    told = browser.post(tell(link), {"today": ["pus"]}).url
    other = as_member(None)
    other.post(address(link), {"birth_date": "1991-04-02"})
    assert other.get(told).status_code == 404


def test_the_board_shows_time_left_and_who_is_on_call(cast, as_member):
    worry = a_worry(cast)
    text = text_of(as_member("nurse").get(reverse("worries")))
    assert "min left" in text
    assert "On call: Ada Nurse" in text
    assert worry.patient.called in text


def test_a_late_worry_says_so(cast, as_member):
    a_worry(cast)
    with clock.at(clock.now() + timedelta(hours=3, minutes=5)):
        assert "late by 1 h 5 min" in text_of(as_member("nurse").get(reverse("worries")))
    assert time_left(timedelta(minutes=61)) == "1 h 1 min left"


def test_today_points_at_what_nobody_has_looked_at_and_not_for_the_desk(cast, as_member):
    a_worry(cast)
    assert reverse("worries") in as_member("nurse").get("/").content.decode()
    assert reverse("worries") not in as_member("front_desk").get("/").content.decode()


def test_from_the_phone_to_the_end(phone, cast, as_member):
    browser, link = phone
    told = browser.post(tell(link), {"today": ["vesicles"]}).url
    worry, nurse = Worry.objects.get(), as_member("nurse")
    nurse.post(reverse("acknowledge_worry", args=[worry.pk]))
    assert f"{cast.actor('nurse').name} has seen it" in text_of(browser.get(told))
    short = nurse.post(reverse("close_worry", args=[worry.pk]), {"outcome": "ok"})
    assert short.status_code == 422
    assert nurse.post(reverse("close_worry", args=[worry.pk]), {"outcome": OUTCOME}).url == reverse("worries")
    assert OUTCOME in text_of(nurse.get(reverse("worry", args=[worry.pk])))


def everything_denied() -> dict[str, str]:
    return {f"none_{group}": "on" for group in GROUPS} | {f"{USUAL}{sign}": ABSENT for sign in usual_signs()}


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ({"today": ["pus"]}, "Somebody should look at this today."),
        ({"emergency": ["seizure"]}, "What you report can be an emergency."),
        ({"text": "hello"}, "Nobody has read your words yet."),
    ],
)
def test_a_milder_report_hides_no_open_worry(phone, before, sentence):
    browser, link = phone
    browser.post(tell(link), before)
    said = text_of(browser.post(tell(link), everything_denied(), follow=True))
    assert sentence in said
    assert "is still open" in said
    assert "Go on as" not in said
    assert "You report none of the warning signs" not in said


def test_whoever_writes_sees_the_numbers_while_it_is_unread(phone, cast):
    browser, link = phone
    page = browser.post(tell(link), {"text": "hello"}, follow=True).content.decode()
    assert f"tel:{cast.clinic.emergency_number}" in page


def test_what_is_taken_on_is_still_open_and_what_is_closed_leads_no_more(phone, cast):
    browser, link = phone
    browser.post(tell(link), {"text": "hello"})
    worry = acknowledge_worry(cast.actor("nurse"), Worry.objects.get())
    told = browser.post(tell(link), everything_denied()).url
    assert "Go on as" not in text_of(browser.get(told))
    close_worry(cast.actor("nurse"), worry, OUTCOME)
    assert "You report none of the warning signs" in text_of(browser.get(told))


def test_a_harder_report_leads_over_an_earlier_worry(phone):
    browser, link = phone
    browser.post(tell(link), {"later": ["nodules"]})
    said = text_of(browser.post(tell(link), {"emergency": ["seizure"]}, follow=True))
    assert "What you report can be an emergency." in said
    assert "is still open" in said


def test_a_phone_tells_the_time_of_the_clinic(phone, cast):
    browser, link = phone
    cast.clinic.time_zone = "America/New_York"
    cast.clinic.save()
    said = text_of(browser.post(tell(link), {"later": ["nodules"]}, follow=True))
    due = Worry.objects.get().due_at
    assert f"is to look by {due.astimezone(ZoneInfo('America/New_York')):%-d %B, %H:%M}" in said
    assert timezone.get_current_timezone_name() == "UTC"


def test_an_emergency_is_told_to_wait_for_nothing(phone):
    browser, link = phone
    said = text_of(browser.post(tell(link), {"emergency": ["seizure"]}, follow=True))
    assert "Do not wait for us." in said
    assert "is to look by" not in said
    assert "is to look by" in text_of(browser.post(tell(link), {"later": ["nodules"]}, follow=True))


def test_the_pages_are_light(phone, cast, as_member, django_assert_max_num_queries):
    browser, link = phone
    told = browser.post(tell(link), {"today": ["pus"], "text": "pus", "applied": "oil"}).url
    for _ in range(12):
        a_worry(cast)
    nurse, worry = as_member("nurse"), reverse("worry", args=[Worry.objects.first().pk])
    for client, page in ((browser, tell(link)), (browser, told), (nurse, reverse("worries")), (nurse, worry)):
        client.get(page)
        with django_assert_max_num_queries(12):
            assert len(client.get(page).content) < 100_000
