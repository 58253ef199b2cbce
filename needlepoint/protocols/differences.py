"""Tells what changed between two versions of the content, in words a clinician reads."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from needlepoint.protocols.model import Content

TABLES = (
    "contraindication conflict device indication instruction adjunct anaesthetic red_flag course_of_sign "
    "checklist_item expectation disclosure zone country source "
    "skin_scenario epidermis parameter channel_clock constraint "
    "words_of_sign language triage_level home_product downtime healing_phase incident_guide grade adverse_kind "
    "blood_refusal"
).split()
BOOKKEEPING = {"reviewed_by", "next_review", "evidence", "rows"}


def differences(old: Content, new: Content) -> list[str]:
    """Lists what is new, what is gone and what reads otherwise."""
    return [
        line
        for table in TABLES
        for line in table_differences(table, getattr(old, table), getattr(new, table))
    ]


def table_differences(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Tells of one kind of content."""
    word = table.replace("_", " ")
    yield from (f"New {word}: {title(new[key])}" for key in new if key not in old)
    yield from (f"Gone: {word} {title(old[key])}" for key in old if key not in new)
    for key in new:
        if key in old and old[key] != new[key]:
            yield f"Changed {word}: {title(new[key])}"
            yield from (f"  {line}" for line in value_differences(old[key], new[key], ""))


def title(value: Any) -> str:
    """Names a piece of content."""
    return str(getattr(value, "name", None) or value.id)


def value_differences(old: Any, new: Any, path: str) -> Iterator[str]:
    """Tells which fields read otherwise, down to the smallest."""
    if old == new:
        return
    if is_dataclass(old) and type(old) is type(new):
        for one in fields(old):
            if one.name not in BOOKKEEPING:
                where = f"{path} {one.name.replace('_', ' ')}".strip()
                yield from value_differences(getattr(old, one.name), getattr(new, one.name), where)
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True), start=1):
            yield from value_differences(one, other, f"{path} {place}")
    else:
        yield f"{path}: was {spelled(old)}, is now {spelled(new)}"


def spelled(value: Any) -> str:
    """Spells a value for a reader."""
    if value is None or value == ():
        return "nothing"
    if isinstance(value, tuple):
        return "; ".join(spelled(one) for one in value)
    return title(value) if hasattr(value, "id") else str(value)
