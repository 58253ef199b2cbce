"""What a tablet delivered: each entry once, however often it is sent; what met something else is kept beside.

An entry gets its number on the tablet, before it is sent for the first time. The database refuses a second row with the
same number, so that an answer that was lost on the way costs nothing but the question.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.items import ItemUse
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session, SessionEntry


class DeliveryOutcome(models.TextChoices):
    """What became of a delivered entry."""

    STORED = "stored", _("Stored")
    CONFLICT = "conflict", _("Somebody else charted the same meanwhile")
    LATE = "late", _("Came after the chart was closed")
    CLASH = "clash", _("Opened without network, and must not have been used")
    REFUSED = "refused", _("Refused")


class Settling(models.TextChoices):
    """How somebody settled what could not simply be stored."""

    TAKEN = "taken", _("Taken into the chart")
    LEFT = "left", _("Left out")


class Delivery(ClinicRow):
    """One entry as a tablet delivered it; append-only.

    key : the number that the tablet gave it; tablet : the number of the tablet's queue
    deed, content : what was charted, as the record reads it; digest names both
    seen : the place in the log up to which the page knew what others had charted
    charted_at : when it was charted, by the time that passed on the tablet; nothing where its clock cannot be believed
    is_kept : it waited on the tablet, because the network was gone
    first_use : who used the item first, where it was opened a second time
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="deliveries")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    tablet = models.UUIDField()
    deed = models.CharField(max_length=20)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=71)
    seen = models.PositiveIntegerField()
    charted_at = models.DateTimeField(null=True)
    is_kept = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=DeliveryOutcome.choices)
    sentence = models.TextField(blank=True)
    entry = models.OneToOneField(SessionEntry, models.PROTECT, null=True, related_name="delivery")
    first_use = models.ForeignKey(ItemUse, models.PROTECT, null=True, related_name="+")
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["session", "created_at"], name="delivery_by_session"),
            models.Index(fields=["clinic", "outcome"], name="delivery_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.deed}: {self.outcome}"

    @property
    def is_question(self) -> bool:
        """Tell whether somebody must say what is to become of it; a refusal seen at once on the page needs no more."""
        if self.outcome == DeliveryOutcome.REFUSED:
            return self.is_kept
        return self.outcome != DeliveryOutcome.STORED


class DeliverySettlement(ClinicRow):
    """What became of a delivery that met something else, with the reason; append-only."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="settlement")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=6, choices=Settling.choices)
    reason = models.CharField(max_length=400, blank=True)
    entry = models.OneToOneField(SessionEntry, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.choice
