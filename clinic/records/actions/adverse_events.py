"""Deeds of harm: it is opened from where it was seen, described, signed, and followed until it is over."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import (
    AdverseCourse,
    AdverseEvent,
    AdverseEventNote,
    AdverseEventState,
    Affected,
    Cause,
    CheckIn,
    Incident,
    Origin,
    Patient,
    Relatedness,
    Session,
    Worry,
    WorryState,
)
from clinic.records.queries.adverse_events import grades_for, met_by
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.records.signatures import check_may_still, digest_of, sign
from needlepoint.aftercare.persistence import persisting
from needlepoint.aftercare.report import CheckInReport
from needlepoint.protocols.library import shipped_content

LONGEST: Final = {
    "what": 2000,
    "treated_with": 1000,
    "root_cause": 1000,
    "prevention": 1000,
}
SHORTEST_WORDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What somebody says of a harm."""

    kind: str
    affected: str = Affected.PATIENT
    grade: int | None = None
    onset_on: date | None = None
    relatedness: str = ""
    zones: tuple[str, ...] = ()
    what: str = ""
    treated_with: str = ""
    causes: tuple[str, ...] = field(default=())
    root_cause: str = ""
    prevention: str = ""


@deed(on=Patient)
def open_adverse_event(
    event: Event,
    patient: Patient,
    kind: str,
    *,
    session: Session | None = None,
    worry: Worry | None = None,
) -> AdverseEvent:
    """Open an adverse event that was seen or told at a visit, or that a worry turned out to be."""
    if kind not in shipped_content().adverse_kind:
        raise BadInput("kind", _("Choose what it is from the list; “Something else” is on it."))
    if (worry and worry.patient_id != patient.pk) or (session and session.patient_id != patient.pk):
        raise BadInput("session", _("Choose a session of this patient."))
    if worry and worry.state == WorryState.OPEN:
        raise WrongState(_("Nobody has looked at this worry yet. Take it on first, then say what it is."))
    if worry and (there := AdverseEvent.objects.filter(worry=worry).first()):
        raise AlreadyDone(_("This worry is an adverse event already."), there)
    row = AdverseEvent(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        session=worry.check_in.session if worry else session,
        worry=worry,
        check_in=worry.check_in if worry else None,
        origin=Origin.WORRY if worry else Origin.VISIT,
        opened_by=event.actor.name,
        kind=kind,
    )
    row.save(force_insert=True)
    event.about(row)
    event.linked(patient=patient)
    return row


@deed(on=AdverseEvent)
def describe_adverse_event(event: Event, row: AdverseEvent, said: Description) -> AdverseEvent:
    """Say what it is, how bad, since when, where, and where the root of it may lie; it is not yet signed."""
    _check(event, row, said)
    for name, value in asdict(said).items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.save()
    event.about(row)
    event.linked(patient=row.patient)
    return row


@deed(on=AdverseEvent)
def sign_adverse_event(event: Event, row: AdverseEvent, typed_name: str) -> AdverseEvent:
    """Sign it with everything that had met the person as it stood; from now on it is only added to."""
    check_may_still(event)
    if " ".join(typed_name.split()).casefold() != " ".join(event.actor.name.split()).casefold():
        sentence = _("Type your own name as it stands here: %(n)s.") % {"n": event.actor.name}
        raise BadInput("typed_name", sentence)
    missing = missing_to_sign(row)
    if missing:
        raise WrongState(_("Still to be said before it is signed: %(what)s.") % {"what": ", ".join(missing)})
    row.document = _document(row)
    row.digest = digest_of(row.document)
    row.signature = sign(event, row, meaning="adverse event", document=row.document)
    row.state, row.signed_at = AdverseEventState.SIGNED, event.at
    row.save()
    event.about(row, document=row.document)
    event.linked(patient=row.patient)
    return row


@deed(on=AdverseEvent)
def withdraw_adverse_event(event: Event, row: AdverseEvent, because: str) -> AdverseEvent:
    """Say that it was none, and why; it stays on the list."""
    row.withdrawn_because = _words("because", because, 400)
    row.state = AdverseEventState.WITHDRAWN
    row.save()
    event.about(row)
    event.linked(patient=row.patient)
    return row


@deed(on=AdverseEvent)
def add_to_adverse_event(
    event: Event, row: AdverseEvent, on: date, text: str, course: str = ""
) -> AdverseEventNote:
    """Add how it went on, a correction, or to whom it was reported; what was signed stays as it was signed."""
    check_may_still(event)
    text = _words("text", text, 2000)
    if course and course not in AdverseCourse.values:
        raise BadInput("course", _("Choose how they are, or leave it out."))
    if on > event.on or (row.onset_on is not None and on < row.onset_on):
        raise BadInput("on", _("Choose a day between its beginning and today."))
    document = {"event": row.digest, "on": on.isoformat(), "course": course, "text": text}
    note = AdverseEventNote(
        clinic=row.clinic,
        created_at=event.at,
        event=row,
        patient_id=row.patient_id,
        on=on,
        course=course,
        text=text,
        signature=sign(event, row, meaning="addition", document=document),
    )
    note.save(force_insert=True)
    event.about(note, addition=document)
    event.linked(event=row)
    return note


