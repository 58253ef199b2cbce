"""The chain of somebody's own blood: no step is left out, a spin can be repeated, and who may prepare it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.protocols.checks import problems_of
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.loader import TABLES
from needlepoint.session.blood import (
    DONE,
    LIFECYCLE,
    MISMATCHES,
    WORDS,
    Check,
    Spin,
    Tube,
    is_open,
    other_in_room,
    preparers_in,
    reckoned_g,
    refusals_of_draw,
    refusals_of_person,
    refusals_of_step,
    state_after,
    state_of,
    steps_in,
)
from needlepoint.vocabulary.errors import BadInput, NotGranted

CONTENT = shipped_content()
ON = date(2026, 11, 28)
STEPS = st.sampled_from(sorted(DONE))
STATES = st.sampled_from(sorted(LIFECYCLE))


def test_the_chain_goes_from_the_draw_to_the_bin() -> None:
    assert state_of(["draw", "label", "spin", "spin", "use"]) == "used"
    assert state_of(["draw", "label", "spin", "use", "discard"]) == "discarded"
    assert state_of([]) == "none"


@pytest.mark.parametrize("steps", [["label"], ["draw", "spin"], ["draw", "label", "use"], ["draw", "draw"]])
def test_no_step_is_left_out_or_done_before_its_turn(steps: Any) -> None:
    with pytest.raises(NotGranted, match="Steps are never left out"):
        state_of(steps)


def test_every_state_has_its_words_and_only_what_was_discarded_is_at_its_end() -> None:
    assert set(WORDS) == set(LIFECYCLE)
    assert [state for state in LIFECYCLE if not steps_in(state)] == ["discarded"]
    assert [state for state in LIFECYCLE if not is_open(state)] == ["none", "discarded"]


@given(st.lists(STEPS, max_size=8))
def test_whatever_is_used_was_drawn_labelled_and_spun_before_and_once(steps: Any) -> None:
    try:
        state_of(steps)
    except NotGranted:
        return
    if "use" in steps:
        assert steps[0] == "draw"
        assert 0 < steps.index("label") < steps.index("spin") < steps.index("use")
        assert steps.count("use") == steps.count("draw") == steps.count("label") == 1


@given(STATES)
def test_what_is_open_can_always_be_discarded(state: Any) -> None:
    assert not is_open(state) or state_after(state, "discard") == "discarded"


CHECKS = st.builds(
    Check,
    person=st.sampled_from(["Ada", "Bo"]),
    session=st.sampled_from(["today", "last"]),
    room=st.sampled_from(["", "Room 1", "Room 2"]),
    on=st.sampled_from([ON, date(2026, 11, 29)]),
    by=st.just("Dr Sand"),
    identifiers=st.lists(st.sampled_from(["name", "birth-date", "phone"]), max_size=3).map(tuple),
    differs=st.booleans(),
    scan=st.sampled_from(["A", "B"]),
    again=st.sampled_from(["", "A", "B"]),
    witness=st.sampled_from(["", "Dr Sand", "Nurse Ito"]),
)
TUBES = st.builds(
    Tube,
    person=st.sampled_from(["Ada", "Bo"]),
    session=st.sampled_from(["today", "last"]),
    room=st.sampled_from(["Room 1", "Room 2"]),
    state=STATES,
    drawn_on=st.just(ON),
    is_stopped=st.booleans(),
)


@given(STEPS, TUBES, st.none() | TUBES, CHECKS)
def test_whatever_is_done_is_done_with_the_right_tube_of_the_right_person_seen_twice(
    step: Any, tube: Any, again: Any, check: Any
) -> None:
    if refusals_of_step(step, tube, again, check):
        return
    assert (tube.person, tube.session) == (check.person, check.session)
    assert step in steps_in(tube.state)
    assert check.witness not in ("", check.by) or check.again == check.scan
    if step != "discard":
        assert len(set(check.identifiers)) >= 2
        assert not check.differs
        assert not tube.is_stopped
        assert tube.drawn_on == check.on
        assert check.room in ("", tube.room)


@given(STEPS, st.none() | TUBES, st.none() | TUBES, CHECKS)
def test_a_tube_that_is_unknown_or_anothers_always_stops_the_blood_and_that_is_said_first(
    step: Any, tube: Any, again: Any, check: Any
) -> None:
    found = refusals_of_step(step, tube, again, check)
    if tube is None or tube.person != check.person or (check.again and again is None):
        assert found[0].is_mismatch
    assert [one.is_mismatch for one in found] == sorted((one.is_mismatch for one in found), reverse=True)
    assert all(one.is_mismatch == (one.kind in MISMATCHES) for one in found)


def test_nothing_is_drawn_from_somebody_who_said_one_identifier_or_another_persons() -> None:
    check = Check(person="Ada", session="today", room="Room 1", on=ON, by="Dr Sand", identifiers=("name",))
    assert [one.kind for one in refusals_of_draw(check)] == ["identifiers"]
    assert [one.kind for one in refusals_of_draw(replace(check, differs=True))] == ["identity"]
    assert refusals_of_draw(replace(check, identifiers=("name", "birth-date"))) == ()


def test_force_is_reckoned_from_revolutions_and_radius() -> None:
    assert reckoned_g(3000, 100) == pytest.approx(1006.4, abs=0.1)
    assert Spin(programme="PRP 1", minutes=6, rpm=1500, radius_mm=100).force_g == pytest.approx(
        251.6, abs=0.1
    )
    assert Spin(programme="PRP 1", minutes=6, g=250, rpm=1500).force_g == 250


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"programme": " ", "minutes": 6, "g": 250}, "programme"),
        ({"programme": "PRP", "minutes": None, "g": 250}, "minutes"),
        ({"programme": "PRP", "minutes": 0, "g": 250}, "minutes"),
        ({"programme": "PRP", "minutes": float("nan"), "g": 250}, "minutes"),
        ({"programme": "PRP", "minutes": 6}, "g"),
        ({"programme": "PRP", "minutes": 6, "rpm": 3000}, "radius_mm"),
        ({"programme": "PRP", "minutes": 6, "g": -1}, "g"),
    ],
)
def test_a_spin_that_nobody_could_repeat_is_not_written_down(said: Any, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        Spin(**said)
    assert refusal.value.field == field


def test_one_persons_blood_is_open_in_a_room_at_a_time() -> None:
    assert not other_in_room("Ada", [])
    assert not other_in_room("Ada", ["Ada"])
    assert other_in_room("Ada", ["Ada", "Bo"])


def test_where_the_country_names_a_doctor_nobody_widens_it() -> None:
    here = preparers_in("GB", ["nurse"], CONTENT)
    assert (here.professions, here.is_fixed) == ({"doctor"}, True)
    assert "named patient" in here.text


@pytest.mark.parametrize("country", ["US", "DE", "XX"])
def test_where_no_rule_was_read_a_doctor_does_until_the_director_names_more(country: str) -> None:
    assert preparers_in(country, [], CONTENT).professions == {"doctor"}
    assert "a doctor does" in preparers_in(country, [], CONTENT).text
    named = preparers_in(country, ["nurse"], CONTENT)
    assert (named.professions, named.is_fixed) == ({"doctor", "nurse"}, False)


@given(
    st.sets(st.sampled_from(sorted(CONTENT.contraindication))), st.sampled_from(["yes", "no", "", "unknown"])
)
def test_one_thing_more_that_is_met_never_lets_blood_be_drawn(met: Any, answer: str) -> None:
    answers = {row.id: answer for row in CONTENT.blood_refusal.values() if row.question}
    without = {one.id for one in refusals_of_person((), (), answers, CONTENT)}
    assert without <= {one.id for one in refusals_of_person(met, (), answers, CONTENT)}


def test_a_reason_that_names_no_rule_and_a_reason_that_could_never_be_given_are_faults() -> None:
    typed = {table: getattr(CONTENT, table) for table in TABLES}
    dead = replace(CONTENT.blood_refusal["anticoagulant"], rules=("moonlight",))
    assert any("moonlight" in problem for problem, _remedy in problems_of("blood_refusal", dead, typed))
    silent = replace(CONTENT.blood_refusal["anticoagulant"], rules=())
    assert any("never" in problem for problem, _remedy in problems_of("blood_refusal", silent, typed))
    for row in CONTENT.blood_refusal.values():
        assert list(problems_of("blood_refusal", row, typed)) == []
