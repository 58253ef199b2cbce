"""The six decisions have one order; an error says field, rule, what was given and the remedy on one line."""

from itertools import permutations

import pytest

from needlepoint.vocabulary.errors import (
    BadInput,
    ContentError,
    Fault,
    NeedlepointError,
    NotGranted,
    shortened,
)
from needlepoint.vocabulary.reasons import Decision, hardest

IN_ORDER = ["decline", "refer", "defer", "needs_information", "proceed_with_precautions", "proceed"]


def test_decisions_stand_hardest_first() -> None:
    assert [decision.value for decision in sorted(Decision, key=lambda one: one.softness)] == IN_ORDER


def test_the_hardest_wins_in_any_order() -> None:
    for some in permutations(Decision, 3):
        assert hardest(*some).softness == min(one.softness for one in some)
    assert hardest() is Decision.PROCEED


def test_only_the_two_proceeds_are_free() -> None:
    assert [decision.value for decision in Decision if decision.is_free] == IN_ORDER[-2:]


def test_bad_input_says_everything_in_one_sentence() -> None:
    error = BadInput("$.patient.birth_date", "must be a date that exists", "2026-02-30", "write YYYY-MM-DD")
    assert (
        str(error) == "$.patient.birth_date: must be a date that exists; given '2026-02-30'; write YYYY-MM-DD"
    )


@pytest.mark.parametrize(
    "given", ["x" * 10_000, "\x1b[31mred\n", "\u202eright to left", ["a"] * 1000, b"\x00\xff"]
)
def test_what_was_given_is_shown_short_and_without_control_characters(given: object) -> None:
    shown = shortened(given)
    assert len(shown) <= 60
    assert shown.isprintable()


def test_content_errors_carry_every_fault() -> None:
    faults = [
        Fault("a.toml", "rule[x]", "is empty", "fill it"),
        Fault("b.toml", "rule[y]", "is dead", "bury it"),
    ]
    assert (
        str(ContentError(faults)) == "a.toml: rule[x]: is empty; fill it\nb.toml: rule[y]: is dead; bury it"
    )
    assert ContentError(faults).faults == tuple(faults)


def test_every_error_can_be_told_to_a_person() -> None:
    assert all(issubclass(kind, NeedlepointError) for kind in (BadInput, NotGranted, ContentError))
