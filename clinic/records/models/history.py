"""What was said and seen of a person: append-only; what is newer supersedes what is older, and both stay."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from needlepoint.vocabulary import patient as known
from needlepoint.vocabulary.dates import PartialDate, read_partial_date
from needlepoint.vocabulary.reasons import Truth

WRONG_BIRTH_DATES_ALLOWED = 5


class SaidBy(models.TextChoices):
    """Whose word it is, as far as an examination counts."""

    PRACTITIONER = "practitioner", _("a practitioner")
    DOCTOR = "doctor", _("a doctor")
    PATIENT = "patient", _("the patient")


class Remark(ClinicRow):
    """A row of the history: who noted it, and whose word it is.

    sitting : of what a patient noted, the browser by a link or the tablet handed over; nobody else is shown it there
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    said_by = models.CharField(max_length=12, choices=SaidBy.choices)
    noted_by_kind = models.CharField(max_length=20)
    noted_by_id = models.CharField(max_length=36, blank=True)
    noted_by_name = models.CharField(max_length=200)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    sitting = models.UUIDField(null=True)

    class Meta:
        abstract = True

    @property
    def is_by_patient(self) -> bool:
        """Tell whether this is only the patient's word."""
        return self.said_by == SaidBy.PATIENT


class Answer(Remark):
    """An answer to one question: a rule's, or one that fills a key of the case.

    asks : the id of a rule, or the path of a case question ("patient.phototype", "medicines", "device")
    answer : yes, no or unknown; for a key of the case "yes" means that `detail` holds its value
    in_person : the person would rather say it face to face; it stays unknown until then
    """

    asks = models.CharField(max_length=80)
    answer = models.CharField(max_length=7, choices=[(truth.value, truth.value) for truth in Truth])
    detail = models.CharField(max_length=80, blank=True)
    zones = models.JSONField(null=True)
    as_of = models.CharField(max_length=10)
    in_person = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "asks"], name="answer_by_patient")]
        ordering = ["created_at", "asks"]

    def __str__(self) -> str:
        return f"{self.asks}: {self.answer}"

    @property
    def said(self) -> tuple[Any, ...]:
        """Give everything that was said, to compare with another answer."""
        return (self.answer, self.detail, tuple(self.zones or ()), self.in_person, self.note)

    def to_domain(self) -> known.Answer:
        """Give the answer as screening reads it."""
        return known.Answer(
            answer=Truth(self.answer),
            zones=tuple(self.zones) if self.zones else None,
            detail=self.detail or None,
            as_of=read_partial_date(self.as_of),
            by=self.said_by,  # type: ignore[arg-type]
        )


class EntryKind(models.TextChoices):
    """The lists of a history."""

    MEDICINE = "medicine", _("Medicine")
    EVENT = "event", _("Event")
    ALLERGY = "allergy", _("Allergy")
    CONCERN = "concern", _("Concern")


class HistoryEntry(Remark):
    """One line of a list: a medicine, something done to the skin or body, an allergy, or a concern.

    name : the medicine or allergy as it was named, the kind of an event, the indication of a concern
    since, until : as far as they are known, "2026", "2026-03" or "2026-03-14"
    is_withdrawn : this row takes the one that it supersedes off the list
    """

    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    name = models.CharField(_("name"), max_length=200)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    route = models.CharField(_("route"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=10, blank=True)
    severity = models.CharField(_("severity"), max_length=20, blank=True)
    zones = models.JSONField(null=True)
    since = models.CharField(_("from"), max_length=10, blank=True)
    until = models.CharField(_("until"), max_length=10, blank=True)
    dose_mg = models.FloatField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["patient", "kind"], name="entry_by_patient")]
        ordering = ["created_at", "name"]

    def __str__(self) -> str:
        return self.name

    def to_domain(self) -> known.Medicine | known.Event | known.Allergy | known.Concern:
        """Give the line as screening reads it."""
        match self.kind:
            case EntryKind.MEDICINE:
                return self._medicine()
            case EntryKind.EVENT:
                return self._event()
            case EntryKind.CONCERN:
                return self.to_concern()
        return known.Allergy(text=self.name)

    def _medicine(self) -> known.Medicine:
        return known.Medicine(
            name=self.name,
            route=self.route or None,
            is_stopped=self.status == "stopped",
            since=_partial(self.since),
            until=_partial(self.until),
            dose_mg=self.dose_mg,
        )

    def _event(self) -> known.Event:
        return known.Event(
            kind=self.name,
            detail=self.detail or None,
            zones=tuple(self.zones) if self.zones else None,
            since=_partial(self.since) or _partial(self.until),
            until=_partial(self.until) or _partial(self.since),
        )

    def to_concern(self) -> known.Concern:
        """Give what is to be treated, and where, as screening reads it."""
        zones = tuple(self.zones or ())
        return known.Concern(indication=self.name, zones=zones, severity=self.severity or None)


class PatientLink(ClinicRow):
    """A signed way in for a patient, without an account: for one purpose, until it expires, is revoked or locked.

    secret_hash : of the secret in the link, which is kept nowhere else; nobody can be shown the link again
    browsers : in how many browsers the birth date opened it
    draft, draft_at, draft_sitting : what was begun and not sent, when it was last kept, and in which browser
    """

    secret = ""  # known only to whoever has just made the link, until the page that shows it

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=20)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    wrong_birth_dates = models.PositiveSmallIntegerField(default=0)
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    browsers = models.PositiveSmallIntegerField(default=0)
    draft = models.JSONField(null=True)
    draft_at = models.DateTimeField(null=True)
    draft_sitting = models.CharField(max_length=36, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["patient", "purpose"], name="link_by_patient"),
            models.Index(fields=["secret_hash"], name="link_by_secret"),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.patient_id}"

    @property
    def is_locked(self) -> bool:
        """Tell whether too many wrong birth dates were tried."""
        return self.wrong_birth_dates >= WRONG_BIRTH_DATES_ALLOWED

    def is_good(self, moment: datetime) -> bool:
        """Tell whether the link still opens."""
        return self.revoked_at is None and not self.is_locked and moment < self.expires_at

    def expires_on(self) -> date:
        """Give the day on which it ends, in the clinic."""
        return self.expires_at.astimezone(self.clinic.zone).date()


def _partial(text: str) -> PartialDate | None:
    return read_partial_date(text) if text else None
