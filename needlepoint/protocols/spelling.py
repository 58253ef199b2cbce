"""Writes a policy as the TOML document that `read_policy` reads back to the same value and the same digest.

One block a choice, tightening, loosening, source or rule; what a block holds inside stands on one line, so that two
versions of a policy can be compared line by line.
"""

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from needlepoint.protocols.model.overlay import PolicyFile

BLOCKS = ("choice", "tighten", "loosen", "limit", "source", "rule")


def policy_toml(file: PolicyFile) -> str:
    """Writes a policy."""
    head = [line for line in lines_of(file) if not line.startswith(tuple(f"{name} = " for name in BLOCKS))]
    blocks = [f"\n[[{name}]]\n" + "\n".join(lines_of(one)) for name in BLOCKS for one in getattr(file, name)]
    return "\n".join([*head, *blocks]) + "\n"


def lines_of(value: Any) -> Iterator[str]:
    """Gives one line a field that says something."""
    yield from (f"{one.name} = {spelled(getattr(value, one.name))}" for one in said(value))


def said(value: Any) -> Iterator[Field[Any]]:
    """Gives the fields of a value that say more than their default."""
    for one in fields(value):
        if one.default is MISSING or getattr(value, one.name) != one.default:
            yield one


def spelled(value: Any) -> str:
    """Spells one value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return text(str(value.value))
    if isinstance(value, str):
        return text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(spelled, value))}]"
    return f"{{ {', '.join(lines_of(value))} }}" if is_dataclass(value) else repr(value)


def text(value: str) -> str:
    """Spells text: JSON's escapes are TOML's, but for the one control character that JSON leaves bare."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
