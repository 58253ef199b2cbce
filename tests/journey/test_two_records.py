"""Two records of one person, by keyboard alone: looked for, signed, shown on both, found by a look-back, taken back."""

import re
from collections.abc import Callable

import pytest

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server
from tests.journey.test_harm import check_both
from tests.journey.test_trouble import PASSWORD, record_of

LOT = "SP-24117"


@pytest.fixture(scope="module")
def director(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Sign the director in."""
    screen = screens(demonstration)
    chapters.sign_in(screen, "ruth@linden.example", PASSWORD)
    return screen


@pytest.fixture(scope="module")
def merged(director: Screen) -> Screen:
    """Let the record of Joseph, who met the lot as Hannah did, point to hers."""
    director.open(record_of(director, "Jo")).keyboard_to("A second record of the same person", role="a")
    director.press("Enter").is_headed("A second record of the same person")
    check_both(director)
    director.keyboard_to("Look for another record", role="input")
    director.page.keyboard.type("Hannah")
    director.keyboard_to("Look for it", role="button").press("Enter").sees("Hannah Weiss")
    check_both(director)
    director.keyboard_to("Hannah Weiss", role="input").press("Space")
    director.keyboard_to("How was it found out", role="input")
    director.page.keyboard.type("Both passports compared; the name was misspelt at the desk.")
    director.keyboard_to("Sign: one and the same person", role="button").press("Enter")
    director.sees("There is another record of this person:")
    check_both(director)
    return director


def found(screen: Screen) -> list[str]:
    """Look back from the lot, as an exercise, and give who met it with what is said of each."""
    screen.open("/look-back/").tap("Lot").is_headed("Look back from: Lot")
    check_both(screen)
    screen.type("Lot", LOT).type("What happened", "A letter of the maker")
    screen.page.get_by_label(re.compile("^This is an exercise")).check()
    screen.tap("Find everybody").is_headed(f"Lot {LOT}")
    check_both(screen)
    return [one.inner_text() for one in screen.page.locator("main ol.list > li.card").all()]


def test_both_records_say_so_and_a_look_back_names_the_person_once(merged):
    merged.open(record_of(merged, "Jo")).sees("A second record of one person.")
    check_both(merged)
    (person,) = found(merged)
    assert "Hannah Weiss" in person
    assert "on the record of Joseph Bauer" in person


def test_a_mistake_is_taken_back_by_keyboard_and_the_two_are_found_apart_again(merged):
    merged.open(record_of(merged, "Jo"))
    merged.keyboard_to("They are two people after all", role="a").press("Enter").is_headed(
        "Two people after all"
    )
    check_both(merged)
    merged.keyboard_to("How was it found out", role="input")
    merged.page.keyboard.type("Two people with one telephone.")
    merged.keyboard_to("Sign: they are two people", role="button").press("Enter")
    merged.sees("The records stand for two people again.")
    check_both(merged)
    people = found(merged)
    assert len(people) == 2
    assert not any("on the record of" in one for one in people)
