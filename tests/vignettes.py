"""Reads the vignettes that clinicians can read and write, and lays each over a case in which nothing is wrong."""

import copy
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from needlepoint.interop.case import read_case
from needlepoint.interop.decision import decision_document
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.patient import Facts

FOLDER = Path(__file__).parent / "cases" / "screening"
MERGED = ("patient", "facts")
SCALARS = ("decision", "candidacy", "defer_until", "not_before", "earliest_on", "zones_free")
KNOWN = {*SCALARS, "fires", "never", "silent", "unknown", "asks"}
NOT_IN_CLEAN = {"blood-borne-virus"}
# Devices whose label makes a question of it; their vignettes answer it unless they are about it.
ASKING_DEVICES = {"exceed"}


@dataclass(frozen=True)
class Vignette:
    """One story: what is given, and what must come of it."""

    file: str
    name: str
    rule: str | None
    on: date
    given: dict[str, Any]
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def vignettes(folder: Path = FOLDER) -> list[Vignette]:
    """Reads every vignette of a folder."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            on = case.get("on", date(2026, 11, 22))
            found.append(
                Vignette(path.stem, case["name"], case.get("rule"), on, case.get("given", {}), case["expect"])
            )
    return found


def clean_case() -> dict[str, Any]:
    """Gives a case in which everything was asked and nothing was found."""
    rules = shipped_content().contraindication.values()
    asked = [r.id for r in rules if r.is_asked and not r.is_follow_up and r.id not in NOT_IN_CLEAN]
    return {
        "schema": "needlepoint/case/1",
        "patient": {
            "birth_date": "1991-04-02",
            "sex": "female",
            "can_be_pregnant": "yes",
            "phototype": "III",
            "weight_kg": 61,
            "country": "US",
        },
        "concerns": [
            {
                "indication": "acne-scars-rolling",
                "zones": ["cheek-left", "cheek-right"],
                "severity": "moderate",
            }
        ],
        "facts": dict.fromkeys(asked, "no"),
        "medicines": [],
        "events": [],
        "allergies": [],
    }


def case_of(vignette: Vignette) -> dict[str, Any]:
    """Lays what a vignette gives over the clean case."""
    case = clean_case()
    given = copy.deepcopy(vignette.given)
    given.pop("policy", None)
    without = given.pop("without", [])
    for key, value in given.items():
        case[key] = {**case[key], **value} if key in MERGED else value
    if case.get("device") in ASKING_DEVICES and vignette.rule not in NOT_IN_CLEAN:
        case["facts"] |= dict.fromkeys(NOT_IN_CLEAN - set(case["facts"]), "no")
    for key in without:
        case.pop(key, None)
        case["facts"].pop(key, None)
        case["patient"].pop(key.removeprefix("patient."), None)
    return as_json(case)


def as_json(value: Any) -> Any:
    """Writes TOML dates as JSON has them."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def policy_of(vignette: Vignette) -> Policy:
    """Gives the policy that a vignette chooses."""
    choices = vignette.given.get("policy")
    return Policy(choices=MappingProxyType(dict(choices))) if choices else SHIPPED


def decided(vignette: Vignette) -> dict[str, Any]:
    """Decides a vignette and gives the document."""
    return comes_to(vignette, facts_of(vignette), shipped_content())


def comes_to(vignette: Vignette, facts: Facts, content: Content) -> dict[str, Any]:
    """Decides the facts of a vignette by a content and gives the document."""
    return decision_document(decide(facts, content, policy_of(vignette), on=vignette.on))


def facts_of(vignette: Vignette, content: Content | None = None) -> Facts:
    """Reads the facts of a vignette."""
    return read_case(case_of(vignette), content or shipped_content(), vignette.on)


def spelled(value: object) -> object:
    """TOML has no null: a vignette writes "none"."""
    return None if value == "none" else value.isoformat() if hasattr(value, "isoformat") else value


def complaints(document: Mapping[str, Any], expect: Mapping[str, Any]) -> Iterator[str]:
    """Says what came out otherwise than the vignette was written."""
    if unheard := set(expect) - KNOWN:
        yield f"expects {unheard}, which nobody knows"
    for key in SCALARS:
        if key in expect and document[key] != spelled(expect[key]):
            yield f"{key} is {document[key]}, not {expect[key]}"
    met = [f for f in document["findings"] if f["met"] == "yes"]
    for wanted in expect.get("fires", ()):
        close = [f for f in met if f["rule"] == wanted["rule"]]
        if not any(all(f[k] == spelled(v) for k, v in wanted.items()) for f in close):
            yield f"{wanted} does not fire, but {close}"
    for unwanted in expect.get("never", ()):
        if any(all(f[k] == spelled(v) for k, v in unwanted.items()) for f in met):
            yield f"{unwanted} fires"
    unknown = {f["rule"] for f in document["findings"] if f["met"] == "unknown"}
    yield from (f"{rule} fires" for rule in {f["rule"] for f in met} & set(expect.get("silent", ())))
    yield from (f"{rule} is not unknown" for rule in set(expect.get("unknown", ())) - unknown)
    asked = {question["asks"] for question in document["questions"]}
    yield from (f"{asks} is not asked" for asks in set(expect.get("asks", ())) - asked)
