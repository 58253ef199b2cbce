"""Deeds of the treatment itself: cartridges, zones, what goes on open channels, reasons, and undo."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.records.actions.items import check_is_not_recalled, note_refused_item, record_use
from clinic.records.actions.log import enter, take_back
from clinic.records.actors import Actor
from clinic.records.deeds import Event, deed
from clinic.records.models import EntryWhat, Session, SessionEntry
from clinic.records.queries.chart import (
    HUNDREDTHS,
    Chart,
    chart_of,
    deviations_of,
    key_of,
    planned_zones,
    record_of,
    treatment_of,
)
from clinic.records.queries.numbing import pack_in_hand
from clinic.records.queries.readiness import Before, roles_of
from clinic.records.queries.session import last_time, seconds_here
from clinic.records.refusals import BadInput, ItemRefused, WrongState
from needlepoint.planning.limits import check_adjunct
from needlepoint.planning.plan import AdjunctCheck
from needlepoint.protocols.library import shipped_content
from needlepoint.session.adjunct import UNREAD, Pack, refusals_of_adjunct, standing_refusals
from needlepoint.session.item import Item
from needlepoint.session.record import (
    Cartridge,
    ZoneRecord,
    check_cartridge,
    check_zone,
)
from needlepoint.vocabulary import errors

ENDPOINTS: Final = ("pinpoint-bleeding", "warmth", "swelling", "erythema", "none-wanted")
LONGEST_NOTE: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSetting:
    """What is charted for one zone; what is None leaves what stood.

    contact_seconds : of a pen on this zone; a roller's work is counted in passes
    """

    zone: str
    needle_length_mm: float | None = None
    passes: int | None = None
    directions: tuple[str, ...] | None = None
    contact_seconds: float | None = None
    endpoint: tuple[str, ...] | None = None
    note: str | None = None


@deed(on=Session)
def note_cartridge(event: Event, session: Session, lot: str, expires_on: date) -> SessionEntry:
    """Note a cartridge as its pack names it, typed by hand; an expired or recalled one is refused.

    Limitation: without a scan nobody sees whether the same item was used before; the record says that it was typed.
    """
    cartridge = Cartridge(lot=lot.strip()[:80], expires_on=expires_on)
    _checked("expires_on" if lot.strip() else "lot", lambda: check_cartridge(cartridge, event.on))
    name = _("Cartridge of lot %(lot)s") % {"lot": cartridge.lot}
    item = Item(kind="cartridge", of=session.device, name=name, lot=cartridge.lot, expires_on=expires_on)
    check_is_not_recalled(event, item, "lot")
    entry = enter(event, session, EntryWhat.CARTRIDGE, lot=cartridge.lot, expires_on=expires_on.isoformat())
    record_use(event, entry, item, is_scanned=False)
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def note_device(event: Event, session: Session, serial: str, room: str = "") -> SessionEntry:
    """Note which handpiece is used and where, so that whoever was treated with it is found; no recalled one."""
    if not serial.strip():
        raise BadInput("serial", _("Enter the serial number that stands on the handpiece."))
    serial, room = serial.strip()[:80], room.strip()[:80]
    name = shipped_content().device[session.device].name
    item = Item(kind="device", of=session.device, name=name, serial=serial)
    check_is_not_recalled(event, item, "serial")
    entry = enter(event, session, EntryWhat.DEVICE, serial=serial, room=room)
    record_use(event, entry, item, is_scanned=False, room=room)
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def chart_zones(event: Event, session: Session, settings: Sequence[ZoneSetting]) -> SessionEntry:
    """Chart one zone or several; each is said whole, and what stood before stays in the log."""
    if not settings:
        raise BadInput("zones", _("Tap at least one zone."))
    for one in settings:
        _check_setting(session, one)
    return _chart(event, session, [_content_of(one) for one in settings])


@deed(on=Session)
def chart_as_planned(event: Event, session: Session) -> SessionEntry:
    """Chart length, passes and seconds of every planned zone as planned; the rest is seen one by one."""
    planned = planned_zones(treatment_of(session)).values()
    settings = [
        ZoneSetting(
            zone=one.zone,
            needle_length_mm=one.needle_length_mm,
            passes=one.passes,
            contact_seconds=seconds_here(session, one.contact_seconds),
        )
        for one in planned
    ]
    return _chart(event, session, [_content_of(one) for one in settings])


@deed(on=Session)
def chart_as_last_time(event: Event, session: Session) -> SessionEntry:
    """Chart every planned zone as it was worked in the last signed session: length, passes, directions, seconds."""
    before = last_time(session.patient)
    zones = [zone for zone in planned_zones(treatment_of(session)) if zone in before]
    if not zones:
        raise WrongState(_("No signed session treated these zones. Chart them as planned, or one by one."))
    settings = [
        ZoneSetting(
            zone=z,
            needle_length_mm=before[z].needle_length_mm,
            passes=before[z].passes,
            directions=before[z].directions or None,
            contact_seconds=seconds_here(session, before[z].contact_seconds),
        )
        for z in zones
    ]
    for one in settings:
        _check_setting(session, one)
    return _chart(event, session, [_content_of(one) for one in settings])


@deed(on=Session)
def take_zone_out(event: Event, session: Session, zone: str) -> SessionEntry:
    """Chart that a zone was not treated after all."""
    if zone not in chart_of(session).zones:
        raise WrongState(_("This zone is not charted. Look at the chart as it is now."))
    return _chart(event, session, [{"zone": zone, "is_removed": True}])


def put_on(
    actor: Actor, session: Session, text: str, lot: str = "", pack: Pack = UNREAD, reason: str = ""
) -> SessionEntry:
    """Note what goes on open channels once its pack was read; a refusal is noted in the log before it is told."""
    if pack == UNREAD and text.strip() and check_adjunct(text.strip(), shipped_content()).allowed != "no":
        raise BadInput(
            "pack", _("Read the pack, and tap what it says: sterile, opened now, made for open skin?")
        )
    try:
        entry: SessionEntry = note_adjunct(actor, session, text, lot, pack, reason)
    except ItemRefused as refusal:
        note_refused_item(actor, session, refusal)
        raise
    return entry


@deed(on=Session)
def note_adjunct(
    event: Event, session: Session, text: str, lot: str = "", pack: Pack = UNREAD, reason: str = ""
) -> SessionEntry:
    """Note what went on open channels: refused unless the content opens it, and gated things only as planned.

    lot : from the pack; without it that of what was scanned last of the same thing, which keeps its product number
        unless another lot is typed
    reason : where somebody entitled puts their name to what may be overridden
    """
    check = check_adjunct(text.strip(), shipped_content()) if text.strip() else None
    if check is None:
        raise BadInput("adjunct", _("Choose what was put on, or type what stands on its label."))
    chart = chart_of(session)
    taken = _refused_or_taken(event, session, chart, check, text.strip(), pack, reason)
    _check_is_not_own_blood(check)
    at_hand = pack_in_hand(chart, check.id, lot.strip())
    is_scanned = bool(at_hand) and not lot.strip()
    item = Item(
        kind="adjunct",
        of=check.id,
        name=check.name[:120],
        di=at_hand.get("di") or "",
        lot=lot.strip()[:80] or at_hand.get("lot") or "",
    )
    check_is_not_recalled(event, item, "adjunct", is_scanned=bool(at_hand))
    said = {"adjunct": check.id, "text": text.strip()[:200], "lot": item.lot, **asdict(pack), **taken}
    entry = enter(event, session, EntryWhat.ADJUNCT, **said)
    record_use(event, entry, item, is_scanned=is_scanned)
    event.about(entry)
    event.linked(session=session)
    return entry


def put_own_blood_on(
    event: Event, session: Session, adjunct: str, tube: str, room: str, reason: str
) -> SessionEntry:
    """Note, as a part of the deed that compared tube and person, that it went on; the tube is the item that is found.

    It is not undone: whoever it met is found again.
    """
    check, chart = check_adjunct(adjunct, shipped_content()), chart_of(session)
    pack = Pack(is_sterile=True, is_for_open_skin=True)
    taken = _refused_or_taken(event, session, chart, check, check.name, pack, reason)
    said = {"adjunct": check.id, "text": check.name, "lot": "", "tube": tube, **asdict(pack), **taken}
    entry = enter(event, session, EntryWhat.ADJUNCT, **said)
    item = Item(kind="adjunct", of=check.id, name=check.name[:120], label=tube)
    record_use(event, entry, item, is_scanned=True, room=room)
    return entry


def _check_is_not_own_blood(check: AdjunctCheck) -> None:
    """Refuse what is made of blood everywhere but where its tube was drawn, labelled, spun and compared."""
    known = shipped_content().adjunct.get(check.id)
    if known is not None and known.is_own_blood:
        sentence = _(
            "%(name)s goes on from the page of blood alone: its tube is scanned there, and compared."
        )
        raise ItemRefused("adjunct:own-blood", sentence % {"name": check.name}, field="adjunct")


def _refused_or_taken(
    event: Event, session: Session, chart: Chart, check: AdjunctCheck, text: str, pack: Pack, reason: str
) -> dict[str, Any]:
    """Refuse what must stay off; give what somebody entitled took upon themselves, with the reason."""
    minutes = int((event.at - session.started_at).total_seconds() // 60) if session.started_at else None
    refusals = refusals_of_adjunct(
        check,
        pack,
        is_planned=check.id in treatment_of(session).planned_adjuncts,
        met=Before(session, chart, event.on).conditions.met,
        minutes_since_needling=minutes,
        content=shipped_content(),
    )
    if standing := standing_refusals(refusals, roles_of(event.actor), reason[:LONGEST_NOTE]):
        why = " ".join(one.text for one in standing)
        sentence = _("Refused: %(name)s. %(why)s") % {"name": text, "why": why}
        raise ItemRefused(f"adjunct:{standing[0].kind}", sentence, field="adjunct")
    overridden = [one.text for one in refusals]
    taken = {"overridden": overridden, "reason": reason.strip()[:LONGEST_NOTE]} if overridden else {}
    return {"minutes_since_needling": minutes, **taken}


@deed(on=Session)
def note_stop(event: Event, session: Session, at: datetime | None = None) -> SessionEntry:
    """Note that the patient asked to stop; whether it goes on is decided with them afterwards.

    at : when they asked, where that was before this moment
    """
    entry = enter(event, session, EntryWhat.STOP, at=(at or event.at).isoformat())
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def explain_deviation(event: Event, session: Session, about: str, reason: str) -> SessionEntry:
    """Say why something differs from the plan."""
    chart = chart_of(session)
    if about not in {key_of(one) for one in deviations_of(session, record_of(session, chart))}:
        raise WrongState(_("This no longer differs from the plan. Look at the chart as it is now."))
    if not reason.strip() or len(reason) > LONGEST_NOTE:
        raise BadInput("reason", _("Choose a reason, or say it in a few words."))
    entry = enter(event, session, EntryWhat.REASON, about=about, reason=reason.strip())
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def undo_entry(event: Event, session: Session) -> SessionEntry:
    """Take the last entry back; both stay in the log."""
    last = chart_of(session).undoable
    if last is None:
        raise WrongState(_("There is nothing to undo."))
    entry = take_back(event, session, EntryWhat.UNDO, last)
    event.about(entry)
    event.linked(session=session, undone=last)
    return entry


def _chart(event: Event, session: Session, contents: list[dict[str, Any]]) -> SessionEntry:
    entry = enter(event, session, EntryWhat.ZONES, zones=contents)
    event.about(entry)
    event.linked(session=session)
    return entry


def _content_of(setting: ZoneSetting) -> dict[str, Any]:
    """Write a setting; what is not said is left out, so that it does not rub out what stood."""
    content: dict[str, Any] = {"zone": setting.zone}
    if setting.needle_length_mm is not None:
        content["needle_length"] = round(setting.needle_length_mm * HUNDREDTHS)
    if setting.passes is not None:
        content["passes"] = setting.passes
    if setting.directions is not None:
        content["directions"] = list(setting.directions)
    if setting.contact_seconds is not None:
        content["contact_seconds"] = setting.contact_seconds
    if setting.endpoint is not None:
        content["endpoint"] = list(setting.endpoint)
    if setting.note is not None:
        content["note"] = setting.note.strip()
    return content


def _check_setting(session: Session, one: ZoneSetting) -> None:
    record = ZoneRecord(
        zone=one.zone,
        needle_length_mm=one.needle_length_mm,
        passes=one.passes,
        directions=one.directions or (),
        contact_seconds=one.contact_seconds,
    )
    _checked(_field_of(one), lambda: check_zone(record, session.device, shipped_content(), one.zone))
    zone = shipped_content().zone[one.zone]
    if zone.is_excluded or not zone.may_be_planned:
        raise BadInput("zones", _("%(zone)s is not treated with needles.") % {"zone": zone.name})
    endpoint = one.endpoint or ()
    if any(sign not in ENDPOINTS for sign in endpoint):
        raise BadInput("endpoint", _("Choose the endpoint from the chips."))
    if "none-wanted" in endpoint and len(endpoint) > 1:
        raise BadInput(
            "endpoint", _("Either no endpoint was wanted, or signs were seen: choose one of the two.")
        )
    if len(one.note or "") > LONGEST_NOTE:
        raise BadInput("note", _("At most %(n)s characters, please.") % {"n": LONGEST_NOTE})


def _field_of(one: ZoneSetting) -> str:
    return "zones" if one.zone not in shipped_content().zone else "needle_length_mm"


def _checked(field: str, check: Any) -> None:
    """Turn what the library refuses into a sentence beside the field."""
    try:
        check()
    except errors.BadInput as fault:
        rule, remedy = _capitalised(fault.rule), _capitalised(fault.remedy)
        sentence = f"{rule}: {fault.given}. {remedy}."
        raise BadInput(field, sentence) from fault


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
