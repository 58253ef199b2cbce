"""Reads the vignettes of triage that clinicians can read and write, and answers them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from needlepoint.aftercare.triage import Triage, triage
from needlepoint.interop.check_in import AnsweredCheckIn, read_check_in
from needlepoint.interop.triage import triage_document
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.session.conditions import Conditions, conditions_of
from needlepoint.session.record import SessionRecord
from tests.sessions import session_of

FOLDER = Path(__file__).parent / "cases" / "triage"
SIGNS = tuple(shipped_content().course_of_sign)
DEGREES = {"mild": 1, "moderate": 2, "severe": 3}
KNOWN = {
    *("level", "provisional", "because", "never", "first", "advises", "never_advises", "asks", "says"),
    *(
        "reassures",
        "watches",
        "usual",
        "not_usual",
        "notes",
        "unrecognised",
        "ask_again_day",
        "ask_again_hours",
    ),
}


@dataclass(frozen=True)
class Worry:
    """One check-in, and what must come of it."""

    file: str
    name: str
    given: dict[str, Any]
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


@cache
def worries() -> tuple[Worry, ...]:
    """Reads every vignette."""
    found: list[Worry] = []
    for path in sorted(FOLDER.glob("*.toml")):
        cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        found += [Worry(path.stem, case["name"], case, case["expect"]) for case in cases]
    return tuple(found)


def sign_of(text: str) -> dict[str, Any]:
    """Reads `erythema mild worse`; what is left out was not said."""
    sign, *degrees = text.split()
    said: dict[str, Any] = {"sign": sign}
    for degree in degrees:
        said |= {"severity": DEGREES[degree]} if degree in DEGREES else {"trend": degree}
    return said


def denied(given: dict[str, Any]) -> list[str]:
    """Reads what is denied: "the rest", "the rest but SIGN, SIGN", "nothing", or a list."""
    absent = given.get("absent", "nothing")
    if not isinstance(absent, str):
        return list(absent)
    if absent == "nothing":
        return []
    _, _, kept = absent.partition(" but ")
    reported = {sign_of(one)["sign"] for one in given.get("signs", ())}
    return [sign for sign in SIGNS if sign not in reported | set(kept.split(", "))]


def check_in_of(worry: Worry) -> dict[str, Any]:
    """Writes a vignette as a check-in document."""
    given = worry.given
    document = {
        "schema": "needlepoint/check-in/1",
        "session": session_of(given.get("session", {})),
        "day": given["day"],
        "signs": [sign_of(one) for one in given.get("signs", ())],
        "absent": denied(given),
    }
    return document | {key: given[key] for key in ("hours", "text", "applied") if key in given}


def policy_of(worry: Worry) -> Policy:
    """Gives the policy that a vignette chooses."""
    choices = worry.given.get("policy")
    return Policy(choices=MappingProxyType(dict(choices))) if choices else SHIPPED


@cache
def read(place: int) -> tuple[AnsweredCheckIn, Conditions]:
    """Reads a vignette once, and what is known of its person."""
    worry, content = worries()[place], shipped_content()
    answered = read_check_in(check_in_of(worry), content)
    return answered, history_of(answered.session, content, policy_of(worry))


def history_of(session: SessionRecord, content: Content, policy: Policy = SHIPPED) -> Conditions:
    """Gives what is known and not known of a person."""
    return conditions_of(session, content, policy)


def answer(place: int, content: Content | None = None) -> Triage:
    """Answers a vignette, with another content where one is given."""
    answered, history = read(place)
    chosen = policy_of(worries()[place])
    return triage(answered.report, answered.session, history, content or shipped_content(), chosen)


def wrong_in(worry: Worry, answered: Triage) -> list[str]:
    """Gives what did not come out as the vignette says."""
    document, expect = triage_document(answered), worry.expect
    unknown = set(expect) - KNOWN
    assert not unknown, f"unknown expectation {unknown}"
    advice = [one["text"] for one in document["advice"]]
    found = {
        "level": document["level"],
        "provisional": document["provisional"],
        "reassures": document["reassurance"] is not None,
        "notes": [one["about"] for one in document["notes"]],
        "unrecognised": document["unrecognised"],
        "ask_again_day": document["ask_again"]["day"],
        "ask_again_hours": document["ask_again"]["hours"],
    }
    wrong = [f"{key} is {value!r}" for key, value in found.items() if key in expect and expect[key] != value]
    holds = {
        "because": ({one["red_flag"] for one in document["reasons"]}, True),
        "never": ({one["red_flag"] for one in document["reasons"]}, False),
        "asks": ({one["asks"] for one in document["questions"]}, True),
        "watches": ({one["about"] for one in document["watch"]}, True),
        "usual": ({one["sign"] for one in document["expected"]}, True),
        "not_usual": ({one["sign"] for one in document["expected"]}, False),
    }
    for key, (there, is_wanted) in holds.items():
        wrong += [f"{key}: {one}" for one in expect.get(key, ()) if (one in there) is not is_wanted]
    says = {
        "first": expect.get("first", "") in advice[0],
        "advises": any(expect.get("advises", "") in one for one in advice),
        "never_advises": "never_advises" not in expect
        or not any(expect["never_advises"] in one for one in advice),
        "says": expect.get("says", "") in document["says"],
    }
    return wrong + [f"{key}: {advice}" for key, is_said in says.items() if not is_said]
