"""Deeds of photographs: taking one in, looking at it, saying what it may be used for, and taking it out again.

A machine reads no photograph: nothing is concluded from one, and it never calms. Until a clinician has looked, that is
what the pages say.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.records.actions.consent import state_photo
from clinic.records.actions.escalation import call_about_photograph
from clinic.records.actions.worries import begin_worry
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    AdverseEvent,
    CheckIn,
    NoteKind,
    Patient,
    Photograph,
    PhotographNote,
    PhotoStatement,
    Session,
    Worry,
    WorryState,
)
from clinic.records.photograph_files import remove_everywhere, write_files
from clinic.records.pictures import MEDIA_TYPE, Picture
from clinic.records.queries.photographs import has_photo_consent, photograph
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, WrongState
from needlepoint.consent.photographs import PhotoPurpose
from needlepoint.protocols.library import shipped_content

LONGEST_WORDS: Final = 400
SHORTEST_REASON: Final = 5
# From home; who sends more than these comes in, or tells it anew.
MOST_OF_A_REPORT: Final = 6
RECORD: Final = PhotoPurpose.TREATMENT_RECORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A photograph as it is taken in. of : the session or the adverse event to which it belongs, if it does."""

    picture: Picture
    purpose: str = RECORD.value
    zone: str = ""
    words: str = ""
    of: Session | AdverseEvent | None = None


@deed(on=Patient)
def add_photograph(event: Event, patient: Patient, taken: Taken) -> Photograph:
    """Keep a photograph that was taken here, where the patient agreed to photographs for its purpose."""
    purpose = _purpose(taken.purpose)
    if taken.zone and taken.zone not in shipped_content().zone:
        raise BadInput("zone", _("Choose a zone from the list, or none."))
    if len(taken.words) > LONGEST_WORDS or "\x00" in taken.words:
        raise BadInput("words", _("At most %(n)s characters, please.") % {"n": LONGEST_WORDS})
    if taken.of is not None and taken.of.patient_id != patient.pk:
        raise NotHere
    _check_consent(patient, purpose)
    row = _row(event, patient, taken.picture)
    row.purpose, row.zone, row.words = purpose.value, taken.zone, taken.words.strip()
    row.session = taken.of if isinstance(taken.of, Session) else None
    row.adverse_event = taken.of if isinstance(taken.of, AdverseEvent) else None
    return _kept(event, row, taken.picture)


@deed(on=CheckIn)
def send_photograph(event: Event, check_in: CheckIn, picture: Picture) -> Photograph:
    """Keep a photograph that a patient sends with a report; a person looks at it, whatever the answer was."""
    if event.actor.id != str(check_in.patient_id):
        raise NotHere
    if not has_photo_consent(check_in.patient, RECORD):
        raise WrongState(
            _(
                "You have not agreed to photographs in your record, so none is kept. Say yes first, then send it."
            )
        )
    worry = _locked_worry(check_in)
    if worry is not None and worry.state == WorryState.CLOSED:
        raise WrongState(
            _("The clinic has closed this report. Tell us anew how it is, then send the photograph.")
        )
    if check_in.photographs.count() >= MOST_OF_A_REPORT:
        raise BadInput(
            "photograph", _("Six photographs came with this report. To show more, tell us anew how it is.")
        )
    row = _row(event, check_in.patient, picture)
    row.purpose, row.check_in = RECORD.value, check_in
    kept = _kept(event, row, picture)
    event.linked(worry=_told(event, check_in, worry))
    return kept


@deed(on=Photograph)
def look_at_photograph(event: Event, row: Photograph, text: str = "") -> PhotographNote:
    """Say that one has looked, with what was seen; the first look counts."""
    seen = photograph(row)
    if seen.looked:
        raise AlreadyDone(_("%(name)s has looked already.") % {"name": seen.looked.by_name}, seen.looked)
    if not seen.is_shown:
        raise WrongState(_("This photograph is not shown any more, so there is nothing to look at."))
    if len(text) > LONGEST_WORDS or "\x00" in text:
        raise BadInput("text", _("At most %(n)s characters, please.") % {"n": LONGEST_WORDS})
    return _note(event, row, NoteKind.LOOKED, text)


