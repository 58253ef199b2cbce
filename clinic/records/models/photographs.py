"""Photographs of a patient's skin: what is known of each, and what somebody said of it since; append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.adverse_events import AdverseEvent
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session
from clinic.records.models.worries import CheckIn
from needlepoint.consent.photographs import PhotoPurpose


class Photograph(ClinicRow):
    """One photograph; its bytes lie in the data folder under its id, and are exactly what the digests name.

    created_at : when the clinic received it, by our clock; what a camera wrote into a file is not believed
    session, check_in, adverse_event : what it belongs to, at most one of them
    purpose : what it was taken for; whether it may still be shown for that follows from what the patient said last
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="photographs")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="photographs")
    check_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, related_name="photographs")
    adverse_event = models.ForeignKey(AdverseEvent, models.PROTECT, null=True, related_name="photographs")
    purpose = models.CharField(max_length=40)
    zone = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=400, blank=True)
    by_kind = models.CharField(max_length=20)
    by_name = models.CharField(max_length=200)
    by_credential = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=40)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    small_digest = models.CharField(max_length=71)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["patient", "-created_at"], name="photograph_by_patient")]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.digest}"

    @property
    def intended(self) -> PhotoPurpose:
        """Give the purpose as the library reads it."""
        return PhotoPurpose(self.purpose)


class NoteKind(models.TextChoices):
    """What somebody said of a photograph."""

    LOOKED = "looked", _("looked at")
    IN_ERROR = "in_error", _("entered in error")
    DESTROYED = "destroyed", _("destroyed")


class PhotographNote(ClinicRow):
    """A clinician looked at a photograph, it was of somebody else, or its bytes were destroyed; append-only."""

    photograph = models.ForeignKey(Photograph, models.PROTECT, related_name="notes")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    text = models.CharField(max_length=400, blank=True)
    by_name = models.CharField(max_length=200)
    by_credential = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["photograph", "kind"], name="one_note_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.by_name}"
