"""Every worry comes out as a clinician wrote it; and a content that is wrong by one step makes one of them fail."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from needlepoint.aftercare.sorting import LEVELS
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from tests.check_ins import SIGNS, answer, sign_of, worries, wrong_in

CONTENT = shipped_content()
WORRIES = worries()
URGENT = [
    flag.id
    for flag in CONTENT.red_flag.values()
    if flag.level in ("same_day", "emergency") and not flag.signs
]


@pytest.mark.parametrize("place", range(len(WORRIES)), ids=[str(one) for one in WORRIES])
def test_worry_comes_out_as_written(place: int) -> None:
    assert wrong_in(WORRIES[place], answer(place)) == []


def test_there_are_enough_worries_and_no_name_stands_twice() -> None:
    assert len(WORRIES) >= 80
    assert len({str(one) for one in WORRIES}) == len(WORRIES)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_is_reported_in_some_worry(sign: str) -> None:
    assert any(sign in signs_in(one.given) for one in WORRIES)


@pytest.mark.parametrize("flag", URGENT)
def test_every_red_flag_is_reported_alone_and_hidden_among_what_is_usual(flag: str) -> None:
    told = [signs_in(one.given) for one in WORRIES if flag in one.expect.get("because", ())]
    assert [flag] in told
    assert any(len(signs) > 3 and flag in signs for signs in told)


def signs_in(given: dict[str, Any]) -> list[str]:
    return [sign_of(one)["sign"] for one in given.get("signs", ())]


def with_row(table: str, row: Any) -> Content:
    """Gives the content with one row changed."""
    rows: Mapping[str, Any] = MappingProxyType({**getattr(CONTENT, table), row.id: row})
    return replace(CONTENT, **{table: rows})


def mutants() -> Iterator[tuple[str, str, Any]]:
    """Makes the content wrong by one step, in each level, span, count and condition."""
    for flag in CONTENT.red_flag.values():
        rank = LEVELS.index(flag.level)
        for other in LEVELS[max(rank - 1, 0) : rank + 2]:
            if other not in (flag.level, "self_care"):
                yield f"{flag.id} is {other}", "red_flag", replace(flag, level=other)
        if flag.at_least > 1:
            yield f"{flag.id} needs one fewer", "red_flag", replace(flag, at_least=flag.at_least - 1)
        if flag.from_days:
            yield f"{flag.id} holds a day later", "red_flag", replace(flag, from_days=flag.from_days + 1)
            yield f"{flag.id} holds a day sooner", "red_flag", replace(flag, from_days=flag.from_days - 1)
        for name in flag.together_with:
            fewer = tuple(one for one in flag.together_with if one != name)
            yield f"{flag.id} without {name}", "red_flag", replace(flag, together_with=fewer)
    for sign in CONTENT.course_of_sign.values():
        if sign.to_days is not None:
            yield f"{sign.id} a day longer", "course_of_sign", replace(sign, to_days=sign.to_days + 1)
            yield f"{sign.id} a day shorter", "course_of_sign", replace(sign, to_days=sign.to_days - 1)
        if sign.expected and sign.from_days:
            yield f"{sign.id} a day sooner", "course_of_sign", replace(sign, from_days=sign.from_days - 1)
        if sign.expected and sign.from_days is not None:
            yield f"{sign.id} a day later", "course_of_sign", replace(sign, from_days=sign.from_days + 1)
    for product in CONTENT.home_product.values():
        if product.closed_by:
            yield f"{product.id} is open", "home_product", replace(product, closed_by=())
        if product.opened_by:
            yield f"{product.id} is closed", "home_product", replace(product, opened_by=())


MUTANTS = list(mutants())


@pytest.mark.parametrize(("name", "table", "row"), MUTANTS, ids=[name for name, _, _ in MUTANTS])
def test_a_content_that_is_wrong_by_one_step_makes_a_worry_fail(name: str, table: str, row: Any) -> None:
    changed = with_row(table, row)
    assert any(wrong_in(worry, answer(place, changed)) for place, worry in enumerate(WORRIES)), name
