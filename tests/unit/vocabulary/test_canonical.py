"""A value has one spelling, and so one digest, for years."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.vocabulary.canonical import LATER, canonical_json, digest, plain
from needlepoint.vocabulary.reasons import Decision


@dataclass(frozen=True)
class Plan:
    needle_length_mm: float
    share: float
    on: date
    decision: Decision
    zones: tuple[str, ...] = ()


PLAN = Plan(1.5, 0.25, date(2026, 11, 22), Decision.DEFER, ("chin", "nose"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def test_keys_stand_in_order_and_nothing_is_padded() -> None:
    assert canonical_json({"b": 1, "a": ["ü", None, True]}) == '{"a":["ü",null,true],"b":1}'


def test_lengths_are_whole_hundredths_of_a_millimetre() -> None:
    spelled = json.loads(canonical_json(PLAN))
    assert spelled["needle_length_mm"] == 150
    assert spelled["share"] == 0.25


@pytest.mark.parametrize(("one", "other"), [(0.1 + 0.2, 0.3), (1.1, 1.1 + 1e-12)])
def test_two_spellings_of_one_length_have_one_digest(one: float, other: float) -> None:
    assert digest({"needle_length_mm": one}) == digest({"needle_length_mm": other})


def test_a_digest_is_a_name_that_does_not_change_between_releases() -> None:
    assert digest({"a": 1}) == "sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_the_same_value_in_other_clothes_has_the_same_digest() -> None:
    assert digest({"a": (1, 2), "b": date(2026, 1, 2)}) == digest(
        MappingProxyType({"b": "2026-01-02", "a": [1, 2]})
    )
    assert digest({"decision": Decision.DEFER}) == digest({"decision": "defer"})
    assert digest(frozenset({"b", "a"})) == digest(["a", "b"])


@pytest.mark.parametrize(
    "change",
    [
        {"needle_length_mm": 1.51},
        {"needle_length_mm": 1.505},
        {"share": 0.26},
        {"on": date(2026, 11, 23)},
        {"decision": Decision.REFER},
        {"zones": ("nose", "chin")},
    ],
)
def test_every_change_shows_in_the_digest(change: dict[str, object]) -> None:
    assert digest(replace(PLAN, **change)) != digest(PLAN)


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"share": float("nan")})


@given(json_values)
def test_reading_back_and_spelling_again_changes_nothing(value: object) -> None:
    assert canonical_json(json.loads(canonical_json(value))) == canonical_json(value)


def test_what_was_measured_finer_than_a_hundredth_keeps_its_decimals() -> None:
    assert plain({"mean_mm": 1.977}) == {"mean_mm": 197.7}
    assert digest({"mean_mm": 0.0626}) != digest({"mean_mm": 0.0629})


def test_a_field_that_came_later_is_spelled_only_where_it_holds_something():
    @dataclass(frozen=True)
    class Before:
        zone: str

    @dataclass(frozen=True)
    class Now:
        zone: str
        reasons: tuple[str, ...] = field(default=(), metadata=LATER)

    assert digest(Now(zone="nose")) == digest(Before(zone="nose"))
    assert digest(Now(zone="nose", reasons=("thick skin",))) != digest(Before(zone="nose"))
