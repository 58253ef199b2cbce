"""A tablet in a patient's hands: who gave it to whom, for what, and whether it came back."""

from django.db import models

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow


class HandoverState(models.TextChoices):
    """Where the tablet is."""

    GIVEN = "given"
    TAKEN_BACK = "taken_back"


class Handover(ClinicRow):
    """One time that a tablet was handed over; what is done meanwhile carries its id in the audit."""

    machine = "handover"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=HandoverState.choices, default=HandoverState.GIVEN)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.patient_id}"
