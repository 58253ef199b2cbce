"""How dense a zone of a plan becomes and what the published density takes, in words for its card."""

from typing import Any

from django.utils.translation import gettext as _

from needlepoint.planning.plan import PlannedDensity, PlannedZone, TargetWork
from needlepoint.protocols.library import shipped_content


def density_of(planned: PlannedZone) -> dict[str, Any]:
    """Give the lines of a card: the density of planned seconds, and the work of the published one."""
    return {
        "planned": "" if planned.density is None else _density_words(planned.density),
        "target": "" if planned.target is None else _target_words(planned.target),
        "note": planned.density_note,
        "is_bound": bool(planned.target and planned.target.is_lower_bound),
    }


def _density_words(density: PlannedDensity) -> str:
    given = {"low": f"{density.low_per_cm2:.0f}", "high": f"{density.high_per_cm2:.0f}"}
    if density.is_upper_bound:
        return _("at most %(high)s per cm²") % given
    if given["low"] == given["high"]:
        return _("%(high)s per cm²") % given
    return _("%(low)s to %(high)s per cm²") % given


def _target_words(target: TargetWork) -> str:
    given = {"density": _whose(target.per_cm2)}
    if target.passes is not None:
        return _("%(density)s takes about %(passes)s passes") % {**given, "passes": f"{target.passes:.0f}"}
    low, high = f"{target.seconds_low:.0f}", f"{target.seconds_high:.0f}"
    seconds = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    given |= {"seconds": seconds, "area": f"{target.area_cm2:g}"}
    if target.is_lower_bound:
        return _("%(density)s takes at least %(seconds)s s on these %(area)s cm²") % given
    return _("%(density)s takes %(seconds)s s on these %(area)s cm²") % given


def _whose(per_cm2: float) -> str:
    """Say whose aim a density is; one that somebody typed carries no source."""
    published = shipped_content().parameter["published-target-density"].value_low
    density = {"density": f"{per_cm2:g}"}
    if per_cm2 == published:
        return _("a trade journal’s aim of %(density)s per cm²") % density
    return _("the wanted %(density)s per cm²") % density
