"""The pictures of a plan in a browser: they move with the length, are drawn when asked for, and hold on a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_trouble import PASSWORD, record_of

CHEEK = "[aria-label='Cheek, patient’s left']"
LIMITS = "section[aria-labelledby=plan-limits]"


@pytest.fixture(scope="module")
def doctor(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Begin a new version of a plan on a tablet."""
    screen = screens(demonstration)
    chapters.sign_in(screen, "samuel@linden.example", PASSWORD)
    screen.open(record_of(screen, "Priya") + "plan/").tap("Make a new version")
    return screen.is_headed(re.compile("^Plan, version 2"))


@pytest.fixture
def draft(doctor: Screen) -> Iterator[Screen]:
    """Open the draft as it is stored."""
    doctor.open(record_of(doctor, "Priya") + "plan/")
    yield doctor
    doctor.check_faults()


@pytest.fixture(scope="module")
def phone(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Sign in on a phone."""
    screen = screens(demonstration, is_phone=True)
    chapters.sign_in(screen, "samuel@linden.example", PASSWORD)
    return screen


def longer(screen: Screen) -> Locator:
    """Find the button that makes the needle of the left cheek one step longer."""
    return screen.page.locator(f"section.plan-zone{CHEEK} [data-direction='1']").first


def needle(screen: Screen) -> str:
    """Read how the needle of the left cheek is drawn."""
    drawn = screen.page.locator(f"section.plan-zone{CHEEK} .section__needle")
    return drawn.get_attribute("d") or ""


def share_below(screen: Screen) -> str:
    """Read the share of tips below the dermis in thin skin from the table beside the drawing."""
    rows = screen.page.locator(f"section.plan-zone{CHEEK} .section__table tbody tr")
    return rows.last.locator("td").first.text_content() or ""


def test_a_longer_needle_moves_picture_table_and_limits_at_once(draft):
    before, share = needle(draft), share_below(draft)
    expect(draft.page.locator(LIMITS)).not_to_contain_text("Not kept")
    for _step in range(3):
        with draft.updates():
            draft.tap(longer(draft))
    assert needle(draft) != before
    assert int(share_below(draft).split()[0]) > int(share.split()[0])
    expect(draft.page.locator(LIMITS)).to_contain_text("Not kept")
    draft.check()


def test_by_keyboard_the_button_keeps_the_focus_while_the_picture_moves(draft):
    before = needle(draft)
    longer(draft).focus()
    with draft.updates():
        draft.press("Enter")
    assert needle(draft) != before
    expect(longer(draft)).to_be_focused()


def test_the_calendar_moves_with_what_the_days_have_to_fit(draft):
    days = draft.page.locator("section[aria-labelledby=plan-when] .timeline")
    before = days.inner_text()
    draft.tap(draft.page.locator("#plan-wishes > summary"))
    with draft.updates():
        draft.field("Ready by").fill("2027-12-24")
        draft.field("Ready by").blur()
    assert days.inner_text() != before


def test_the_density_is_drawn_when_asked_for_and_stays_while_only_lengths_change(draft):
    assert draft.page.locator(".heat-map").count() == 0
    draft.tap("Show the density on the face").sees("Punctures per cm² by zone, simulated")
    draft.check()
    with draft.updates():
        draft.tap(longer(draft))
    expect(draft.page.locator(".heat-map__svg")).to_be_visible()
    with draft.updates():
        draft.choose("Device", "Exceed")
    expect(draft.page.locator(".heat-map__svg")).to_have_count(0)
    draft.sees("Show the density on the face")


@pytest.mark.parametrize("page", ["plan/compare/", "plan/sum/"])
def test_what_stands_beside_a_plan_holds_on_a_tablet_and_on_a_phone(draft, phone, page):
    for screen in (draft, phone):
        screen.open(record_of(screen, "Hannah") + page).check()
        assert screen.page.url.endswith(page)


def test_two_versions_are_compared_by_what_differs(draft):
    draft.tap("Compare plans").is_headed("Plans side by side")
    draft.sees("Draft of version 2, as saved").choose("On the left", "The newest, with Exceed").tap("Compare")
    expect(draft.page.locator("main")).to_contain_text("differs")
    draft.check()


def test_the_pictures_of_a_plan_hold_on_a_phone(phone):
    phone.open(record_of(phone, "Joseph") + "plan/").check()
    phone.tap("Show the density on the face").sees("How much of each zone received how much").check()
    phone.tap("What this model does not know").check()
    expect(phone.page.locator("h1")).to_have_text("What this model does not know")


def drawn_with_a_finger(screen: Screen, zone: int) -> None:
    """Draw a stroke over a zone of the board."""
    board = screen.page.locator(".stroke-board__zone").nth(zone)
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    screen.page.mouse.move(box["x"] + box["width"] * 0.3, y)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + box["width"] * 0.7, y + 4, steps=6)
    screen.page.mouse.up()


def test_strokes_are_drawn_over_the_zones_and_the_table_says_what_they_give(draft):
    draft.tap("Show the density on the face").sees("Punctures per cm² by zone, simulated")
    draft.tap("At random")
    expect(draft.page.locator("a[aria-current=true]")).to_contain_text("At random")
    draft.tap(draft.page.locator("summary", has_text="Draw the strokes"))
    for zone in (0, 1, 1):
        drawn_with_a_finger(draft, zone)
    draft.sees("Strokes on the drawing: 3").tap("Take the last one back").sees("Strokes on the drawing: 2")
    draft.tap("Show what these strokes give").sees("along 1 drawn")
    expect(draft.page.locator(".stroke-board__stroke")).to_have_count(2)
    draft.check()


def test_a_zone_that_changes_its_place_takes_its_open_explanation_along(draft):
    by_hand = "summary:has-text('Passes, density and place by hand')"
    draft.tap(draft.page.locator(f"section.plan-zone{CHEEK} {by_hand}"))
    with draft.updates():
        draft.page.select_option("select[name=place-cheek-left]", "2")
    expect(draft.page.locator("section.plan-zone").last).to_have_attribute(
        "aria-label", "Cheek, patient’s left"
    )
    opened = draft.page.locator(f"details[open]:has({by_hand})")
    expect(opened).to_have_count(1)
    expect(draft.page.locator(f"section.plan-zone{CHEEK} details[open] {by_hand}")).to_be_visible()


def test_a_member_makes_the_address_that_their_calendar_fetches(doctor):
    doctor.open("/my-calendar/").is_headed("Your calendar").tap("Make my address").sees(
        "Shown this once"
    ).check()
    address = doctor.page.locator(".link-address").inner_text()
    answer = doctor.page.context.browser.new_context().request.get(address)  # nobody is signed in there
    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR")
    assert "Priya" not in answer.text()
