"""One patient's course in a real browser: from an empty clinic to the days after the treatment.

Each chapter is a fixture that goes on where the one before ended; the tests say what must be so at its end.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import PHONE, Screen
from tests.journey.server import Server

DIRECTOR, EMAIL = "Dr Ruth Adeyemi", "ruth@linden.example"
SECRET, PIN = "a needle and some thread", "2580"
SECTIONS = 6
# A made-up number with a check digit that fits.
PACK = "(01)07610543570903(17)310531(10)SP-24117(21)A1"
HER_ANSWERS = {
    "patient.can_be_pregnant": "Yes",
    "patient.phototype": re.compile("rarely burn|IV", re.IGNORECASE),
    "pih-risk": "Yes",
    "goals": "Softer scars before June",
}


@dataclass(kw_only=True)
class Course:
    """Where the story stands: the clinic, who holds which screen, and the patient's pages."""

    server: Server
    tablet: Screen
    phone: Screen
    patient: str = ""
    taps_before: int = 0
    taps_while: int = 0
    taps_after: int = 0
    typed: tuple[int, int] = (0, 0)
    zones: int = 0


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
    chapters.sign_in(tablet, EMAIL, SECRET)
    tablet.check().open("/pin/").check()
    tablet.type("New PIN", PIN).type("Your password", SECRET).tap("Choose this PIN").is_headed("Today")
    return Course(server=empty_clinic, tablet=tablet, phone=screens(empty_clinic, is_phone=True))


@pytest.fixture(scope="module")
def registered(clinic: Course) -> Course:
    """Register Mara Lindqvist at the desk."""
    tablet = clinic.tablet
    tablet.open("/").tap("Register a patient").is_headed("Register a patient").check()
    tablet.type("Full name", "Mara Lindqvist").type("Birth date", "1991-04-02").choose("Sex", "Female")
    tablet.type("Telephone", "+1 212 555 0191").picture("tutorial-register")
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
    phone.open(link_shown(tablet)).is_headed("Is it you?").check()
    phone.type("Your birth date", "1991-04-02").tap("Open").is_headed("Hello Mara Lindqvist").check()
    phone.tap("Go on")
    for place in range(1, SECTIONS + 1):
        phone.sees(f"Page {place} of {SECTIONS}").check()
        if place == 1:
            phone.picture("tutorial-history-phone")
        chapters.answer_page(phone, HER_ANSWERS)
        phone.tap(phone.button(re.compile("^Save and")))
    phone.is_headed("Thank you").check()
    return registered


@pytest.fixture(scope="module")
def screened(told: Course) -> Course:
    """Screen her with the keyboard alone, and keep the decision."""
    tablet = told.tablet
    tablet.open(told.patient)
    chapters.screen_by_keyboard(tablet, "Rolling")
    tablet.picture("tutorial-screening")
    chapters.answer_open_questions_by_keyboard(tablet, {"patient.phototype": "IV"})
    tablet.sees("No question is open.").picture("screening-tablet-light").check()
    chapters.record_decision_by_keyboard(tablet)
    return told


@pytest.fixture(scope="module")
def planned(screened: Course) -> Course:
    """Plan her course and approve it."""
    tablet = screened.tablet
    chapters.plan(tablet, screened.patient)
    tablet.picture("tutorial-plan", beginning_at="#plan-where")
    chapters.approve(tablet)
    return screened


@pytest.fixture(scope="module")
def consented(planned: Course) -> Course:
    """Hand the tablet over: she says how she sees it, reads, signs, and gives it back."""
    tablet = planned.tablet
    chapters.consent(tablet, planned.patient, "Mara Lindqvist")
    tablet.picture("tutorial-consent", beginning_at="label:has([name=understood])")
    chapters.sign_and_give_back(tablet, PIN)
    return planned


@pytest.fixture(scope="module")
def treated(consented: Course) -> Course:
    """Treat her: what changed, time-out, chart as planned, sign."""
    tablet = consented.tablet
    chapters.commission(tablet, "SPP-0042816")
    chapters.check_room(tablet)
    chapters.list_the_cartridge(tablet, PACK)
    tablet.open(consented.patient + "sessions/").check()
    tablet.taps = tablet.typed = 0
    chapters.begin_session(tablet)
    chapters.time_out(tablet, pack=PACK)
    consented.taps_before, tablet.taps = tablet.taps, 0
    chapters.needle(tablet)
    consented.taps_while, tablet.taps = tablet.taps, 0
    chapters.chart_as_planned(tablet)
    typed_before = tablet.typed
    consented.zones = tablet.page.locator(".zone-card .said--done").count()
    tablet.picture("tutorial-session")
    chapters.finish_and_sign(tablet, DIRECTOR, PIN)
    consented.taps_after = tablet.taps
    consented.typed = (typed_before, tablet.typed)
    return consented


