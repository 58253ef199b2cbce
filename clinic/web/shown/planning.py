"""A plan in the shapes of the components: marks on the face map, zone cards, a calendar, and what still blocks."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records.queries.planning import acknowledgement_of
from clinic.web.facemap import FaceMap, ZoneMark, face_map, zone_name
from clinic.web.shown.density import density_of
from clinic.web.shown.layers import considered_lengths, length_steps, limits, reasons_by_key
from clinic.web.shown.plasma import budget_shown
from clinic.web.shown.skin_section import section_for_card
from clinic.web.shown.sources import sources_of
from needlepoint.planning.plan import Missing, Plan, PlannedZone
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Device
from needlepoint.screening.decision import Verdict

LABEL_STATUS: Final[dict[str, Promise]] = {
    "authorised": gettext_lazy("Authorised"),
    "cleared": gettext_lazy("Cleared"),
    "no-label-read": gettext_lazy("No label was read"),
}
BASIS: Final[dict[str | None, tuple[Promise, str]]] = {
    "evidence": (gettext_lazy("Evidence"), "proceed"),
    "label": (gettext_lazy("Label"), "info"),
    "convention": (gettext_lazy("Convention"), "warning"),
    None: (gettext_lazy("No data"), "neutral"),
}
MISSING: Final[dict[str, Promise]] = {
    "needle_length_mm": gettext_lazy("Needle length"),
    "ceiling_mm": gettext_lazy("Ceiling"),
    "passes": gettext_lazy("Passes"),
    "punctures_per_cm2": gettext_lazy("Punctures per cm²"),
    "layers": gettext_lazy("Layer reached"),
    "sessions": gettext_lazy("Number of sessions"),
    "interval_days": gettext_lazy("Days between sessions"),
    "assess_after_days": gettext_lazy("When the result can be judged"),
    "expected_minutes": gettext_lazy("Minutes for a session"),
}
ENDPOINT: Final[dict[str, Promise]] = {
    "pinpoint-bleeding": gettext_lazy("pinpoint bleeding"),
    "erythema": gettext_lazy("even redness, or a darker tone on brown and black skin"),
    "warmth": gettext_lazy("warmth"),
    "swelling": gettext_lazy("swelling"),
}
ALLOWED: Final[dict[str, tuple[Promise, str]]] = {
    "yes": (gettext_lazy("Allowed"), "success"),
    "gated": (gettext_lazy("Only if"), "warning"),
    "no": (gettext_lazy("Refused"), "error"),
}
# The parts of a plan's page: the id of the heading, a short name, and what of the context it needs.
_WHERE = ("plan-where", gettext_lazy("Where"), "")
_HOW = (
    ("plan-how", gettext_lazy("How deep"), ""),
    ("plan-limits", gettext_lazy("Limits"), "constraints"),
    ("plan-dense", gettext_lazy("How dense"), "density"),
    ("plan-when", gettext_lazy("When"), ""),
)
_VISIT = ("plan-visit", gettext_lazy("One visit"), "")
DRAFT_PARTS: Final = (
    _WHERE,
    ("plan-device", gettext_lazy("Device"), ""),
    *_HOW,
    ("plan-numbing", gettext_lazy("Numbing"), ""),
    ("plan-skin", gettext_lazy("On the skin"), ""),
    _VISIT,
    ("plan-outside", gettext_lazy("Outside the label"), "outside"),
    ("plan-approvals", gettext_lazy("Whose word"), "approvals"),
)
VERSION_PARTS: Final = (
    _WHERE,
    *_HOW,
    _VISIT,
    ("plan-with", gettext_lazy("With what"), ""),
    ("plan-signed", gettext_lazy("Signed"), ""),
)
# Where the device's own step was not read, the buttons go by this; it is a convenience of the page, not a claim.
STEP_OF_THE_PAGE_MM: Final = 0.05
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def plan_map(plan: Plan, zones: Iterable[str], *, read_only: bool = False) -> FaceMap:
    """Draw what is planned where; concerns that are left out stay on the list."""
    by_zone: dict[str, list[PlannedZone]] = {}
    for planned in plan.zones:
        by_zone.setdefault(planned.zone, []).append(planned)
    marks = [_mark(zone, by_zone.get(zone, [])) for zone in dict.fromkeys([*zones, *by_zone])]
    return face_map(
        marks if not read_only else [mark for mark in marks if mark.selected],
        map_id="plan-map",
        legend=_("Zones of this plan"),
        read_only=read_only,
        with_body=not read_only,
    )


def zone_cards(
    plan: Plan,
    lengths: Mapping[str, Any],
    reasons: Mapping[str, str] | None = None,
    seconds: Mapping[str, Any] = NOTHING,
    by_hand: Mapping[str, Any] = NOTHING,
) -> list[dict[str, Any]]:
    """Give one card a zone, `reasons` as they are on the screen.

    lengths, seconds, by_hand : the bound fields, by zone
    """
    device = shipped_content().device[plan.device]
    said = reasons_by_key(plan) if reasons is None else reasons
    fields = seconds if device.kind != "roller" else NOTHING
    return [
        _zone_card(zone, plan, device, lengths.get(zone), said)
        | {"seconds": fields.get(zone), "by_hand": by_hand.get(zone)}
        for zone in plan.zone_ids
    ]


def order_of(plan: Plan) -> dict[str, Any]:
    """Tell in which order the zones are needled, and why; nothing where one zone is planned."""
    order = plan.order
    if order is None or len(order.zones) < 2:
        return {}
    return {
        "zones": [zone_name(zone) for zone in order.zones],
        "last": [zone_name(zone) for zone in order.last],
        "reason": order.reason,
        "sources": sources_of(order.sources),
    }


def contents(shown: Mapping[str, Any], *, is_draft: bool) -> list[dict[str, Any]]:
    """List the parts of a plan's page that there are, with what is still open in them.

    shown : the context of the page
    """
    parts = DRAFT_PARTS if is_draft else VERSION_PARTS
    notes = _open_in_parts(shown) if is_draft else {}
    return [
        {"href": f"#{part}", "label": label, "note": notes.get(part, "")}
        for part, label, needs in parts
        if not needs or shown[needs]
    ]


def _open_in_parts(shown: Mapping[str, Any]) -> dict[str, str]:
    counted = {
        "plan-how": len(shown["open_lengths"]) + len(shown["by_hand"]["zones_unexplained"]),
        "plan-when": int(shown["by_hand"]["is_unexplained"]),
        "plan-outside": sum(not one["is_ticked"] for one in shown["outside"]),
        "plan-approvals": sum(one["is_open"] for one in shown["approvals"]),
    }
    return {part: _("%(n)s open") % {"n": n} for part, n in counted.items() if n}


def device_facts(plan: Plan) -> dict[str, Any]:
    """Tell what is known of the device."""
    device = shipped_content().device[plan.device]
    return {
        "name": device.name,
        "maker": device.maker,
        "status": LABEL_STATUS[device.label_status],
        "tone": "neutral" if device.label_status == "no-label-read" else "proceed",
        "limitation": plan.limitation,
        "evaluated_mm": device.evaluated_maximum_mm,
        "mechanical_mm": device.mechanical_maximum_mm,
        "step_mm": device.step_mm,
        "uses": [use.text for use in device.use],
        "submission": device.submission,
    }


def offered_device(device: Device, verdict: Verdict, *, is_chosen: bool) -> dict[str, Any]:
    """Tell what is known of a device of the catalogue, and what its label adds for this person."""
    return {
        "id": device.id,
        "name": device.name,
        "maker": device.maker,
        "status": LABEL_STATUS[device.label_status],
        "tone": "neutral" if device.label_status == "no-label-read" else "proceed",
        "limitation": device.limitation,
        "uses": [use.text for use in device.use],
        "decision": verdict.decision.value,
        "until": verdict.defer_until,
        "is_chosen": is_chosen,
    }


def numbing(plan: Plan) -> list[dict[str, Any]]:
    """List every numbing product with what is said to it."""
    budgets = {one.product: one for one in plan.anaesthetic.budgets}
    return [
        {
            "id": check.id,
            "name": check.name,
            "allowed": check.allowed,
            "word": ALLOWED[check.allowed][0],
            "tone": ALLOWED[check.allowed][1],
            "reasons": check.reasons,
            "is_planned": check.id == plan.anaesthetic.planned,
            "budget": budgets.get(check.id),
            "bound": budget_shown(budgets.get(check.id)),
            "is_near": check.id == plan.anaesthetic.planned or check.has_label_here is not False,
        }
        for check in plan.anaesthetic.products
    ]


def on_open_skin(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Part the adjuncts into what may be planned and what is refused, each with its reason."""
    listed = [
        {
            "id": check.id,
            "name": check.name,
            "reason": check.reason,
            "gates": check.gates,
            "word": ALLOWED[check.allowed][0],
            "tone": ALLOWED[check.allowed][1],
            "allowed": check.allowed,
            "is_planned": check.is_planned,
        }
        for check in plan.adjuncts
    ]
    return {
        "offered": [each for each in listed if each["allowed"] != "no"],
        "refused": [each for each in listed if each["allowed"] == "no"],
    }


