"""What a visit takes, in words for the plan's page."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.records.models import Plan as PlanRow
from clinic.web.facemap import zone_name
from needlepoint.planning.plan import Plan
from needlepoint.planning.visit import Cost, Prices, Span, Visit, ZoneTime, cost_of, visit_of

COUNTED: Final[dict[str, Promise]] = {
    "planned": gettext_lazy("planned by hand"),
    "density": gettext_lazy("from the density"),
    "not_known": gettext_lazy("not known"),
}


def visit_here(row: PlanRow, plan: Plan) -> dict[str, Any]:
    """Say what one visit of a plan takes, by the prices of its clinic."""
    named = row.patient.clinic.prices
    return visit_for_page(plan, Prices(**named) if named else None)


def visit_for_page(plan: Plan, prices: Prices | None) -> dict[str, Any]:
    """Say what one visit of a plan takes, and what it comes to where the clinic named prices."""
    visit = visit_of(plan)
    cost = cost_of(visit, prices) if prices else None
    return {
        "numbing": _numbing(plan, visit),
        "needling": _needling(visit),
        "cartridges": ngettext("%(n)s at least", "%(n)s at least", visit.cartridges)
        % {"n": visit.cartridges},
        "cost": _cost(cost)
        if cost
        else _("The director has not named prices; only time and counts are told."),
        "assumptions": visit.assumptions,
        "columns": [{"label": _("Zone")}, {"label": _("Seconds"), "number": True}, {"label": _("Counted")}],
        "rows": [_row(zone) for zone in visit.zones],
    }


def _numbing(plan: Plan, visit: Visit) -> str:
    if plan.anaesthetic.planned is None:
        return _("none planned")
    if visit.numbing_minutes is None:
        return _("no time is known of its label")
    return _minutes(visit.numbing_minutes)


def _needling(visit: Visit) -> str:
    if visit.needling_minutes is None:
        return _("not known: the endpoint decides")
    minutes = _minutes(visit.needling_minutes)
    return (
        _("at least %(minutes)s of contact") % {"minutes": minutes}
        if visit.is_lower_bound
        else (_("%(minutes)s of contact") % {"minutes": minutes})
    )


def _cost(cost: Cost) -> str:
    low, high = (f"{cents / 100:.2f}" for cents in (cost.cents.low, cost.cents.high))
    amount = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    given = {"amount": amount, "currency": cost.currency}
    words = _("at least %(amount)s %(currency)s") if cost.is_lower_bound else _("%(amount)s %(currency)s")
    return words % given


def _minutes(span: Span) -> str:
    low, high = f"{span.low:g}", f"{span.high:g}"
    if low == high:
        return _("%(minutes)s min") % {"minutes": low}
    return _("%(low)s to %(high)s min") % {"low": low, "high": high}


def _row(zone: ZoneTime) -> list[str]:
    seconds = "–"
    if zone.seconds is not None:
        low, high = f"{zone.seconds.low:.0f}", f"{zone.seconds.high:.0f}"
        seconds = low if low == high else f"{low}–{high}"
    return [zone_name(zone.zone), seconds, str(COUNTED[zone.counted])]
