"""The network goes in the middle of charting: nothing is lost, nothing doubled, nothing overwritten, entry by entry."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_trouble import PASSWORD, PIN, record_of

LOST = re.compile(r"Failed to load resource|net::ERR_|Failed to fetch|ERR_CONNECTION_REFUSED|ERR_INTERNET")
WAITING = "(wanted) => Number(document.getElementById('not-safe').dataset.waiting || 0) === wanted"
SAFE = """() => {
  const bar = document.getElementById("not-safe");
  return bar.dataset.begun === "yes" && bar.dataset.waiting === "0";
}"""
CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    for (const asked of await kept.keys()) found[new URL(asked.url).pathname] = await (await kept.match(asked)).text();
  }
  return found;
}"""
WAITS = """() => window.needlepointUnsafe.keep({
  key: crypto.randomUUID(), session: "none", url: "/sessions/00000000-0000-4000-8000-000000000000/deliver/",
  deed: "chart", fields: [["passes", "3"]], words: "Cheek", seen: 0, at: Date.now() - 60000,
})"""
RUN_OUT = """() => new Promise((done) => {
  indexedDB.open("needlepoint-charting", 1).onsuccess = ({ target: { result } }) => {
    const rows = result.transaction("keys", "readwrite").objectStore("keys");
    rows.getAll().onsuccess = ({ target }) => target.result.forEach((row) => rows.put({ ...row, until: 1 }));
    rows.transaction.oncomplete = () => done();
  };
})"""
STORED = """async () => {
  const database = await new Promise((resolve) => {
    const asked = indexedDB.open("needlepoint-charting", 1);
    asked.onsuccess = () => resolve(asked.result);
  });
  const all = (name) => new Promise((resolve) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  const plain = [];
  for (const row of [...await all("entries"), ...await all("pages")]) {
    const sealed = new TextDecoder("latin1").decode(row.sealed);
    plain.push(JSON.stringify({...row, iv: "", sealed}));
  }
  const keys = await all("keys");
  let leaked = "";
  for (const one of keys) leaked += await crypto.subtle.exportKey("raw", one.key).then(() => "read", () => "");
  return { plain, keys: keys.length, leaked };
}"""


class Clinic:
    """A demonstration that can be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.server = Server("demo", folder).wait()

    def kill(self) -> None:
        """Kill it as a power cut does."""
        self.server.kill()

    def rise(self) -> None:
        """Start it again, on the same data and at the same address."""
        self.server = Server("serve", self.data, port=self.server.port).wait()

    @property
    def data(self) -> Path:
        """Give the folder in which the demonstration keeps its data."""
        return self.server.folder / "demonstration" if self.server.command == "demo" else self.server.folder

    def rows(self, question: str, *values: str | int) -> list[Any]:
        """Ask the database itself."""
        with sqlite3.connect(f"file:{self.data / 'needlepoint.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(question, values).fetchall()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Serve a demonstration of its own, for it is killed."""
    started = Clinic(tmp_path_factory.mktemp("offline"))
    try:
        yield started
    finally:
        started.kill()


@pytest.fixture
def person(clinic, screens) -> Callable[..., Screen]:
    """Sign somebody in on a tablet of their own."""

    def sign_in(name: str) -> Screen:
        screen = screens(clinic.server)
        chapters.sign_in(screen, f"{name}@linden.example", PASSWORD)
        return screen

    return sign_in


def charting(person, patient: str) -> Screen:
    """Bring a patient of the demonstration to the chart."""
    tablet = person("nadia")
    tablet.open(record_of(tablet, patient) + "sessions/")
    if tablet.page.locator("main a[href*='/chart/']").count():
        open_chart(tablet, patient)
        return tablet
    chapters.check_room(tablet)
    tablet.open(record_of(tablet, patient) + "sessions/")
    chapters.begin_session(tablet)
    chapters.time_out(tablet, lot="SP-2291", expires_on="2031-05-03")
    ready(tablet)
    return tablet


