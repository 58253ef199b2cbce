"""Deeds upon handpieces: adding, measuring, noting a service, correcting a record, taking out of use."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import CommissioningRecord, Handpiece, HandpieceState, RecordKind
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.records.signatures import sign
from needlepoint.planning.commissioning import DepthReading, StampWork, depth_result, stamp_test
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Device
from needlepoint.vocabulary import errors

# Convention: what was done longer ago is a slip of the keyboard; a next service lies at most as far ahead.
MOST_YEARS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HandpieceDetails:
    """What is written on a handpiece, and where it is."""

    device: str
    serial: str
    name: str = ""
    in_use_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StampDetails:
    """What was needled and counted in a stamp test; seconds of a pen at a rate, passes of a roller.

    surface : "film" or "paper"
    """

    on: date
    cartridge: str
    lot: str = ""
    surface: str = "film"
    needle_count: int
    rate_hz: float | None = None
    seconds: float | None = None
    passes: int | None = None
    area_cm2: float
    counted: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthDetails:
    """What was set and what stood out, each pair in millimetres."""

    on: date
    cartridge: str = ""
    readings: tuple[tuple[float, float], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDetails:
    """Who served a handpiece, and when it is due again."""

    on: date
    by: str
    next_due_on: date | None = None
    note: str = ""


Details = StampDetails | DepthDetails | ServiceDetails


@deed()
def add_handpiece(event: Event, details: HandpieceDetails) -> Handpiece:
    """Add a handpiece to the clinic; a serial number stands once."""
    _device(details.device)
    serial = details.serial.strip()
    if not serial:
        raise BadInput("serial", _("Read the serial number from the handpiece."))
    _check_day("in_use_on", details.in_use_on, event.on)
    there = Handpiece.objects.filter(clinic=event.clinic, device=details.device, serial=serial).first()
    if there:
        raise AlreadyDone(_("This serial number stands in the list already. Open it there."), there)
    handpiece = Handpiece(
        clinic=event.clinic,
        created_at=event.at,
        device=details.device,
        serial=serial,
        name=details.name.strip(),
        in_use_on=details.in_use_on,
    )
    handpiece.save(force_insert=True)
    event.about(handpiece)
    return handpiece


@deed(on=Handpiece)
def record_stamp_test(event: Event, handpiece: Handpiece, details: StampDetails) -> CommissioningRecord:
    """Record a stamp test, signed by whoever did it."""
    return _note(event, handpiece, details)


@deed(on=Handpiece)
def record_depth_check(event: Event, handpiece: Handpiece, details: DepthDetails) -> CommissioningRecord:
    """Record how far needles stood out at several settings, signed by whoever measured."""
    return _note(event, handpiece, details)


@deed(on=Handpiece)
def record_service(event: Event, handpiece: Handpiece, details: ServiceDetails) -> CommissioningRecord:
    """Record a service, signed by whoever notes it."""
    return _note(event, handpiece, details)


@deed(on=Handpiece)
def correct_commissioning(
    event: Event,
    handpiece: Handpiece,
    record: CommissioningRecord,
    details: Details | None,
    reason: str,
) -> CommissioningRecord:
    """Correct a record by a later one that says why; without details it only says that the record is wrong."""
    if record.handpiece_id != handpiece.pk:
        raise BadInput("record", _("This record is of another handpiece. Open it from its own page."))
    if not reason.strip():
        raise BadInput("reason", _("Say in a few words what was wrong; it stays beside the record."))
    if CommissioningRecord.objects.filter(corrects=record).exists() or record.is_void:
        raise WrongState(_("This record was corrected already. Correct the newer one."))
    return _note(event, handpiece, details, corrects=record, reason=reason.strip())


@deed(on=Handpiece)
def retire_handpiece(event: Event, handpiece: Handpiece) -> Handpiece:
    """Take a handpiece out of use; its records stay."""
    handpiece.state, handpiece.out_of_use_on = HandpieceState.RETIRED, event.on
    handpiece.save()
    event.about(handpiece)
    return handpiece


@deed(on=Handpiece)
def return_handpiece(event: Event, handpiece: Handpiece) -> Handpiece:
    """Take a handpiece back into use; its records count as far as their days go."""
    handpiece.state, handpiece.out_of_use_on = HandpieceState.IN_USE, None
    handpiece.save()
    event.about(handpiece)
    return handpiece


def kind_of(details: Details) -> RecordKind:
    """Tell which kind of record details are of."""
    if isinstance(details, StampDetails):
        return RecordKind.STAMP
    return RecordKind.DEPTH if isinstance(details, DepthDetails) else RecordKind.SERVICE


def content_of(details: Details, device: Device) -> dict[str, Any]:
    """Give what is stored: what was typed, and what it comes to; what cannot be is refused by its field."""
    typed = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(details).items()
        if name != "on"
    }
    try:
        return typed | _worked_out(details, device)
    except errors.BadInput as fault:
        sentence = f"{fault.rule[:1].upper()}{fault.rule[1:]}; {fault.remedy}."
        raise BadInput(fault.field, sentence) from fault


def _worked_out(details: Details, device: Device) -> dict[str, Any]:
    if isinstance(details, StampDetails):
        names = StampWork.__dataclass_fields__
        test = stamp_test(StampWork(**{name: getattr(details, name) for name in names}), device)
        return {"expected": test.expected}
    if isinstance(details, DepthDetails):
        readings = [DepthReading(set_mm=was_set, protruding_mm=stood) for was_set, stood in details.readings]
        return {
            "readings": [list(pair) for pair in details.readings],
            **asdict(depth_result(readings, device, shipped_content())),
        }
    return {}


def _note(
    event: Event,
    handpiece: Handpiece,
    details: Details | None,
    *,
    corrects: CommissioningRecord | None = None,
    reason: str = "",
) -> CommissioningRecord:
    """Add a signed record; without details it is the word that another one is wrong."""
    record = CommissioningRecord(
        clinic=handpiece.clinic,
        created_at=event.at,
        handpiece=handpiece,
        on=event.on,
        corrects=corrects,
        reason=reason,
        is_void=details is None,
    )
    if details is not None:
        _check_details(details, event.on)
        record.kind, record.on = kind_of(details), details.on
        record.content = content_of(details, _device(handpiece.device))
    elif corrects is not None:
        record.kind = corrects.kind
    record.signature = sign(event, record, meaning="author", document=signed_document(record))
    record.save(force_insert=True)
    event.about(record, content=record.content)
    event.linked(handpiece=handpiece)
    return record


def signed_document(record: CommissioningRecord) -> dict[str, object]:
    """Give everything that the signer read."""
    return {
        "handpiece": [record.handpiece.device, record.handpiece.serial],
        "kind": str(record.kind),
        "on": record.on.isoformat(),
        "content": record.content,
        "corrects": str(record.corrects_id) if record.corrects_id else None,
        "reason": record.reason,
        "is_void": record.is_void,
    }


def _check_details(details: Details, on: date) -> None:
    _check_day("on", details.on, on)
    if isinstance(details, StampDetails) and not details.cartridge.strip():
        raise BadInput("cartridge", _("Name the cartridge: another one needs a test of its own."))
    if isinstance(details, ServiceDetails):
        if not details.by.strip():
            raise BadInput("by", _("Name whoever served it."))
        if details.next_due_on and not 0 < (details.next_due_on - details.on).days <= MOST_YEARS * 366:
            raise BadInput("next_due_on", _("The next service lies after this one, within ten years."))


def _check_day(field: str, day: date, today: date) -> None:
    if day > today:
        raise BadInput(field, _("This day is still to come. Enter the day on which it was done."))
    if today.year - day.year > MOST_YEARS:
        raise BadInput(field, _("This is more than ten years ago. Check the year."))


def _device(name: str) -> Device:
    if name not in shipped_content().device:
        raise BadInput("device", _("This device is not in the catalogue. Choose one of the list."))
    return shipped_content().device[name]
