"""From a signed session to the last check-in, ninety days later: a worry that reached somebody, a course that did not.

The clock of the served clinic is moved; what is due is sent by the program that sends it in every clinic.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.moved.people import PEOPLE, QUIET, WORRIED, Person
from tests.journey.screen import Screen
from tests.journey.server import Server, free_port

PASSWORD, PIN = "needles and thread", "2580"
ZONE = ZoneInfo("America/New_York")
# A winter's day: no clock is changed between it and the last check-in.
BEGINS = datetime(2026, 12, 1, 14, tzinfo=ZONE)
EVENING, MORNING = time(19, 5), time(10, 5)
WORRY_DAY, LAST_DAY = 3, 90
LAST_DAY_OF_ITCH = 7
WORDS = {
    "en": {
        "open": "Open it",
        "birth": "Your birth date",
        "asked": "Say how it is",
        "send": "Send it and see what to do",
        "now": "What to do now",
        "nobody": "Nobody has looked at it yet.",
        "seen": "Nadia Karim has seen it.",
        "wrote": "Your clinic wrote",
    },
    "ar": {
        "open": "افتح",
        "birth": "تاريخ ميلادك",
        "asked": "أخبرنا كيف الحال",
        "send": "أرسل وشاهد ما عليك فعله",
        "now": "ماذا تفعل الآن",
        "nobody": "لم ينظر فيه أحد بعد.",
        "seen": "اطّلع عليه Nadia Karim.",
        "wrote": "كتبت عيادتك",
    },
}
CALMS = {
    "en": re.compile("fits what is usually seen on day|none of the warning signs that we asked about"),
    "ar": re.compile("يوافق ما يُرى عادة في اليوم|none of the warning signs that we asked about"),
}
REPLY = "Please come at two today. Do not touch the blisters."
OUTCOME = "Seen at two; swab taken; the doctor prescribed an antiviral."


class MovedClinic(Server):
    """A demonstration whose clock stands where a journey puts it; nothing is sent but what the journey lets be sent."""

    def __init__(self, folder: Path) -> None:
        self.clock = folder / "clock"
        port = free_port()
        moved = {
            "DJANGO_SETTINGS_MODULE": "tests.journey.moved.settings",
            "NEEDLEPOINT_JOURNEY_CLOCK": str(self.clock),
            "PUBLIC_URL": f"http://localhost:{port}",
        }
        self.move_to(BEGINS)
        super().__init__("demo", folder, port, options=("--only-prepare",), environment=moved)
        assert self.process.wait(300) == 0, self.said()
        apart = folder / "demonstration"
        super().__init__("serve", apart, port, options=("--no-messages",), environment=moved)
        self.do("tell_courses")

    def move_to(self, moment: datetime) -> None:
        """Put the clock on; every process reads it anew."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str((moment - datetime.now(UTC)).total_seconds()), encoding="ascii")
        fresh.replace(self.clock)

    def do(self, *command: str) -> str:
        """Run a command, which must end well, and give what it said."""
        done = self.run(*command)
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass(kw_only=True)
class House:
    """The clinic, its tablet in the nurse's hands, its director's screen, and a phone for each patient."""

    clinic: MovedClinic
    tablet: Screen
    desk: Screen
    phones: dict[str, Screen]

    def day(self, number: int, at: time = MORNING) -> None:
        """Let a day after the treatment come, and what is due on it be sent."""
        on: date = BEGINS.date() + timedelta(days=number)
        self.clinic.move_to(datetime.combine(on, at, ZONE))
        self.clinic.do("send-due-messages")

    def link_to(self, email: str) -> str:
        """Give the link of the newest mail to an address, as the mailbox shows it."""
        mails = self.desk.open("/messages/mailbox/").page.locator("main li", has_text=email)
        return str(mails.first.get_by_role("link").get_attribute("href"))

    def phone_of(self, person: Person) -> Screen:
        """Open the newest message on a person's phone, with the birth date."""
        phone, words = self.phones[person.email], WORDS[person.language]
        phone.open(self.link_to(person.email))
        phone.page.get_by_label(words["birth"]).fill(person.born)
        phone.tap(phone.button(words["open"], exact=True))
        return phone


