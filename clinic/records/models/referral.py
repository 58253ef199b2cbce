"""Referrals to a colleague, as they were signed, and what the colleague answered; both append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.screening import DecisionRecord
from clinic.records.models.signatures import Signature


class Referral(ClinicRow):
    """Somebody was sent to a colleague for what a decision found; the letter is what was signed.

    rules : the rules that it is about, each between bars, so that a database can ask for one
    content : what the letter says beside the words that were typed, as the deed that made it gathered it
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="referrals")
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, related_name="referrals")
    on = models.DateField()
    to = models.CharField(_("referred to"), max_length=300)
    asked = models.CharField(_("what is asked"), max_length=1000)
    rules = models.TextField()
    content = models.JSONField(default=dict)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="referral_by_patient")]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.to} {self.on.isoformat()}"


class ReferralAnswer(ClinicRow):
    """What the colleague answered, as somebody of the team noted it."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="answers")
    on = models.DateField(_("answered on"))
    given_by = models.CharField(_("who answered"), max_length=200)
    words = models.CharField(_("what was answered"), max_length=2000)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.given_by} {self.on.isoformat()}"
