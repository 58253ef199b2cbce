"""One spelling of a value, so that its digest names it for years.

Lengths are written as whole hundredths of a millimetre, because a float's spelling is not a promise. What was measured
finer than that (an epidermis, a channel) keeps its decimals, so that no digest hides a change of it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


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
        return {f.name: plain(getattr(value, f.name), f.name) for f in fields(value)}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def hundredths(length_mm: float) -> float:
    """Writes a length in hundredths of a millimetre: whole as an integer, finer to a tenth of a micrometre."""
    exact = round(length_mm * 100, 2)
    return round(exact) if exact == round(exact) else exact
