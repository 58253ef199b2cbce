"""A worry from home in a real browser: told on the phone, answered at once, looked at by name, and closed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server

PASSWORD = "needles and thread"
OUTCOME = "Called. Blisters on the chin; the doctor sees him at four today."


@dataclass(kw_only=True)
class AtHome:
    """The clinic's tablet, and the patient's phone with the link opened."""

    tablet: Screen
    phone: Screen


@pytest.fixture(scope="module")
def at_home(demonstration: Server, screens: Callable[..., Screen]) -> AtHome:
    """Send Joseph Bauer, who was treated lately, the link to his days, and open it on his phone."""
    tablet, phone = screens(demonstration), screens(demonstration, is_phone=True)
    chapters.sign_in(tablet, "nadia@linden.example", PASSWORD)
    tablet.open("/patients/?q=Joseph")
    href = tablet.page.get_by_role("link", name=re.compile("^Joseph Bauer")).first.get_attribute("href")
    tablet.open(f"{href}aftercare/").tap("Make a link").sees("Opens with the birth date")
    phone.open(tablet.page.locator("p.mono", has_text="http").first.inner_text().strip())
    phone.type("Your birth date", "1972-06-24").tap("Open it")
    return AtHome(tablet=tablet, phone=phone)


def test_blisters_reach_somebody_by_name_and_end_with_an_outcome(at_home: AtHome) -> None:
    phone, tablet = at_home.phone, at_home.tablet
    phone.tap("Something worries me").sees("911").tap("Tell us what you see").check()
    phone.page.get_by_label("You see small blisters close together.").check()
    phone.tap("Send it and see what to do").is_headed("What to do now").sees(
        "Somebody should look at this today"
    )
    expect(phone.seen("Nobody has looked at it yet.")).to_be_visible()
    assert phone.complaints() == []
    told = phone.page.url
    tablet.open("/").sees("1 worry from home").tap("Look now").is_headed("Worries").check()
    tablet.tap(tablet.page.locator("main h2 a").first).is_headed("A worry from home").check()
    tablet.tap("I am at it").sees("You are at it.").check()
    expect(phone.open(told).seen("Nadia Karim has seen it.")).to_be_visible()
    tablet.type("What came of it", OUTCOME).tap("Close it").is_headed("Worries")
    expect(tablet.seen("No worry is open.")).to_be_visible()
    assert tablet.complaints() == []


def test_with_an_emergency_the_number_comes_first_by_keyboard_too(at_home: AtHome) -> None:
    phone = at_home.phone
    phone.tap("Answer what is open")
    phone.keyboard_to("You are short of breath or wheeze.").press("Space")
    phone.keyboard_to("Send it and see what to do").press("Enter")
    phone.is_headed("What to do now").sees("Call 911 first, now.").sees("Do not wait for us.").check()
    first = phone.page.locator("main a[href^='tel:']").first
    expect(first).to_have_attribute("href", "tel:911")


def report_a_quiet_day(phone: Screen) -> Screen:
    """Deny every warning sign and report a little itching."""
    for ticked in phone.page.locator("input[type=checkbox]").all():
        ticked.set_checked(False)
    for box in phone.page.get_by_label("Nothing else on this list").all():
        box.check()
    for choice in phone.page.locator("select").all():
        choice.select_option(label="Not there")
    return phone.choose("Itching", "A little, the same").tap("Send it and see what to do")


def test_a_milder_report_hides_no_emergency_that_is_open(at_home: AtHome) -> None:
    phone = at_home.phone
    report_a_quiet_day(phone.tap("Answer what is open")).sees("Call 911 first, now.").sees(
        "is still open"
    ).check()
    expect(phone.page.get_by_text("fits what is usually seen")).to_have_count(0)


def test_a_quiet_day_needs_nobody_once_what_was_open_is_closed(at_home: AtHome) -> None:
    phone, tablet = at_home.phone, at_home.tablet
    tablet.open("/worries/").sees("Emergency").tap(tablet.page.locator("main h2 a").first)
    tablet.tap("I am at it").type("What came of it", OUTCOME).tap("Close it").sees("No worry is open.")
    report_a_quiet_day(phone.tap("Tell us more"))
    expect(phone.seen(re.compile("fits what is usually seen on day"))).to_be_visible()
    expect(phone.seen(re.compile("nobody has looked at your skin"))).to_be_visible()
    assert phone.complaints() == []
    expect(tablet.open("/worries/").seen("No worry is open.")).to_be_visible()
