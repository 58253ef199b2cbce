"""Questions about photographs: which there are, who has looked, and whether each may be shown.

A list is one question: what was said of each photograph, and whether the patient's last word allows it, come along.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import AdverseEvent, NoteKind, Patient, Photograph, PhotographNote, PhotoStatement
from clinic.records.queries.merging import person_id_of
from clinic.records.refusals import NotHere
from clinic.records.visibility import visible
from needlepoint.consent.photographs import PhotoConsent, PhotoPurpose, may_be_used

# No image is called so: it asks what was said about all of them.
_ANY = ""
_SAID = ("kind", "text", "by_name", "by_credential", "created_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said of a photograph: that they looked, that it is in error, that it was destroyed."""

    kind: str
    text: str
    by_name: str
    by_credential: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A photograph with what was said of it.

    is_allowed : the patient's last word allows what it was taken for
    """

    row: Photograph
    looked: Said | None
    in_error: Said | None
    destroyed: Said | None
    is_allowed: bool

    @property
    def is_shown(self) -> bool:
        """Tell whether its picture is shown: nobody took it back, it is of this person, and its bytes are there."""
        return self.is_allowed and not self.in_error and not self.destroyed

    @property
    def is_unseen(self) -> bool:
        """Tell whether it is still to be looked at."""
        return self.is_shown and self.looked is None


def photographs(rows: QuerySet[Photograph]) -> list[Seen]:
    """Give photographs with what was said of them, the newest first."""
    noted = {f"said_{name}": F(f"notes__{name}") for name in _SAID}
    asked = _with_last_word(rows.select_related("patient"), clock.now()).annotate(**noted)
    by_row: dict[UUID, list[Any]] = {}
    for row in asked.order_by("-created_at", "pk"):
        by_row.setdefault(row.pk, []).append(row)
    return [_seen(some) for some in by_row.values()]


def photograph(row: Photograph) -> Seen:
    """Give one photograph with what was said of it."""
    return photographs(Photograph.objects.filter(pk=row.pk))[0]


def photograph_here(actor: Actor, photograph_id: UUID) -> Seen:
    """Give one photograph that this person may see, or say that there is nothing here."""
    found = photographs(visible(actor, Photograph).filter(pk=photograph_id))
    if not found:
        raise NotHere
    return found[0]


def photographs_of_person(patient: Patient) -> list[Seen]:
    """Give the photographs of somebody, also those that were taken on a second record of theirs."""
    kept = person_id_of(patient)
    of = Q(patient=patient) | Q(patient=kept) | Q(patient__merged_into=kept)
    return photographs(Photograph.objects.filter(of, clinic=patient.clinic_id))


def photographs_of(patient: Patient) -> list[Seen]:
    """Give the photographs of one record, for the patient themselves: a second record may be of somebody else."""
    return photographs(Photograph.objects.filter(patient=patient))


def photographs_of_report(check_in_id: UUID) -> list[Seen]:
    """Give the photographs that came with a report from home."""
    return photographs(Photograph.objects.filter(check_in=check_in_id))


def waits_for_a_look(check_in_id: UUID) -> bool:
    """Tell whether a report from home has a photograph at which somebody must still look."""
    return any(one.is_unseen for one in photographs_of_report(check_in_id))


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
    return _allowed(patient, _ANY)


def purposes_of(row: Photograph) -> list[PhotoPurpose]:
    """Name the purposes for which one photograph may be used now."""
    return _allowed(row.patient, str(row.pk))


def has_photo_consent(patient: Patient, purpose: PhotoPurpose) -> bool:
    """Tell whether photographs may be taken and kept for a purpose, by the patient's last word about all of them."""
    return purpose in allowed_purposes(patient)


def nobody_has_looked(outer: str) -> Exists:
    """Ask, within another question, whether a report from home has a photograph at which nobody has looked."""
    said = PhotographNote.objects.filter(photograph=OuterRef("pk"))
    rows = _with_last_word(Photograph.objects.all(), clock.now())
    return Exists(rows.filter(check_in=OuterRef(outer), is_allowed=True).exclude(Exists(said)))


def statements_about(patient: Patient) -> QuerySet[PhotoStatement]:
    """Give what was said of a record's photographs, and what the same person refused on another record of theirs.

    A yes stays with the record on which it was said: that two records are of one person may turn out to be wrong.
    """
    own = Q(patient=patient)
    if not patient.was_merged:
        return PhotoStatement.objects.filter(own)
    kept = person_id_of(patient)
    of_the_person = Q(patient=kept) | Q(patient__merged_into=kept)
    return PhotoStatement.objects.filter(own | of_the_person & Q(is_given=False, photograph=None))


def _with_last_word(rows: QuerySet[Photograph], now: datetime) -> QuerySet[Any]:
    """Ask for each row what `may_be_used` of the library says of it and its purpose; a test holds them together."""
    said = PhotoStatement.objects.filter(purpose=OuterRef("purpose"), created_at__lte=now)
    said = said.order_by("-created_at", "is_given")
    on_it = said.filter(photograph=OuterRef("pk"))
    own = said.filter(Q(photograph=None) | Q(photograph=OuterRef("pk")), patient=OuterRef("patient"))
    asked = rows.annotate(
        word_on_it=Subquery(on_it.values("is_given")[:1]),
        last_word=Subquery(own.values("is_given")[:1]),
        last_said_at=Subquery(own.values("created_at")[:1]),
    )
    refused = Q(word_on_it=False) | Q(patient__was_merged=True) & Q(Exists(_refused_elsewhere(said)))
    heard = Case(
        When(refused, then=Value(False)), When(last_word=True, then=Value(True)), default=Value(False)
    )
    return asked.annotate(is_allowed=heard)


def _refused_elsewhere(said: QuerySet[PhotoStatement]) -> QuerySet[PhotoStatement]:
    """Ask for a later no to all photographs on another record of the same person."""
    record, kept = OuterRef(OuterRef("patient")), OuterRef(OuterRef("patient__merged_into"))
    others = Patient.objects.filter(Q(pk=kept) | Q(merged_into=record) | Q(merged_into=kept))
    no = said.filter(is_given=False, photograph=None, created_at__gte=OuterRef("last_said_at"))
    return no.filter(patient__in=others.values("pk"))


def _allowed(patient: Patient, image: str) -> list[PhotoPurpose]:
    said: list[PhotoConsent] = [row.to_domain() for row in statements_about(patient)]
    now = clock.now()
    return [one for one in PhotoPurpose if may_be_used(said, one, image, now)]


def _seen(some: list[Any]) -> Seen:
    """Put together a photograph from its rows, one for each thing that was said of it."""
    said = {row.said_kind: Said(**{name: getattr(row, f"said_{name}") for name in _SAID}) for row in some}
    return Seen(
        row=some[0],
        looked=said.get(NoteKind.LOOKED),
        in_error=said.get(NoteKind.IN_ERROR),
        destroyed=said.get(NoteKind.DESTROYED),
        is_allowed=some[0].is_allowed,
    )
