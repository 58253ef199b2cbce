"""The chain: each event carries the hash of the one before it."""

from django.db import models

from clinic.accounts.models import Clinic


class AuditHead(models.Model):
    """The end of one clinic's chain; whoever adds an event holds this row first, so the chain stays a line."""

    clinic = models.OneToOneField(Clinic, models.PROTECT, primary_key=True, related_name="audit_head")
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=71, blank=True)

    def __str__(self) -> str:
        return f"{self.clinic_id} {self.sequence}"


class AuditEvent(models.Model):
    """One deed: who, what, upon which row, when; ids and digests only, never clinical text.

    The table refuses UPDATE and DELETE by database triggers.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="audit_events")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=36, blank=True)
    deed = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=36)
    digests = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=71, blank=True)
    hash = models.CharField(max_length=71)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "sequence"], name="one_event_per_place")]
        indexes = [models.Index(fields=["clinic", "subject_id"], name="audit_by_subject")]
        ordering = ["-sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.deed}"

    def content(self) -> dict[str, object]:
        """Give everything the hash speaks for."""
        return {
            "clinic": self.clinic_id,
            "sequence": self.sequence,
            "at": self.at,
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id,
            "deed": self.deed,
            "subject_type": self.subject_type,
            "subject_id": self.subject_id,
            "digests": self.digests,
            "previous_hash": self.previous_hash,
        }
