"""Every aftercare story comes out as a clinician wrote it; every conditional instruction has one that gives it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from needlepoint.aftercare.day import day_of
from needlepoint.aftercare.timeline import Aftercare, aftercare_for
from needlepoint.interop.aftercare import aftercare_document, day_document
from needlepoint.interop.session import read_session
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED, Policy
from tests.sessions import session_of

FOLDER = Path(__file__).parent / "aftercare"
KNOWN = {
    "given",
    "absent",
    "check_ins",
    "next_session",
    "side",
    "first_reading",
    "is_estimate",
    "day",
    "advice",
}
ON_A_DAY = ("do", "avoid", "expect", "may_start_again", "signs")


@dataclass(frozen=True)
class Story:
    """One session, and what must follow from it."""

    file: str
    name: str
    session: dict[str, Any]
    policy: Policy
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    def aftercare(self) -> Aftercare:
        content = shipped_content()
        return aftercare_for(read_session(self.session, content), content, self.policy)


def stories() -> list[Story]:
    """Reads every story."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            given = case.get("given", {})
            choices = given.get("policy")
            policy = Policy(choices=MappingProxyType(dict(choices))) if choices else SHIPPED
            found.append(Story(path.stem, case["name"], session_of(given), policy, case["expect"]))
    return found


ALL = stories()


def spelled(value: object) -> object:
    """Writes a TOML value as the document has it."""
    return None if value == "none" else value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("story", ALL, ids=str)
def test_story_comes_out_as_written(story: Story) -> None:
    aftercare, expect = story.aftercare(), story.expect
    assert set(expect) <= KNOWN, f"unknown expectation {set(expect) - KNOWN}"
    document = aftercare_document(aftercare)
    check_instructions(document, expect)
    check_dates(document, expect)
    for wanted in expect.get("day", ()):
        check_day(day_document(day_of(aftercare, wanted["day"])), wanted)
    for wanted in expect.get("advice", ()):
        assert (
            wanted["says"] in {one["id"]: one["advice"] for one in document["red_flags"]}[wanted["red_flag"]]
        )


def check_instructions(document: dict[str, Any], expect: dict[str, Any]) -> None:
    given = {one["instruction"]: one for one in document["instructions"]}
    for wanted in expect.get("given", ()):
        assert wanted["instruction"] in given
        found = given[wanted["instruction"]]
        assert {key: found[key] for key in wanted} == {key: spelled(value) for key, value in wanted.items()}
    assert not given.keys() & set(expect.get("absent", ()))
    unknown = set(expect.get("absent", ())) - shipped_content().instruction.keys()
    assert not unknown, f"no such instruction: {unknown}"


def check_dates(document: dict[str, Any], expect: dict[str, Any]) -> None:
    following = document["next_session"] or {"earliest_on": None, "side": None}
    reading = document["first_reading"]
    found = {
        "check_ins": [one["day"] for one in document["check_ins"]],
        "next_session": following["earliest_on"],
        "side": following["side"],
        "first_reading": reading["first_on"],
        "is_estimate": reading["is_estimate"],
    }
    for key in found.keys() & expect.keys():
        assert found[key] == spelled(expect[key]), key


def check_day(document: dict[str, Any], wanted: dict[str, Any]) -> None:
    for key in ON_A_DAY:
        named = {one.get("instruction") or one["sign"] for one in document[key]}
        assert set(wanted.get(key, ())) <= named, (wanted["day"], key, named)
        assert not set(wanted.get(f"not_{key}", ())) & named, (wanted["day"], f"not_{key}")
    assert document["red_flags"]


@pytest.mark.parametrize("instruction", [i.id for i in shipped_content().instruction.values() if i.only_if])
def test_conditional_instruction_has_a_story_that_gives_it_and_one_that_does_not(instruction: str) -> None:
    if shipped_content().instruction[instruction].phase == "preparation":
        assert all(instruction not in named(story) for story in ALL)
        return
    given = [instruction in named(story) for story in ALL]
    assert True in given, "no story gives it"
    assert False in given, "every story gives it"


def named(story: Story) -> set[str]:
    return {one.instruction for one in story.aftercare().instructions}
