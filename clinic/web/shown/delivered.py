"""How a zone was worked and how dense it became, in words: passes, directions, seconds, density, plan sum."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.records.queries.delivered import Delivered
from clinic.web.shown.accumulation import density_words
from needlepoint.planning.accumulation import PunctureSum
from needlepoint.planning.geometry import Density
from needlepoint.protocols.library import shipped_content
from needlepoint.session.density import why_not_known
from needlepoint.session.record import DIRECTIONS, MOST_SECONDS, ZoneRecord

DIRECTION_WORDS: Final = {
    "horizontal": gettext_lazy("Across"),
    "vertical": gettext_lazy("Up and down"),
    "diagonal": gettext_lazy("Diagonal"),
}
# A tap changes the seconds by this much; any number may be typed.
SECONDS_A_TAP: Final = 5


def work_words(passes: int | None, directions: Iterable[str], seconds: float | None) -> str:
    """Say how a zone was worked."""
    counted = ngettext("%(n)s pass", "%(n)s passes", passes or 0) % {"n": passes}
    ways = ", ".join(str(DIRECTION_WORDS.get(one, one)).lower() for one in directions)
    said = [counted if passes else _("passes not charted"), ways]
    said += [seconds_words(seconds)] if seconds else []
    return " · ".join(one for one in said if one)


def seconds_words(seconds: float) -> str:
    """Say how long a pen's needles were on a zone."""
    return _("%(n)s s on the skin") % {"n": f"{seconds:g}"}


def direction_options(taken: Iterable[str]) -> list[dict[str, Any]]:
    """Give the directions as chips."""
    ticked = set(taken)
    return [{"value": one, "label": DIRECTION_WORDS[one], "checked": one in ticked} for one in DIRECTIONS]


def seconds_setting(device: str) -> dict[str, Any]:
    """Give the stepper of seconds, where the work of a device is counted in them."""
    if shipped_content().device[device].kind == "roller":
        return {}
    return {"step": SECONDS_A_TAP, "most": f"{MOST_SECONDS:g}"}


def punctures_words(density: Density | None) -> str:
    """Say how dense a zone became; a bound is called one."""
    if density is None:
        return _("not known")
    low, high = f"{density.low_per_cm2:.0f}", f"{density.high_per_cm2:.0f}"
    if density.is_upper_bound:
        return _("at most %(high)s") % {"high": high}
    return high if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def live_words(
    record: ZoneRecord, device: str, found: Delivered, sums: Mapping[str, PunctureSum]
) -> dict[str, str]:
    """Give the two lines that follow a zone while it is charted: its density, and what it adds up to."""
    density, added = found.densities.get(record.zone), sums.get(record.zone)
    if density is None:
        return {"density": why_not_known(record, device, shipped_content()), "sum": _sum_words(added)}
    basis = (
        ""
        if not density.is_upper_bound
        else _("No stamp test of this handpiece and cartridge counts, so this is a bound.")
    )
    words = _("%(density)s punctures per cm².") % {"density": _capital(punctures_words(density))}
    return {"density": f"{words} {basis}".strip(), "sum": _sum_words(added)}


def _sum_words(added: PunctureSum | None) -> str:
    """Say the plan sum where a session came before within the window; else there is nothing to add to."""
    if added is None or len(added.sessions) < 2:
        return ""
    days = round(shipped_content().parameter["sum-window"].value or 0)
    return _("With the sessions of %(days)s days before: %(sum)s per cm².") % {
        "days": days,
        "sum": density_words(added),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
