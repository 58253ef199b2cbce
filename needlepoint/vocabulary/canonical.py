"""One spelling of a value, so that its digest names it for years.

Lengths are written as whole hundredths of a millimetre, because a float's spelling is not a promise. What was measured
finer than that (an epidermis, a channel) keeps its decimals, so that no digest hides a change of it.

A field that came after a value was first stored is marked LATER. It is spelled only where it holds something, so that
what was named before it existed keeps its name.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any

LATER: Mapping[str, bool] = MappingProxyType({"later": True})


def canonical_json(value: object) -> str:
    """Spells a value of dataclasses, mappings, sequences, dates and scalars in one way only."""
    return json.dumps(
        plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(value: object) -> str:
    """Names a value by the SHA-256 of its canonical JSON, as `sha256:…`."""
    return f"sha256:{hashlib.sha256(canonical_json(value).encode()).hexdigest()}"


def plain(value: object, name: str = "") -> Any:
    """Turns a value into what JSON has; `name` is the field that held it."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return hundredths(value) if name.endswith("_mm") else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item, str(key)) for key, item in value.items()}
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name), f.name) for f in fields(value) if is_spelled(value, f)}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def is_spelled(value: object, field: Field[Any]) -> bool:
    """Says whether a field is part of the spelling: a later one only where it holds something."""
    return not field.metadata.get("later") or bool(getattr(value, field.name))


def hundredths(length_mm: float) -> float:
    """Writes a length in hundredths of a millimetre: whole as an integer, finer to a tenth of a micrometre."""
    exact = round(length_mm * 100, 2)
    return round(exact) if exact == round(exact) else exact
