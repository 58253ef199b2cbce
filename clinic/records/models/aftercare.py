"""Aftercare: what followed from one signed session, stored whole as it was given; append-only."""

from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

from cattrs import Converter
from django.db import models

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session
from needlepoint.aftercare.timeline import Aftercare


class AftercareSheet(ClinicRow):
    """The dated aftercare of one session, from the knowledge of the day on which it was written.

    healed_on : the last day on which an expected sign is usually still seen
    next_on : the earliest day of the next session, nothing after the last
    first_reading_on : when a result can first be judged, nothing where no source says
    """

    session = models.OneToOneField(Session, models.PROTECT, related_name="aftercare")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="aftercare_sheets")
    on = models.DateField()
    document = models.JSONField()
    digest = models.CharField(max_length=71)
    content_version = models.CharField(max_length=60)
    healed_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    first_reading_on = models.DateField(null=True)
    is_reading_estimate = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on", "-created_at"]
        indexes = [models.Index(fields=["patient", "-on"], name="sheet_by_patient")]

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.digest}"

    def to_domain(self) -> Aftercare:
        """Give the aftercare as it was stored."""
        return _converter().structure(self.document, Aftercare)


def stored_aftercare(aftercare: Aftercare) -> dict[str, Any]:
    """Write aftercare as plain values, without loss."""
    whole: dict[str, Any] = _converter().unstructure(asdict(aftercare))
    return whole


@cache
def _converter() -> Converter:
    """Give a converter that writes days as text and refuses keys that it does not know."""
    kept = Converter(forbid_extra_keys=True)
    kept.register_unstructure_hook(date, date.isoformat)
    kept.register_structure_hook(date, lambda text, _kind: date.fromisoformat(text))
    return kept
