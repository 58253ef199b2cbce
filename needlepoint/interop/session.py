"""Reads and writes a `needlepoint/session/1` document: one session as it was delivered."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from needlepoint.interop.case import read_answers, read_event, read_medicine, read_patient
from needlepoint.interop.fields import as_date, as_id, as_list, as_number, as_object, as_text
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.session.record import MAX_PASSES, Cartridge, Numbing, SessionRecord, ZoneRecord, checked
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Allergy, Facts

SCHEMA = "needlepoint/session/1"
FACT_KEYS = ("patient", "facts", "medicines", "events", "allergies")
SESSION_KEYS = (
    *(
        "schema",
        "on",
        "device",
        "zones",
        "adjuncts",
        "numbing",
        "cartridges",
        "number",
        "sessions",
        "interval_days",
        "occluded",
    ),
    *FACT_KEYS,
)
ZONE_KEYS = (
    "zone",
    "indication",
    "needle_length_mm",
    "passes",
    "directions",
    "contact_seconds",
    "endpoint",
    "note",
)
NUMBING_KEYS = ("product", "percent", "grams", "area_cm2", "on_at", "off_at", "removed_by")
CARTRIDGE_KEYS = ("lot", "expires_on", "is_single_use")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")
# Beyond every needle; the device's own maximum is checked afterwards, with its name.
ANY_LENGTH_MM = 100.0
ANY_AMOUNT = 1_000_000.0


def read_session(
    document: Any, content: Content, path: str = "$", *, policy: Policy = SHIPPED
) -> SessionRecord:
    """Reads a parsed session document; raises BadInput with the path of the first thing wrong."""
    given = as_object(document, path, SESSION_KEYS)
    if given.get("schema", SCHEMA) != SCHEMA:
        raise BadInput(
            f"{path}.schema", f"must be {SCHEMA}", given["schema"], "write the schema of a session document"
        )
    on = read_day(needed(given, "on", path, "say on which day it was"), f"{path}.on")
    device = needed(given, "device", path, "say which device was used")
    zones = needed(given, "zones", path, "say what was treated")
    session = SessionRecord(
        on=on,
        device=as_id(device, f"{path}.device", content.device, "device"),
        zones=as_list(zones, f"{path}.zones", lambda one, where: read_zone(one, where, content)),
        adjuncts=as_list(given.get("adjuncts", []), f"{path}.adjuncts", as_text),
        numbing=as_list(given["numbing"], f"{path}.numbing", read_numbing) if "numbing" in given else None,
        cartridges=as_list(given.get("cartridges", []), f"{path}.cartridges", read_cartridge),
        facts=read_facts(given, content, policy, on),
        number=read_count(given, "number", path),
        sessions=read_count(given, "sessions", path),
        interval_days=read_count(given, "interval_days", path, 3650),
        is_occluded=read_flag(given, "occluded", path),
    )
    return checked(session, content, path)


def needed(given: Mapping[str, Any], key: str, path: str, remedy: str) -> Any:
    """Gives what must be there."""
    if key not in given:
        raise BadInput(f"{path}.{key}", "must be there", sorted(given), remedy)
    return given[key]


def read_day(value: Any, path: str) -> date:
    """Reads a whole day."""
    found = as_date(value, path)
    if not found.is_whole:
        raise BadInput(path, "must be a whole day", value, "write YYYY-MM-DD")
    return found.earliest


def read_count(given: Mapping[str, Any], key: str, path: str, high: int = MAX_PASSES) -> int | None:
    """Reads an optional whole number from 1 on."""
    if key not in given:
        return None
    number = as_number(given[key], f"{path}.{key}", 1, high)
    if number != int(number):
        raise BadInput(f"{path}.{key}", "must be a whole number", given[key], "round it")
    return int(number)


def read_zone(value: Any, path: str, content: Content) -> ZoneRecord:
    """Reads what one zone got; only its name is needed."""
    given = as_object(value, path, ZONE_KEYS)
    zone = needed(given, "zone", path, "name the zone")
    return ZoneRecord(
        zone=as_id(zone, f"{path}.zone", content.zone, "zone"),
        indication=as_id(given["indication"], f"{path}.indication", content.indication, "indication")
        if "indication" in given
        else None,
        needle_length_mm=read_amount(given, "needle_length_mm", path, ANY_LENGTH_MM),
        passes=read_count(given, "passes", path),
        directions=as_list(given.get("directions", []), f"{path}.directions", as_text),
        contact_seconds=read_amount(given, "contact_seconds", path),
        endpoint=read_text(given, "endpoint", path),
        note=read_text(given, "note", path),
    )


def read_amount(given: Mapping[str, Any], key: str, path: str, high: float = ANY_AMOUNT) -> float | None:
    """Reads an optional amount that is not negative."""
    return as_number(given[key], f"{path}.{key}", 0, high) if key in given else None


def read_flag(given: Mapping[str, Any], key: str, path: str) -> bool | None:
    """Reads an optional true or false."""
    if key in given and not isinstance(given[key], bool):
        raise BadInput(f"{path}.{key}", "must be true or false", given[key], "write it without quotes")
    return given.get(key)


def read_text(given: Mapping[str, Any], key: str, path: str) -> str | None:
    """Reads optional text."""
    return as_text(given[key], f"{path}.{key}") if key in given else None


def read_numbing(value: Any, path: str) -> Numbing:
    """Reads one line of the numbing ledger; percent is a number, or a list with one of each ingredient."""
    given = as_object(value, path, NUMBING_KEYS)
    percent = given.get("percent", [])
    listed = percent if isinstance(percent, list) else [percent]
    return Numbing(
        product=as_text(needed(given, "product", path, "name the product"), f"{path}.product"),
        percent=as_list(listed, f"{path}.percent", lambda one, where: as_number(one, where, 0, 100)),
        grams=read_amount(given, "grams", path),
        area_cm2=read_amount(given, "area_cm2", path),
        on_at=read_moment(given, "on_at", path),
        off_at=read_moment(given, "off_at", path),
        removed_by=read_text(given, "removed_by", path),
    )


def read_moment(given: Mapping[str, Any], key: str, path: str) -> datetime | None:
    """Reads an optional moment, with or without its time zone."""
    if key not in given:
        return None
    found = moment_of(given[key])
    if found is None:
        remedy = "write YYYY-MM-DDThh:mm, with +hh:mm or Z"
        raise BadInput(f"{path}.{key}", "must be a moment that exists", given[key], remedy)
    return found


def moment_of(text: object) -> datetime | None:
    """Gives the moment that a text names, or None."""
    if not (isinstance(text, str) and text.isascii() and MOMENT.fullmatch(text)):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def read_cartridge(value: Any, path: str) -> Cartridge:
    """Reads a cartridge as its pack names it."""
    given = as_object(value, path, CARTRIDGE_KEYS)
    single = read_flag(given, "is_single_use", path)
    return Cartridge(
        lot=as_text(needed(given, "lot", path, "write the lot on the pack"), f"{path}.lot"),
        expires_on=read_day(given["expires_on"], f"{path}.expires_on") if "expires_on" in given else None,
        is_single_use=single is not False,
    )


def read_facts(given: Mapping[str, Any], content: Content, policy: Policy, on: date) -> Facts:
    """Reads what is known of the person, in the form of a case document; what is absent stays unknown."""
    return Facts(
        patient=read_patient(given.get("patient", {}), on),
        answers=read_answers(given.get("facts", {}), content, on, policy),
        medicines=listed(given, "medicines", lambda one, path: read_medicine(one, path, on)),
        events=listed(given, "events", lambda one, path: read_event(one, path, content)),
        allergies=listed(given, "allergies", lambda one, path: Allergy(text=as_text(one, path))),
    )


def listed(given: Mapping[str, Any], key: str, read: Any) -> Any:
    """Reads an optional list; an absent one stays unknown."""
    return as_list(given[key], f"$.{key}", read) if key in given else None


def session_document(session: SessionRecord) -> dict[str, Any]:
    """Writes a session without the person's facts, which the record keeps in their own place."""
    return told(
        {
            "schema": SCHEMA,
            "on": session.on.isoformat(),
            "device": session.device,
            "zones": [zone_document(one) for one in session.zones],
            "adjuncts": list(session.adjuncts),
            "numbing": None
            if session.numbing is None
            else [numbing_document(one) for one in session.numbing],
            "cartridges": [cartridge_document(one) for one in session.cartridges],
            "number": session.number,
            "sessions": session.sessions,
            "interval_days": session.interval_days,
            "occluded": session.is_occluded,
        }
    )


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """Leaves out what was not recorded."""
    return {key: value for key, value in document.items() if value is not None}


def zone_document(record: ZoneRecord) -> dict[str, Any]:
    """Writes what one zone got."""
    said = {key: getattr(record, key) for key in ZONE_KEYS}
    return told(said | {"directions": list(record.directions) or None})


def numbing_document(numbing: Numbing) -> dict[str, Any]:
    """Writes one line of the numbing ledger."""
    return told(
        {
            "product": numbing.product,
            "percent": list(numbing.percent),
            "grams": numbing.grams,
            "area_cm2": numbing.area_cm2,
            "on_at": numbing.on_at.isoformat(timespec="seconds") if numbing.on_at else None,
            "off_at": numbing.off_at.isoformat(timespec="seconds") if numbing.off_at else None,
            "removed_by": numbing.removed_by,
        }
    )


def cartridge_document(cartridge: Cartridge) -> dict[str, Any]:
    """Writes a cartridge."""
    expires_on = cartridge.expires_on.isoformat() if cartridge.expires_on else None
    return told({"lot": cartridge.lot, "expires_on": expires_on, "is_single_use": cartridge.is_single_use})