@pytest.fixture(scope="module")
def moved_clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedClinic]:
    """Serve the demonstration with a clock that moves, and with the four courses told up to the last puncture."""
    clinic = MovedClinic(tmp_path_factory.mktemp("moved"))
    try:
        yield clinic.wait()
    finally:
        clinic.stop()


@pytest.fixture(scope="module")
def treated(moved_clinic: MovedClinic, screens: Callable[..., Screen]) -> House:
    """Sign the four sessions on the tablet."""
    house = House(
        clinic=moved_clinic,
        tablet=screens(moved_clinic),
        desk=screens(moved_clinic),
        phones={person.email: screens(moved_clinic, is_phone=True) for person in PEOPLE},
    )
    chapters.sign_in(house.tablet, "nadia@linden.example", PASSWORD)
    chapters.sign_in(house.desk, "ruth@linden.example", PASSWORD)
    for person in PEOPLE:
        sign_session(house.tablet, person.name)
    return house


def sign_session(tablet: Screen, name: str) -> None:
    """Answer what is asked after the last puncture, and sign."""
    tablet.open(f"/patients/?q={name.split(maxsplit=1)[0]}")
    href = tablet.page.get_by_role("link", name=re.compile(f"^{name}")).first.get_attribute("href")
    tablet.open(f"{href}sessions/").tap(tablet.page.locator("main a[href$='/sign/']").first)
    tablet.is_headed(re.compile("^Sign session"))
    chapters.answer_what_comes_after(tablet)
    for field, text in (("Your name", "Nadia Karim"), ("Your PIN", PIN)):
        tablet.type(field, text)
    tablet.tap("Sign session").is_headed("Aftercare")


def report_quiet(phone: Screen, day: int) -> Screen:
    """Deny every warning sign, and report a little itching while it is usual."""
    boxes = phone.page.locator("input[name^=none_]")
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        box.check()
    for choice in phone.page.locator("select[name^=usual-]").all():
        choice.select_option("absent")
    if day <= LAST_DAY_OF_ITCH:
        phone.page.locator("select[name=usual-itch]").select_option("1 better")
    return phone


@pytest.fixture(scope="module")
def first_days(treated: House) -> House:
    """Let the quiet ones answer in the evening and on the day after."""
    return quiet_days(treated, 0, 1)


@pytest.fixture(scope="module")
def third_day(first_days: House) -> House:
    """Let the worried ones worry on the third day, while the quiet ones go on."""
    first_days.day(WORRY_DAY)
    for person in WORRIED.values():
        worry_is_told_answered_and_closed(first_days, person)
    return quiet_days(first_days, WORRY_DAY)


@pytest.fixture(scope="module")
def weeks(third_day: House) -> House:
    """Let the weeks pass that follow every session."""
    return quiet_days(third_day, 7, 14, 30)


@pytest.fixture(scope="module")
def quiet(weeks: House) -> House:
    """Let the days pass on which the clinic asks after the last session."""
    return quiet_days(weeks, 42, LAST_DAY)


def quiet_days(house: House, *days: int) -> House:
    """Let days come, one after the other, on each of which the quiet ones answer."""
    for day in days:
        house.day(day, MORNING if day else EVENING)
        for person in QUIET.values():
            a_quiet_day(house, person, day)
    return house


def a_quiet_day(house: House, person: Person, day: int) -> None:
    """Open the message of a day, say how it is, and read that it is usual."""
    words = WORDS[person.language]
    phone = house.phone_of(person)
    if day in (0, LAST_DAY):
        phone.check()
    phone.tap(words["asked"])
    report_quiet(phone, day).tap(words["send"]).is_headed(words["now"])
    expect(phone.seen(CALMS[person.language])).to_be_visible()
    phone.check()
    house.tablet.open("/worries/").sees("No worry is open.")