def ready(tablet: Screen) -> None:
    """Wait until the tablet keeps the chart and its program stands by."""
    tablet.page.wait_for_function("() => document.documentElement.dataset.pictured === 'yes'")
    tablet.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    tablet.page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")


def card(tablet: Screen, place: int):
    """Give the card of a zone."""
    return tablet.page.locator(".zone-card").nth(place)


def passes(tablet: Screen, place: int, count: int) -> None:
    """Type how many passes a zone got."""
    field = card(tablet, place).locator("input[name=passes]")
    field.fill(str(count))
    field.blur()


def kept(tablet: Screen) -> list[str]:
    """Give the numbers of what waits on the tablet, as its list shows them."""
    found = tablet.page.locator("[data-unsafe-list] li").evaluate_all(
        "all => all.map((one) => one.dataset.key)"
    )
    return [one.replace("-", "") for one in found]


def quiet(tablet: Screen) -> None:
    """Forget what the browser said of the lost network; everything else still counts."""
    tablet.faults[:] = [fault for fault in tablet.faults if not LOST.search(fault)]


def wait_for(tablet: Screen, waiting: int) -> None:
    """Wait until so many entries wait."""
    tablet.page.wait_for_function(WAITING, arg=waiting)
    expect(tablet.page.locator("[data-unsafe-list] li")).to_have_count(waiting)


def all_safe(page: Page) -> None:
    """Wait until nothing waits any more."""
    page.wait_for_function(SAFE, timeout=60_000)


def session_id(tablet: Screen) -> str:
    """Give the number of the session on the screen, as the database writes it."""
    return tablet.page.url.split("/")[4].replace("-", "")


def test_network_cut_reload_and_a_killed_server_lose_nothing_and_double_nothing(clinic, person):
    tablet = charting(person, "Mara")
    session = session_id(tablet)
    before = clinic.rows("SELECT max(sequence) FROM records_sessionentry WHERE session_id = ?", session)[0][0]
    clinic.kill()
    typed = [(0, 2), (1, 3), (0, 4), (1, 5), (0, 6)]
    for place, count in typed:
        passes(tablet, place, count)
    wait_for(tablet, len(typed))
    tablet.sees("5 entries are not yet safe").sees(re.compile("lost tablet loses"))
    tablet.page.get_by_text("Show them").click()
    numbers = kept(tablet)
    assert len(set(numbers)) == len(typed)

    tablet.page.reload()
    tablet.is_headed(re.compile("^Chart session")).sees("5 entries are not yet safe").sees("Mara")
    tablet.page.get_by_text("Show them").click()
    assert kept(tablet) == numbers
    passes(tablet, 1, 7)
    wait_for(tablet, len(typed) + 1)
    numbers = kept(tablet)
    secrets = tablet.page.evaluate(STORED)
    assert (secrets["keys"], secrets["leaked"]) == (1, "")
    assert secrets["plain"]
    assert not any(word in row for row in secrets["plain"] for word in ("Mara", "passes", "cheek"))
    quiet(tablet)

    clinic.rise()
    tablet.page.wait_for_function("() => !document.querySelector('[data-shell]')", timeout=60_000)
    all_safe(tablet.page)
    expect(card(tablet, 0).locator("input[name=passes]")).to_have_value("6")
    expect(card(tablet, 1).locator("input[name=passes]")).to_have_value("7")
    question = (
        "SELECT d.key, d.outcome, d.is_kept, e.content FROM records_delivery d JOIN records_sessionentry e "
        "ON e.id = d.entry_id WHERE d.session_id = ? AND e.sequence > ? ORDER BY e.sequence"
    )
    found = clinic.rows(question, session, before)
    log = "SELECT count(*) FROM records_sessionentry WHERE session_id = ? AND sequence > ?"
    assert clinic.rows(log, session, before) == [(len(typed) + 1,)]
    assert [row[0] for row in found] == numbers
    assert [row[1:3] for row in found] == [("stored", 1)] * 6
    delivered = [json.loads(row[3])["zones"][0]["passes"] for row in found]
    assert delivered == [count for _place, count in typed] + [7]
    zones = [json.loads(row[3])["zones"][0]["zone"] for row in found]
    assert [zones[0] == zone for zone in zones] == [True, False, True, False, True, False]
    quiet(tablet)
    tablet.check_faults()


