"""Reads the fields of a document one by one; every refusal names the path, the rule, what was given and the remedy."""

import difflib
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, TypeVar

from needlepoint.vocabulary.dates import PartialDate, read_partial_date
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.units import likely_unit

T = TypeVar("T")
MAX_TEXT = 10_000
MAX_ITEMS = 2_000


def as_object(value: Any, path: str, keys: Collection[str]) -> dict[str, Any]:
    """Passes an object whose keys are all known; a key with null is as if it were absent."""
    if not isinstance(value, dict):
        raise BadInput(path, "must be an object", value, "write {…}")
    if not frozenset(keys).issuperset(value):
        key = next(key for key in value if key not in keys)
        raise BadInput(f"{path}.{key[:60]}", "is not a key of this document", key, suggestion(key, keys))
    return {key: one for key, one in value.items() if one is not None} if None in value.values() else value


def suggestion(name: str, known: Iterable[str]) -> str:
    """Says which known name was probably meant."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return (
        f"did you mean {near[0]}?"
        if near
        else f"use one of {', '.join(known[:8])}{' …' if len(known) > 8 else ''}"
    )


def as_list(value: Any, path: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    """Passes a list, each item by its own reader."""
    if not isinstance(value, list):
        raise BadInput(path, "must be a list", value, "write […]")
    if len(value) > MAX_ITEMS:
        raise BadInput(
            path, f"may hold at most {MAX_ITEMS}", f"{len(value)} items", "leave out what is not needed"
        )
    return tuple([read(one, f"{path}[{place}]") for place, one in enumerate(value)])


def as_text(value: Any, path: str) -> str:
    """Passes text that says something."""
    if not isinstance(value, str):
        raise BadInput(path, "must be text", value, 'write it in "…"')
    if not value.strip() or len(value) > MAX_TEXT:
        raise BadInput(
            path, f"must have 1 to {MAX_TEXT} characters", value, "leave the key out where nothing is known"
        )
    return value


def as_choice(value: Any, path: str, choices: Collection[str]) -> Any:
    """Passes one of a few words."""
    if not isinstance(value, str) or value not in choices:
        raise BadInput(
            path, f"must be one of {', '.join(choices)}", value, "choose one, or leave the key out"
        )
    return value


def as_id(value: Any, path: str, known: Collection[str], what: str) -> str:
    """Passes an id that the content has."""
    if not isinstance(value, str) or value not in known:
        article = "an" if what[0] in "aeiou" else "a"
        raise BadInput(path, f"must be the id of {article} {what}", value, suggestion(str(value), known))
    return value


def as_number(value: Any, path: str, low: float, high: float) -> float:
    """Passes a number within what is possible; text and true are no numbers."""
    if type(value) not in (int, float):
        raise BadInput(path, "must be a number", value, "write it without quotes")
    if not low <= value <= high:
        remedy = likely_unit(path, value) + "check the number and its unit"
        raise BadInput(path, f"must be between {low:g} and {high:g}", value, remedy)
    return float(value)


def as_date(value: Any, path: str) -> PartialDate:
    """Passes `YYYY`, `YYYY-MM` or `YYYY-MM-DD` that the calendar has."""
    found = read_partial_date(value) if isinstance(value, str) else None
    if found is None:
        raise BadInput(
            path, "must be a date that exists, from 1900 to 2200", value, "write YYYY-MM-DD, YYYY-MM or YYYY"
        )
    return found


def not_after(when: PartialDate | None, on: date, path: str, rule: str) -> PartialDate | None:
    """Refuses a date that can only lie after the day of screening."""
    if when is not None and when.earliest > on:
        raise BadInput(
            path, f"{rule} after {on.isoformat()}", str(when), "correct the date, or screen for a later day"
        )
    return when
