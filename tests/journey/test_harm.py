"""Somebody faints: guidance, log, adverse event, report; a learner's session; the director's second signature.

On the tablet and, at each page, on the phone; in light and in dark; the director goes by keyboard alone.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import PHONE, TABLET, Screen
from tests.journey.server import Server
from tests.journey.test_trouble import PASSWORD, PIN, record_of

WHAT = "Fainted while the second cheek was needled; pale and sweating, awake after one minute lying down."
AS_LEARNER = "The medical director countersigns"


def check_both(screen: Screen) -> None:
    """Look at a page on the tablet and on the phone."""
    screen.check().page.set_viewport_size(PHONE)
    screen.check().page.set_viewport_size(TABLET)


@pytest.fixture(scope="module")
def director(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Let the director ask for a second signature under what Nadia signs."""
    screen = screens(demonstration)
    chapters.sign_in(screen, "ruth@linden.example", PASSWORD)
    screen.open("/team/").tap(screen.page.get_by_role("link", name=re.compile("^Nadia")))
    check_both(screen)
    box = screen.page.get_by_label(re.compile(AS_LEARNER))
    box.check()
    screen.tap(screen.page.locator("form", has=box).get_by_role("button").first)
    expect(screen.page.locator("h1")).to_be_visible()
    return screen


@pytest.fixture(scope="module")
def nurse(director: Screen, demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Bring the session that is due today to its chart, where the patient faints."""
    screen = screens(demonstration)
    chapters.sign_in(screen, "nadia@linden.example", PASSWORD)
    chapters.check_room(screen)
    screen.open(record_of(screen, "Mara") + "sessions/")
    chapters.begin_session(screen)
    chapters.time_out(screen, lot="SP-24117", expires_on="2031-05-31")
    return screen


@pytest.fixture(scope="module")
def harmed(nurse: Screen) -> Screen:
    """Begin the incident by one tap, note a step, and say how it ended."""
    charted = nurse.page.url
    nurse.tap(nurse.page.locator(".incident-bar summary"))
    nurse.tap(nurse.page.get_by_role("button", name=re.compile("aint"))).sees("First")
    check_both(nurse)
    nurse.tap(nurse.page.locator("button[name=step]").first)
    expect(nurse.page.locator(".incident-steps .number").first).to_be_visible()
    nurse.tap(nurse.page.get_by_label("The patient"))
    nurse.tap(nurse.page.get_by_label("Yes, or it may turn out so"))
    nurse.type("What came of it", WHAT).tap("Close the incident").sees(re.compile("^Closed by Nadia Karim"))
    check_both(nurse)
    nurse.tap("The adverse event")
    check_both(nurse)
    adverse_event = nurse.page.url
    nurse.open(charted)
    chapters.chart_as_planned(nurse)
    chapters.finish_and_sign(nurse, "Nadia Karim", PIN)
    return nurse.open(adverse_event)


@pytest.fixture(scope="module")
def described(harmed: Screen) -> Screen:
    """Describe the adverse event and sign it."""
    harmed.tap(harmed.page.locator("[name=relatedness]").first)
    harmed.page.locator("[name=what]").fill(WHAT)
    if not harmed.page.locator("[name=onset_on]").input_value():
        harmed.page.locator("[name=onset_on]").fill(
            harmed.page.evaluate("new Date().toISOString().slice(0, 10)")
        )
    harmed.tap("Keep it").sees("Sign")
    check_both(harmed)
    harmed.type("Your name", "Nadia Karim").type("Your PIN", PIN)
    harmed.tap("Sign it").sees("Report to the authority")
    check_both(harmed)
    return harmed


def test_what_was_done_stands_with_its_second_and_the_incident_is_closed(harmed, nurse):
    harmed.tap(harmed.page.locator("main a[href*='/incidents/']").first)
    harmed.sees("Closed by Nadia Karim")
    assert re.search(r"\d\d:\d\d:\d\d", harmed.page.inner_text("main"))
    assert harmed.page.get_by_role("button", name="Close the incident").count() == 0
    harmed.page.go_back()


def test_the_adverse_event_is_signed_reported_and_only_added_to(described):
    assert described.page.get_by_role("button", name="Keep it").count() == 0
    signed = described.page.url
    described.tap("Report to the authority").is_headed("Report of an adverse event")
    check_both(described)
    assert "Mara" not in described.page.inner_text("body")
    described.open(signed).type("What is so", "Well on the next day, by telephone.")
    described.tap("Sign the addition").sees("Well on the next day, by telephone.")
    check_both(described)


def test_the_director_finds_the_adverse_event_and_countersigns_by_keyboard_alone(described, director):
    director.open("/adverse-events/").is_headed("Adverse events")
    check_both(director)
    director.open("/").sees("1 signed session waits for your signature too.")
    check_both(director)
    director.keyboard_to("Countersign", role="a").press("Enter").is_headed("To countersign")
    check_both(director)
    director.keyboard_to("Mara", role="a").press("Enter").is_headed("Countersign session 1")
    check_both(director)
    director.keyboard_to("Your name", role="input")
    director.page.keyboard.type("Dr Ruth Adeyemi")
    director.keyboard_to("Your PIN", role="input")
    director.page.keyboard.type(PIN)
    director.keyboard_to("Countersign", role="button").press("Enter")
    director.sees("Countersigned. The record stays as it was signed.")
    check_both(director)
    director.open("/countersign/").sees("Nothing waits for your signature.")
    check_both(director)


def test_after_all_of_it_the_record_holds(described, demonstration):
    done = demonstration.run("audit", "verify", folder=demonstration.folder / "demonstration")
    assert done.returncode == 0, done.stdout + done.stderr
