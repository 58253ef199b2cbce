"""Worries: what somebody reported from home, stored whole with its answer, and who looks at it until when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session


class CheckIn(ClinicRow):
    """One report from home with the answer that was given; append-only.

    report, conditions : what was said, and what was known of the person: with the content they make the answer again
    sitting : the browser in which it was written; it is shown again in that one only
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="check_ins")
    session = models.ForeignKey(Session, models.PROTECT, related_name="check_ins")
    day = models.PositiveSmallIntegerField()
    report = models.JSONField()
    conditions = models.JSONField()
    answer = models.JSONField()
    level = models.CharField(max_length=10)
    is_provisional = models.BooleanField()
    content_version = models.CharField(max_length=60)
    digest = models.CharField(max_length=71)
    sitting = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["patient", "-created_at"], name="check_in_by_patient")]

    def __str__(self) -> str:
        return f"{self.level} {self.digest}"


class WorryState(models.TextChoices):
    """Where a worry stands."""

    OPEN = "open", _("nobody has looked yet")
    ACKNOWLEDGED = "acknowledged", _("somebody is at it")
    CLOSED = "closed", _("closed")


class Worry(ClinicRow):
    """A report that a person must look at until `due_at`; it ends with an outcome."""

    machine = "worry"

    check_in = models.OneToOneField(CheckIn, models.PROTECT, related_name="worry")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="worries")
    level = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    on_call_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=WorryState.choices, default=WorryState.OPEN)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["due_at"]
        verbose_name_plural = "worries"
        indexes = [models.Index(fields=["clinic", "state", "due_at"], name="worry_by_deadline")]

    def __str__(self) -> str:
        return f"{self.level} {self.state}"
