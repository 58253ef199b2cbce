"""Adverse events: what harmed somebody, graded and signed; its course is added to, and nothing of it is changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.records.models.incidents import Affected, Incident
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session
from clinic.records.models.signatures import Signature
from clinic.records.models.worries import CheckIn, Worry


class Origin(models.TextChoices):
    """How it came to be known."""

    INCIDENT = "incident", _("From an incident")
    WORRY = "worry", _("From a worry at home")
    RULE = "rule", _("A usual sign that outlasted its days")
    VISIT = "visit", _("Seen or told at a visit")


class AdverseEventState(models.TextChoices):
    """How far it is."""

    DRAFT = "draft", _("To be completed and signed")
    SIGNED = "signed", _("Signed")
    WITHDRAWN = "withdrawn", _("Withdrawn: it was none")


class Relatedness(models.TextChoices):
    """Whether the treatment did it, as whoever signs sees it."""

    RELATED = "related", _("Yes, by the treatment")
    POSSIBLY = "possibly", _("Possibly")
    UNRELATED = "unrelated", _("No, by something else")
    UNKNOWN = "unknown", _("Not known")


class Cause(models.TextChoices):
    """Where the root of it may lie."""

    DEVICE = "device", _("Device or cartridge")
    PRODUCT = "product", _("Cream, glide or another product")
    TECHNIQUE = "technique", _("How it was done")
    HYGIENE = "hygiene", _("Hygiene")
    SKIN = "skin", _("The person’s skin or history")
    SCREENING = "screening", _("It could have been known before")
    AFTERCARE = "aftercare", _("What was done at home")
    TOLD = "told", _("What was said, or not said")


class AdverseEvent(ClinicRow):
    """One harm to one person; signed it is locked, and what comes later stands beside it.

    grade : of CTCAE as far as it was read; None says that it was not graded
    document : everything that was signed, with device, lots, who treated and settings as they stood
    """

    machine = "adverse_event"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="adverse_events")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="adverse_events")
    incident = models.OneToOneField(Incident, models.PROTECT, null=True, related_name="adverse_event")
    worry = models.OneToOneField(Worry, models.PROTECT, null=True, related_name="adverse_event")
    check_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, related_name="adverse_events")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    affected = models.CharField(max_length=8, choices=Affected.choices, default=Affected.PATIENT)
    state = models.CharField(max_length=9, choices=AdverseEventState.choices, default=AdverseEventState.DRAFT)
    opened_by = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    grade = models.PositiveSmallIntegerField(null=True)
    onset_on = models.DateField(null=True)
    relatedness = models.CharField(max_length=10, choices=Relatedness.choices, blank=True)
    zones = models.JSONField(default=list)
    what = models.CharField(max_length=2000, blank=True)
    treated_with = models.CharField(max_length=1000, blank=True)
    causes = models.JSONField(default=list)
    root_cause = models.CharField(max_length=1000, blank=True)
    prevention = models.CharField(max_length=1000, blank=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)
    document = models.JSONField(default=dict)
    digest = models.CharField(max_length=71, blank=True)
    signature = models.OneToOneField(Signature, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"], condition=Q(origin="rule"), name="one_by_rule_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "-created_at"], name="harm_by_clinic")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class AdverseCourse(models.TextChoices):
    """How somebody is."""

    ONGOING = "ongoing", _("The same")
    BETTER = "better", _("Better")
    WORSE = "worse", _("Worse")
    RESOLVED = "resolved", _("Over, nothing remains")
    REMAINS = "remains", _("Over, something remains")


class AdverseEventNote(ClinicRow):
    """A dated and signed addition to a signed adverse event; append-only.

    course : how somebody is; empty where it corrects, or says to whom it was reported
    """

    event = models.ForeignKey(AdverseEvent, models.PROTECT, related_name="notes")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    on = models.DateField()
    course = models.CharField(max_length=8, choices=AdverseCourse.choices, blank=True)
    text = models.CharField(max_length=2000)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "created_at"]

    def __str__(self) -> str:
        return self.text
