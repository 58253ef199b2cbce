"""The patient's own record: what was done, when, with which lots, and what they agreed to and took back.

What somebody wrote from home is left out: it is shown in the browser in which it was written, and a link may be read by
others.
"""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from clinic.records.models import Consent, Patient, Photograph, Session, SessionAmendment, SessionState
from clinic.records.photograph_files import WHOLE, read_file
from clinic.records.queries.consent import photo_standings
from clinic.records.queries.photographs import Seen, photographs_of
from clinic.records.refusals import WrongState
from clinic.records.sentences import WHAT_IS_LEFT_OUT
from needlepoint.protocols.library import shipped_content

SCHEMA: Final = "needlepoint/own-record/1"


def own_record(patient: Patient, moment: datetime) -> dict[str, Any]:
    """Gather it, in the shape of its document; of each photograph only what is known of it, not its bytes."""
    return {
        "schema": SCHEMA,
        "made_at": moment.isoformat(timespec="seconds"),
        "patient": {"name": patient.name, "birth_date": patient.birth_date.isoformat()},
        "clinic": {"name": patient.clinic.name, "phone": patient.clinic.phone},
        "sessions": [_session(one, patient.clinic.zone) for one in _signed(patient)],
        "consents": [_consent(one) for one in _consents(patient)],
        "photographs": [_photograph(one) for one in photo_standings(patient)],
        "pictures": [_picture(one) for one in _shown(patient)],
        "left_out": WHAT_IS_LEFT_OUT,
    }


def pictures_with_bytes(patient: Patient, part: str = WHOLE) -> Iterator[dict[str, Any]]:
    """Give the photographs of somebody, the newest first, with the bytes in base64: one at a time, for they are large.

    part : the whole, or the small one of at most 480 points; `media_type`, `width_px` and `digest` are of the whole
    """
    for seen in _shown(patient):
        yield _picture(seen) | {"data": _bytes_of(seen.row, part)}


def _shown(patient: Patient) -> list[Seen]:
    return [one for one in photographs_of(patient) if one.is_shown]


def _signed(patient: Patient) -> list[Session]:
    rows = Session.objects.filter(patient=patient, state=SessionState.SIGNED)
    return list(rows.select_related("signature").prefetch_related("amendments").order_by("-on", "-number"))


def _consents(patient: Patient) -> list[Consent]:
    return list(Consent.objects.filter(patient=patient).select_related("withdrawal", "offer", "signature"))


def _session(session: Session, zone: ZoneInfo) -> dict[str, Any]:
    content, said = shipped_content(), session.document["session"]
    device = content.device.get(session.device)
    return {
        "on": session.on.isoformat(),
        "number": session.number,
        "device": device.name if device else session.device,
        "serial": (session.document.get("handpiece") or {}).get("serial"),
        "zones": [_zone(one) for one in said.get("zones", [])],
        "lots": [*_lots(said, "cartridges", "cartridge"), *_adjuncts(session.document)],
        "numbing": [one.get("product", "") for one in said.get("numbing") or []],
        "is_broken_off": bool(session.document.get("is_broken_off")),
        "signed_by": session.typed_name,
        "digest": session.digest,
        "added_later": [_amendment(one, zone) for one in session.amendments.all()],
    }


def _zone(one: dict[str, Any]) -> dict[str, Any]:
    zone = shipped_content().zone.get(one["zone"])
    return {
        "zone": zone.name if zone else one["zone"],
        "needle_length_mm": one.get("needle_length_mm"),
        "passes": one.get("passes"),
    }


def _lots(said: dict[str, Any], key: str, what: str) -> list[dict[str, Any]]:
    return [
        {"what": what, "lot": one["lot"], "expires_on": one.get("expires_on")} for one in said.get(key, [])
    ]


def _adjuncts(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "what": one.get("text") or one.get("adjunct", ""),
            "lot": one.get("lot") or one.get("tube") or "",
            "expires_on": None,
        }
        for one in document.get("adjuncts", [])
    ]


def _amendment(one: SessionAmendment, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "on": one.created_at.astimezone(zone).date().isoformat(),
        "corrects": one.corrects,
        "text": one.text,
    }


def _consent(one: Consent) -> dict[str, Any]:
    withdrawal = getattr(one, "withdrawal", None)
    return {
        "signed_at": one.created_at.isoformat(timespec="seconds"),
        "signed_as": one.typed_name,
        "digest": one.digest,
        "withdrawn_at": withdrawal.created_at.isoformat(timespec="seconds") if withdrawal else None,
    }


def _photograph(one: Any) -> dict[str, Any]:
    said_at = one.said_at.isoformat(timespec="seconds") if one.said_at else None
    return {"purpose": str(one.purpose), "text": str(one.text), "is_given": one.is_given, "said_at": said_at}


def _picture(seen: Seen) -> dict[str, Any]:
    """Give what is known of a photograph of the patient."""
    row, looked = seen.row, seen.looked
    zone = shipped_content().zone.get(row.zone)
    return {
        "received_at": row.created_at.isoformat(timespec="seconds"),
        "by": row.by_name,
        "zone": zone.name if zone else row.zone,
        "looked_by": looked.by_name if looked else None,
        "looked_at": looked.created_at.isoformat(timespec="seconds") if looked else None,
        "media_type": row.media_type,
        "width_px": row.width_px,
        "height_px": row.height_px,
        "digest": row.digest,
    }


def _bytes_of(row: Photograph, part: str) -> str | None:
    """Give the bytes in base64; one that is damaged on the disk has none, and holds up nothing else."""
    try:
        return b64encode(read_file(row, part)).decode("ascii")
    except WrongState:
        return None
