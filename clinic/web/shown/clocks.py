"""How long a plan leaves the skin open: three clocks that disagree, as a table, and what makes it longer.

Limitation: no clock was measured after a pen, and only one on a face. It is told until when the skin may be open,
never that it is closed.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.web.facemap import zone_name
from clinic.web.shown.sources import sources_of
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.planning.channels import last_open_day
from needlepoint.planning.plan import Plan, PlannedClock
from needlepoint.protocols.library import shipped_content

# What keeps the skin open longer than the table says, and what is assumed of everybody.
LONGER: Final = (
    "closure-occluded",
    "closure-anti-inflammatory",
    "closure-age",
    "closure-phototype-reading",
    "closure-residual",
)
WATER: Final = "water-barrier"


def clocks_of(plan: Plan) -> dict[str, Any]:
    """Give the table of the clocks with everything that stands behind it; nothing for a plan that has none."""
    rows = _rows(plan)
    if not rows:
        return {}
    content = shipped_content()
    known = [content.channel_clock[name] for name in dict.fromkeys(row["clock"] for row in rows)]
    longer = [content.parameter[name] for name in LONGER]
    return {
        "rows": rows,
        "columns": [
            {"label": _("Clock")},
            {"label": _("Half, hours"), "number": True},
            {"label": _("19 of 20, hours"), "number": True},
            {"label": _("Where")},
            {"label": _("Measured")},
        ],
        "cells": [[row["name"], row["p50"], row["p95"], row["where"], row["site"]] for row in rows],
        "texts": [one.text for one in known],
        "longer": [one.text for one in longer],
        "sources": sources_of(source for one in (*known, *longer) for source in one.sources),
    }


def open_words(plan: Plan, on: date) -> str:
    """Say until when the skin may be open after a session on a day; nothing where no clock says anything."""
    clocks = [clock for zone in plan.zones for clock in zone.clocks]
    if not clocks:
        return ""
    slowest = max(clocks, key=lambda one: (one.p95_hours, one.p50_hours))
    late = full_date(last_open_day(on, slowest.p95_hours))
    water = max((one.p50_hours for one in clocks if one.clock == WATER), default=None)
    if water is None:
        return _("Skin may be open until %(day)s.") % {"day": late}
    given = {"day": late, "water": full_date(last_open_day(on, water))}
    return _("Skin may be open until %(day)s; the water barrier of half of people until %(water)s.") % given


def _rows(plan: Plan) -> list[dict[str, Any]]:
    """List each clock with its hours; zones with the same share a line."""
    rows: dict[PlannedClock, list[str]] = {}
    for zone in plan.zones:
        for clock in zone.clocks:
            rows.setdefault(clock, []).append(zone_name(zone.zone))
    listed = [
        {
            "clock": clock.clock,
            "name": clock.name,
            "p50": f"{clock.p50_hours:.1f}" if clock.p50_hours < 10 else f"{clock.p50_hours:.0f}",
            "p95": f"{clock.p95_hours:.0f}",
            "zones": list(dict.fromkeys(zones)),
            "site": _("nearest place: %(site)s") % {"site": clock.site}
            if clock.site
            else _("see what was measured"),
        }
        for clock, zones in rows.items()
    ]
    return _placed(listed, len(plan.zone_ids))


def _placed(rows: Iterable[dict[str, Any]], zones: int) -> list[dict[str, Any]]:
    order = list(shipped_content().channel_clock)
    placed = [
        row | {"where": _("all zones") if len(row["zones"]) == zones > 1 else "; ".join(row["zones"])}
        for row in rows
    ]
    return sorted(placed, key=lambda row: order.index(row["clock"]))
