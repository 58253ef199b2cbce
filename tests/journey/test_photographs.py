"""A photograph from home in a real browser: with its place on the phone, without it in the clinic, then looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_at_home import PASSWORD, link_made
from tests.journey.test_worry import report_a_quiet_day
from tests.pictures import DEVICE, by_phone, drawn, heic

# What keeps the script from writing the photograph anew, as on a phone without it.
WITHOUT_SCRIPT = """() => document.querySelector("input[data-photograph]")
  .addEventListener("change", (event) => event.stopImmediatePropagation(), true)"""
NOBODY = "Nobody has looked at it yet."


@dataclass(kw_only=True)
class AtHome:
    """The clinic's tablet, a phone on which a quiet day was reported, and where the clinic keeps its photographs."""

    tablet: Screen
    phone: Screen
    folder: Path


@pytest.fixture(scope="module")
def at_home(demonstration: Server, screens: Callable[..., Screen]) -> AtHome:
    """Report a quiet day as Joseph Bauer, who was treated lately."""
    tablet, phone = screens(demonstration), screens(demonstration, is_phone=True)
    chapters.sign_in(tablet, "nadia@linden.example", PASSWORD)
    phone.open(link_made(tablet)).type("Your birth date", "1972-06-24").tap("Open it")
    phone.tap("Something worries me").tap("Tell us what you see")
    report_a_quiet_day(phone).sees("nobody has looked at your skin")
    return AtHome(tablet=tablet, phone=phone, folder=demonstration.folder / "demonstration" / "photographs")


def choose(phone: Screen, content: bytes, name: str = "IMG_0001.JPG") -> Screen:
    """Choose a file, as from the photographs of the phone."""
    file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    phone.page.locator("input[data-photograph]").set_input_files(file)
    return phone


def kept(folder: Path) -> list[bytes]:
    """Give every file that the clinic keeps."""
    return [path.read_bytes() for path in sorted(folder.glob("??/*.jpg"))]


def test_the_phone_shows_what_is_sent_and_says_that_nobody_has_looked(at_home: AtHome) -> None:
    phone = at_home.phone
    expect(phone.page.get_by_role("heading", name="Show the area")).to_be_visible()
    choose(phone, by_phone(6, picture=drawn(2400, 1800))).sees("This is what is sent").check()
    expect(phone.page.locator("canvas")).to_have_js_property("width", 1200)
    phone.tap("Send the photograph").sees("It reached the clinic.").sees(NOBODY).check()
    expect(phone.page.locator(".photographs img")).to_have_js_property("complete", True)


def test_without_the_script_the_clinic_itself_takes_the_place_out(at_home: AtHome) -> None:
    phone = at_home.phone
    phone.page.evaluate(WITHOUT_SCRIPT)
    choose(phone, by_phone()).tap("Send the photograph").sees("It reached the clinic.")
    expect(phone.page.locator(".photographs img")).to_have_count(2)
    files = kept(at_home.folder)
    assert len(files) == 4
    assert not any(word in content for content in files for word in (b"Exif", b"GPS", DEVICE.encode()))


def test_what_cannot_be_read_says_so_and_the_answer_stays_on_the_page(at_home: AtHome) -> None:
    phone = at_home.phone
    choose(phone, heic(), "IMG_0002.HEIC").sees("This phone cannot show it.")
    phone.tap("Send the photograph").sees("Most Compatible").is_headed("What to do now").check()
    assert len(kept(at_home.folder)) == 4


def test_what_is_far_too_large_is_refused_with_a_sentence(at_home: AtHome, tmp_path: Path) -> None:
    phone = at_home.phone
    told = phone.page.url.replace("photographs/", "")
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\xff\xd8\xff" + bytes(20_000_000))
    phone.page.locator("input[data-photograph]").set_input_files(large)
    phone.sees("This phone cannot show it.")
    phone.tap("Send the photograph").is_headed("This file is too large").sees("larger than 15 MB")
    phone.faults.clear()  # the browser notes every answer above 399
    phone.open(told).is_headed("What to do now")


def test_somebody_looks_and_the_phone_says_who(at_home: AtHome) -> None:
    phone, tablet = at_home.phone, at_home.tablet
    tablet.open("/worries/").sees("A photograph: nobody has looked yet").check()
    tablet.tap(tablet.page.locator("main h2 a").first).is_headed("A worry from home").check()
    tablet.tap(tablet.page.locator(".photographs a").first).sees("What is known of it").check()
    tablet.tap("I have looked at it").sees("you have looked")
    tablet.tap("I have looked at it").is_headed("A worry from home").check()
    expect(tablet.page.get_by_text("Nobody has looked yet")).to_have_count(0)
    tablet.tap("I am at it").sees("You are at it.")
    phone.page.reload()
    phone.sees(re.compile("Nadia Karim looked at it on")).check()
    expect(phone.page.get_by_text(NOBODY)).to_have_count(0)


def test_a_patient_takes_one_back_and_the_clinic_sees_it_no_more(at_home: AtHome) -> None:
    phone, tablet = at_home.phone, at_home.tablet
    phone.tap("Back to my days").tap("My record").is_headed("My record").check()
    expect(phone.page.locator(".photographs img")).to_have_count(2)
    phone.tap("Take it back").sees("Nobody is shown it any more").check()
    expect(phone.page.locator(".photographs img")).to_have_count(1)
    tablet.page.reload()
    tablet.sees("The patient has taken it back.").check()
    tablet.tap("Aftercare")
    assert phone.complaints() == []


def test_the_clinic_takes_one_in_with_the_guide_beside(at_home: AtHome) -> None:
    tablet = at_home.tablet
    tablet.open("/patients/?q=Joseph").tap(re.compile("^Joseph Bauer"))
    tablet.tap("Photographs").is_headed("Photographs").sees("By daylight").check()
    choose(tablet, by_phone()).sees("This is what is sent")
    tablet.choose("Zone", "Chin").tap("Keep it")
    tablet.sees("Kept, without place, time or device.").sees("Nobody has looked yet").check()
