"""Decisions of screening, stored whole, with the knowledge they were made from; overrides; the clinic's policy."""

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Clinic
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.signatures import Signature


class ContentSnapshot(models.Model):
    """Content, or a clinic's policy, as it was when a decision was made from it; each exists once, by its digest."""

    digest = models.CharField(max_length=71, primary_key=True)
    kind = models.CharField(max_length=7, choices=[("content", "content"), ("policy", "policy")])
    version = models.CharField(max_length=60)
    text = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class DecisionRecord(ClinicRow):
    """One screening decision, whole: what went in, what came out, and from which knowledge.

    facts_text, document_text : canonical JSON of the input and of the output; `digest` names the output
    stopped_by : the rules that stand in the way, met or not known, and "unrecognised" for names that nobody knows
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="decisions")
    on = models.DateField()
    device = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=30)
    candidacy = models.CharField(max_length=30)
    defer_until = models.DateField(null=True)
    earliest_on = models.DateField(null=True)
    facts_text = models.TextField()
    stopped_by = models.JSONField(default=list)
    facts_digest = models.CharField(max_length=71)
    document_text = models.TextField()
    digest = models.CharField(max_length=71)
    content = models.ForeignKey(ContentSnapshot, models.PROTECT, related_name="+")
    policy = models.ForeignKey(ContentSnapshot, models.PROTECT, null=True, related_name="+")
    schema = models.CharField(max_length=40)
    software = models.CharField(max_length=40)
    noted_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["patient", "-created_at"], name="decision_by_patient")]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.decision} {self.on.isoformat()}"

    @cached_property
    def document(self) -> dict[str, Any]:
        """Give the stored output."""
        document: dict[str, Any] = json.loads(self.document_text)
        return document


class DecisionFinding(models.Model):
    """One finding of a recorded decision in short, so that rules can be counted without reading documents."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=80)
    met = models.CharField(max_length=7)
    effect = models.CharField(max_length=30)

    class Meta:
        indexes = [models.Index(fields=["clinic", "rule"], name="finding_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.effect}"


class Override(ClinicRow):
    """Somebody entitled to it decided otherwise: for one rule of exactly one decision, with name and reason."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="overrides")
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, related_name="overrides")
    digest = models.CharField(max_length=71)
    rule = models.CharField(max_length=80)
    reason = models.CharField(_("reason"), max_length=400)
    name = models.CharField(max_length=200)
    credential = models.CharField(max_length=200, blank=True)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "rule"], name="one_override_per_rule")]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"


class PolicyVersion(ClinicRow):
    """One signed version of the clinic's policy; the newest is followed."""

    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=71)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "number"], name="one_policy_per_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)
