"""One patient's course in a real browser: from an empty clinic to the second day of healing.

Each chapter is a fixture that goes on where the one before ended; the tests say what must be so at its end.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from tests.journey.screen import Screen
from tests.journey.server import Server

DIRECTOR, EMAIL = "Dr Ruth Adeyemi", "ruth@linden.example"
SECRET, PIN = "a needle and some thread", "2580"
SKINPEN = "SkinPen Precision"
CHEEKS = ("Cheek, patient's left", "Cheek, patient's right")
SECTIONS = 6


@dataclass(kw_only=True)
class Course:
    """Where the story stands: the clinic, who holds which screen, and the patient's pages."""

    server: Server
    tablet: Screen
    phone: Screen
    patient: str = ""
    link: str = ""
    taps_before: int = 0
    taps_after: int = 0
    record: str = ""


@pytest.fixture(scope="module")
def clinic(empty_clinic: Server, screens: Callable[..., Screen]) -> Course:
    """Set the clinic up, sign in, and choose a PIN."""
    tablet = screens(empty_clinic)
    tablet.open("/setup/").check()
    tablet.type("Set-up word", empty_clinic.setup_word()).type("Name of the clinic", "Linden House")
    tablet.choose("Country", "United States").choose("Time zone", "America/New York")
    tablet.type("Telephone", "+1 212 555 0142")
    tablet.type("Your name", DIRECTOR).type("Your e-mail", EMAIL).type("Password", SECRET)
    tablet.choose("Your profession", "Doctor").type("Your credential", "MD, New York 304117")
    tablet.tap("Set up the clinic").is_headed("Sign in").check()
    sign_in(tablet)
    tablet.check().open("/pin/").check()
    tablet.type("New PIN", PIN).type("Your password", SECRET).tap("Choose this PIN").is_headed("Today")
    return Course(server=empty_clinic, tablet=tablet, phone=screens(empty_clinic, is_phone=True))


@pytest.fixture(scope="module")
def registered(clinic: Course) -> Course:
    """Register Mara Lindqvist at the desk."""
    tablet = clinic.tablet
    tablet.open("/").tap("Register a patient").is_headed("Register a patient").check()
    tablet.type("Full name", "Mara Lindqvist").type("Birth date", "1991-04-02").choose("Sex", "Female")
    tablet.type("Telephone", "+1 212 555 0191")
    tablet.picture("tutorial-register")
    tablet.tap(tablet.button("Register", exact=True)).is_headed("Mara Lindqvist").check()
    clinic.patient = tablet.page.url.removeprefix(tablet.address)
    tablet.tap("Is here").sees("Has left")
    return clinic


@pytest.fixture(scope="module")
def told(registered: Course) -> Course:
    """Send the history to her phone, where she answers it page by page."""
    tablet, phone = registered.tablet, registered.phone
    tablet.open(registered.patient + "history/").check()
    tablet.tap("On their phone").check().tap("Make a link").sees("Opens with the birth date")
    registered.link = tablet.page.locator("p.mono", has_text="http").inner_text().strip()
    phone.open(registered.link).is_headed("Is it you?").check()
    phone.type("Your birth date", "1991-04-02").tap("Open").is_headed("Hello Mara Lindqvist").check()
    phone.tap("Go on")
    for place in range(1, SECTIONS + 1):
        phone.sees(f"Page {place} of {SECTIONS}").check()
        if place == 1:
            phone.picture("tutorial-history-phone")
        answer_page(phone, HER_ANSWERS)
        phone.check().tap(phone.button(re.compile("^Save and")))
    phone.is_headed("Thank you").check()
    return registered


HER_ANSWERS = {
    "patient.can_be_pregnant": "Yes",
    "patient.phototype": re.compile("rarely|IV"),
    "pih-risk": "Yes",
    "goals": "Softer scars before June",
}


def sign_in(screen: Screen) -> None:
    """Sign in with e-mail and password."""
    screen.type("Email", EMAIL).type("Password", SECRET).tap(screen.button("Sign in", exact=True))
    screen.is_headed("Today")


def answer_page(screen: Screen, answers: dict) -> None:
    """Answer every question of a page as told and "No" to the rest; each answer is kept as it is given."""
    nothing = screen.page.get_by_role("button", name="There are none")
    if nothing.count():
        screen.tap(nothing)
        screen.sees("Asked: there are none")
    answered: set[str] = set()
    while blocks := [one for one in open_blocks(screen) if one not in answered]:
        answer(screen, blocks[0], answers.get(blocks[0], "No"))
        answered.add(blocks[0])


def open_blocks(screen: Screen) -> list[str]:
    """Name the questions of a page, follow-ups included."""
    found = screen.page.locator(".question-block")
    return [one.removeprefix("block-") for one in found.evaluate_all("all => all.map((one) => one.id)")]


def answer(screen: Screen, asks: str, said: str | re.Pattern[str]) -> None:
    """Give one answer, and wait until the page says that it is kept."""
    block = screen.page.locator(f'[id="block-{asks}"] > fieldset')
    typed = block.locator("textarea, input.question__number")
    with screen.page.expect_response(lambda response: response.request.method == "POST"):
        if typed.count() and asks != "goals":
            screen.tap(chip(block, "I don’t know"))
        elif typed.count():
            typed.fill(str(said))
            typed.blur()
        else:
            screen.tap(chip(block, said))
    expect(screen.page.locator(f'[id="block-{asks}"] > fieldset .question__saved')).to_have_text("Saved")


def chip(block: Locator, label: str | re.Pattern[str]) -> Locator:
    """Find the chip of an answer."""
    exactly = re.compile(rf"^\s*{label}\s*$") if isinstance(label, str) else label
    return block.locator("label.chip", has_text=exactly).first


def test_an_empty_clinic_is_set_up_from_the_word_that_was_printed(clinic):
    assert clinic.tablet.page.url == clinic.server.address + "/"


def test_a_patient_is_registered_at_the_desk(registered):
    registered.tablet.open("/").sees("Mara Lindqvist").sees("Ask for the medical history").check()


def test_the_patient_tells_her_history_on_her_phone(told):
    told.tablet.open(told.patient + "history/").sees("Look, then confirm").check()
