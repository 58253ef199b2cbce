"""A usual session of a person of whom everything was asked and nothing found, to lay a story over."""

import copy
from typing import Any

from tests.vignettes import as_json, clean_case

PERSON = ("patient", "facts", "medicines", "events", "allergies")
MERGED = ("patient", "facts")


def clean_session() -> dict[str, Any]:
    """Gives a usual session of a person of whom everything was asked and nothing was found."""
    usual = {"indication": "acne-scars-rolling", "needle_length_mm": 1.5, "passes": 4}
    return {
        "schema": "needlepoint/session/1",
        "on": "2026-11-22",
        "device": "skinpen-precision",
        "zones": [{"zone": zone, **usual} for zone in ("cheek-left", "cheek-right")],
        "adjuncts": [],
        "numbing": [],
        **{key: value for key, value in clean_case().items() if key in PERSON},
    }


def session_of(given: dict[str, Any]) -> dict[str, Any]:
    """Lays what a story gives over the clean session."""
    session = clean_session()
    given = copy.deepcopy(given)
    without = given.pop("without", [])
    given.pop("policy", None)
    for key, value in given.items():
        session[key] = {**session[key], **value} if key in MERGED else value
    for key in without:
        session.pop(key, None)
        session.get("facts", {}).pop(key, None)
        session.get("patient", {}).pop(key.removeprefix("patient."), None)
    return as_json(session)
