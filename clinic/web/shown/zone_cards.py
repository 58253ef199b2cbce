"""The card of one zone on the chart: what is set and may be set, what the plan says, what was charted."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.records.models import Session
from clinic.records.queries.chart import Charted
from clinic.web.facemap import zone_name
from clinic.web.forms.session import ENDPOINT_WORDS
from clinic.web.shown.delivered import direction_options, seconds_setting, work_words
from clinic.web.shown.planning import ENDPOINT, STEP_OF_THE_PAGE_MM
from clinic.web.templatetags.needlepoint import mm
from needlepoint.planning.plan import PlannedZone
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import MAX_PASSES

HUNDREDTHS: Final = 100


def card(session: Session, zone: str, planned: PlannedZone | None, charted: Charted | None) -> dict[str, Any]:
    """Give the form of one zone, filled with what was charted, else with what is planned."""
    length = charted.needle_length_mm if charted else planned.needle_length_mm if planned else None
    passes = charted.passes if charted else planned.passes if planned else None
    return {
        "zone": zone,
        "name": zone_name(zone),
        "planned": planned,
        "planned_words": _planned_words(planned),
        "length": "" if length is None else f"{length:.2f}",
        "passes": "" if passes is None else passes,
        "directions": direction_options(charted.directions if charted else ()),
        "contact_seconds": _seconds(planned, charted),
        "endpoints": endpoint_options(charted.endpoint if charted else ()),
        "wanted": [str(ENDPOINT.get(sign, sign)) for sign in (planned.endpoint if planned else ())],
        "note": charted.note if charted else "",
        **setting(session, planned),
    }


def _seconds(planned: PlannedZone | None, charted: Charted | None) -> str:
    seconds = charted.contact_seconds if charted else planned.contact_seconds if planned else None
    return "" if seconds is None else f"{seconds:g}"


def setting(session: Session, planned: PlannedZone | None = None) -> dict[str, Any]:
    """Give the stepper of a needle length the device's own steps."""
    device = shipped_content().device[session.device]
    step = device.step_mm or STEP_OF_THE_PAGE_MM
    most = device.mechanical_maximum_mm
    ceiling = (
        planned.ceiling_mm if planned and planned.ceiling_mm is not None else device.evaluated_maximum_mm
    )
    return {
        "step": f"{step:.2f}",
        "values": ",".join(_own_steps(device.step_mm, most)) if device.step_mm and most else "",
        "most": f"{most:.2f}" if most else "",
        "evaluated_max": "" if ceiling is None else f"{ceiling:.2f}",
        "most_passes": MAX_PASSES,
        "seconds": seconds_setting(session.device),
    }


def _own_steps(step_mm: float, most_mm: float) -> list[str]:
    step, most = round(step_mm * HUNDREDTHS), round(most_mm * HUNDREDTHS)
    return [f"{length / HUNDREDTHS:.2f}" for length in range(step, most + 1, step)]


def endpoint_options(seen: Iterable[str]) -> list[dict[str, Any]]:
    """Give the chips of what may be seen, ticked where it was."""
    ticked = set(seen)
    return [{"value": e, "label": words, "checked": e in ticked} for e, words in ENDPOINT_WORDS.items()]


def _planned_words(planned: PlannedZone | None) -> str:
    if planned is None:
        return _("Not in the plan")
    work = [] if planned.passes is None else [f"× {planned.passes}"]
    work += [] if planned.contact_seconds is None else [f"· {planned.contact_seconds:g} s"]
    return _("Planned %(length)s") % {"length": " ".join([mm(planned.needle_length_mm), *work])}


def charted_words(charted: Charted | None) -> str:
    """Say what was charted for a zone, in one line; nothing where nothing was."""
    if charted is None:
        return ""
    work = work_words(charted.passes, charted.directions, charted.contact_seconds)
    seen = ", ".join(str(ENDPOINT_WORDS[e]).lower() for e in charted.endpoint) or _("endpoint not charted")
    return " · ".join([mm(charted.needle_length_mm), work, seen])
