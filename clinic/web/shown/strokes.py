"""How the passes of a density picture lie: patterns to choose from, and a board on which strokes are drawn."""

from dataclasses import replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.web.facemap import DRAWINGS
from clinic.web.shown.rehearsal import VIEW, address_with
from clinic.web.shown.works import Settings
from needlepoint.planning.patterns import PATTERNS, Pattern

WORDS: Final[dict[Pattern, Promise]] = {
    "crossed": _("Crossed lanes"),
    "straight-glide": _("Straight glide, same lanes"),
    "random": _("At random"),
    "regular": _("Even lattice"),
}


def pattern_choices(settings: Settings) -> list[dict[str, Any]]:
    """Offer the patterns as addresses; of drawn strokes none is the present one."""
    return [
        {
            "label": WORDS[pattern],
            "href": address_with(replace(settings, pattern=pattern, strokes=())),
            "is_chosen": settings.pattern == pattern and not settings.strokes,
        }
        for pattern in PATTERNS
    ]


def drawing_board(settings: Settings) -> dict[str, Any]:
    """Give the drawing with the zones of the work, the strokes on it, and the address to which new ones are added."""
    drawing, zones = DRAWINGS[VIEW], {work.zone for work in settings.works}
    return {
        "drawing": drawing,
        "zones": [zone for zone in drawing.zones if zone.zone in zones and not zone.is_far],
        "strokes": [" ".join(f"{x:g},{y:g}" for x, y in stroke) for stroke in settings.strokes],
        "address": address_with(replace(settings, pattern="crossed", strokes=())),
    }
