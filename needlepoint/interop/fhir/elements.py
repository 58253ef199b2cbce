"""The elements of a resource, taken out by their type; one of another type makes its resource unreadable.

Dates are taken as written: the day is the day in the time zone of whoever wrote it, and is not converted.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from needlepoint.vocabulary.dates import PartialDate, read_partial_date

Element = Mapping[str, Any]
MOMENT = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T\d{2}:\d{2}.{0,30})?")
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_TEXT = 2_000


class Unreadable(Exception):
    """One resource that is not what its type promises; it is counted and the rest is read."""


class Period(NamedTuple):
    """A beginning and an end, each as far as it is known."""

    start: PartialDate | None = None
    end: PartialDate | None = None


def text_of(element: Element, key: str) -> str | None:
    """Gives a text; a blank one is as if it were absent."""
    value = element.get(key)
    if value is not None and not isinstance(value, str):
        raise Unreadable(key)
    return value.strip()[:LONGEST_TEXT] or None if value else None


def flag_of(element: Element, key: str) -> bool:
    """Gives a flag; an absent one is false."""
    value = element.get(key, False)
    if not isinstance(value, bool):
        raise Unreadable(key)
    return value


def number_of(element: Element, key: str) -> float | None:
    """Gives a number."""
    value = element.get(key)
    if value is not None and type(value) not in (int, float):
        raise Unreadable(key)
    return value


def object_of(element: Element, key: str) -> Element:
    """Gives an inner element; an absent one is empty."""
    value = element.get(key)
    if value is not None and not isinstance(value, Mapping):
        raise Unreadable(key)
    return value or {}


def objects_of(element: Element, key: str) -> tuple[Element, ...]:
    """Gives a list of inner elements; an absent one is empty, and a single one is a list of one."""
    value = element.get(key)
    items = [value] if isinstance(value, Mapping) else [] if value is None else value
    if not isinstance(items, list) or not all(isinstance(one, Mapping) for one in items):
        raise Unreadable(key)
    return tuple(items)


def day_of(element: Element, key: str) -> PartialDate | None:
    """Gives the day of a date or a moment; a year that only stands for "unknown" or "for ever" is no date."""
    value = text_of(element, key)
    if value is None:
        return None
    match = MOMENT.fullmatch(value)
    if match is None or not value.isascii():
        raise Unreadable(key)
    if not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        return None
    found = read_partial_date(match[1])
    if found is None:
        raise Unreadable(key)
    return found


def period_of(element: Element, key: str) -> Period:
    """Gives a period; an end before the beginning is no end."""
    period = object_of(element, key)
    start, end = day_of(period, "start"), day_of(period, "end")
    return Period(start, None if start and end and end.latest < start.earliest else end)


def timing_of(element: Element, stem: str) -> Period:
    """Gives when something took or takes place: `…DateTime`, `…Instant`, `…Period`, `…Timing`."""
    for kind in ("DateTime", "Instant"):
        moment = day_of(element, stem + kind)
        if moment:
            return Period(moment, moment)
    if stem + "Timing" in element:
        return repeated(object_of(element, stem + "Timing"))
    return period_of(element, stem + "Period")


def repeated(timing: Element) -> Period:
    """Gives the bounds of something repeated."""
    return period_of(object_of(timing, "repeat"), "boundsPeriod")
