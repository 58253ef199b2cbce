"""Every page that a person can come to, on tablet and phone, light and dark: axe finds nothing, nothing is cut off."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import PHONE, Screen
from tests.journey.server import Server

PASSWORD = "needles and thread"
# What is a file, or ends the sitting.
NO_PAGES = ("logout", ".toml", ".csv", "/calendar/", "/pdf/")
ONE_OF_MANY = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "*"),
    (re.compile(r"/policy/rules/[a-z0-9-]+/"), "/policy/rules/*/"),
    (re.compile(r"/history/(?!link|tablet|repeat)[a-z-]+/"), "/history/*/"),
    (re.compile(r"[?#].*"), ""),
)
# A director who is a doctor comes to every page of the clinic; the desk to its own.
FEWEST = {"ruth": 45, "ben": 8}


def kind_of(path: str) -> str:
    """Name the page that an address leads to, whosever it is."""
    for pattern, name in ONE_OF_MANY:
        path = pattern.sub(name, path)
    return path


def links_of(screen: Screen) -> list[str]:
    """List the addresses to which a page leads within the clinic."""
    found = screen.page.locator("a[href^='/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return [href for href in found if not any(part in href for part in NO_PAGES)]


def walk(screen: Screen) -> Iterator[str]:
    """Open every kind of page once, beginning at Today."""
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        screen.open(path)
        yield path
        waiting += links_of(screen)


@pytest.mark.parametrize("size", ["tablet", "phone"])
@pytest.mark.parametrize("name", FEWEST)
def test_every_page_that_somebody_can_come_to_is_whole_and_clean(
    demonstration: Server, screens: Callable[..., Screen], name: str, size: str
):
    screen = screens(demonstration)
    chapters.sign_in(screen, f"{name}@linden.example", PASSWORD)
    if size == "phone":
        screen.page.set_viewport_size(PHONE)
    if name == "ruth" and size == "tablet":
        screen.open("/policy/").tap(re.compile("^Draft a new version|^Go on with the draft"))
    walked = [screen.check().page.url for _ in walk(screen)]
    assert len(walked) >= FEWEST[name], walked


def test_a_page_is_of_the_same_kind_whosever_it_is():
    one, other = (f"/patients/{n}2345678-1234-1234-1234-123456789012/plan/" for n in (1, 9))
    assert kind_of(one) == kind_of(other) == "/patients/*/plan/"
    assert kind_of("/policy/rules/isotretinoin/") != kind_of("/policy/rules/")


def test_a_draft_is_reached_saved_and_left_with_the_keyboard_alone(
    demonstration: Server, screens: Callable[..., Screen]
):
    screen = screens(demonstration)
    chapters.sign_in(screen, "nadia@linden.example", PASSWORD)
    screen.open("/patients/").keyboard_to("Priya", role="a").press("Enter").is_headed("Priya Raman")
    screen.keyboard_to("Plan", role="a").press("Enter").is_headed("Plan, version 1")
    screen.keyboard_to("Make a new version", role="button").press("Enter").is_headed("Plan, version 2")
    screen.keyboard_to("Less: Needle length", role="button")
    with screen.updates():
        screen.press("Enter")
    expect(screen.keyboard_to("Save the draft", role="button").press("Enter").seen("Saved.")).to_be_visible()
    screen.keyboard_to("Answer in the screening", role="a").press("Enter").is_headed("Screening")
    assert screen.complaints() == []


def test_the_pages_of_a_session_hold_on_a_phone(demonstration: Server, screens: Callable[..., Screen]):
    screen = screens(demonstration)
    chapters.sign_in(screen, "nadia@linden.example", PASSWORD)
    screen.page.set_viewport_size(PHONE)
    chapters.check_room(screen)
    mara = screen.open("/patients/").page.get_by_role("link", name=re.compile("^Mara")).first
    screen.open(f"{mara.get_attribute('href')}sessions/").check()
    chapters.begin_session(screen)
    chapters.time_out(screen, lot="SP-24117", expires_on="2031-05-31")
    chapters.chart_as_planned(screen)
    screen.tap("Finish charting").is_headed(re.compile("^Sign session"))
    assert screen.complaints() == []


def test_what_a_patient_opens_by_a_link_holds_on_a_tablet_too(
    demonstration: Server, screens: Callable[..., Screen]
):
    screen = screens(demonstration)
    link = re.search(r"Aisha Rahman.*\n\s+(\S+/q/\S+)", demonstration.said())
    assert link, demonstration.said()
    screen.open(link[1]).check().type("Your birth date", "1996-02-17").tap("Open")
    expect(screen.is_headed("Hello Aisha Rahman").check().tap("Go on").seen("Page 1 of")).to_be_visible()
    assert screen.complaints() == []
