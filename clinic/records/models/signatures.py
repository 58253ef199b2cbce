"""Signatures: append-only."""

from django.db import models

from clinic.records.models.rows import ClinicRow


class Signature(ClinicRow):
    """Somebody's name under exactly one content; the table refuses UPDATE and DELETE."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    meaning = models.CharField(max_length=40)
    signer_kind = models.CharField(max_length=20)
    signer_id = models.CharField(max_length=36, blank=True)
    signer_name = models.CharField(max_length=200)
    signer_credential = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=71)

    class Meta:
        indexes = [models.Index(fields=["subject_id"], name="signature_by_subject")]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.signer_name}: {self.meaning}"
