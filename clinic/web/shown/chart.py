"""A session as it is charted, signed and kept, in the shapes of the components: zone cards, maps, what differs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import Delivery, EntryWhat, Session
from clinic.records.queries.blood import SessionBlood, own_blood_planned
from clinic.records.queries.chart import (
    Chart,
    Charted,
    deviations_of,
    key_of,
    planned_zones,
    record_of,
    treatment_of,
)
from clinic.records.queries.completeness import missing_in
from clinic.records.queries.delivered import (
    Delivered,
    delivered_in,
    delivered_signed,
    handpieces_in_hand,
    sums_with,
)
from clinic.records.queries.deliveries import met_in, questions_of
from clinic.records.queries.numbing import gate_of_chart
from clinic.records.queries.readiness import Before
from clinic.records.queries.session import last_time
from clinic.records.queries.signed import cosignature_of
from clinic.web.facemap import ZoneMark, face_map, zone_name
from clinic.web.forms.session import (
    ENDPOINT_WORDS,
    IDENTIFIER_WORDS,
    PACK_WORDS,
    CartridgeForm,
    HandpieceForm,
    TimeOutForm,
)
from clinic.web.shown import marks
from clinic.web.shown.blood import STEP_WORDS, section
from clinic.web.shown.delivered import (
    direction_options,
    live_words,
    punctures_words,
    work_words,
)
from clinic.web.shown.deliveries import listed, settled, when
from clinic.web.shown.layers import uncertain
from clinic.web.shown.numbing import ledger
from clinic.web.shown.session import (
    block_for_page,
    cartridge_lines,
    has_failed,
    lines_for_page,
    steps,
    stop_lines,
    undo_word,
)
from clinic.web.shown.uncertainty import of_delivery
from clinic.web.shown.zone_cards import card, charted_words, endpoint_options, setting
from clinic.web.templatetags.needlepoint import mm
from needlepoint.planning.geometry import Density
from needlepoint.planning.plan import PlannedZone
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import SessionRecord
from needlepoint.session.verification import Deviation

# The log tells these in the words in which they were kept.
TOLD_IN_WORDS: Final = (EntryWhat.REFUSED, EntryWhat.BLOOD, EntryWhat.NO_BLOOD)


REASONS: Final = (
    gettext_lazy("Endpoint came sooner or later"),
    gettext_lazy("Skin looked different today"),
    gettext_lazy("Pain"),
    gettext_lazy("The patient wished it"),
    gettext_lazy("Device or cartridge"),
    gettext_lazy("Clinical judgement"),
)


def chart(session: Session, charted: Chart) -> dict[str, Any]:
    """Gather the chart: zone cards, what differs, the map, the ledger, and what undo would take back."""
    planned, zones = planned_zones(treatment_of(session)), charted.zones
    shown = live(session, charted)
    left = next((zone for zone in planned if zone not in zones), "")
    return {
        **shown,
        "first_open": {"zone": left, "name": zone_name(left)} if left else None,
        "questions": listed(questions_of([session]), session),
        "cards": [
            card(session, one["zone"], planned.get(one["zone"]), zones.get(one["zone"])) | one
            for one in shown["cards"]
        ],
        "uncertain": uncertain(treatment_of(session)),
        "has_last_time": bool(set(last_time(session.patient)) & set(planned)),
        "stops": stop_lines(charted),
        "cartridges": cartridge_lines(charted),
        "cartridge_form": CartridgeForm(),
        "handpiece_form": HandpieceForm(),
        "handpiece": charted.handpiece,
        "adjuncts": [_adjunct_name(one) for one in charted.adjuncts],
        "adjunct_choices": _adjunct_choices(session),
        "packs": [{"value": value, "label": words} for value, words in PACK_WORDS.items()],
        "patch_tests": [
            {"value": "negative", "label": _("Patch test negative")},
            {"value": "positive", "label": _("Patch test positive")},
        ],
        "refused": [entry.content["text"] for entry in charted.of(EntryWhat.REFUSED)],
        **section(session, SessionBlood(session, charted) if own_blood_planned(session) else None),
        **ledger(session, charted, gate_of_chart(session, charted, clock.now())),
    }


def live(session: Session, charted: Chart) -> dict[str, Any]:
    """Gather what an entry changes on a chart that is open: what is said of each zone, what differs, the map, undo."""
    record = record_of(session, charted)
    deviations = deviations_of(session, record)
    planned, zones = planned_zones(treatment_of(session)), charted.zones
    differing = {one.zone for one in deviations if one.kind != "zone-missed"}
    said = _said_of_zones(session, charted, record)
    shown = [*planned, *(zone for zone in zones if zone not in planned)]
    return {
        "sequence": len(charted.log),
        "cards": [
            {"zone": zone, "said": charted_words(zones.get(zone)), **said.get(zone, {})} for zone in shown
        ],
        "charted_count": len([zone for zone in planned if zone in zones]),
        "planned_count": len(planned),
        "deviations": [_deviation(one, charted) for one in deviations if _is_told(one, zones)],
        "map": marks.with_marks(_map(planned, zones, differing), charted),
        "marks": marks.board(charted),
        "bulk": setting(session),
        "endpoints": endpoint_options(()),
        "directions": direction_options(()),
        "undo": undo_word(charted),
    }


def _said_of_zones(session: Session, charted: Chart, record: SessionRecord) -> dict[str, dict[str, str]]:
    """Give the density of every charted zone and what it adds up to, as they stand after this entry."""
    found = delivered_in(session, charted, handpieces_in_hand(session, charted))
    sums = sums_with(session, found, session.patient)
    return {one.zone: live_words(one, session.device, found, sums) for one in record.zones}


def _is_told(deviation: Deviation, zones: Mapping[str, Charted]) -> bool:
    """Leave out zones that are simply not charted yet; the signature asks about them."""
    return deviation.kind != "zone-missed" and (bool(zones) or deviation.kind == "device")


def _deviation(deviation: Deviation, charted: Chart) -> dict[str, Any]:
    key = key_of(deviation)
    return {
        "key": key,
        "text": deviation.text,
        "needs_reason": deviation.needs_reason,
        "reason": charted.reasons.get(key, ""),
        "reasons": REASONS,
    }


def _map(planned: Mapping[str, PlannedZone], zones: Mapping[str, Charted], differing: set[str | None]) -> Any:
    shown = _delivered_marks(planned, zones, differing)
    return face_map(shown, map_id="chart-map", legend=_("Zones to chart together"))


def _adjunct_name(adjunct: str) -> str:
    known = shipped_content().adjunct.get(adjunct)
    return known.name if known else adjunct


def _adjunct_choices(session: Session) -> list[dict[str, str]]:
    """Offer what is open to everybody, and what the plan names; everything else is typed and checked."""
    planned = treatment_of(session).planned_adjuncts
    known = shipped_content().adjunct.values()
    may = [one for one in known if one.allowed == "yes" or (one.allowed == "gated" and one.id in planned)]
    # What is made of their own blood goes on from its own page alone.
    offered = [one for one in may if not one.is_own_blood]
    return [{"id": one.id, "name": one.name, "gates": "; ".join(one.gates)} for one in offered]


def signing(actor: Actor, before: Before, after: TimeOutForm) -> dict[str, Any]:
    """Gather what is signed: what was delivered, what differs, and the lines after the last puncture."""
    session, charted = before.session, before.chart
    record = record_of(session, charted)
    lines = lines_for_page(after)
    open_lines = [line for line in lines if not line["answered"] or line["failed"]]
    return {
        **delivered(session, charted, delivered_in(session, charted, before.handpieces)),
        "questions": listed(questions_of([session]), session),
        "after": after,
        "alone": [line for line in open_lines if line["alone"]],
        "rest": [line for line in open_lines if not line["alone"]],
        "answered": [line for line in lines if line["answered"] and not line["failed"]],
        "failed_blocks": [
            block_for_page(actor, one) for one in before.open_after() if has_failed(one, charted)
        ],
        "limit_blocks": [block_for_page(actor, one) for one in (*before.limits, *before.other_handpieces)],
        "missing": (missing := missing_in(before)),
        **section(session, before.blood),
        "session_steps": steps(session, is_chart_whole=not any(one.on_chart for one in missing)),
        "deviations": [_deviation(one, charted) for one in deviations_of(session, record)],
        "back_to": reverse("change_session", args=[session.pk, "resume"]),
    }


def delivered(session: Session, charted: Chart, found: Delivered | None = None) -> dict[str, Any]:
    """Give what was done as a table and a map; without `found` the densities are those that were signed."""
    densities = (found or delivered_signed(session)).densities
    planned, zones = planned_zones(treatment_of(session)), charted.zones
    deviations = deviations_of(session, record_of(session, charted))
    differing = {one.zone for one in deviations}
    return {
        "uncertain": of_delivery(charted, planned),
        "zone_columns": [
            {"label": _("Zone")},
            {"label": _("Needle length"), "number": True},
            {"label": _("Work")},
            {"label": _("Punctures per cm²"), "number": True},
            {"label": _("Endpoint")},
            {"label": _("Note")},
        ],
        "zone_rows": [_zone_row(one, densities.get(one.zone)) for one in zones.values()],
        "cartridges": cartridge_lines(charted),
        "handpiece": charted.handpiece,
        "adjuncts": [_adjunct_name(one) for one in charted.adjuncts],
        "map": _delivered_map(_delivered_marks(planned, zones, differing), charted),
        "drawn": marks.listed(charted),
        "broken_off": [entry.content["reason"] for entry in charted.of(EntryWhat.BROKEN_OFF)]
        if session.is_broken_off
        else [],
        **ledger(session, charted, gate_of_chart(session, charted, clock.now())),
    }


def _delivered_map(zones: Iterable[ZoneMark], charted: Chart) -> Any:
    shown = face_map(zones, map_id="delivered-map", legend=_("Delivered"), read_only=True, with_body=False)
    return marks.with_marks(shown, charted)


def _delivered_marks(
    planned: Mapping[str, PlannedZone], zones: Mapping[str, Charted], differing: set[str | None]
) -> list[ZoneMark]:
    return [
        ZoneMark(
            zone=zone,
            planned_length_mm=planned[zone].needle_length_mm if zone in planned else None,
            delivered=zone in zones,
            delivered_length_mm=zones[zone].needle_length_mm if zone in zones else None,
            deviation=_("differs from the plan") if zone in differing else "",
        )
        for zone in [*planned, *(zone for zone in zones if zone not in planned)]
    ]


def _zone_row(charted: Charted, density: Density | None) -> list[Any]:
    return [
        zone_name(charted.zone),
        mm(charted.needle_length_mm),
        work_words(charted.passes, charted.directions, charted.contact_seconds),
        punctures_words(density),
        ", ".join(str(ENDPOINT_WORDS[e]) for e in charted.endpoint) or _("not charted"),
        charted.note or "–",
    ]


def record(session: Session, charted: Chart) -> dict[str, Any]:
    """Gather a session as it was signed, with what was added since."""
    names = shipped_content().checklist_item
    ticks = session.document.get("checklist", [])
    kept, asked = met_in(session)
    came = {one.entry_id: one for one in kept}
    return {
        **delivered(session, charted),
        "questions": listed(asked, session),
        "settled": [settled(one) for one in kept if hasattr(one, "settlement")],
        "checklist": [
            {**t, "text": names[t["item"]].text if t["item"] in names else t["item"], "said": said_words(t)}
            for t in ticks
        ],
        "overrides": session.document.get("overrides", []),
        "signed_deviations": session.document.get("deviations", []),
        "antiviral": session.document.get("antiviral"),
        "amendments": list(session.amendments.select_related("signature")),
        "cosignature": cosignature_of(session) if session.wants_cosign else None,
        "cancelled": [entry.content["reason"] for entry in charted.of(EntryWhat.CANCELLED)],
        "log": [_log_line(entry, came.get(entry.pk)) for entry in charted.log],
    }


def said_words(tick: Mapping[str, Any]) -> str:
    """Word what was said with an answer: which two identifiers, which handpiece, who stands by."""
    if pair := tick.get("identifiers"):
        return " + ".join(str(IDENTIFIER_WORDS.get(one, one)) for one in pair)
    if tick.get("chaperone") == "accepted":
        return _("Accepted: %(name)s") % {"name": tick["who"]}
    if tick.get("chaperone"):
        return _("Offered and declined")
    return _("Serial %(serial)s") % {"serial": tick["serial"]} if tick.get("serial") else ""


def _log_line(entry: Any, delivery: Delivery | None) -> dict[str, Any]:
    said = when(delivery) if delivery and delivery.is_kept else ""
    by = f"{entry.by_name} · {said}" if said else entry.by_name
    return {
        "when": _clock_time(entry.created_at),
        "title": _log_title(entry),
        "text": f"{by}: {entry.content['text']}" if entry.what in TOLD_IN_WORDS else by,
        "state": "done",
    }


def _log_title(entry: Any) -> str:
    """Name what an entry says; of blood, which step it was."""
    step = STEP_WORDS.get(entry.content.get("step", "")) if entry.what == EntryWhat.BLOOD else None
    return f"{entry.get_what_display()}: {str(step).lower()}" if step else str(entry.get_what_display())


def _clock_time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def parts(session: Session) -> list[tuple[str, str]]:
    """List what an amendment may speak of."""
    zones = [(f"zones.{zone}", zone_name(zone)) for zone in session.treated_zones]
    drawn = [("marks", _("Points and strokes"))] if session.document.get("marks") else []
    return [
        *zones,
        *drawn,
        ("cartridges", _("Cartridge")),
        ("numbing", _("Numbing")),
        ("checklist", _("Time-out")),
    ]
