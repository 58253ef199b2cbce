"""The sheet of a plan that is pinned to the wall: one page, the same settings of several zones in one line.

Limitation: it is a copy of an approved version. It says which, and what is not certain; the plan's page says why.
"""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from clinic.web.facemap import zone_name
from clinic.web.shown.agenda import course_words, schedule_for
from clinic.web.shown.clocks import open_words
from clinic.web.shown.comparison import below_dermis
from clinic.web.shown.constraints import constraint_rows
from clinic.web.shown.density import density_of
from clinic.web.shown.layers import uncertain
from clinic.web.shown.planning import BASIS, ENDPOINT, device_facts, numbing, on_open_skin, plan_map
from clinic.web.templatetags.needlepoint import full_date, mm
from needlepoint.planning.plan import Plan, PlannedZone

# What more there is stands on the plan's page, and the sheet says so: it stays one page whatever the plan holds.
MOST_SETTINGS, MOST_LINES, MOST_LETTERS = 18, 4, 60
MANY_SETTINGS = 4


def sheet_of(plan: Plan) -> dict[str, Any]:
    """Give everything that the sheet says of a plan."""
    whole = plan_map(plan, plan.zone_ids, read_only=True)
    settings = settings_lines(plan)
    return {
        "map": replace(whole, views=whole.views[:1], listed=()),
        "device": device_facts(plan),
        "settings": settings[:MOST_SETTINGS],
        "settings_left": len(settings[MOST_SETTINGS:]),
        "is_full": len(settings) > MANY_SETTINGS,
        "course": course_words(plan),
        "dates": dates_of(plan),
        "limits": shortened(limit_lines(plan)),
        "numbing": numbing_lines(plan),
        "open_skin": [one["name"] for one in on_open_skin(plan)["offered"] if one["is_planned"]],
        "care": shortened([cut(one.name) for one in plan.precautions]),
        "outside": shortened([cut(item.reason) for item in plan.off_label]),
        "uncertain": uncertain(plan),
    }


def settings_lines(plan: Plan) -> list[dict[str, Any]]:
    """Give one line for each setting, with every zone that has it; of several concerns in a zone the longest needle."""
    longest: dict[str, PlannedZone] = {}
    for one in plan.zones:
        if (one.needle_length_mm or 0) >= (getattr(longest.get(one.zone), "needle_length_mm", 0) or 0):
            longest[one.zone] = one
    lines: dict[tuple[str, ...], dict[str, Any]] = {}
    for zone, one in longest.items():
        said = _setting(one)
        lines.setdefault(tuple(said.values()), {**said, "zones": []})["zones"].append(zone_name(zone))
    return list(lines.values())


def limit_lines(plan: Plan) -> list[str]:
    """Say what is not kept, with its reason, and what is not known; what is kept needs no place on a wall."""
    return [_limit(row) for row in constraint_rows(plan) if row["state"] != "kept"]


def dates_of(plan: Plan) -> list[str]:
    """List the first days of the sessions, and when the result can be judged."""
    schedule = schedule_for(plan)
    days = [
        _("Session %(n)s: from %(day)s") % {"n": one.number, "day": full_date(one.on)}
        for one in schedule.sessions
    ]
    if schedule.sessions and (words := open_words(plan, schedule.sessions[0].on)):
        days.append(_("After session 1: %(words)s") % {"words": words})
    if schedule.judged_on:
        days.append(_("Judged: %(day)s") % {"day": full_date(schedule.judged_on)})
    return days


def numbing_lines(plan: Plan) -> list[str]:
    """Say what is planned to numb with, how much its label allows here, and how little open skin takes."""
    planned = next((one for one in numbing(plan) if one["is_planned"]), None)
    if planned is None:
        return [_("None planned.")]
    lines, budget = [planned["name"]], planned["budget"]
    if budget and budget.label_grams is not None:
        lines.append(_("Label: at most %(grams)s g on this area.") % {"grams": f"{budget.label_grams:g}"})
    elif budget:
        lines.append(_("No label that was read gives an amount for this area."))
    if budget:
        grams = {"grams": f"{budget.open_skin_grams:g}"}
        lines.append(
            _("Off before the first puncture: %(grams)s g on open skin reach the limit of an injection.")
            % grams
        )
    return lines


def cut(text: str) -> str:
    """Cut a text that somebody wrote to the room that a line has, and show that it goes on."""
    return text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS].rstrip() + "…"


def shortened(lines: list[str]) -> list[str]:
    """Keep as many lines as have room, and say how many more there are."""
    once = list(dict.fromkeys(lines))
    left = len(once) - MOST_LINES
    return [
        *once[:MOST_LINES],
        *([_("… and %(n)s more on the plan’s page") % {"n": left}] if left > 0 else []),
    ]


def _limit(row: dict[str, Any]) -> str:
    zones = row["zones"]
    where = row["where"] if len(zones) < 3 else _("%(n)s zones") % {"n": len(zones)}
    said = f"{row['word']}: {row['name']} ({where})"
    return " · ".join(filter(None, [said, row["measured"], cut(row["reason"])]))


def _setting(one: PlannedZone) -> dict[str, str]:
    density = density_of(one)
    return {
        "length": mm(one.needle_length_mm),
        "ceiling": mm(one.ceiling_mm),
        "basis": str(BASIS[one.basis][0]),
        "passes": str(one.passes) if one.passes else _("endpoint decides"),
        "density": density["planned"] or density["target"] or "–",
        "endpoint": ", ".join(str(ENDPOINT.get(sign, sign)) for sign in one.endpoint) or "–",
        "below": below_dermis(one),
    }
