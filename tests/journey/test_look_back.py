"""A recall arrives: who met the lot is found, told one by one, and closed; an exercise before that."""

import re
from collections.abc import Callable

import pytest

from tests.journey import chapters
from tests.journey.screen import PHONE, Screen
from tests.journey.server import Server
from tests.journey.test_every_page import PASSWORD

LOT = "SP-24071"


@pytest.fixture
def director(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Give a tablet at which the director is signed in."""
    screen = screens(demonstration)
    chapters.sign_in(screen, "ruth@linden.example", PASSWORD)
    return screen


def looked_back(screen: Screen, *, is_drill: bool) -> Screen:
    screen.open("/look-back/").check().tap("Lot").is_headed("Look back from: Lot").check()
    screen.type("Lot", LOT.lower()).type("What happened", "A letter of the maker: a seal may leak")
    if is_drill:
        screen.page.get_by_label(re.compile("^This is an exercise")).check()
    return screen.tap("Find everybody").is_headed(f"Lot {LOT}")


def test_an_exercise_is_ended_and_its_result_is_seen(director: Screen):
    looked_back(director, is_drill=True).sees("1 person met it").check()
    director.tap("End the exercise").type("What came of it", "The list was right").tap("Close it")
    director.sees("Closed. The list and every step stay.").check()
    director.open("/look-back/").sees(re.compile("Last exercise on .*: 1 found, 1 of them")).check()


def test_everybody_is_told_before_it_closes(director: Screen):
    looked_back(director, is_drill=False).sees("1 person is not settled yet").check()
    director.page.set_viewport_size(PHONE)
    director.check().tap(re.compile("^Note what was done")).check()
    director.page.get_by_label("No test is needed").check()
    director.tap("Note it").sees("Everybody is settled").check()
    with director.page.expect_navigation():
        director.page.get_by_role("link", name="Letters").click()
    director.sees(re.compile("^Dear ")).check()
    director.page.go_back()
    director.tap("Close the look-back").type("What came of it", "Nobody was harmed").tap("Close it")
    director.sees("Closed. The list and every step stay.").check()