def test_no_cache_holds_anything_of_anybody(clinic, person):
    tablet = person("nadia")
    open_chart(tablet, "Mara")
    found = tablet.page.evaluate(CACHED)
    assert "/sessions/empty-chart/" in found
    assert all(path.startswith("/static/") or path == "/sessions/empty-chart/" for path in found)
    assert not any(
        word in text for text in found.values() for word in ("Mara", "Nadia", "nadia@", 'cheek-left"')
    )


def open_chart(tablet: Screen, patient: str) -> None:
    """Open the chart that is under way."""
    tablet.open(record_of(tablet, patient) + "sessions/")
    tablet.tap(tablet.page.locator("main a[href*='/chart/']").first).is_headed(re.compile("^Chart session"))
    ready(tablet)


def test_an_answer_that_is_lost_on_the_way_stores_once(clinic, person):
    tablet = person("nadia")
    open_chart(tablet, "Mara")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            route.fetch()
            lost.append(route.request.post_data or "")
            route.abort("connectionreset")
        else:
            route.continue_()

    tablet.page.route("**/deliver/", lose)
    passes(tablet, 0, 9)
    all_safe(tablet.page)
    assert len(lost) == 2
    found = clinic.rows("SELECT count(*) FROM records_sessionentry WHERE content LIKE '%\"passes\": 9%'")
    assert found == [(1,)]


def test_two_tablets_in_conflict_overwrite_nothing_and_both_see_it(clinic, person):
    first, second = person("nadia"), person("samuel")
    for tablet in (first, second):
        open_chart(tablet, "Mara")
    first.page.context.set_offline(True)
    passes(first, 0, 2)
    wait_for(first, 1)
    with second.updates():
        passes(second, 0, 8)
    quiet(first)
    first.page.context.set_offline(False)
    all_safe(first.page)
    first.sees("Came from a tablet, and met something else").sees(re.compile("Samuel .* charted"))
    expect(card(first, 0).locator("input[name=passes]")).to_have_value("8")
    second.page.reload()
    second.sees("Came from a tablet, and met something else").check()
    second.tap("Take it into the chart").is_headed(re.compile("^Chart session"))
    expect(card(second, 0).locator("input[name=passes]")).to_have_value("2")
    expect(second.page.get_by_text("Came from a tablet, and met something else")).to_have_count(0)


def test_a_covered_tablet_is_not_opened_by_a_tap_and_a_reload(clinic, person):
    tablet = person("nadia")
    open_chart(tablet, "Mara")
    tablet.page.evaluate("() => window.needlepointKeeping.lock()")
    tablet.page.context.set_offline(True)
    tablet.page.locator("h1").click()
    for _ in range(2):
        tablet.page.reload()
        tablet.sees("This tablet was left alone")
        tablet.page.locator("h1").click()
        assert tablet.page.locator(".zone-card").count() == 0
    quiet(tablet)
    tablet.page.context.set_offline(False)
    tablet.page.wait_for_function("() => !document.querySelector('[data-shell]')", timeout=60_000)
    ready(tablet)
    tablet.page.context.set_offline(True)
    tablet.page.reload()
    expect(tablet.page.locator(".zone-card").first).to_be_visible()


def test_what_the_browser_cannot_keep_is_said_and_what_was_typed_stays(clinic, person):
    tablet = person("nadia")
    open_chart(tablet, "Mara")
    tablet.page.evaluate(
        "() => { window.needlepointKeeping.keep = () => Promise.reject(new Error('full')); }"
    )
    passes(tablet, 0, 6)
    tablet.sees("This browser keeps nothing")
    expect(card(tablet, 0).locator("input[name=passes]")).to_have_value("6")
    expect(card(tablet, 0).locator(".said--kept")).to_have_count(0)
    assert tablet.page.locator("#not-safe").get_attribute("data-waiting") == "0"


