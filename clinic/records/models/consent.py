"""Consent: what was shown, what the person said about themselves, what they signed, and what they took back."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.planning import Plan
from clinic.records.models.rows import ClinicRow
from clinic.records.models.signatures import Signature
from needlepoint.consent.photographs import PhotoConsent, PhotoPurpose
from needlepoint.consent.validity import ConsentScope
from needlepoint.interop.plan import restored_scope


class Baseline(ClinicRow):
    """How somebody sees their skin before the course, in their own words and as a number; append-only."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="baselines")
    words = models.CharField(_("in their own words"), max_length=1000)
    rating = models.PositiveSmallIntegerField(_("0 to 10"))
    told_by = models.CharField(max_length=20)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(rating__lte=10), name="baseline_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.rating}/10"


class ConsentOffer(ClinicRow):
    """One showing of one consent text to one person, with how it was explained; append-only.

    text : the paragraphs and everything they were assembled from; `digest` names exactly this text.
    capacity : how whoever explained it came to find the person able to decide.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consent_offers")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="consent_offers")
    text = models.JSONField()
    digest = models.CharField(max_length=71)
    scope = models.JSONField()
    language = models.CharField(_("language"), max_length=35)
    interpreter = models.CharField(_("interpreter"), max_length=200, blank=True)
    capacity = models.CharField(_("capacity"), max_length=400)
    explained_by = models.CharField(max_length=200)
    explained_by_credential = models.CharField(max_length=200, blank=True)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.digest


class Consent(ClinicRow):
    """A signature under exactly one consent text; append-only.

    drawing : the strokes of the drawn signature as an SVG path; empty where only the name was typed.
    first_shown_at : when this text was first shown; the time to reflect runs from it.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="consents")
    offer = models.OneToOneField(ConsentOffer, models.PROTECT, related_name="consent")
    typed_name = models.CharField(_("name, typed"), max_length=200)
    drawing = models.TextField(_("signature, drawn"), blank=True)
    questions = models.CharField(_("questions asked"), max_length=1000, blank=True)
    first_shown_at = models.DateTimeField()
    digest = models.CharField(max_length=71)
    scope = models.JSONField()
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.typed_name} {self.created_at:%Y-%m-%d}"

    @property
    def signed_at(self) -> datetime:
        """Give the moment of the signature."""
        return self.created_at

    def to_domain(self) -> ConsentScope:
        """Give what was consented to."""
        return restored_scope(self.scope)


class ConsentWithdrawal(ClinicRow):
    """A consent taken back from a moment on; append-only."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    told_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class PhotoStatement(ClinicRow):
    """One yes or no to photographs for one purpose; the latest counts; append-only.

    photograph : the one that it is about, nothing where it is about all of them
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="photo_statements")
    purpose = models.CharField(max_length=40)
    photograph = models.ForeignKey("records.Photograph", models.PROTECT, null=True, related_name="statements")
    is_given = models.BooleanField()
    said_to = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.is_given}"

    def to_domain(self) -> PhotoConsent:
        """Give the statement as the library reads it."""
        image = str(self.photograph_id) if self.photograph_id else None
        return PhotoConsent(
            purpose=PhotoPurpose(self.purpose), image=image, is_given=self.is_given, at=self.created_at
        )
