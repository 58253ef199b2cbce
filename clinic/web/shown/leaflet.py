"""Aftercare on two or three sheets of paper: day by day, what to leave out until when, and what to call for.

Nothing is left out of it; what the screen repeats for every line stands here once.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.web.shown.aftercare import LEVELS
from clinic.web.shown.screening import CERTAINTY_WORDS
from needlepoint.aftercare.timeline import Aftercare, DatedInstruction

LETTERS = "abcdefgh"
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def leaflet(aftercare: Aftercare) -> dict[str, Any]:
    """Give the tables of the paper, and the letters by which they say how certain a line is."""
    marks = _marks(aftercare)
    return {
        "do": _by_days(aftercare, "do", marks),
        "avoid": _by_days(aftercare, "avoid", marks),
        "know": _by_days(aftercare, "expect", marks),
        "seen": [
            {"until": end, "each": [one for one in aftercare.course if one.to_on == end]}
            for end in sorted({one.to_on for one in aftercare.course}, key=lambda end: end or date.max)
        ],
        "calls": [_call(aftercare, level, str(title)) for level, title, _tone in LEVELS],
        "marks": [{"mark": mark, "words": CERTAINTY_WORDS[certainty]()} for certainty, mark in marks.items()],
    }


def _by_days(aftercare: Aftercare, kind: str, marks: Mapping[str, str]) -> list[dict[str, Any]]:
    """Gather what holds on the same days, in the order in which it begins and ends."""
    told = [one for one in aftercare.instructions if one.kind == kind]
    told.sort(key=lambda one: (one.from_on, one.to_on or date.max))
    rows: dict[str, list[dict[str, str]]] = {}
    for one in told:
        rows.setdefault(_days(one.from_on, one.to_on), []).append(_line(one, marks))
    return [{"when": when, "each": each} for when, each in rows.items()]


def _marks(aftercare: Aftercare) -> dict[str, str]:
    found = dict.fromkeys(one.certainty for one in aftercare.instructions)
    return dict(zip(found, LETTERS, strict=False))


def _line(one: DatedInstruction, marks: Mapping[str, str]) -> dict[str, str]:
    return {"text": one.text, "mark": marks[one.certainty]}


def _call(aftercare: Aftercare, level: str, title: str) -> dict[str, Any]:
    """Give the signs of a level; what is advised for most of them is said once, above all of them."""
    flags = [flag for flag in aftercare.red_flags if flag.level == level]
    most = max((flag.advice for flag in flags), key=[f.advice for f in flags].count, default="")
    return {
        "title": title,
        "advice": most,
        "groups": [
            {
                "signs": [flag.text for flag in flags if flag.advice == advice],
                "advice": _beyond(advice, most),
            }
            for advice in sorted({f.advice: None for f in flags}, key=lambda each: each != most)
        ],
    }


def _beyond(advice: str, said: str) -> str:
    """Give the sentences that were not said yet."""
    known = SENTENCE_END.split(said)
    return " ".join(sentence for sentence in SENTENCE_END.split(advice) if sentence not in known)


def _days(first: date, last: date | None) -> str:
    """Write days without their year, which the sheet says above."""
    if last is None:
        return _("from %(day)s on") % {"day": date_format(first, "j F")}
    if first == last:
        return date_format(first, "l j F")
    begins = date_format(first, "j" if first.month == last.month else "j F")
    return _("%(first)s to %(last)s") % {"first": begins, "last": date_format(last, "j F")}
