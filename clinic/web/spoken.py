"""What a report was answered, in the language of the page: found by its English words, as they are stored.

A stored sentence holds a day, a name or a number; it is matched with the form that it was made from, and only the form
is translated. What no catalogue holds, and that is whatever warns of danger, stands in English and is marked so.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from clinic.web.languages import FORMS, answer_sentences, spoken

# `more` is a further sentence and `name` a word of the content: both are looked up by themselves.
_HELD: Final = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
_NAMES: Final = ("name",)


def in_language(text: str) -> SafeString:
    """Give a stored sentence in the language of the page, and in English, marked so, what is not translated."""
    return _said(text) if text and spoken() != "en" else mark_safe(escape(text))  # noqa: S308  escaped here


def _said(text: str) -> SafeString:
    told = gettext(text)
    if told != text:
        return mark_safe(escape(told))  # noqa: S308  escaped here
    return next(_by_form(text), None) or format_html('<span lang="en" dir="ltr">{}</span>', text)


def _by_form(text: str) -> Iterator[SafeString]:
    """Give the sentence by each form that fits and is translated; a name that is not leaves the whole in English."""
    for form, pattern in _patterns():
        found, told = pattern.fullmatch(text), gettext(form)
        if found and told != form and all(_is_known(*one) for one in found.groupdict().items()):
            yield _filled(told, found.groupdict())


def _is_known(held: str, value: str) -> bool:
    return held not in _NAMES or gettext(value) != value


def _filled(told: str, values: dict[str, str]) -> SafeString:
    """Put what a form holds into its translation; every piece is escaped where it is put."""

    def piece(found: re.Match[str]) -> str:
        held = found[1] or found[2]
        if held == "more":
            return _said(values[held])
        value = gettext(values[held]) if held in _NAMES else values[held]
        return format_html("<bdi>{}</bdi>", value)

    return mark_safe(_HELD.sub(piece, escape(told)))  # noqa: S308  its pieces are escaped


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Give the forms that hold something, each with the pattern of what is made from it."""
    forms = [one for one in (*FORMS, *answer_sentences()) if _HELD.search(one)]
    return [(one, re.compile(_pattern(one), re.DOTALL)) for one in forms]


def _pattern(form: str) -> str:
    written, place = "", 0
    for held in _HELD.finditer(form):
        written += re.escape(form[place : held.start()]) + f"(?P<{held[1] or held[2]}>.+?)"
        place = held.end()
    return written + re.escape(form[place:])
