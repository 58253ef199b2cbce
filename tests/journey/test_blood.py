"""Somebody's own blood in two rooms: drawn, labelled, spun; another person's room is refused, another's tube stops."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from clinic.records.demonstration.team import PASSWORD, PIN
from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_trouble import record_of

TOLD = "from tests.journey.blood_story import tell; tell()"


@pytest.fixture(scope="module")
def served(demonstration: Server) -> Server:
    """Serve the demonstration with two plans that make something of the person's own blood."""
    told = demonstration.run("shell", "-c", TOLD, folder=demonstration.folder / "demonstration")
    assert told.returncode == 0, told.stderr
    return demonstration


@pytest.fixture(scope="module")
def doctor(served: Server, screens: Callable[..., Screen]) -> Screen:
    """Sign the dermatologist in at a tablet."""
    screen = screens(served)
    chapters.sign_in(screen, "samuel@linden.example", PASSWORD)
    for room in ("Room 1", "Room 2"):
        screen.open("/room/").type("Room", room)
        screen.tap(screen.page.locator("label.chip", has_text="Yes to all the rest"))
        screen.tap("Keep the check").sees("The room is ready for today")
    return screen


def blood_of(screen: Screen, name: str) -> str:
    """Begin the session of somebody, and give the address of their blood."""
    screen.open(record_of(screen, name) + "sessions/")
    chapters.begin_session(screen)
    screen.sees("Next: draw blood.").tap("Go to the blood").is_headed("Their own blood").check()
    return screen.page.url


def compare(screen: Screen) -> None:
    """Let the person say two identifiers."""
    screen.tap(screen.page.locator("label.chip", has_text="Name + Birth date").filter(visible=True).first)


def draw(screen: Screen, room: str) -> None:
    """Say what is said at the draw."""
    compare(screen)
    screen.page.locator("#id_room").fill(room)
    screen.page.locator("#id_kit_lot").fill("KIT-7")
    screen.page.locator("#id_kit_expires_on").fill("2031-05-31")
    screen.tap(screen.page.locator("label", has_text="sterile, sealed"))
    for question in ("too few blood platelets", "a cancer now"):
        asked = screen.page.locator("fieldset", has_text=question).filter(visible=True)
        screen.tap(chapters.chip(asked, "No"))
    screen.tap("Blood is drawn")


def with_second(screen: Screen, step: str) -> None:
    """Let the nurse look, too, with her own PIN."""
    screen.page.locator(f"#{step}_witness").select_option(label="Nadia Karim")
    screen.page.locator(f"#{step}_witness_pin").fill(PIN)


def step_with(screen: Screen, step: str, label: str) -> None:
    """Compare, let somebody look, and scan."""
    compare(screen)
    with_second(screen, step)
    chapters.scan(screen, label)


@pytest.fixture(scope="module")
def tube(doctor: Screen) -> tuple[str, str]:
    """Draw Mara's blood, and give its page and the number on its label."""
    address = blood_of(doctor, "Mara")
    draw(doctor, "Room 2")
    doctor.sees("Next: put the label on the tube").check()
    doctor.tap("Print the labels").is_headed("Labels of the tubes").check()
    labels = doctor.page.locator(".label-card .number")
    assert labels.count() == 2
    label = labels.first.inner_text()
    doctor.tap("Scan the first tube")
    return address, label


def test_each_step_is_compared_and_scanned_until_it_goes_on(doctor, tube):
    address, label = tube
    doctor.open(address)
    compare(doctor)
    chapters.scan(doctor, label)
    expect(doctor.page.locator("main")).to_contain_text(
        "A second person looks too, or you scan the tube once more"
    )
    expect(doctor.page.locator("#label_scan")).to_have_value(label)
    doctor.check()
    chapters.scan(doctor, label)
    doctor.sees("Next: spin the tube").check()
    doctor.type("Programme", "PRP single").type("Minutes", "6")
    doctor.type("Revolutions per minute", "1500").type("Radius in mm", "100")
    step_with(doctor, "spin", label)
    doctor.sees("reckoned 252 g").sees("Next: the time-out").check()
    doctor.tap("Go to the time-out").is_headed("Time-out").check()
    chapters.time_out(doctor)
    doctor.tap("Go to the blood").sees("Next: compare once more").check()
    step_with(doctor, "use", label)
    doctor.sees("It matches. It stands with what went on.").sees("Next: discard what is left").check()


def test_another_person_does_not_get_into_a_room_in_which_blood_is_open(doctor, tube):
    blood_of(doctor, "Priya")
    draw(doctor, "room  2")
    doctor.sees(re.compile("Somebody else’s blood is open in room +2")).check()
    doctor.open("/blood/").is_headed("Whose blood is open").sees("Mara Lindqvist").check()


def test_somebody_elses_tube_stops_and_is_seen_by_the_director(doctor, tube, served, screens):
    doctor.open(record_of(doctor, "Priya") + "sessions/").tap("Go on with session").tap("Go to the blood")
    draw(doctor, "Room 1")
    doctor.sees("Next: put the label on the tube")
    step_with(doctor, "label", tube[1])
    doctor.sees("This tube is somebody else’s").sees("Stopped: something did not match").check()
    assert doctor.page.get_by_text("Mara").count() == 0
    director = screens(served)
    chapters.sign_in(director, "ruth@linden.example", PASSWORD)
    director.sees("Blood did not match in 1 session").check()
    director.open("/blood/")
    expect(director.page.get_by_text("Stopped", exact=True)).to_have_count(2)
    director.check()


def test_what_was_stopped_is_discarded_and_the_room_is_free(doctor, tube):
    address, label = tube
    doctor.open(address).sees("Stopped: something did not match").check()
    doctor.tap(doctor.page.locator("label.chip", has_text="Something did not match"))
    with_second(doctor, "discard")
    chapters.scan(doctor, label)
    doctor.sees("Discarded, with your name and who looked").check()
    doctor.open("/blood/")
    expect(doctor.page.locator("h2", has_text="Room 1")).to_be_visible()
    expect(doctor.page.locator("h2", has_text="Room 2")).to_have_count(0)
