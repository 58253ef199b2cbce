"""Points and strokes on the chart: by finger, at another size, by keyboard, reloaded, and without network."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.journey import chapters
from tests.journey.screen import PHONE, TABLET, Screen
from tests.journey.test_offline import Clinic, all_safe, charting, quiet, session_id, wait_for
from tests.journey.test_trouble import PASSWORD

# A place within a drawing, in pixels of the screen, however the drawing is fitted into its frame.
AT = """(svg, [x, y]) => {
  const box = svg.viewBox.baseVal, at = new DOMPoint(box.x + x * box.width, box.y + y * box.height);
  const on = at.matrixTransform(svg.getScreenCTM());
  return [on.x, on.y];
}"""
# Where a mark stands on the screen, given back as shares of the drawing.
SHARE = """(mark) => {
  const svg = mark.ownerSVGElement, box = svg.viewBox.baseVal;
  const shape = mark.querySelector("path, polyline").getAttribute(mark.querySelector("path") ? "d" : "points");
  const [x, y] = shape.match(/-?[\\d.]+/g).map(Number);
  return [(x - box.x) / box.width, (y - box.y) / box.height];
}"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Serve a demonstration of its own, for it is killed."""
    started = Clinic(tmp_path_factory.mktemp("marks"))
    try:
        yield started
    finally:
        started.kill()


@pytest.fixture(scope="module")
def tablet(clinic: Clinic, screens: Callable[..., Screen]) -> Screen:
    """Bring somebody to the chart."""

    def person(name: str) -> Screen:
        screen = screens(clinic.server)
        chapters.sign_in(screen, f"{name}@linden.example", PASSWORD)
        return screen

    return charting(person, "Mara")


def board(tablet: Screen, view: str) -> Locator:
    """Give the drawing of a view, in sight."""
    svg = tablet.page.locator(f"#chart-map .face-map__view--{view} svg")
    # In one step: an answer may put a new drawing in place of this one at any moment.
    svg.evaluate("one => one.scrollIntoView({ block: 'center' })")
    return svg


def choose(tablet: Screen, what: str) -> None:
    """Say what a tap on the map does."""
    tablet.tap(tablet.page.locator("#marks label.chip", has_text=what))


def look(tablet: Screen, view: str) -> None:
    """Choose a view of the map, where they do not stand side by side."""
    tablet.tap(tablet.page.locator("#chart-map .face-map__picks label.chip", has_text=view))


def draw(tablet: Screen, view: str, *places: tuple[float, float]) -> None:
    """Move a pointer over the drawing."""
    svg = board(tablet, view)
    on = [svg.evaluate(AT, list(place)) for place in places]
    mouse = tablet.page.mouse
    mouse.move(*on[0])
    mouse.down()
    for place in on[1:]:
        mouse.move(*place, steps=12)
    mouse.up()


def lines(tablet: Screen) -> Locator:
    """Give the list of marks."""
    return tablet.page.locator("#marks-live li")


def stored(clinic: Clinic, tablet: Screen) -> list[dict[str, Any]]:
    """Ask the database for the marks that were put, in their order."""
    question = (
        "SELECT content FROM records_sessionentry WHERE session_id = ? AND what = 'mark' ORDER BY sequence"
    )
    return [json.loads(row[0]) for row in clinic.rows(question, session_id(tablet))]


def shares(tablet: Screen) -> list[list[float]]:
    """Give where the marks stand on the drawing, whatever its size on the screen."""
    marks = tablet.page.locator("#chart-map [data-mark]").all()
    return [mark.evaluate(SHARE) for mark in marks]


def test_a_point_and_a_stroke_are_drawn_and_stand_where_they_were_put(clinic, tablet):
    choose(tablet, "Pinpoint bleeding")
    draw(tablet, "front", (0.31, 0.52))
    expect(lines(tablet)).to_have_count(1)
    all_safe(tablet.page)
    choose(tablet, "Pass")
    draw(tablet, "oblique-left", (0.40, 0.50), (0.55, 0.58), (0.62, 0.70))
    expect(lines(tablet)).to_have_count(2)
    all_safe(tablet.page)
    point, stroke = stored(clinic, tablet)
    assert (point["kind"], point["view"]) == ("bleeding", "front")
    assert point["points"][0] == pytest.approx([0.31, 0.52], abs=0.005)
    assert (stroke["kind"], stroke["view"]) == ("pass", "oblique-left")
    assert stroke["points"][0] == pytest.approx([0.40, 0.50], abs=0.005)
    assert stroke["points"][-1] == pytest.approx([0.62, 0.70], abs=0.005)
    assert 2 <= len(stroke["points"]) < 10
    tablet.check()


