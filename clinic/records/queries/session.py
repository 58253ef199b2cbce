"""Questions about sessions: which is open, which were signed, what was used last, and how far the course is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.models import (
    ItemKind,
    ItemUse,
    Outcome,
    Patient,
    Plan,
    Session,
    SessionState,
)
from clinic.records.queries.chart import Handpiece
from clinic.records.queries.consent import has_agreed, load_for_page
from clinic.records.queries.progress import Progress
from clinic.records.queries.treatments import sessions_of, with_sheets
from clinic.records.queries.undone import IS_TAKEN_BACK
from needlepoint.aftercare.sending import CALLED_AFTER
from needlepoint.protocols.library import shipped_content
from needlepoint.session.item import Recall, folded_lot
from needlepoint.session.record import Cartridge

OFFERED: Final = 3
_SESSIONS_READ: Final = 60
_ON_THE_SHELF: Final = (ItemKind.CARTRIDGE, ItemKind.DEVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTime:
    """What a zone got in the last signed session."""

    needle_length_mm: float | None
    passes: int | None
    directions: tuple[str, ...] = ()
    contact_seconds: float | None = None


def open_session_of(patient: Patient) -> Session | None:
    """Give the session that is being worked on."""
    return next((one for one in sessions_of(patient) if one.is_open), None)


def signed_sessions(patient: Patient) -> list[Session]:
    """List the signed sessions, newest first."""
    return [one for one in sessions_of(patient) if one.state == SessionState.SIGNED]


def last_signed(patient: Patient) -> Session | None:
    """Give the newest signed session."""
    return next(iter(signed_sessions(patient)), None)


def last_time(patient: Patient) -> dict[str, LastTime]:
    """Give how each zone was worked last time."""
    last = last_signed(patient)
    zones = last.document.get("session", {}).get("zones", []) if last else []
    return {
        one["zone"]: LastTime(
            needle_length_mm=one.get("needle_length_mm"),
            passes=one.get("passes"),
            directions=tuple(one.get("directions", ())),
            contact_seconds=one.get("contact_seconds"),
        )
        for one in zones
    }


def seconds_here(session: Session, seconds: float | None) -> float | None:
    """Give seconds of contact where the session's device is worked in seconds; a roller's work is counted in passes."""
    return None if shipped_content().device[session.device].kind == "roller" else seconds


def next_number(patient: Patient, plan: Plan) -> int:
    """Give the number of the next session: it counts what was signed under any version of this course."""
    return 1 + sum(1 for one in signed_sessions(patient) if one.device == plan.device and one.treated_zones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What was used here lately for a device, so that one tap names it again."""

    lots: list[Cartridge]
    handpieces: list[Handpiece]


def shelf_of(clinic: Clinic, device: str, on: date, recalls: Sequence[Recall]) -> Shelf:
    """Give the lots that were opened most lately, are in date and not recalled, and the handpieces with their rooms."""
    lately = (
        Session.objects.filter(clinic=clinic, device=device).order_by("-on").values("pk")[:_SESSIONS_READ]
    )
    uses = ItemUse.objects.filter(session__in=lately, kind__in=_ON_THE_SHELF, outcome=Outcome.USED)
    rows = uses.filter(~IS_TAKEN_BACK).order_by("-created_at")
    found = list(rows.values_list("kind", "lot", "expires_on", "serial", "room"))
    lots = dict.fromkeys(
        (lot, expires)
        for kind, lot, expires, *_rest in found
        if kind == ItemKind.CARTRIDGE and lot and expires
    )
    known = dict.fromkeys((serial, room) for kind, *_rest, serial, room in found if kind == ItemKind.DEVICE)
    cartridges = [Cartridge(lot=lot, expires_on=expires) for lot, expires in lots]
    gone = {folded_lot(recall.lot) for recall in recalls}
    return Shelf(
        lots=[one for one in cartridges if not one.is_expired(on) and folded_lot(one.lot) not in gone][
            :OFFERED
        ],
        handpieces=[Handpiece(serial=serial, room=room) for serial, room in known][:OFFERED],
    )


def session_progress(patients: Sequence[Patient], on: date) -> dict[UUID, Progress]:
    """Tell how far the sessions of some patients are."""
    sessions = _sessions_of_all(patients)
    ready = _ready_to_treat([patient for patient in patients if not sessions[patient.pk]])
    return {patient.pk: _progress(sessions[patient.pk], patient.pk in ready, on) for patient in patients}


def _sessions_of_all(patients: Sequence[Patient]) -> dict[UUID, list[Session]]:
    if len(patients) == 1:
        return {patients[0].pk: sessions_of(patients[0])}
    found: dict[UUID, list[Session]] = {patient.pk: [] for patient in patients}
    for row in with_sheets(patients).defer("document", "aftercare__document"):
        found[row.patient_id].append(row)
    for patient in patients:
        patient.loaded_sessions = found[patient.pk]  # type: ignore[attr-defined]
    return found


def _ready_to_treat(patients: Sequence[Patient]) -> set[UUID]:
    """Name those with an approved plan and a consent that was not withdrawn; the session itself looks closely."""
    load_for_page(*patients)
    return {patient.pk for patient in patients if has_agreed(patient)}


def _progress(sessions: list[Session], is_ready: bool, on: date) -> Progress:
    signed = [one for one in sessions if one.state == SessionState.SIGNED]
    current = next((one for one in sessions if one.is_open), None)
    if current:
        return Progress(
            state="now",
            note=_("session %(counted)s") % {"counted": counted(current)},
            next_deed=_("Go on with session %(n)s") % {"n": current.number},
        )
    if signed and signed[0].is_last:
        return Progress(state="done", on=signed[0].on, note=counted(signed[0]))
    if signed:
        return _between(signed[0], on)
    if not is_ready:
        return Progress()
    return Progress(state="now", note=_("none yet"), next_deed=_("Begin session 1"))


def _between(last: Session, on: date) -> Progress:
    due_on = next_earliest_on(last)
    deed = _("Begin session %(n)s") % {"n": last.number + 1}
    if due_on > on:
        note = _("%(counted)s done, next earliest %(day)s") % {
            "counted": counted(last),
            "day": date_format(due_on, "j F"),
        }
        return Progress(state="later", on=due_on, note=note, next_deed=deed, is_begun=True)
    note = _("%(counted)s done") % {"counted": counted(last)}
    if on >= due_on + CALLED_AFTER:
        told = {"counted": note, "day": date_format(due_on, "j F")}
        note = _("%(counted)s, possible since %(day)s and did not come") % told
    return Progress(state="now", note=note, next_deed=deed)


def next_earliest_on(last: Session) -> date:
    """Give the first day on which the next session may be: the plan's, or the aftercare's where that is later."""
    by_plan = last.on + timedelta(days=last.interval_days or 0)
    sheet = getattr(last, "aftercare", None)
    return max(by_plan, sheet.next_on) if sheet and sheet.next_on else by_plan


def counted(session: Session) -> str:
    """Say which session of how many it is, "2 of 3–4"."""
    said = {"n": session.number, "all": session.planned_sessions}
    return _("%(n)s of %(all)s") % said if session.planned_sessions else str(session.number)