def worry_is_told_answered_and_closed(house: House, person: Person) -> None:
    """Tell of blisters; the nurse on call is called by name, takes it on, telephones, writes, and closes it."""
    words, tablet = WORDS[person.language], house.tablet
    phone = house.phone_of(person).tap(words["asked"])
    phone.page.locator("input[value=vesicles]").check()
    phone.check().tap(words["send"]).is_headed(words["now"]).sees(words["nobody"]).check()
    told = phone.page.url
    house.clinic.do("send-due-messages")
    tablet.open(house.link_to("nadia@linden.example")).is_headed("A worry from home").check()
    expect(tablet.page.locator("main")).to_contain_text("Nadia Karim was called")
    tablet.tap("I am at it").sees("You are at it.")
    tablet.choose("You called", "reached").tap(tablet.page.locator("form[action*='/call/'] button")).sees(
        "The call is noted."
    )
    tablet.page.get_by_label("Own words").fill(REPLY)
    tablet.tap(tablet.page.locator("form[action*=reply] button[type=submit]")).sees("Written.")
    phone.open(told).sees(words["seen"]).sees(words["wrote"]).sees(REPLY).check()
    tablet.type("What came of it", OUTCOME).tap("Close it").is_headed("Worries").sees("No worry is open.")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_signed_session_leads_to_messages_and_the_first_days_are_told_to_be_usual(
    first_days: House, language: str
) -> None:
    phone = first_days.phones[QUIET[language].email]
    assert phone.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    expect(phone.seen(CALMS[language])).to_be_visible()
    mails = first_days.desk.open("/messages/mailbox/").page.locator("main li", has_text=QUIET[language].email)
    assert mails.count() == 2


def test_a_worry_on_the_third_day_reached_somebody_by_name_and_was_closed(third_day: House) -> None:
    for person in WORRIED.values():
        phone = third_day.phones[person.email]
        phone.page.reload()
        phone.sees(WORDS[person.language]["seen"]).sees(REPLY)
    third_day.tablet.open("/worries/").sees("No worry is open.").check()


def test_no_message_holds_a_clinical_word(weeks: House) -> None:
    desk = weeks.desk.open("/messages/mailbox/").check()
    said = desk.page.locator("main").inner_text().casefold()
    assert said.count("@patients.example") > 20
    for word in ("blister", "vesicle", "herpes", "skin", "needl", "session", "treat", "بثور", "جلد"):
        assert word not in said


def test_the_series_ends_with_an_outcome_visit_on_its_first_day_and_not_before(quiet: House) -> None:
    tablet = quiet.tablet
    tablet.open(f"/patients/?q={QUIET['en'].name.split(maxsplit=1)[0]}")
    name = re.compile(f"^{QUIET['en'].name}")
    href = tablet.page.get_by_role("link", name=name).first.get_attribute("href")
    tablet.open(f"{href}outcome/").is_headed("Outcome").sees(
        "A result can be judged since 1 March 2027"
    ).check()
    tablet.type("Held on", "2027-02-28").type(
        "How do they see it today? In their own words", "Hardly any dips."
    )
    tablet.tap(tablet.page.locator("label.chip", has_text=re.compile(r"^\s*2\s*$")))
    tablet.page.get_by_label("Nothing is seen that still has to heal").check()
    tablet.tap("Sign the visit").sees("No outcome is read inside the healing window").check()
    tablet.type("Held on", "2027-03-01").tap("Sign the visit").sees(
        "The series ended with the visit of 1 March 2027"
    )
    tablet.sees("2 of 10; before the course it was 5.").sees("Small dips on my cheeks.").check()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_quiet_course_needed_nobody_to_its_last_day(quiet: House, language: str) -> None:
    phone = quiet.phones[QUIET[language].email]
    assert phone.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    expect(phone.seen(CALMS[language])).to_be_visible()
    phone.check()


def test_the_digest_of_the_last_day_proves_that_nobody_was_forgotten(quiet: House) -> None:
    desk = quiet.desk.open("/worries/digests/").check()
    desk.tap(desk.page.locator("main li a").first)
    last = BEGINS.date() + timedelta(days=LAST_DAY)
    desk.is_headed(f"Worries, {last.day} {last:%B %Y}")
    desk.sees("No worry is open past its deadline.").sees("No worry is open.").check()
    desk.open("/worries/").sees("No worry is open.")