def test_at_another_size_and_after_a_reload_they_stand_at_the_same_places(clinic, tablet):
    before = shares(tablet)
    tablet.page.set_viewport_size(PHONE)
    assert shares(tablet) == before
    tablet.page.reload()
    tablet.is_headed(re.compile("^Chart session"))
    assert [place for mark in shares(tablet) for place in mark] == pytest.approx(
        [place for mark in before for place in mark], abs=0.0005
    )
    choose(tablet, "Reaction")
    look(tablet, "Patient’s right")
    draw(tablet, "oblique-right", (0.46, 0.40))
    expect(lines(tablet)).to_have_count(3)
    all_safe(tablet.page)
    expect(tablet.page.locator("#chart-map .face-map__pick--oblique-right")).to_be_checked()
    assert stored(clinic, tablet)[2]["points"][0] == pytest.approx([0.46, 0.40], abs=0.01)
    tablet.check()
    tablet.page.set_viewport_size(TABLET)


def test_by_keyboard_a_point_begins_in_a_zone_moves_with_the_arrows_and_is_taken_off(clinic, tablet):
    tablet.page.get_by_text("By keyboard, or from the list of places").click()
    tablet.page.locator("#mark-kind").select_option("stamped")
    tablet.page.locator("#mark-place").select_option(label="Chin: front")
    begin = tablet.page.locator("#mark-place").input_value().split()[1].split(",")
    tablet.keyboard_to("Put a point there", role="button").press("Enter")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        tablet.page.keyboard.press(key)
    tablet.check()
    tablet.page.keyboard.press("Enter")
    expect(lines(tablet)).to_have_count(4)
    all_safe(tablet.page)
    mark = stored(clinic, tablet)[3]
    assert mark["kind"] == "stamped"
    assert mark["points"][0] == pytest.approx([float(begin[0]) + 0.02, float(begin[1]) - 0.002], abs=0.0002)
    tablet.tap(lines(tablet).nth(3).get_by_role("button"))
    expect(lines(tablet)).to_have_count(3)
    all_safe(tablet.page)
    assert len(shares(tablet)) == 3
    expect(tablet.page.locator("#marks-title")).to_be_focused()


def test_without_network_marks_wait_survive_a_reload_and_arrive_once_in_their_order(clinic, tablet):
    tablet.page.reload()
    tablet.is_headed(re.compile("^Chart session"))
    tablet.page.wait_for_function("() => document.documentElement.dataset.pictured === 'yes'")
    clinic.kill()
    choose(tablet, "Stamped spot")
    for place in ((0.45, 0.30), (0.55, 0.32)):
        draw(tablet, "front", place)
    wait_for(tablet, 2)
    expect(lines(tablet)).to_have_count(5)
    before = shares(tablet)
    tablet.page.wait_for_timeout(600)  # until the picture of the chart holds them, too
    tablet.page.reload()
    tablet.is_headed(re.compile("^Chart session")).sees("2 entries are not yet safe")
    expect(lines(tablet)).to_have_count(5)
    assert shares(tablet) == before
    choose(tablet, "Pinpoint bleeding")
    draw(tablet, "front", (0.50, 0.60))
    wait_for(tablet, 3)
    quiet(tablet)
    clinic.rise()
    tablet.page.wait_for_function("() => !document.querySelector('[data-shell]')", timeout=60_000)
    all_safe(tablet.page)
    expect(lines(tablet)).to_have_count(6)
    arrived = [(one["kind"], one["points"][0]) for one in stored(clinic, tablet)[4:]]
    assert [kind for kind, _place in arrived] == ["stamped", "stamped", "bleeding"]
    assert [place for _kind, place in arrived] == [
        pytest.approx(place, abs=0.005) for place in ([0.45, 0.30], [0.55, 0.32], [0.50, 0.60])
    ]
    quiet(tablet)
    tablet.check_faults()


def test_a_mark_that_waits_stays_on_the_drawing_when_another_is_answered(clinic, tablet):
    held: list[Route] = []
    is_open: list[bool] = []
    tablet.page.route("**/deliver/", lambda route: route.continue_() if is_open else held.append(route))
    count = lines(tablet).count() + 1  # two more, and one fewer
    choose(tablet, "Stamped spot")
    for place in ((0.40, 0.40), (0.60, 0.40)):
        draw(tablet, "front", place)
    tablet.tap(lines(tablet).first.get_by_role("button"))
    wait_for(tablet, 3)
    held[-1].continue_()
    wait_for(tablet, 2)
    for _ in range(2):  # as the answer leaves it, and on a page of the server that knows of neither
        expect(lines(tablet)).to_have_count(count)
        expect(tablet.page.locator("#chart-map [data-mark]")).to_have_count(count)
        assert any(place == pytest.approx([0.60, 0.40], abs=0.01) for place in shares(tablet))
        tablet.page.reload()
        tablet.is_headed(re.compile("^Chart session"))
    wait_for(tablet, 2)
    is_open.append(True)
    held[-1].continue_()
    all_safe(tablet.page)
    expect(lines(tablet)).to_have_count(count)
    quiet(tablet)
    tablet.check()
