"""Two tablets and one cartridge; a label printed, stuck on and scanned; a recall while the room is ready."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_trouble import PASSWORD, record_of

# A made-up number with a check digit that fits.
DI = "07610543570903"
PACK = f"(01){DI}(17)310503(10)SP-7(21)A55"


@pytest.fixture(scope="module")
def signed_in(demonstration: Server, screens: Callable[..., Screen]) -> Callable[[str], Screen]:
    """Give a tablet of its own at which somebody of the demonstration is signed in."""

    def tablet(name: str) -> Screen:
        screen = screens(demonstration)
        chapters.sign_in(screen, f"{name}@linden.example", PASSWORD)
        return screen

    return tablet


@pytest.fixture(scope="module")
def director(signed_in: Callable[[str], Screen]) -> Screen:
    """List the product, as it is done once in a clinic."""
    screen = signed_in("ruth")
    screen.tap("Supplies").is_headed("Supplies").check()
    screen.tap("List a product").is_headed("List a product").check()
    screen.type("Code on the pack", PACK).type("Name on the pack", "SkinPen tip")
    screen.choose("What it is", "SkinPen Precision")
    screen.tap("List it").sees("Its packs can be scanned now").check()
    return screen


@pytest.fixture(scope="module")
def rooms(director: Screen, signed_in: Callable[[str], Screen]) -> tuple[Screen, Screen]:
    """Bring two tablets with two patients to the time-out."""
    tablets = signed_in("nadia"), signed_in("samuel")
    for tablet, patient in zip(tablets, ("Mara", "Priya"), strict=True):
        tablet.open(record_of(tablet, patient) + "sessions/")
        chapters.begin_session(tablet)
    return tablets


def test_of_two_tablets_that_scan_one_cartridge_the_first_has_it_and_the_second_is_told(rooms):
    first, second = rooms
    chapters.scan(first, PACK)
    first.is_headed("Time-out").sees("Lot SP-7").sees("scanned, serial A55").check()
    chapters.scan(second, PACK)
    second.is_headed("Time-out")
    expect(second.page.locator(".error-summary")).to_contain_text("It was used already on")
    expect(second.page.locator(".error-summary")).to_contain_text("Nobody uses it again")
    assert second.page.get_by_text("scanned, serial A55").count() == 0
    second.check()


def test_a_scan_that_is_cut_off_is_told_and_keeps_what_was_answered(rooms):
    second = rooms[1]
    second.tap(
        chapters.chip(
            second.page.locator("li.line", has_text="The person says their name"), "Name + Birth date"
        )
    )
    chapters.scan(second, PACK[:12])
    expect(second.page.locator(".error-summary")).to_contain_text("no whole GS1 code")
    expect(second.page.locator("[name=item-identity][value='name+birth-date']")).to_be_checked()
    expect(second.page.locator("[name=scan]")).to_have_value("")


def test_a_label_of_ours_is_printed_scanned_once_and_never_again(rooms, signed_in):
    desk = signed_in("chloe")
    desk.open("/items/").tap("Print labels").is_headed("Print labels").check()
    desk.type("Lot", "SP-8").type("Last day of use", "2031-05-31").type("How many", "2")
    desk.tap("Make the labels").is_headed("Labels").check()
    label = desk.page.locator(".label-card strong").first.inner_text()
    second = rooms[1]
    chapters.scan(second, label)
    second.sees("Lot SP-8").sees(f"label {label}").check()
    chapters.scan(second, label)
    expect(second.page.locator(".error-summary")).to_contain_text("in this session already")


def test_a_recall_stops_a_room_that_is_ready(rooms, director):
    director.open("/items/").tap("Enter a recall").is_headed("Enter a recall").check()
    director.type("Lot", "sp-7").type("Why, and who says so", "The maker: seals may leak")
    director.tap("Recall it now").sees("Lot sp-7").check()
    first = rooms[0]
    first.open(first.page.url)
    expect(first.page.locator("main")).to_contain_text(re.compile("is recalled .The maker: seals may leak"))
    first.check()
