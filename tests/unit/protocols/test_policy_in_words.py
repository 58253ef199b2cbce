"""A policy is written as TOML and read back to the same value, and its versions are compared in words."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.protocols.amendments import amendments
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import (
    ChosenSide,
    Loosened,
    PolicyFile,
    Tightened,
    policy_of,
    read_policy_file,
)
from needlepoint.protocols.spelling import policy_toml, spelled
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision
from tests.architecture.tree import TREE
from tests.unit.protocols.test_policy import CITING, HEAD, LONGER, OWN_SOURCE

CONTENT = shipped_content()
EXAMPLE = (TREE / "docs" / "how-to" / "example-policy.toml").read_text(encoding="utf-8")
EMPTY = PolicyFile(
    schema="needlepoint/policy/1", id="x", version="1", signed_by="Dr. X", signed_on=date(2026, 11, 1)
)
ANY_TEXT = st.text(min_size=1, max_size=40).filter(lambda text: text.strip())


def read(text: str) -> PolicyFile:
    """Reads the form of a policy."""
    return read_policy_file(text, "policy.toml", CONTENT)


@pytest.mark.parametrize("text", [EXAMPLE, HEAD, HEAD + LONGER + OWN_SOURCE + CITING])
def test_a_policy_that_is_written_is_read_back_to_the_same_value_and_digest(text: str) -> None:
    file = read(text)
    again = read(policy_toml(file))
    assert again == file
    assert policy_of(again, "x", CONTENT).digest == policy_of(file, "x", CONTENT).digest


def test_every_shipped_rule_and_source_can_be_written_and_read_back() -> None:
    file = replace(
        EMPTY, rule=tuple(CONTENT.contraindication.values()), source=tuple(CONTENT.source.values())
    )
    assert read(policy_toml(file)) == file


@given(ANY_TEXT, st.integers(1, 99), st.sampled_from(Decision))
def test_whatever_somebody_types_comes_back_to_the_letter(words: str, weeks: int, effect: Decision) -> None:
    change = Tightened(rule=words, reason=words, effect=effect, hold=Span(weeks=weeks))
    assert read(policy_toml(replace(EMPTY, id=words, tighten=(change,)))).tighten == (change,)


def test_a_control_character_is_escaped_as_toml_wants_it() -> None:
    odd = "x\x7fy\x00z"
    assert tomllib.loads(f"a = {spelled(odd)}") == {"a": odd}


LOOSE = Loosened(
    rule="sarcoidosis",
    effect=Decision.PROCEED_WITH_PRECAUTIONS,
    by="Dr. X",
    reason="We ask the specialist",
    on=date(2026, 11, 2),
)


def test_what_is_new_otherwise_and_taken_back_is_told_in_sentences() -> None:
    old = replace(EMPTY, choice=(ChosenSide(conflict="interval", side="six-weeks"),), loosen=(LOOSE,))
    new = replace(
        EMPTY,
        choice=(ChosenSide(conflict="interval", side="eight-weeks"),),
        tighten=(Tightened(rule="recent-waxing", reason="Burns.", hold=Span(weeks=3)),),
    )
    told = amendments(old, new, CONTENT)
    assert [line.split(":")[0] for line in told] == ["Changed", "New", "Taken back"]
    assert "Before:" in told[0]
    assert told[1].endswith("stricter: at least 3 weeks. Reason: Burns.")
    assert told[2].endswith(
        "softer: proceed with precautions (Dr. X, since 2026-11-02). Reason: We ask the specialist."
    )


def test_a_first_version_is_new_as_a_whole_and_the_same_one_is_nothing() -> None:
    first = read(EXAMPLE)
    assert len(amendments(None, first, CONTENT)) == 7
    assert all(line.startswith("New: ") for line in amendments(None, first, CONTENT))
    assert amendments(first, replace(first, version="2"), CONTENT) == []


def test_an_own_rule_that_reads_otherwise_says_in_what() -> None:
    old = read(HEAD + OWN_SOURCE + CITING)
    new = read(HEAD + OWN_SOURCE + CITING.replace("looks twice", "looks three times"))
    (line,) = amendments(old, new, CONTENT)
    assert "rationale: was This clinic looks twice., is now This clinic looks three times." in line


def test_what_the_content_no_longer_has_is_named_by_its_id() -> None:
    gone = ChosenSide(conflict="gone-conflict", side="gone-side")
    assert amendments(None, replace(EMPTY, choice=(gone,)), CONTENT) == ["New: gone-conflict gone-side."]