@deed(on=Photograph)
def mark_photograph_in_error(event: Event, row: Photograph, text: str) -> PhotographNote:
    """Say that a photograph is of somebody else, or of nothing; it stays, and is shown to nobody any more."""
    if photograph(row).in_error:
        raise WrongState(_("It is marked already."))
    return _note(event, row, NoteKind.IN_ERROR, _reason(text))


@deed(on=Photograph)
def state_image_consent(event: Event, row: Photograph, purpose: str, is_given: bool) -> PhotoStatement:
    """Keep a yes or a no to one photograph for one purpose; a no is heard at once by every page and every export."""
    if event.actor.kind == "patient" and event.actor.id != str(row.patient_id):
        raise NotHere
    statement = state_photo(event, row.patient, purpose, is_given, row)
    event.about(statement)
    event.linked(patient=row.patient, photograph=row)
    return statement


@deed(on=Photograph)
def destroy_photograph(event: Event, row: Photograph, text: str) -> PhotographNote:
    """Destroy the bytes of a photograph that was taken back or is in error; that there was one stays in the record."""
    seen = photograph(row)
    if seen.destroyed:
        raise WrongState(_("Its picture was destroyed already."))
    if seen.is_shown:
        raise WrongState(_("The patient has not taken it back. Note that first, if they ask for it."))
    note = _note(event, row, NoteKind.DESTROYED, _reason(text))
    # After the commit, and not before: what a crash leaves here is swept away.
    transaction.on_commit(partial(remove_everywhere, row.pk))
    return note


def _locked_worry(check_in: CheckIn) -> Worry | None:
    """Hold the worry of a report, after the report: it is not closed while a photograph comes, nor the other way."""
    rows = Worry.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(check_in=check_in).first()


def _told(event: Event, check_in: CheckIn, worry: Worry | None) -> Worry:
    """Let somebody know that a photograph came: a worry of its own, or a call to whoever is at the one there is."""
    if worry is None:
        return begin_worry(event, check_in)
    call_about_photograph(event, worry)
    return worry


def _check_consent(patient: Patient, purpose: PhotoPurpose) -> None:
    """Refuse a photograph for which there is no standing yes, and say where it is given."""
    if not has_photo_consent(patient, purpose):
        raise WrongState(
            _(
                "Photographs for this purpose were not agreed to, so none is kept. It is said at Consent, Photographs."
            )
        )


def _purpose(given: str) -> PhotoPurpose:
    try:
        return PhotoPurpose(given)
    except ValueError:
        raise BadInput("purpose", _("There is no such purpose. Choose one of those shown.")) from None


def _row(event: Event, patient: Patient, picture: Picture) -> Photograph:
    member = event.actor.membership
    return Photograph(
        clinic=patient.clinic,
        created_at=event.at,
        patient=patient,
        by_kind=event.actor.kind,
        by_name=event.actor.name,
        by_credential=member.credential if member else "",
        media_type=MEDIA_TYPE,
        width_px=picture.width_px,
        height_px=picture.height_px,
        size_bytes=len(picture.content),
        digest=picture.digest,
        small_digest=picture.small_digest,
    )


def _kept(event: Event, row: Photograph, picture: Picture) -> Photograph:
    """Write the bytes, then the row: a row never names what is not on the disk."""
    write_files(row.pk, picture)
    row.save(force_insert=True)
    event.about(row)
    event.linked(patient=row.patient)
    return row


def _note(event: Event, row: Photograph, kind: NoteKind, text: str) -> PhotographNote:
    member = event.actor.membership
    note = PhotographNote(
        clinic=row.clinic,
        created_at=event.at,
        photograph=row,
        patient=row.patient,
        kind=kind,
        text=text.strip(),
        by_name=event.actor.name,
        by_credential=member.credential if member else "",
    )
    note.save(force_insert=True)
    event.about(note)
    event.linked(patient=row.patient, photograph=row)
    return note


def _reason(text: str) -> str:
    if not SHORTEST_REASON <= len(text.strip()) <= LONGEST_WORDS or "\x00" in text:
        raise BadInput("text", _("Say why in a few words, at most %(n)s characters.") % {"n": LONGEST_WORDS})
    return text
