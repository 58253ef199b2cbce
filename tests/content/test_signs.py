"""Every sign is asked for, worded and sorted; a planted fault in what sorts a worry is found."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from needlepoint.protocols.checks import problems_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.loader import TABLES

CONTENT = shipped_content()
FLAG, SIGN = CONTENT.red_flag, CONTENT.course_of_sign
TYPED = {table: getattr(CONTENT, table) for table in TABLES}
WORDS, LANGUAGE, PRODUCT = CONTENT.words_of_sign, CONTENT.language, CONTENT.home_product

PLANTED: dict[str, tuple[str, Any, str]] = {
    "a usual sign without an end": (
        "course_of_sign",
        replace(SIGN["oedema"], to_days=None),
        "has no last day",
    ),
    "a sign that nothing sorts": ("course_of_sign", replace(SIGN["pus"], id="slime"), "no red flag sorts it"),
    "a warning that nobody asks for": (
        "course_of_sign",
        replace(SIGN["pus"], question=None),
        "nobody asks for",
    ),
    "a warning of no sign": (
        "red_flag",
        replace(FLAG["fever-with-spreading"], signs=("fever", "glow")),
        "no sign",
    ),
    "more signs than there are": (
        "red_flag",
        replace(FLAG["fever-with-spreading"], at_least=3),
        "needs 3 of 2",
    ),
    "no sign at all": ("red_flag", replace(FLAG["fever-with-spreading"], at_least=0), "needs 0 of 2"),
    "together with nothing": (
        "red_flag",
        replace(FLAG["fainting-with-another-red-flag"], together_with=("moonlight",)),
        "neither a sign nor a rule",
    ),
    "a side that is no level": (
        "red_flag",
        replace(FLAG["urticaria"], conflict="interval"),
        "sides are no levels",
    ),
    "words for no sign": ("words_of_sign", replace(WORDS["pus"], id="slime"), "is no sign"),
    "a language without denials": ("language", replace(LANGUAGE["de"], denials=()), "has no denials"),
    "a product without a name": (
        "home_product",
        replace(PRODUCT["vitamin-c"], adjuncts=()),
        "named by nothing",
    ),
    "a product closed by nothing that exists": (
        "home_product",
        replace(PRODUCT["vitamin-c"], closed_by=("moonlight",)),
        "no instruction to avoid",
    ),
    "a product closed by what is to be done": (
        "home_product",
        replace(PRODUCT["vitamin-c"], closed_by=("moisturiser",)),
        "no instruction to avoid",
    ),
    "a product opened by what is to be avoided": (
        "home_product",
        replace(PRODUCT["moisturiser"], opened_by=("vitamin-c",)),
        "no instruction to do",
    ),
    "a product that watches for nothing": (
        "home_product",
        replace(PRODUCT["vitamin-c"], watch=("glow",)),
        "which is no sign",
    ),
    "a product of no adjunct": (
        "home_product",
        replace(PRODUCT["vitamin-c"], adjuncts=("glow",)),
        "does not exist",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted: str) -> None:
    table, row, words = PLANTED[planted]
    found = [problem for problem, remedy in problems_of(table, row, TYPED) if remedy]
    assert any(words in problem for problem in found), found


@pytest.mark.parametrize("table", sorted({table for table, _, _ in PLANTED.values()}))
def test_the_shipped_rows_have_none(table: str) -> None:
    assert [problem for row in TYPED[table].values() for problem in problems_of(table, row, TYPED)] == []


@pytest.mark.parametrize("sign", SIGN)
def test_a_question_is_a_question_and_needs_no_light_skin(sign: str) -> None:
    question = SIGN[sign].question or ""
    assert question.endswith("?")
    if " red" in question:
        assert any(word in question for word in ("darker", "purple", "brown", "sticky"))


def test_what_is_said_at_a_level_names_a_number_to_call() -> None:
    assert list(CONTENT.triage_level) == ["emergency", "same_day", "contact", "self_care"]
    for level in CONTENT.triage_level.values():
        assert "{emergency_number}" in level.text + level.elsewhere
    assert CONTENT.triage_level["emergency"].text.index("{emergency_number}") < 70


def test_every_urgent_advice_says_whom_to_call_first() -> None:
    for flag in FLAG.values():
        if flag.level == "emergency":
            assert flag.advice.startswith("Call {emergency_number} now"), flag.id


def test_all_four_languages_are_there_with_their_denials() -> None:
    assert list(LANGUAGE) == ["en", "es", "ar", "de"]
    frozen = MappingProxyType(dict(LANGUAGE))
    assert all(one.worse and one.severe and one.denials for one in frozen.values())
