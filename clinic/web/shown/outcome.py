"""The outcome visit in words: today beside before, from which day on, and what nobody knows of keeping it."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.records.models import OutcomeVisit
from clinic.records.queries.outcome import Standing
from clinic.web.shown.sources import sources_of
from needlepoint.protocols.library import shipped_content

SHOWN_AT: Final = "outcomes"


def page_of(standing: Standing, today: date) -> dict[str, Any]:
    """Give the page: what was said before the course, each visit beside it, and whether one can be held today."""
    window = standing.window
    return {
        "standing": standing,
        "window": window,
        "is_open": window.is_open(today),
        "days_left": (window.first_on - today).days,
        "sources": sources_of(window.sources),
        "visits": [visit_line(one) for one in standing.visits],
        "closing": standing.closing,
        "uncertain": not_known(),
    }


def visit_line(visit: OutcomeVisit) -> dict[str, Any]:
    """Give one visit: the two numbers, and how far apart they are; a difference is no measurement."""
    return {"visit": visit, "difference": difference(visit)}


def difference(visit: OutcomeVisit) -> str:
    """Say how the number of today stands to the one of before, without calling it a success."""
    if visit.baseline is None:
        return _("There is nothing from before the course to look at it beside.")
    before, now = visit.baseline.rating, visit.rating
    told = {"before": before, "now": now}
    if now == before:
        return _("%(now)s of 10, as before the course.") % told
    return _("%(now)s of 10; before the course it was %(before)s.") % told


def not_known() -> list[str]:
    """Give what nobody knows of the time after a series."""
    return [gap.text for gap in shipped_content().gap.values() if SHOWN_AT in gap.shown_at]
