"""Incidents: something goes wrong in the room; what was done stands with its time, and it ends with an outcome."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.records.models.items import ItemUse
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session


class IncidentState(models.TextChoices):
    """Whether somebody is still at it."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Affected(models.TextChoices):
    """Whom it happened to."""

    PATIENT = "patient", _("The patient")
    STAFF = "staff", _("Somebody who works here")
    OTHER = "other", _("Somebody else")
    NOBODY = "nobody", _("Nobody")


class Incident(ClinicRow):
    """One incident in a session, with the guidance as it was shown; closed it is locked.

    guidance : the guide of the content whole, with the number to call, so that it can be read years later
    harmed : None while it is open
    """

    machine = "incident"

    session = models.ForeignKey(Session, models.PROTECT, related_name="incidents")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=40)
    guidance = models.JSONField()
    content_version = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=IncidentState.choices, default=IncidentState.OPEN)
    opened_by = models.CharField(max_length=200)
    affected = models.CharField(max_length=8, choices=Affected.choices, blank=True)
    harmed = models.BooleanField(null=True)
    outcome = models.CharField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"], condition=Q(state="open"), name="one_open_incident_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "-created_at"], name="incident_by_clinic")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def name(self) -> str:
        """Give the name of its kind, as it was shown."""
        return str(self.guidance["name"])


class IncidentEntry(ClinicRow):
    """What was done, by whom and when; append-only.

    step : the step of the guidance that was tapped; empty for a free line
    text : what the step said was done, or the free line
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="entries")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    step = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=400)
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "incident entries"

    def __str__(self) -> str:
        return self.text


class RetiredItem(ClinicRow):
    """An item that nobody uses again after an incident; append-only."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="retired")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    use = models.OneToOneField(ItemUse, models.PROTECT, related_name="retired")
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.use)
