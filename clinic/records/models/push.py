"""The phone on whose screen a message may appear: where its browser is knocked at, until it is taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.history import PatientLink
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow


class PushState(models.TextChoices):
    """Whether a phone may be knocked at."""

    OPEN = "open", _("may be knocked at")
    CLOSED = "closed", _("ended")


class PushEnd(models.TextChoices):
    """Why a phone is knocked at no more."""

    NONE = "", ""
    BY_PATIENT = "by-patient", _("taken back")
    REPLACED = "replaced", _("another phone took its place")
    LINK_ENDED = "link-ended", _("the way in to its page was closed")
    GONE = "gone", _("the phone took its yes back, or is no longer there")


class PushSubscription(ClinicRow):
    """One browser that said yes; of a patient the newest counts, and no key for contents is kept: there are none.

    link : the way in that its page was opened by; a knock leads back to it, and where it has ended there is none
    endpoint : the address at the browser's own push service
    """

    machine = "push_subscription"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="push_subscriptions")
    link = models.ForeignKey(PatientLink, models.PROTECT, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=PushState.choices, default=PushState.OPEN)
    why = models.CharField(max_length=12, choices=PushEnd.choices, blank=True, default=PushEnd.NONE)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("phone that may be knocked at")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(state="open"), name="one_phone_knocked_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
