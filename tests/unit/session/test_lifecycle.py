"""The states of a session: what each allows, what it refuses, and that a signature is final."""

import pytest

from needlepoint.session.lifecycle import (
    FIRST_STATE,
    LIFECYCLE,
    WORDS,
    deeds_in,
    diagram,
    is_allowed,
    is_locked,
    state_after,
)
from needlepoint.vocabulary.errors import NotGranted

USUAL = ("check_session", "start_session", "chart_zone", "finish_charting", "sign_session", "amend_session")


def walked(*deeds: str) -> str:
    state = FIRST_STATE
    for deed in deeds:
        state = state_after(state, deed)
    return state


def test_the_usual_way_ends_signed_and_then_amended() -> None:
    assert walked(*USUAL[:5]) == "signed"
    assert walked(*USUAL) == "amended"
    assert walked(*USUAL, "amend_session") == "amended"


def test_every_state_is_reached_from_the_first() -> None:
    reached = {FIRST_STATE}
    for _ in LIFECYCLE:
        reached |= {after for state in reached for after in LIFECYCLE[state].values()}
    assert reached == set(LIFECYCLE)


def test_every_state_has_words() -> None:
    assert WORDS.keys() == LIFECYCLE.keys()


def test_a_session_without_a_time_out_cannot_start() -> None:
    with pytest.raises(NotGranted, match="This session is planned, so nobody can start session"):
        state_after("planned", "start_session")


def test_a_session_that_was_not_charted_cannot_be_signed() -> None:
    assert not is_allowed("in_progress", "sign_session")
    assert not is_allowed("checked", "sign_session")


@pytest.mark.parametrize("state", ["signed", "amended"])
def test_a_signed_session_only_takes_amendments(state: str) -> None:
    assert deeds_in(state) == ("amend_session",)
    assert is_locked(state)


def test_only_what_has_not_begun_is_cancelled() -> None:
    assert [state for state in LIFECYCLE if is_allowed(state, "cancel_session")] == ["planned", "checked"]


def test_a_cancelled_session_allows_nothing_and_says_so() -> None:
    with pytest.raises(NotGranted, match="nothing any more"):
        state_after("cancelled", "check_session")


def test_a_session_that_is_broken_off_is_charted_and_signed_like_any_other() -> None:
    assert walked("check_session", "start_session", "break_off_session", "sign_session") == "signed"


def test_the_lifecycle_cannot_be_changed_by_who_reads_it() -> None:
    with pytest.raises(TypeError):
        LIFECYCLE["signed"]["chart_zone"] = "in_progress"  # type: ignore[index]


def test_the_diagram_draws_every_deed() -> None:
    drawn = diagram().splitlines()
    assert drawn[:2] == ["stateDiagram-v2", "  [*] --> planned"]
    assert len(drawn) == 2 + sum(len(deeds) for deeds in LIFECYCLE.values())
    assert "  charted --> signed: sign session" in drawn
