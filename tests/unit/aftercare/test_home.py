"""What somebody put on the skin is read against what the aftercare of that day allows."""

import pytest

from needlepoint.aftercare.home import read_applied
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
FIRST_DAY = {"nothing-else-on-the-skin", "vitamin-c", "retinoids-acids", "make-up", "sunscreen-not-yet"}
NEXT_DAY = {"nothing-else-on-the-skin", "vitamin-c", "retinoids-acids", "moisturiser"}


def closed(text: str, standing: set[str]) -> list[str]:
    return [one.id for one in read_applied(text, standing, CONTENT).closed]


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("Vitamin C serum", "vitamin-c"),
        ("VITAMIN-C", "vitamin-c"),
        ("retinol", "retinoids-and-acids"),
        ("glycolic acid toner", "retinoids-and-acids"),
        ("BB cream", "make-up"),
        ("SPF 50", "sunscreen"),
        ("rosehip oil", "other-products"),
        ("moisturiser", "moisturiser"),
    ],
)
def test_what_is_to_be_avoided_is_named(text: str, product: str) -> None:
    assert product in closed(text, FIRST_DAY)


def test_what_is_allowed_from_a_day_is_free_from_it() -> None:
    assert closed("moisturiser", NEXT_DAY) == []
    assert closed("SPF 50", NEXT_DAY) == []
    assert closed("vitamin C", set()) == []


def test_an_active_cream_is_not_freed_by_being_a_moisturiser() -> None:
    assert closed("vitamin C moisturiser", NEXT_DAY) == ["vitamin-c"]
    assert closed("moisturiser with retinol", NEXT_DAY) == ["retinoids-and-acids"]


def test_a_name_that_nobody_knows_is_said_to_be_unknown() -> None:
    assert not read_applied("Glow Elixir 9", FIRST_DAY, CONTENT).is_known
    assert read_applied("sterile saline", FIRST_DAY, CONTENT).is_known
    assert closed("sterile saline", FIRST_DAY) == []


@pytest.mark.parametrize(
    "text",
    [
        *("water with bleach", "face wash with benzoyl peroxide", "cortisone lotion", "water, then bleach"),
        *("Wasser mit Essig", "water (and soap)"),
    ],
)
def test_a_known_name_opens_nothing_for_what_stands_beside_it(text: str) -> None:
    assert not read_applied(text, NEXT_DAY - {"nothing-else-on-the-skin"}, CONTENT).is_known


@pytest.mark.parametrize(
    "text", ["tap water", "my face wash", "water and a cleanser", "water 50 ml", "Leitungswasser"]
)
def test_a_known_name_alone_is_known(text: str) -> None:
    assert read_applied(text, NEXT_DAY, CONTENT).is_known


@pytest.mark.parametrize("adjunct", [one.id for one in CONTENT.adjunct.values() if one.allowed == "no"])
def test_every_closed_adjunct_is_followed_at_home(adjunct: str) -> None:
    followed = {name for one in CONTENT.home_product.values() for name in one.adjuncts}
    assert adjunct in followed | {"unknown"}