def outside_the_label(plan: Plan, acknowledged: Iterable[str]) -> list[dict[str, Any]]:
    """List what leaves the label, each to be ticked by itself."""
    ticked = set(acknowledged)
    return [
        {
            "value": acknowledgement_of(item),
            "what": item.what,
            "reason": item.reason,
            "label": item.label,
            "is_ticked": acknowledgement_of(item) in ticked,
        }
        for item in plan.off_label
    ]


def missing_words(missing: Iterable[Missing]) -> list[dict[str, Any]]:
    """List what nobody can give, with the reason."""
    return [{"what": MISSING.get(one.what, one.what), "reason": one.reason} for one in missing]


def _mark(zone: str, planned: list[PlannedZone]) -> ZoneMark:
    names = shipped_content().indication
    lengths = [one.needle_length_mm for one in planned if one.needle_length_mm is not None]
    return ZoneMark(
        zone=zone,
        selected=bool(planned),
        planned_length_mm=max(lengths, default=None),
        note=", ".join(names[one.indication].name for one in planned),
    )


def _zone_card(
    zone: str, plan: Plan, device: Device, field: Any, reasons: Mapping[str, str]
) -> dict[str, Any]:
    here = [planned for planned in plan.zones if planned.zone == zone]
    lengths = [one.needle_length_mm for one in here if one.needle_length_mm is not None]
    longest = max(lengths, default=None)
    leading = next((one for one in here if one.needle_length_mm == longest), here[0])
    word, tone = BASIS[leading.basis]
    step = device.step_mm or STEP_OF_THE_PAGE_MM
    return {
        "zone": zone,
        "name": zone_name(zone),
        "field": field,
        "length_mm": longest,
        "basis": word,
        "tone": tone,
        "icon": "question" if leading.basis is None else "",
        "concerns": [_concern(planned) for planned in here],
        "ceiling_mm": leading.ceiling_mm,
        "ceiling_source": leading.ceiling_source,
        "evaluated_mm": leading.ceiling_mm if leading.ceiling_mm is not None else device.evaluated_maximum_mm,
        "length_reason": leading.length_reason if leading.basis != "evidence" else "",
        **section_for_card(leading, plan),
        "density": density_of(leading),
        "limits": limits(here, reasons),
        "lengths": considered_lengths(leading),
        "steps": length_steps(leading),
        "no_length": next((m.reason for m in leading.missing if m.what == "needle_length_mm"), ""),
        "is_above": leading.ceiling_mm is not None and longest is not None and longest > leading.ceiling_mm,
        "step": f"{step:g}",
        "is_step_read": device.step_mm is not None,
        "most": f"{device.mechanical_maximum_mm:g}" if device.mechanical_maximum_mm else "",
        "passes": leading.passes,
        "is_passes_by_hand": leading.passes_by_hand,
        "prescribed": leading.prescribed_per_cm2,
        "endpoint": ", ".join(str(ENDPOINT.get(sign, sign)) for sign in leading.endpoint),
        "endpoint_basis": leading.endpoint_basis,
        "clash": leading.clash.text if leading.clash else "",
        "cautions": dict.fromkeys(caution for one in here for caution in one.cautions),
        "missing": missing_words({m.what: m for one in here for m in one.missing}.values()),
        "sources": sources_of(name for one in here for name in one.sources),
        "certainty": leading.certainty,
    }


def _concern(planned: PlannedZone) -> str:
    return shipped_content().indication[planned.indication].name
