"""Every story of somebody's own blood comes out as written: done, refused with its reason, or stopped for good."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.session.blood import (
    BloodStop,
    Check,
    RefusalKind,
    Tube,
    refusals_of_person,
    refusals_of_step,
    standing,
    state_of,
)
from needlepoint.session.conditions import rules_of
from tests.vignettes import facts_of, policy_of, vignettes

FILE = Path(__file__).parent / "session" / "blood.toml"
TOLD = tomllib.loads(FILE.read_text(encoding="utf-8"))
STORIES, PEOPLE = TOLD["case"], TOLD["person"]
KNOWN = set(
    "name evidence steps step says differs scan again second room drawn_on is_stopped refused stops".split()
)
TODAY, ROOM, DOCTOR = date(2026, 11, 28), "Room 1", "Dr Sand"
ASKED = {row.id: "no" for row in shipped_content().blood_refusal.values() if row.question}
# Stories of the screening: whether its rule holds that day, and so whether blood is drawn.
CANCER_TREATED = {
    "Chemotherapy that is going on defers, without a date until the letter is there": ["active-cancer"],
    "Chemotherapy that ended one day short of four weeks ago defers until the next day, with the letter": [
        "active-cancer"
    ],
    "Chemotherapy that ended four weeks ago is over, with the letter": [],
    "Radiotherapy of the back that is going on defers, without a date until the letter is there": [
        "active-cancer"
    ],
    "A cheek irradiated twenty years ago is referred, letter or not": ["active-cancer"],
    "A back irradiated twenty years ago does not concern the cheeks, with the letter": [],
}


def tubes(story: dict[str, Any]) -> dict[str, Tube]:
    """Gives the tubes that stand about in these stories."""
    drawn_on = story.get("drawn_on", TODAY)
    ada = Tube(
        person="Ada",
        session="today's",
        room=ROOM,
        state=state_of(story["steps"]),
        drawn_on=drawn_on,
        is_stopped=story.get("is_stopped", False),
    )
    bo = Tube(person="Bo", session="Bo's", room="Room 2", state="labelled", drawn_on=TODAY)
    old = Tube(person="Ada", session="the last", room=ROOM, state="spun", drawn_on=date(2026, 10, 3))
    return {"A": ada, "A2": ada, "B": bo, "OLD": old}


def outcome(story: dict[str, Any]) -> tuple[BloodStop, ...]:
    """Gives why the step of a story is not done."""
    here = tubes(story)
    check = Check(
        person="Ada",
        session="today's",
        room=story.get("room", ROOM),
        on=TODAY,
        by=DOCTOR,
        identifiers=tuple(story.get("says", ())),
        differs=story.get("differs", False),
        scan=story["scan"],
        again=story.get("again", ""),
        witness=story.get("second", ""),
    )
    return refusals_of_step(story["step"], here.get(check.scan), here.get(check.again), check)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["name"])
def test_a_step_is_done_refused_or_stopped_as_the_story_says(story: dict[str, Any]) -> None:
    found = outcome(story)
    assert [one.kind for one in found] == story["refused"]
    assert any(one.is_mismatch for one in found) is story.get("stops", False)


@pytest.mark.parametrize("story", PEOPLE, ids=lambda story: story["name"])
def test_blood_is_drawn_or_not_as_the_story_says(story: dict[str, Any]) -> None:
    answers = ASKED | story.get("answers", {})
    found = refusals_of_person(story.get("met", []), story.get("unknown", []), answers, shipped_content())
    assert [one.id for one in found] == story["refused"]
    if "still_refused" in story:
        left = standing(found, {story["as"]}, story["reason"])
        assert [one.id for one in left] == story["still_refused"]


@pytest.mark.parametrize("name", CANCER_TREATED)
def test_whom_the_screening_holds_for_the_treatment_of_a_cancer_is_not_drawn_from(name: str) -> None:
    (story,) = (one for one in vignettes() if one.name == name)
    facts = facts_of(story)
    met, unknown = rules_of(facts, facts.concerns, shipped_content(), policy_of(story), story.on)
    found = refusals_of_person(met, unknown, ASKED, shipped_content())
    assert [one.id for one in found] == CANCER_TREATED[name]


def test_every_kind_of_refusal_and_every_reason_of_the_content_has_a_story() -> None:
    assert {kind for story in STORIES for kind in story["refused"]} == set(get_args(RefusalKind))
    assert {one for story in PEOPLE for one in story["refused"]} == set(shipped_content().blood_refusal)


def test_every_refusal_says_what_to_do_next() -> None:
    remedies = ("Discard", "discard", "Ask", "scan", "Let the person", "Take one", "next it is")
    for story in STORIES:
        for one in outcome(story):
            assert any(deed in one.text for deed in remedies), one.text


def test_no_refusal_tells_whose_tube_it_is() -> None:
    for story in STORIES:
        assert not any("Bo" in one.text for one in outcome(story))


def test_every_story_is_written_in_words_that_are_known_and_only_once() -> None:
    assert {key for story in STORIES for key in story} <= KNOWN
    names = [story["name"] for story in (*STORIES, *PEOPLE)]
    assert len(names) == len(set(names))
