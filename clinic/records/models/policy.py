"""The clinic's policy while it is being written: one draft at a time, until it is signed or given up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.rows import ClinicRow
from clinic.records.models.screening import PolicyVersion


class PolicyDraftState(models.TextChoices):
    """Whether a draft may still be changed."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    DISCARDED = "discarded", _("Discarded")


class PolicyDraft(ClinicRow):
    """A policy that nobody follows yet.

    follows : the signed version that it began from, none for the first; another one signed meanwhile makes it stale
    version : counts edits, so that two people who write at once are told
    text : the policy in its one spelling
    """

    machine = "policy_draft"

    state = models.CharField(max_length=20, choices=PolicyDraftState.choices, default=PolicyDraftState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    follows = models.ForeignKey(PolicyVersion, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    edited_at = models.DateTimeField()
    edited_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic"], condition=models.Q(state="draft"), name="one_policy_in_draft"
            )
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.state} {self.version}"
