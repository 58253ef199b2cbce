"""JSON read strictly: what a parser silently keeps, drops or overflows on is refused first.

Refused: duplicate keys, NaN and infinities, numbers that overflow, text that is not UTF-8, lone surrogates, and
depth or size beyond limits.
"""

import json
import math
from typing import Any, NoReturn

from needlepoint.vocabulary.errors import BadInput

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 60
MAX_DIGITS = 30
# What is longer is mostly a health record, full of colons in its texts: it is read pair by pair at once.
SHORT = 2**14


def read_json(raw: bytes | str, name: str = "$") -> Any:
    """Reads one JSON value; raises BadInput with what is wrong."""
    text = decoded(raw, name)
    if not text.strip():
        raise BadInput(name, "must be JSON", "nothing but blanks" if text else None, "write one JSON value")
    try:
        value = parsed(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadInput(
            name, f"must be JSON ({error.msg} at {place})", text[:40], "check that place"
        ) from error
    except RecursionError as error:
        raise too_deep(name) from error
    if text.count("{") + text.count("[") > MAX_DEPTH:
        refuse_depth(value, name)
    refuse_half_characters(value, text, name)
    return value


def parsed(text: str) -> Any:
    """Parses JSON as `json.loads` does, which takes a byte-order mark for a mistake."""
    if text.startswith("\ufeff"):
        raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)
    if len(text) > SHORT:
        return STRICT.decode(text)
    try:
        value, kept = counted(text)
    except (BadInput, json.JSONDecodeError):
        return STRICT.decode(text)
    return value if kept == text.count(":") else STRICT.decode(text)


def counted(text: str) -> tuple[Any, int]:
    """Parses JSON and counts the keys that are kept; as many keys as colons proves that none stood twice.

    Every key has a colon of its own, so where a key stood twice there are more colons than keys. A colon inside
    a text makes more of them too: then nothing is proved, and the text is read pair by pair.
    """
    kept = 0

    def count(one: dict[str, Any]) -> dict[str, Any]:
        nonlocal kept
        kept += len(one)
        return one

    return json.JSONDecoder(object_hook=count, **READERS).decode(text), kept


def decoded(raw: bytes | str, name: str) -> str:
    """Reads UTF-8, with or without a byte-order mark."""
    if len(raw) > MAX_BYTES:
        raise BadInput(
            name, f"must be at most {MAX_BYTES >> 20} MiB", f"{len(raw):,} bytes", "send less at once"
        )
    try:
        if isinstance(raw, bytes):
            return raw.decode("utf-8-sig")
        raw.encode("utf-8")
    except UnicodeError as error:
        raise BadInput(name, "must be UTF-8", raw[:16], "save it as UTF-8") from error
    return raw


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keeps each key once; a second one would silently win."""
    kept = dict(pairs)
    if len(kept) != len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise BadInput(shown(twice), "each key may stand once", "it twice", "keep one of them")
    return kept


def shown(key: str) -> str:
    """Makes a key fit for an error line."""
    return key.encode("ascii", "backslashreplace").decode()[:60]


def refuse_half_characters(value: Any, text: str, name: str) -> None:
    """Refuses half a character, which no file or database could keep; only an escape can spell one."""
    if "\\" not in text or ("\\ud" not in text and "\\uD" not in text):
        return
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        given = text[:40]
        raise BadInput(name, "text must be whole characters", given, "leave out the broken one") from error


def refuse_constant(name: str) -> NoReturn:
    """Refuses NaN and the infinities."""
    raise BadInput("$", "numbers must be finite", name, "leave out what is not known")


def finite(text: str) -> float:
    """Reads a number that a float can hold."""
    number = float(text)
    if not math.isfinite(number):
        raise BadInput("$", "numbers must be finite", text, "leave out what is not known")
    return number


def bounded(text: str) -> int:
    """Reads a whole number of sane length."""
    if len(text) > MAX_DIGITS:
        raise BadInput("$", f"a number has at most {MAX_DIGITS} digits", text, "check the number")
    return int(text)


def refuse_depth(value: Any, name: str) -> None:
    """Refuses nesting beyond the limit, without recursing itself."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for one in level for inner in inside(one)]
        if not level:
            return
    raise too_deep(name)


def inside(value: Any) -> list[Any]:
    """Gives what a container holds that may hold more."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in held if isinstance(one, dict | list)]


def too_deep(name: str) -> BadInput:
    """Words the refusal of depth."""
    return BadInput(name, f"may be nested at most {MAX_DEPTH} deep", "more", "flatten it")


READERS: dict[str, Any] = {"parse_constant": refuse_constant, "parse_float": finite, "parse_int": bounded}
# Made once: `json.loads` with hooks makes a decoder for each text.
STRICT = json.JSONDecoder(object_pairs_hook=once_each, **READERS)
