"""Handpieces in the shapes of the components: what is commissioned, what is due, what is missing."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records.models import CommissioningRecord, RecordKind
from clinic.records.queries.commissioning import Commissioned
from clinic.web.templatetags.needlepoint import full_date, mm
from needlepoint.planning.commissioning import ItemStanding
from needlepoint.planning.geometry import Kappa
from needlepoint.protocols.library import shipped_content

ITEMS: Final[dict[str, Promise]] = {
    "stamp": gettext_lazy("Stamp test"),
    "depth": gettext_lazy("Depth check"),
    "service": gettext_lazy("Service"),
}
STANDINGS: Final[dict[str, tuple[Promise, str]]] = {
    "missing": (gettext_lazy("missing"), "warning"),
    "outside": (gettext_lazy("outside tolerance"), "error"),
    "due": (gettext_lazy("due"), "warning"),
    "kept": (gettext_lazy("done"), "success"),
}


def handpiece_card(one: Commissioned) -> dict[str, Any]:
    """Give what a list and a page show of a handpiece."""
    device = shipped_content().device.get(one.handpiece.device)
    return {
        "handpiece": one.handpiece,
        "device": device.name if device else one.handpiece.device,
        "is_used": one.is_used,
        "is_commissioned": one.standing.is_commissioned,
        "items": [_item(item) for item in one.standing.items],
        "shares": [{"cartridge": each.name, **share_words(each.kappa)} for each in one.standing.shares],
    }


def share_words(kappa: Kappa | None) -> dict[str, str]:
    """Say a share of strokes with its spread; nothing where no test counts."""
    if kappa is None:
        return {}
    spread = _("between tests %(low)s to %(high)s") % {"low": f"{kappa.low:.2f}", "high": f"{kappa.high:.2f}"}
    return {
        "mean": f"{kappa.mean:.2f}",
        "tests": str(kappa.tests),
        "spread": spread if kappa.sd is not None else _("spread not known: it takes a second test"),
    }


def record_rows(one: Commissioned) -> list[dict[str, Any]]:
    """List the records of a handpiece, the newest first, each with what corrected it."""
    corrections = {record.corrects_id: record for record in one.records if record.corrects_id}
    return [_record_row(record, corrections.get(record.pk)) for record in one.records]


def _item(item: ItemStanding) -> dict[str, Any]:
    word, tone = STANDINGS[item.standing]
    when = ""
    if item.standing == "due" and item.due_on:
        when = _("since %(day)s") % {"day": full_date(item.due_on)}
    elif item.item == "service" and item.due_on:
        when = _("due again on %(day)s") % {"day": full_date(item.due_on)}
    elif item.standing == "kept" and item.due_on:
        when = _("counts until %(day)s") % {"day": full_date(item.due_on)}
    return {"kind": item.item, "name": ITEMS[item.item], "word": word, "tone": tone, "when": when}


def _record_row(record: CommissioningRecord, correction: CommissioningRecord | None) -> dict[str, Any]:
    return {
        "record": record,
        "name": ITEMS[record.kind],
        "told": _told(record),
        "note": record.content.get("note", ""),
        "signature": record.signature,
        "correction": correction,
        "can_correct": correction is None and not record.is_void,
    }


def _told(record: CommissioningRecord) -> str:
    said = record.content
    if record.is_void:
        return _("The record that it names does not count.")
    if record.kind == RecordKind.STAMP:
        share = f"{said['counted'] / said['expected']:.2f}"
        given = {"cartridge": said["cartridge"], "counted": said["counted"], "share": share}
        return _("%(cartridge)s: %(counted)s holes, a share of %(share)s of the strokes") % given
    if record.kind == RecordKind.DEPTH:
        return _depth_words(said)
    due = said.get("next_due_on")
    served = _("Served by %(by)s") % {"by": said["by"]}
    return served + (_("; due again on %(day)s") % {"day": full_date(due)} if due else "")


def _depth_words(said: dict[str, Any]) -> str:
    pairs = [
        _("set %(set)s, stood out %(stood)s") % {"set": mm(pair[0]), "stood": mm(pair[1])}
        for pair in said["readings"]
    ]
    within = _("within") if said["is_within"] else _("outside")
    assumed = _(", assumed from another pen") if said["is_assumed"] else ""
    held = _("%(within)s the tolerance of %(tolerance)s%(assumed)s") % {
        "within": within,
        "tolerance": mm(said["tolerance_mm"]),
        "assumed": assumed,
    }
    return "; ".join([*pairs, held])
