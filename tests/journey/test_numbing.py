"""Cream goes on, the tablet is locked and signed out, and when the time is over it sounds there and names nobody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_trouble import PASSWORD, record_of

# The time of every running cream is over now, as if somebody had waited.
OVER = """() => {
  const kept = JSON.parse(localStorage.getItem("needlepoint-alarms"));
  for (const due of Object.values(kept)) for (const one of due) one.at = Date.now() - 1000;
  localStorage.setItem("needlepoint-alarms", JSON.stringify(kept));
  return JSON.stringify(kept);
}"""


@pytest.fixture(scope="module")
def numbed(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Put cream on at the time-out."""
    screen = screens(demonstration)
    chapters.sign_in(screen, "nadia@linden.example", PASSWORD)
    screen.open(record_of(screen, "Mara") + "sessions/")
    chapters.begin_session(screen)
    screen.tap(screen.page.locator("summary", has_text="Put cream on")).check()
    for name, value in (("grams", "8"), ("area_cm2", "90"), ("lot", "C-7")):
        screen.page.fill(f"#numbing_{name}", value)
    screen.tap("Cream on now").sees("8 g · 90 cm²").sees("Lot C-7").check()
    return screen


def test_the_running_time_is_the_same_after_a_reload_and_on_another_tablet(numbed, demonstration, screens):
    other = screens(demonstration)
    chapters.sign_in(other, "samuel@linden.example", PASSWORD)
    other.open(numbed.page.url)
    numbed.open(numbed.page.url)
    since = [
        one.page.locator("[data-timer-since]").get_attribute("data-timer-since") for one in (numbed, other)
    ]
    assert since[0] == since[1]


def test_it_sounds_on_the_locked_screen_and_signed_out_and_says_nothing_of_anybody(numbed):
    kept = numbed.page.evaluate(OVER)
    assert "Mara" not in kept
    numbed.tap(numbed.page.locator(".menu summary", has_text="Account menu")).tap("Lock the screen")
    numbed.is_headed("The screen is locked").sees("A timer has run out").check()
    numbed.page.mouse.click(600, 700)
    expect(numbed.page.locator("[data-alarm-bar][data-sounded]")).to_be_visible(timeout=10_000)
    numbed.tap("Sign in as somebody else").is_headed("Sign in").sees("A timer has run out").check()
    assert "Mara" not in numbed.page.inner_text("body")


def test_whoever_looks_ends_it_and_it_stays_ended(numbed):
    numbed.tap("I am looking")
    expect(numbed.page.locator("[data-alarm-bar]")).to_be_hidden()
    numbed.open("/account/login/")
    expect(numbed.page.locator("[data-alarm-bar]")).to_be_hidden()
