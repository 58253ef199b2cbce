"""TOML values become dataclasses, strictly: nothing is coerced, nothing is ignored, nothing may be empty."""

from datetime import date, datetime
from typing import Any, get_args, get_origin

from cattrs import Converter
from cattrs.v import format_exception as cattrs_words
from cattrs.v import transform_error

from needlepoint.vocabulary.reasons import Decision


class Refused(ValueError):
    """A value that is not what the field holds."""


def refuse_all_but(kind: type, word: str) -> Any:
    """Makes a hook that passes values of exactly this type and refuses every other."""

    def keep(value: object, _: object) -> object:
        if type(value) is not kind:
            raise Refused(f"must be {word}, not {type(value).__name__} {value!r}")
        return value

    return keep


def keep_text(value: object, _: object) -> str:
    """Passes text that says something."""
    if not isinstance(value, str):
        raise Refused(f"must be text, not {type(value).__name__} {value!r}")
    if not value.strip():
        raise Refused("must not be empty")
    return value


def keep_number(value: object, _: object) -> float:
    """Passes a finite number; TOML spells infinity and NaN, and content has no use for them."""
    if type(value) not in (int, float) or abs(float(value)) > 1e9 or value != value:  # type: ignore[arg-type]
        raise Refused(f"must be a number, not {value!r}")
    return float(value)  # type: ignore[arg-type]


def keep_day(value: object, _: object) -> date:
    """Passes a day without a time."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Refused(f"must be a date such as 2027-11-22, not {value!r}")
    return value


def keep_decision(value: object, _: object) -> Decision:
    """Passes one of the six decisions."""
    if not isinstance(value, str) or value not in list(Decision):
        raise Refused(f"must be one of {', '.join(Decision)}, not {value!r}")
    return Decision(value)


def keep_list(converter: Converter, kind: Any) -> Any:
    """Makes a hook for `tuple[X, ...]` that refuses a text where a list is meant."""
    item = get_args(kind)[0]

    def structure(value: object, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Refused(f"must be a list, not {value!r}")
        kept = tuple(converter.structure(one, item) for one in value)
        if len(value) > 1 and all(isinstance(one, str) for one in value) and len(set(value)) < len(value):
            raise Refused(f"names the same thing twice: {value!r}")
        return kept

    return structure


def is_tuple(kind: Any) -> bool:
    """Says whether a type is `tuple[…]`."""
    origin: object = get_origin(kind)
    return origin is tuple


def strict_converter() -> Converter:
    """Gives a converter that refuses unknown keys and every coercion."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, keep_text)
    converter.register_structure_hook(bool, refuse_all_but(bool, "true or false"))
    converter.register_structure_hook(int, refuse_all_but(int, "a whole number"))
    converter.register_structure_hook(float, keep_number)
    converter.register_structure_hook(date, keep_day)
    converter.register_structure_hook(Decision, keep_decision)
    converter.register_structure_hook_factory(is_tuple, lambda kind: keep_list(converter, kind))
    return converter


def problems_of(error: BaseException) -> list[tuple[str, str]]:
    """Lists what a structuring error holds as pairs of key and problem."""
    told = transform_error(error, path="", format_exception=in_our_words)
    split = (line.rpartition(" @ ") for line in told)
    return [(key, problem) for problem, _, key in split]


def in_our_words(error: BaseException, kind: type | None) -> str:
    """Says one structuring error as a sentence."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return cattrs_words(error, kind)
