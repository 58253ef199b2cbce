"""The line of healing as it is drawn: three phases side by side, where the skin is today, and the first reading."""

from datetime import date
from typing import Any, Final

from clinic.web.languages import in_words
from clinic.web.shown.screening import CERTAINTY_WORDS
from clinic.web.shown.sources import sources_of
from needlepoint.aftercare.healing import DatedPhase, healing_line
from needlepoint.aftercare.timeline import Aftercare
from needlepoint.protocols.library import shipped_content

# Each phase is drawn as wide as the others, in steps of the drawing: to scale, the first days would not be seen.
WIDTH: Final = 100


def line_for_page(aftercare: Aftercare, on: date) -> dict[str, Any]:
    """Give the line for a day: the phases with their dates, and the places of that day and of the first reading."""
    phases = healing_line(aftercare.on, shipped_content())
    first_on = aftercare.first_reading.first_on
    shown = [_phase(one, place, on) for place, one in enumerate(phases)]
    return {
        "phases": shown,
        "groups": [{"each": shown}],
        "here": place_of(phases, on),
        "reading": place_of(phases, first_on) if first_on else None,
        "first_on": first_on,
        "is_over": on >= phases[-1].to_on,
        "is_early": first_on is not None and on < first_on,
        "is_estimate": aftercare.first_reading.is_estimate,
        "width": WIDTH * len(phases),
    }


def place_of(phases: tuple[DatedPhase, ...], day: date) -> int:
    """Give where a day stands on the drawing, in its steps from the beginning."""
    return round(WIDTH * sum(one.fraction_on(day) for one in phases))


def _phase(one: DatedPhase, place: int, on: date) -> dict[str, Any]:
    return {
        "name": in_words(one.name),
        "text": in_words(one.text),
        "from_on": one.from_on,
        "to_on": one.to_on,
        "is_now": one.is_on(on),
        "x": place * WIDTH,
        "certainty": CERTAINTY_WORDS[one.certainty](),
        "sources": sources_of(one.sources),
    }
