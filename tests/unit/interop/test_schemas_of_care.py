"""The schemas of plans, sessions and aftercare say what is written and what is taken, no more and no less."""

import copy
import json
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from needlepoint.aftercare.timeline import aftercare_for
from needlepoint.interop.aftercare import aftercare_document
from needlepoint.interop.plan import told_plan
from needlepoint.interop.session import CARTRIDGE_KEYS, NUMBING_KEYS, SESSION_KEYS, ZONE_KEYS, read_session
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.plan import ConstraintReason
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput
from tests.architecture.tree import TREE
from tests.plans import clean_plan

FOLDER = TREE / "docs" / "reference" / "schemas"
CONTENT = shipped_content()
NAMES = ("plan", "session", "aftercare")
SESSION: dict[str, Any] = {
    "schema": "needlepoint/session/1",
    "on": "2026-11-22",
    "device": "skinpen-precision",
    "zones": [
        {
            "zone": "cheek-left",
            "indication": "acne-scars-rolling",
            "needle_length_mm": 0.75,
            "passes": 4,
            "endpoint": "pinpoint-bleeding",
            "note": "calm",
        }
    ],
    "adjuncts": ["saline"],
    "numbing": [
        {
            "product": "lmx4-us",
            "percent": [4],
            "grams": 10,
            "area_cm2": 100,
            "on_at": "2026-11-22T09:00:00+01:00",
            "off_at": "2026-11-22T09:45:00+01:00",
            "removed_by": "Nadia Karim",
        }
    ],
    "cartridges": [{"lot": "A1", "expires_on": "2027-11-22", "is_single_use": True}],
    "number": 1,
    "sessions": 3,
    "interval_days": 30,
    "patient": {"phototype": "IV", "country": "US"},
    "facts": {"herpes-history": "no"},
    "medicines": [],
    "events": [],
    "allergies": [],
}


def schema(name: str) -> dict[str, Any]:
    """Reads a schema."""
    return json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


VALIDATORS = {name: Draft202012Validator(schema(name), format_checker=FormatChecker()) for name in NAMES}


def faults(name: str, document: Any) -> list[str]:
    """Gives what a schema has against a document, as JSON carries it."""
    carried = json.loads(json.dumps(document))
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATORS[name].iter_errors(carried)]


def plans() -> dict[str, dict[str, Any]]:
    """Gives plans of many kinds."""
    made = {device: clean_plan(device=device) for device in CONTENT.device}
    deep = (ConstraintReason(constraint="tips-past-dermis", zone="cheek-left", reason="Deep scars"),)
    made["off-label, with a reason"] = clean_plan(
        needle_lengths_mm={"cheek-left": 2.0}, adjuncts=("prp",), anaesthetic="emla-us", reasons=deep
    )
    made["measured"] = clean_plan(kappa=Kappa(mean=0.5), contact_seconds={"cheek-left": 30})
    for indication in CONTENT.indication:
        concern = {"indication": indication, "zones": ["cheek-left"]}
        made[indication] = clean_plan(case={"concerns": [concern]})
    return {name: told_plan(plan) for name, plan in made.items()}


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_itself_valid(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


def test_every_plan_follows_its_schema_which_names_every_key() -> None:
    named = schema("plan")
    zone = named["$defs"]["zone"]["properties"]
    for name, document in plans().items():
        assert faults("plan", document) == [], name
        assert set(document) == set(named["properties"])
        assert all(set(one) == set(zone) for one in document["zones"])


def test_aftercare_follows_its_schema_which_names_every_key() -> None:
    document = aftercare_document(aftercare_for(read_session(SESSION, CONTENT), CONTENT))
    assert faults("aftercare", document) == []
    assert set(document) == set(schema("aftercare")["properties"])
    assert document["instructions"]
    assert document["red_flags"]


def test_the_schema_of_sessions_takes_what_the_reader_takes() -> None:
    assert faults("session", SESSION) == []
    assert read_session(SESSION, CONTENT).on == date(2026, 11, 22)
    named = schema("session")
    assert set(named["properties"]) == set(SESSION_KEYS)
    for part, keys in (("zone", ZONE_KEYS), ("numbing", NUMBING_KEYS), ("cartridge", CARTRIDGE_KEYS)):
        assert set(named["$defs"][part]["properties"]) == set(keys)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("on",), "22.11.2026"),
        (("colour",), "blue"),
        (("zones",), []),
        (("zones", 0, "needle_length_mm"), 0),
        (("zones", 0, "needle_length_mm"), "0.75"),
        (("zones", 0, "passes"), 0),
        (("zones", 0, "passes"), 51),
        (("zones", 0, "depth"), 1),
        (("numbing", 0, "grams"), -1),
        (("numbing", 0, "grams"), 501),
        (("numbing", 0, "on_at"), "nine"),
        (("cartridges", 0, "is_single_use"), "yes"),
        (("facts",), {"herpes-history": "maybe"}),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(path: tuple[str | int, ...], value: object) -> None:
    wrong: Any = copy.deepcopy(SESSION)
    inner = wrong
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert faults("session", wrong)
    with pytest.raises(BadInput):
        read_session(wrong, CONTENT)


@pytest.mark.parametrize("name", ["plan", "aftercare"])
def test_a_document_that_lost_a_key_is_refused(name: str) -> None:
    session = read_session(SESSION, CONTENT)
    whole = told_plan(clean_plan()) if name == "plan" else aftercare_document(aftercare_for(session, CONTENT))
    for key in whole:
        assert faults(name, {one: value for one, value in whole.items() if one != key}), key
