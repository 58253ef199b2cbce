"""Questions about photographs: which there are, who has looked, and whether each may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.records import clock
from clinic.records.models import AdverseEvent, NoteKind, Patient, Photograph, PhotographNote, PhotoStatement
from clinic.records.queries.merging import records_of_person
from needlepoint.consent.photographs import PhotoConsent, PhotoPurpose, may_be_used

# No image is called so: it asks what was said about all of them.
_ANY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A photograph with what was said of it.

    may : for which purposes it may be used now, by the patient's last word
    """

    row: Photograph
    looked: PhotographNote | None
    in_error: PhotographNote | None
    destroyed: PhotographNote | None
    may: frozenset[PhotoPurpose]

    @property
    def is_shown(self) -> bool:
        """Tell whether its picture is shown: nobody took it back, it is of this person, and its bytes are there."""
        return self.row.intended in self.may and not self.in_error and not self.destroyed

    @property
    def is_unseen(self) -> bool:
        """Tell whether it is still to be looked at."""
        return self.is_shown and self.looked is None


def photographs(rows: QuerySet[Photograph]) -> list[Seen]:
    """Give photographs with what was said of them, the newest first, in three questions."""
    found = list(rows.select_related("patient").prefetch_related("notes").order_by("-created_at"))
    said = _statements({row.patient_id for row in found}) if found else {}
    now = clock.now()
    return [_seen(row, said.get(row.patient_id, []), now) for row in found]


def photograph(row: Photograph) -> Seen:
    """Give one photograph with what was said of it."""
    return photographs(Photograph.objects.filter(pk=row.pk))[0]


def photographs_of_person(patient: Patient) -> list[Seen]:
    """Give the photographs of somebody, also those that were taken on a second record of theirs."""
    records = records_of_person(patient.clinic, patient.pk) if patient.was_merged else [patient.pk]
    return photographs(Photograph.objects.filter(patient__in=records))


def photographs_of(patient: Patient) -> list[Seen]:
    """Give the photographs of one record, for the patient themselves: a second record may be of somebody else."""
    return photographs(Photograph.objects.filter(patient=patient))


def photographs_of_report(check_in_id: UUID) -> list[Seen]:
    """Give the photographs that came with a report from home."""
    return photographs(Photograph.objects.filter(check_in=check_in_id))


def has_photo_consent(patient: Patient, purpose: PhotoPurpose, at: datetime | None = None) -> bool:
    """Tell whether photographs may be taken and kept for a purpose, by the patient's last word about all of them."""
    said = _statements({patient.pk}).get(patient.pk, [])
    return may_be_used(said, purpose, _ANY, at or clock.now())


def photographs_of_harm(row: AdverseEvent) -> list[Seen]:
    """Give the photographs of an adverse event: its own, and those of the report from home from which it came."""
    of = Q(adverse_event=row)
    if row.worry_id:
        of |= Q(check_in__worry=row.worry_id)
    if row.check_in_id:
        of |= Q(check_in=row.check_in_id)
    return photographs(Photograph.objects.filter(of))


def allowed_purposes(patient: Patient) -> list[PhotoPurpose]:
    """Name the purposes for which photographs of somebody may be taken and kept now."""
    said, now = _statements({patient.pk}).get(patient.pk, []), clock.now()
    return [one for one in PhotoPurpose if may_be_used(said, one, _ANY, now)]


def nobody_has_looked(outer: str) -> Exists:
    """Ask, within another question, whether a report from home has a photograph at which nobody has looked."""
    looked = PhotographNote.objects.filter(photograph=OuterRef("pk"))
    return Exists(Photograph.objects.filter(check_in=OuterRef(outer)).exclude(Exists(looked)))


def _seen(row: Photograph, said: Iterable[PhotoConsent], now: datetime) -> Seen:
    notes = {note.kind: note for note in row.notes.all()}
    told = tuple(said)
    return Seen(
        row=row,
        looked=notes.get(NoteKind.LOOKED),
        in_error=notes.get(NoteKind.IN_ERROR),
        destroyed=notes.get(NoteKind.DESTROYED),
        may=frozenset(one for one in PhotoPurpose if may_be_used(told, one, str(row.pk), now)),
    )


def _statements(patients: set[UUID]) -> dict[UUID, list[PhotoConsent]]:
    said: dict[UUID, list[PhotoConsent]] = {}
    for row in PhotoStatement.objects.filter(patient__in=patients).order_by("created_at"):
        said.setdefault(row.patient_id, []).append(row.to_domain())
    return said
