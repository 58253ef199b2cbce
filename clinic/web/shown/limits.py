"""What the limits of a policy would stop, in words: zones without any length, and open plans that go beyond."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.queries.limits import Beyond, LimitImpact
from clinic.web.facemap import zone_name
from needlepoint.planning.possible import Impossible, impossible_settings
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content


def limits_for_page(impact: LimitImpact) -> dict[str, Any]:
    """Say what becomes impossible, and which open plans go beyond; nothing where no limit is drawn otherwise."""
    if impact.before == impact.after:
        return {}
    old = impossible_settings(impact.before)
    new = [one for one in impossible_settings(impact.after) if one not in old]
    return {
        "impossible": [impossible_words(one, impact.after) for one in new],
        "looked_at": impact.looked_at,
        "columns": [
            {"label": _("Plan of")},
            {"label": _("Would be stopped in")},
            {"label": _("Would ask for a reason in")},
        ],
        "rows": [_row(one) for one in impact.beyond],
    }


def impossible_words(one: Impossible, content: Content) -> str:
    """Say in a sentence where no length is left, and which limits clash there."""
    limits = "; ".join(
        f"{known.name.lower()} (at most {known.at_most:g} {known.unit})".replace(" )", ")")
        for known in (content.constraint[name] for name in one.constraints)
    )
    return _("With %(device)s no length is left in %(zones)s: even %(shortest)s mm breaks %(limits)s.") % {
        "device": shipped_content().device[one.device].name,
        "zones": "; ".join(zone_name(zone) for zone in one.zones),
        "shortest": f"{one.shortest_mm:g}",
        "limits": limits,
    }


def _row(one: Beyond) -> list[Any]:
    patient = one.plan.patient
    link = {"text": str(patient), "href": reverse("planning", args=[patient.pk])}
    return [link, _zones(one.stopped), _zones(one.asked)]


def _zones(zones: tuple[str, ...]) -> str:
    return "; ".join(zone_name(zone) for zone in zones) or "–"