def from_incident(event: Event, incident: Incident) -> AdverseEvent:
    """Open the adverse event that an incident was, within the deed that closes it."""
    row = AdverseEvent(
        clinic=incident.clinic,
        created_at=event.at,
        patient_id=incident.patient_id,
        session_id=incident.session_id,
        incident=incident,
        origin=Origin.INCIDENT,
        affected=incident.affected,
        opened_by=event.actor.name,
        kind=incident.kind if incident.kind in shipped_content().adverse_kind else "other",
        onset_on=incident.created_at.astimezone(incident.clinic.zone).date(),
        what=incident.outcome,
    )
    row.save(force_insert=True)
    event.linked(adverse_event=row)
    return row


def from_report(event: Event, check_in: CheckIn, report: CheckInReport) -> list[AdverseEvent]:
    """Open what a report says has outlasted its days, once for a session and kind; a clinician says what it is."""
    there = set(
        AdverseEvent.objects.filter(session=check_in.session, origin=Origin.RULE).values_list(
            "kind", flat=True
        )
    )
    rows = [
        AdverseEvent(
            clinic=check_in.clinic,
            created_at=event.at,
            patient_id=check_in.patient_id,
            session_id=check_in.session_id,
            check_in=check_in,
            origin=Origin.RULE,
            opened_by=event.actor.name,
            kind=kind.id,
        )
        for kind in persisting(report, shipped_content())
        if kind.id not in there
    ]
    AdverseEvent.objects.bulk_create(rows)
    return rows


def missing_to_sign(row: AdverseEvent) -> list[str]:
    """Name what must be said before it is signed."""
    asked = (
        (row.onset_on, _("since when")),
        (row.relatedness, _("whether the treatment did it")),
        (len(row.what) >= SHORTEST_WORDS, _("what happened")),
    )
    return [words for given, words in asked if not given]


def _check(event: Event, row: AdverseEvent, said: Description) -> None:
    content = shipped_content()
    rules: list[tuple[str, bool, str]] = [
        ("kind", said.kind in content.adverse_kind, _("Choose what it is from the list.")),
        ("affected", said.affected in (*Affected.values,), _("Say whom it happened to.")),
        (
            "grade",
            said.grade is None or _is_grade(said),
            _("No such grade was read for this kind. Leave it out."),
        ),
        ("relatedness", said.relatedness in ("", *Relatedness.values), _("Choose one of the answers.")),
        ("zones", set(said.zones) <= set(content.zone), _("Choose zones from the list.")),
        ("causes", set(said.causes) <= set(Cause.values), _("Choose from the list.")),
        (
            "onset_on",
            _is_possible(event, row, said.onset_on),
            _("Choose a day from the session on, up to today."),
        ),
    ]
    rules += [
        (name, len(getattr(said, name)) <= most, _("At most %(n)s characters, please.") % {"n": most})
        for name, most in LONGEST.items()
    ]
    for name, holds, sentence in rules:
        if not holds:
            raise BadInput(name, sentence)


def _is_grade(said: Description) -> bool:
    return said.grade in {one.number for one in grades_for(said.kind)}


def _is_possible(event: Event, row: AdverseEvent, day: date | None) -> bool:
    """Tell whether a harm can have begun on a day; what was there before the session is not of it."""
    return day is None or (day <= event.on and (row.session is None or day >= row.session.on))


def _document(row: AdverseEvent) -> dict[str, Any]:
    names = ("kind", "affected", "grade", "relatedness", "zones", "what", "treated_with", "causes")
    return {name: getattr(row, name) for name in names} | {
        "root_cause": row.root_cause,
        "prevention": row.prevention,
        "onset_on": row.onset_on.isoformat() if row.onset_on else None,
        "origin": row.origin,
        "patient": str(row.patient_id),
        "incident": str(row.incident_id) if row.incident_id else None,
        "check_in": str(row.check_in_id) if row.check_in_id else None,
        "content": shipped_content().version,
        "met": met_by(row.session),
    }


def _words(field_name: str, text: str, most: int) -> str:
    said = text.strip()
    if not SHORTEST_WORDS <= len(said) <= most or "\x00" in said:
        raise BadInput(field_name, _("Write it in a sentence, of at most %(n)s characters.") % {"n": most})
    return said