@pytest.fixture(scope="module")
def cared_for(treated: Course) -> Course:
    """Give her the days after the treatment on her phone."""
    tablet, phone = treated.tablet, treated.phone
    tablet.open(treated.patient + "aftercare/").check().tap("Make a link").sees("Opens with the birth date")
    phone.open(link_shown(tablet)).check()
    phone.type("Your birth date", "1991-04-02").tap("Open it").sees("The day of your treatment").check()
    phone.picture("tutorial-aftercare-phone")
    return treated


def link_shown(screen: Screen) -> str:
    """Read the link that the page shows."""
    return screen.page.locator("p.mono", has_text="http").first.inner_text().strip()


def test_an_empty_clinic_is_set_up_from_the_word_that_was_printed(clinic):
    assert clinic.tablet.page.url == clinic.server.address + "/"


def test_a_patient_is_registered_at_the_desk(registered):
    tablet = registered.tablet.open("/").sees("Mara Lindqvist")
    expect(tablet.seen("Ask for the medical history")).to_be_visible()
    assert tablet.complaints() == []


def test_the_patient_tells_her_history_on_her_phone(told):
    tablet = told.tablet.open(told.patient + "history/")
    expect(tablet.seen("Look, then confirm")).to_be_visible()
    assert tablet.complaints() == []


def test_her_phone_shows_nothing_without_her_birth_date(told, screens):
    told.tablet.open(told.patient + "history/link/").tap("Make a new link").sees("Shown this once")
    stranger = screens(told.server, is_phone=True).open(link_shown(told.tablet))
    stranger.type("Your birth date", "1990-04-02").tap("Open").sees("This is not the birth date that we have")
    assert "Mara" not in stranger.page.inner_text("body")
    stranger.check()


def test_she_is_screened_with_the_keyboard_alone(screened):
    screened.tablet.open(screened.patient + "screening/").sees("Recorded on").check()
    expect(screened.tablet.page.locator("#screening")).to_contain_text("Nothing found against it so far")


def test_her_plan_is_approved_and_frozen(planned):
    planned.tablet.open(planned.patient + "plan/").sees("0.75 mm").sees("Approved").check()
    assert planned.tablet.page.locator("input[name=needle_length_mm]").count() == 0


def test_she_consents_on_the_tablet_that_was_handed_over(consented):
    tablet = consented.tablet.open(consented.patient + "consent/")
    expect(tablet.seen("Signed, and it covers this plan.")).to_be_visible()
    assert tablet.open(consented.patient + "consent/expectation/").complaints() == []


def test_a_usual_session_of_three_zones_takes_few_taps(treated):
    assert treated.zones == 3
    assert treated.taps_before <= 8
    assert treated.taps_while == 0
    assert treated.taps_after <= 12


def test_nothing_is_typed_but_the_signature(treated):
    assert treated.typed == (0, 2)


def test_the_signed_session_is_on_the_course_line_and_on_paper(treated):
    tablet = treated.tablet.open(treated.patient + "sessions/").check()
    tablet.tap(tablet.page.locator("main a[href*='/sessions/']").first)
    expect(tablet.seen("Signed by Dr Ruth Adeyemi")).to_be_visible()
    expect(tablet.check().tap("Print").seen("Mara Lindqvist")).to_be_visible()
    assert tablet.complaints() == []


def test_her_days_are_on_her_phone_and_one_button_for_worries(cared_for):
    phone = cared_for.phone
    expect(phone.sees("Do today").tap("Day after").seen("1 day after your treatment")).to_be_visible()
    expect(phone.check().tap("Something worries me").seen("911")).to_be_visible()
    assert phone.complaints() == []


def test_the_pages_of_staff_hold_on_a_phone_too(cared_for):
    tablet = cared_for.tablet
    tablet.page.set_viewport_size(PHONE)
    for room in ("", "history/", "screening/", "plan/", "consent/", "sessions/", "aftercare/"):
        assert tablet.open(cared_for.patient + room).complaints() == []


def test_afterwards_the_record_holds(cared_for):
    for what in ("audit", "decision"):
        done = cared_for.server.run(what, "verify")
        assert done.returncode == 0, done.stdout + done.stderr
