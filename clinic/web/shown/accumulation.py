"""The plan sum for the page: what signed sessions add up to in each zone, in total and within the window, dated."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.records.queries.accumulation import PastDoses
from clinic.web.facemap import zone_name
from clinic.web.shown.layers import LAYERS, percent
from clinic.web.templatetags.needlepoint import full_date, mm
from needlepoint.planning.accumulation import DatedDose, InjuredSum, PunctureSum, ZoneSum, accumulate
from needlepoint.protocols.library import shipped_content

NOTHING: Final = "–"
# The drawing's own units: the line of days, with room at both ends for a mark.
LINE_WIDTH, EDGE = 300.0, 8.0


def sums_for_page(past: PastDoses, on: date) -> list[dict[str, Any]]:
    """Give one card a zone: a line of days, the sums in words, and injured shares by layer and reading."""
    content = shipped_content()
    return [
        _card(one, [d for d in past.doses if d.dose.setting.zone == one.zone], on)
        for one in accumulate(past.doses, on, content)
    ]


def _card(whole: ZoneSum, doses: list[DatedDose], on: date) -> dict[str, Any]:
    recent = [one for one in doses if on - timedelta(days=whole.window_days) <= one.on <= on]
    lately = next(iter(accumulate(recent, on, shipped_content())), None)
    return {
        "zone": whole.zone,
        "name": zone_name(whole.zone),
        "window_days": whole.window_days,
        "line": line_of_days([one.on for one in doses], on, whole.window_days),
        "sessions": [_session(one, on) for one in doses],
        "rows": [
            [_("Sessions"), str(len(whole.total.sessions)), str(len(whole.within.sessions))],
            [_("Punctures per cm²"), density_words(whole.total), density_words(whole.within)],
            [
                _("Longest needle"),
                mm(whole.longest_needle_mm),
                mm(lately.longest_needle_mm) if lately else NOTHING,
            ],
            [_("Nine of ten punctures end"), _depth(whole), _depth(lately)],
        ],
        "busiest": _busiest(whole),
        "injured": _injured(whole.injured, lately.injured if lately else ()),
        "assumption": whole.assumption,
    }


def days_since(day: date, on: date) -> str:
    """Say how many days ago a session was."""
    days = (on - day).days
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days} if days > 0 else _("today")


def density_words(found: PunctureSum) -> str:
    """Say how many punctures; what is not known is told, never counted as none."""
    if not found.sessions:
        return _("none")
    unknown = len(found.unknown)
    missing = ngettext("%(n)s session not known", "%(n)s sessions not known", unknown) % {"n": unknown}
    if unknown == len(found.sessions):
        return _("not known")
    number = f"{found.high_per_cm2:.0f}"
    said = _("at most %(number)s") % {"number": number} if found.is_upper_bound else number
    return f"{said}; {missing}" if unknown else said


def line_of_days(days: Iterable[date], on: date, window_days: int) -> dict[str, Any]:
    """Place sessions on a line from the first of them, or the beginning of the window, to the day asked about."""
    given = sorted(days)
    first = min([*given, on - timedelta(days=window_days)])
    last = max([*given, on])
    length = max((last - first).days, 1)

    def x_of(day: date) -> float:
        return round(EDGE + (day - first).days / length * (LINE_WIDTH - 2 * EDGE), 1)

    return {
        "marks": [{"x": x_of(day), "day": full_date(day)} for day in given],
        "window_x": x_of(on - timedelta(days=window_days)),
        "window_width": round(x_of(on) - x_of(on - timedelta(days=window_days)), 1),
        "first": full_date(first),
        "last": full_date(last),
    }


def _session(one: DatedDose, on: date) -> dict[str, str]:
    setting, density = one.dose.setting, one.dose.density
    return {
        "day": full_date(one.on),
        "since": days_since(one.on, on),
        "device": shipped_content().device[setting.device].name,
        "length": mm(setting.needle_length_mm),
        "density": _("not known") if density is None else f"{density.per_cm2:.0f}",
    }


def _depth(found: ZoneSum | None) -> str:
    if found is None or found.depth is None:
        return _("not known") if found else NOTHING
    given = {"low": mm(found.depth.p05_mm), "high": mm(found.depth.p95_mm)}
    return _("%(low)s to %(high)s deep") % given


def _busiest(whole: ZoneSum) -> str:
    days = whole.busiest.sessions
    if len(days) < 2:
        return ""
    given = {"n": len(days), "first": full_date(days[0]), "last": full_date(days[-1])}
    return _("Most within one window: %(n)s sessions, %(first)s to %(last)s.") % given


def _injured(total: tuple[InjuredSum, ...], lately: tuple[InjuredSum, ...]) -> list[dict[str, Any]]:
    """Give a table a reading of the skin: each layer in total and within the window."""
    recent = {one.scenario: one.fractions for one in lately}
    return [
        {
            "scenario": one.scenario,
            "rows": [
                [
                    str(word),
                    percent(getattr(one.fractions, layer, None)),
                    percent(getattr(recent.get(one.scenario), layer, None)) if lately else NOTHING,
                ]
                for layer, word in LAYERS.items()
                if hasattr(one.fractions, layer)
            ],
        }
        for one in total
    ]
