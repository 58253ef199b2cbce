"""Served clinics and screens for the journeys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journey.screen import PHONE, TABLET, Screen
from tests.journey.server import Server

SECRET = "a needle and some thread"


QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


# Of a module and no longer: its event loop would make Django refuse the database to every later test.
@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    """Give the browser that the journeys of a module share."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def empty_clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a fresh data folder, as somebody does who has just installed it."""
    server = Server("serve", tmp_path_factory.mktemp("clinic"))
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the demonstration."""
    server = Server("demo", tmp_path_factory.mktemp("demonstration"))
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def screens(browser: Browser) -> Iterator[Callable[..., Screen]]:
    """Give screens: a tablet, or a phone in a patient's hand; each is a browser of its own."""
    contexts = []
    opened: list[Screen] = []

    def screen(server: Server, *, is_phone: bool = False) -> Screen:
        context = browser.new_context(
            viewport=PHONE if is_phone else TABLET,
            device_scale_factor=2 if is_phone else 1,
            has_touch=True,
            locale="en-US",
            timezone_id="America/New_York",
            color_scheme="light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        opened.append(Screen(context, server.address))
        return opened[-1]

    yield screen
    for context in contexts:
        context.close()
