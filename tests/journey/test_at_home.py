"""A phone at home: a message in the mailbox, a worry in Arabic answered by name, a draft, days without network."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_worry import report_a_quiet_day

PASSWORD = "needles and thread"
BORN = "1972-06-24"
WORRIES = "هناك ما يقلقني"
TELLS = "أخبرنا بما تراه واقرأ ما عليك فعله"
SENDS = "أرسل وشاهد ما عليك فعله"
NOBODY_YET = "لم ينظر فيه أحد بعد."
SEEN = "اطّلع عليه Nadia Karim."
KEEPS = "احفظ أيامي على هذا الهاتف"
KEPT = "حُفظت. تُفتح أيامك الآن من دون شبكة."


@dataclass(kw_only=True)
class AtHome:
    """The clinic's tablet, and the phone of somebody who opened the link of a message."""

    tablet: Screen
    phone: Screen


def link_in_mailbox(desk: Screen) -> str:
    """Give the link of the newest mail to Joseph; at night the worker sends him nothing, and there is none."""
    for _ in range(5):
        desk.open("/messages/mailbox/").is_headed("Mailbox")
        mails = desk.page.locator("main li", has_text="joseph@patients.example")
        if mails.count():
            return str(desk.check() and mails.first.get_by_role("link").get_attribute("href"))
        desk.page.wait_for_timeout(6000)
    return ""


def link_made(tablet: Screen) -> str:
    """Make a link at the clinic, as somebody does who is asked for one in the night."""
    tablet.open("/patients/?q=Joseph")
    href = tablet.page.get_by_role("link", name=re.compile("^Joseph Bauer")).first.get_attribute("href")
    tablet.open(f"{href}aftercare/").tap("Make a link").sees("Opens with the birth date")
    return tablet.page.locator("p.mono", has_text="http").first.inner_text().strip()


@pytest.fixture(scope="module")
def at_home(demonstration: Server, screens: Callable[..., Screen]) -> AtHome:
    """Take the link out of a mail that the worker sent to Joseph Bauer, and open it on his phone in Arabic."""
    desk, tablet, phone = (
        screens(demonstration),
        screens(demonstration),
        screens(demonstration, is_phone=True),
    )
    chapters.sign_in(desk, "ruth@linden.example", PASSWORD)
    chapters.sign_in(tablet, "nadia@linden.example", PASSWORD)
    phone.open(link_in_mailbox(desk) or link_made(tablet))
    phone.tap("العربية").check()
    phone.page.get_by_label("تاريخ ميلادك").fill(BORN)
    phone.tap("افتح").is_headed("اليوم")
    return AtHome(tablet=tablet, phone=phone)


def test_the_page_is_arabic_right_to_left_and_the_number_reads_from_the_left(at_home: AtHome) -> None:
    phone = at_home.phone.check()
    assert phone.page.locator("html").get_attribute("dir") == "rtl"
    phone.sees("لا رياضة ولا شيء يجعلك تتعرّق.")
    number = phone.page.locator(".phone__numbers strong.number").first
    assert number.evaluate("one => getComputedStyle(one).direction") == "ltr"
    button = phone.page.get_by_role("link", name=WORRIES)
    expect(button).to_be_in_viewport()


def test_what_was_begun_is_there_when_the_page_is_opened_again(at_home: AtHome) -> None:
    phone = at_home.phone
    phone.tap(WORRIES).check().tap(TELLS).check()
    with phone.page.expect_response(lambda answer: "/draft/" in answer.url and answer.status == 204):
        phone.page.locator("input[value=vesicles]").check()
    phone.page.reload()
    expect(phone.page.locator("input[value=vesicles]")).to_be_checked()
    phone.sees(re.compile("لم ترسله")).check()


def test_blisters_told_in_arabic_reach_somebody_by_name_who_takes_them_on_answers_and_closes(
    at_home: AtHome,
) -> None:
    phone, tablet = at_home.phone, at_home.tablet
    phone.tap(SENDS).sees(NOBODY_YET).sees("Somebody should look at this today").check()
    told = phone.page.url
    tablet.open("/worries/").tap(tablet.page.locator("main h2 a").first).is_headed("A worry from home")
    tablet.tap("I am at it").sees("You are at it.")
    tablet.page.get_by_label("Own words").fill("Please come at four today. Do not touch the blisters.")
    tablet.tap(tablet.page.locator("form[action*=reply] button[type=submit]")).sees("Written.")
    phone.open(told).sees(SEEN).sees("Please come at four today.").check()
    tablet.type("What came of it", "Seen at four; swab taken; antiviral prescribed by the doctor.")
    tablet.tap("Close it").is_headed("Worries").check()
    expect(tablet.page.locator("main")).to_contain_text("No worry is open.")


def test_days_kept_on_ones_own_phone_open_without_network_until_they_are_deleted(at_home: AtHome) -> None:
    phone = at_home.phone
    day = re.sub("(tell|told)/.*", "", phone.page.url)
    phone.open(day).tap(KEEPS).sees(KEPT).check()
    context = phone.page.context
    offline = context.new_page()
    context.set_offline(True)
    try:
        offline.goto(day)
        expect(offline.locator("h1")).to_have_text("كل أيامي")
        expect(offline.get_by_text("لا رياضة ولا شيء يجعلك تتعرّق.")).to_be_visible()
    finally:
        context.set_offline(False)
    phone.open(day).tap("احذفها من هذا الهاتف").sees("حُذفت من هذا الهاتف.")
    assert phone.page.evaluate("caches.keys()") == []
    offline.close()


def test_a_quiet_day_in_english_needs_nobody(at_home: AtHome) -> None:
    phone, tablet = at_home.phone, at_home.tablet
    phone.tap("English").sees("Something worries me").tap("Something worries me").tap("Tell us what you see")
    report_a_quiet_day(phone).sees(re.compile("fits what is usually seen on day")).check()
    tablet.open("/worries/")
    expect(tablet.page.locator("main")).to_contain_text("No worry is open.")
