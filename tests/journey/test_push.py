"""A message on the phone's screen, by Chromium's own delivery: the neutral line in its language, and no word more.

A browser under test reaches no push service, so the yes is told to the clinic as the page tells it, and the knock is
delivered by Chromium's own means; what is between them is tested against a service of our own.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_at_home import BORN, PASSWORD, link_made

ENDPOINT = "https://push.example.org/wpush/v2/journey"
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map((one) => ({title: one.title, body: one.body, lang: one.lang, dir: one.dir}))"""
SAYS_YES = """async ([start, endpoint]) => {
  const token = document.querySelector("[data-push] [name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({endpoint});
  return (await fetch(start, {method: "POST", headers: {"X-CSRFToken": token}, body})).status;
}"""

LISTENS = """async (worker) => {
  await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
}"""


@pytest.fixture(scope="module")
def phone(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Open Joseph Bauer's days on his phone in Arabic, and go to the page of messages."""
    tablet, phone = screens(demonstration), screens(demonstration, is_phone=True)
    chapters.sign_in(tablet, "nadia@linden.example", PASSWORD)
    phone.open(link_made(tablet)).tap("العربية")
    phone.page.get_by_label("تاريخ ميلادك").fill(BORN)
    phone.tap("افتح").is_headed("اليوم")
    phone.tap(phone.page.get_by_role("link", name="ما الرسائل التي تصلني"))
    return phone


def test_the_page_offers_it_and_says_plainly_where_the_browser_does_not_allow_it(phone: Screen) -> None:
    phone.check()
    expect(phone.page.get_by_role("heading", name="على شاشة هذا الهاتف")).to_be_visible()
    phone.tap("أظهرها على هذا الهاتف")
    expect(phone.page.locator("[data-push-state]")).not_to_be_empty()


def test_a_knock_shows_the_neutral_line_in_the_phones_language_and_is_taken_back(phone: Screen) -> None:
    context = phone.page.context
    context.grant_permissions(["notifications"], origin=phone.address)
    place = phone.page.locator("[data-push]")
    start, worker = place.get_attribute("data-start"), place.get_attribute("data-worker")
    assert phone.page.evaluate(SAYS_YES, [start, ENDPOINT]) == 204
    phone.page.reload()
    phone.sees("لا تُظهر المزيد على شاشته").check()
    phone.page.evaluate(LISTENS, worker)
    knock(phone)
    phone.page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
    [shown] = phone.page.evaluate(SHOWN)
    assert shown["title"] == "Linden House (demonstration)"
    assert shown["body"] == "رسالة من Linden House (demonstration) في انتظارك."
    assert (shown["lang"], shown["dir"]) == ("ar", "rtl")
    phone.tap("لا تُظهر المزيد على شاشته").check()
    expect(phone.page.get_by_role("heading", name="على شاشة هذا الهاتف")).to_be_visible()


def knock(phone: Screen) -> None:
    """Deliver an empty push to the program in the phone."""
    session: CDPSession = phone.page.context.new_cdp_session(phone.page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(50):
        if found:
            break
        phone.page.wait_for_timeout(100)
    told = {"origin": phone.address, "registrationId": found[-1], "data": ""}
    session.send("ServiceWorker.deliverPushMessage", told)