def test_what_is_refused_is_said_until_somebody_read_it(clinic, person):
    tablet = person("nadia")
    open_chart(tablet, "Mara")

    def refuse(route: Route) -> None:
        key = parse_qs(route.request.post_data or "")["key"][0]
        said = {"key": key, "outcome": "refused", "sentence": "Too many passes.", "live": ""}
        route.fulfill(json=said)

    tablet.page.route("**/deliver/", refuse)
    passes(tablet, 0, 5)
    tablet.sees("Too many passes.")
    tablet.page.reload()
    tablet.sees("Too many passes.").tap("Read")
    expect(tablet.page.get_by_text("Too many passes.")).to_have_count(0)


def test_what_expired_is_not_destroyed_without_a_word(clinic, person):
    tablet = person("nadia")
    tablet.page.route("**/deliver/", lambda route: route.abort("connectionreset"))
    tablet.open("/").page.evaluate(WAITS)
    tablet.sees("1 entry is not yet safe")
    tablet.page.evaluate(RUN_OUT)
    tablet.page.reload()
    tablet.sees("Entries waited too long").tap("Read")
    expect(tablet.page.get_by_text("waited too long")).to_have_count(0)


def test_a_session_that_was_signed_meanwhile_stays_as_it_was_signed(clinic, person):
    away, desk = person("nadia"), person("nadia")
    for tablet in (away, desk):
        open_chart(tablet, "Mara")
    away.page.context.set_offline(True)
    passes(away, 0, 3)
    wait_for(away, 1)
    sign(desk)
    session = desk_session = session_id(away)
    before = clinic.rows("SELECT digest, document FROM records_session WHERE id = ?", session)
    quiet(away)
    away.page.context.set_offline(False)
    away.page.wait_for_url(lambda url: "/chart/" not in url)
    all_safe(away.page)
    assert clinic.rows("SELECT digest, document FROM records_session WHERE id = ?", desk_session) == before
    away.sees(re.compile("after the chart was closed")).sees(re.compile("× 3"))
    away.check()


def sign(screen: Screen) -> None:
    """Chart the endpoints, say why it differs, finish and sign."""
    screen.tap("All zones as planned").is_headed(re.compile("^Chart session"))
    all_safe(screen.page)
    screen.page.reload()
    for place in range(screen.page.locator(".zone-card").count()):
        with screen.updates():
            screen.tap(chapters.chip(card(screen, place), "Pinpoint bleeding"))
    screen.tap("Finish charting").is_headed(re.compile("^Sign session"))
    chapters.answer_what_comes_after(screen)
    screen.type("Your name", "Nadia Karim").type("Your PIN", PIN).tap("Sign session").is_headed("Aftercare")


def test_signing_out_with_something_unsafe_asks_first_and_then_leaves_nothing(clinic, person):
    tablet = person("nadia")
    tablet.page.route("**/deliver/", lambda route: route.abort("connectionreset"))
    tablet.open("/").page.evaluate(WAITS)
    tablet.sees("1 entry is not yet safe")
    menu = tablet.page.locator("details.menu:not(:has(.menu__emergency)) > summary")
    menu.click()
    tablet.tap("Sign out").sees(re.compile("Signing out now destroys them"))
    assert tablet.page.evaluate(STORED)["keys"] == 1
    if not tablet.button("Sign out").is_visible():
        menu.click()
    tablet.tap("Sign out")
    tablet.page.wait_for_url("**/account/login/**")
    assert tablet.page.evaluate(STORED) == {"plain": [], "keys": 0, "leaked": ""}


def test_the_tablet_tells_how_long_something_has_waited(clinic):
    rows = clinic.rows(
        "SELECT created_at, charted_at FROM records_delivery WHERE is_kept AND charted_at IS NOT NULL"
    )
    assert rows
    assert all(charted <= created for created, charted in rows)
