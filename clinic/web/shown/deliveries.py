"""What tablets delivered and somebody must settle, in words."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records.models import Delivery, DeliveryOutcome, Session, SessionState
from clinic.web.facemap import zone_name
from clinic.web.forms.session import ENDPOINT_WORDS
from clinic.web.shown import marks
from clinic.web.shown.delivered import DIRECTION_WORDS, seconds_words
from clinic.web.templatetags.needlepoint import mm

DEEDS = {
    "as-planned": gettext_lazy("All zones as planned"),
    "as-last-time": gettext_lazy("All zones as last time"),
    "stop": gettext_lazy("The patient asked to stop"),
    "mark-off": gettext_lazy("A mark taken off the drawing"),
}
MAY_BE_TAKEN = (DeliveryOutcome.CONFLICT, DeliveryOutcome.LATE)


def listed(rows: Iterable[Delivery], here: Session | None = None) -> list[dict[str, Any]]:
    """Give each delivery that must be settled with what was charted, by whom, and what can be done.

    here : the session on whose page it is shown; it may be the one in which the item was used first
    """
    return [_question(one, here) for one in rows]


def _question(one: Delivery, here: Session | None) -> dict[str, Any]:
    session = one.session
    is_here = here is None or session.pk == here.pk
    return {
        "said": said(one),
        "sentence": one.sentence,
        "outcome": one.get_outcome_display(),
        "tone": "error" if one.outcome == DeliveryOutcome.CLASH else "warning",
        "by": one.by_name,
        "when": when(one),
        "is_unverified": one.outcome == DeliveryOutcome.CLASH or one.deed == "cartridge",
        "is_elsewhere": not is_here,
        "href": reverse("session_record", args=[session.pk]),
        "first_href": _first_href(one, here),
        "settle_href": reverse("settle_delivery", args=[session.pk, one.pk]) if is_here else "",
        "may_take": session.state == SessionState.IN_PROGRESS and one.outcome in MAY_BE_TAKEN,
        "is_signed": session.state == SessionState.SIGNED,
        "amend_href": reverse("amend_session", args=[session.pk]),
        "reason_id": f"reason-{one.pk}",
    }


def settled(one: Delivery) -> dict[str, Any]:
    """Give what became of a delivery that met something else."""
    return {
        "said": said(one),
        "choice": one.settlement.get_choice_display(),
        "reason": one.settlement.reason,
        "by": one.settlement.by_name,
        "when": when(one),
    }


def _first_href(one: Delivery, here: Session | None) -> str:
    first = one.first_use
    if first is None or first.session_id is None or (here is not None and first.session_id == here.pk):
        return ""
    if first.clinic_id != one.clinic_id:
        return ""
    return reverse("session_record", args=[first.session_id])


def when(one: Delivery) -> str:
    """Say when something was charted, and when it came."""
    came = _time(one.created_at)
    if one.charted_at is None:
        return _("came at %(came)s; the tablet’s clock does not tell when it was charted") % {"came": came}
    at = _time(one.charted_at)
    return _("charted at %(at)s, came at %(came)s") % {"at": at, "came": came}


def _time(at: Any) -> str:
    return date_format(timezone.localtime(at), "H:i")


def said(one: Delivery) -> str:
    """Say what was charted, as whoever charted it would say it."""
    content = one.content
    if "typed" in content:
        return ", ".join(f"{name}: {value}" for name, value in content["typed"] if value)
    if one.deed == "cartridge":
        return _("Cartridge: %(code)s") % {"code": content.get("scan") or content.get("lot")}
    if one.deed == "take-out":
        return _("%(zone)s: not treated after all") % {"zone": zone_name(content["zone"])}
    if one.deed == "mark":
        return marks.said_of(content)
    if one.deed == "chart":
        return "; ".join(_zone(setting) for setting in content["zones"])
    return str(DEEDS.get(one.deed, one.deed))


def _zone(setting: dict[str, Any]) -> str:
    seen = [str(ENDPOINT_WORDS.get(sign, sign)).lower() for sign in setting["endpoint"] or ()]
    passes = _("× %(n)s") % {"n": setting["passes"]} if setting["passes"] else ""
    seconds = seconds_words(setting["contact_seconds"]) if setting.get("contact_seconds") else ""
    ways = ", ".join(str(DIRECTION_WORDS.get(one, one)).lower() for one in setting.get("directions") or ())
    length = mm(setting["needle_length_mm"]) if setting["needle_length_mm"] is not None else ""
    words = [
        " ".join(part for part in (length, passes) if part),
        ways,
        seconds,
        ", ".join(seen),
        setting["note"] or "",
    ]
    return f"{zone_name(setting['zone'])}: {' · '.join(word for word in words if word)}"
