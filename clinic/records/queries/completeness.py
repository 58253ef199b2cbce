"""What a session still lacks before it is signed, in one list: what stops, and what only stays unknown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clinic.records.models import EntryWhat
from clinic.records.queries.blood import BLOOD_DISCARDED
from clinic.records.queries.chart import Charted, deviations_of, record_of, unexplained
from clinic.records.queries.readiness import Before
from needlepoint.protocols.library import shipped_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is missing. place : the id of where it is settled.

    on_chart, in_blood : on the page of the chart, or of blood
    """

    text: str
    place: str
    on_chart: bool = False
    in_blood: bool = False
    stops: bool = True


def missing_in(before: Before) -> list[Missing]:
    """List it, what stops the signature first."""
    return sorted(_found(before), key=lambda one: not one.stops)


def _found(before: Before) -> Iterator[Missing]:
    record = record_of(before.session, before.chart)
    for one in unexplained(deviations_of(before.session, record), before.chart):
        yield Missing(text=_("Say why: %(what)s") % {"what": one.text}, place="differs")
    for block in before.open_after():
        item = block.id.removeprefix("checklist:")
        if block.id == "blood-open" or item == BLOOD_DISCARDED:
            yield Missing(text=block.text, place="blood", in_blood=True)
            continue
        is_limit = block.id.startswith(("limit:", "handpiece:"))
        yield Missing(text=block.text, place="limits" if is_limit else f"id_item-{item}")
    if any(line.off_at is None for line in before.chart.numbing):
        text = _("Numbing cream is still on the skin, as far as the ledger says. Take it off.")
        yield Missing(text=text, place="numbing", on_chart=True)
    for zone in before.chart.zones.values():
        yield from _of_zone(zone)
    yield from _without_lot(before)


def _of_zone(zone: Charted) -> Iterator[Missing]:
    said = {
        _("needle length"): zone.needle_length_mm,
        _("passes"): zone.passes,
        _("endpoint"): zone.endpoint,
    }
    missing = ", ".join(name for name, value in said.items() if not value)
    if missing:
        name = shipped_content().zone[zone.zone].name
        text = _("%(zone)s: not charted: %(what)s.") % {"zone": name, "what": missing}
        yield Missing(text=text, place=f"zone-{zone.zone}", on_chart=True, stops=False)


def _without_lot(before: Before) -> Iterator[Missing]:
    known: dict[str, Any] = {**shipped_content().adjunct, **shipped_content().anaesthetic}
    for what, key in ((EntryWhat.ADJUNCT, "adjunct"), (EntryWhat.NUMBING_ON, "product")):
        for entry in before.chart.of(what):
            if not entry.content.get("lot") and not entry.content.get("is_home"):
                name = known[entry.content[key]].name if entry.content[key] in known else entry.content[key]
                text = _("%(name)s: its lot is not recorded, so that a look-back by lot would not find it.")
                yield Missing(text=text % {"name": name}, place="on-skin", on_chart=True, stops=False)
