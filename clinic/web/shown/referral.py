"""A referral in the shapes of its pages: the reasons with their sources, and what the treatment is for."""

from collections.abc import Iterable
from typing import Any

from clinic.web.facemap import zone_name
from clinic.web.shown.screening import CERTAINTY_WORDS
from clinic.web.shown.sources import sources_of
from needlepoint.protocols.library import shipped_content


def reasons(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the reasons of a letter; a source that the content does not know any more is named by its id."""
    return [
        {
            "name": one["name"],
            "reason": one["reason"],
            "zones": [zone_name(zone) for zone in one["zones"] or ()],
            "certainty": CERTAINTY_WORDS[one["certainty"]]() if one["certainty"] in CERTAINTY_WORDS else "",
            "sources": sources_of(one["sources"]),
        }
        for one in kept
    ]


def considered(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give what the treatment would be for, and where."""
    known = shipped_content().indication
    return [
        {
            "name": known[one["indication"]].name if one["indication"] in known else one["indication"],
            "zones": [zone_name(zone) for zone in one["zones"]],
        }
        for one in kept
    ]
