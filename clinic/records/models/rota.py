"""The rota: who is on call from when to when, and in which order they are called."""

from django.db import models

from clinic.accounts.models import Membership
from clinic.records.models.rows import ClinicRow
from needlepoint.aftercare.escalation import Shift


class OnCallShift(ClinicRow):
    """A time for which somebody is on call; taken out it stays, with the name of whoever took it out.

    place : 1 is called first
    phone : where a text message reaches them; empty: they are written to by e-mail
    """

    machine = "shift"

    member = models.ForeignKey(Membership, models.PROTECT, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=1)
    phone = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="standing")
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["begins_at", "place", "id"]
        indexes = [models.Index(fields=["clinic", "ends_at"], name="shift_by_end")]

    def __str__(self) -> str:
        return f"{self.place} {self.begins_at.isoformat()}"

    def to_domain(self) -> Shift:
        """Give the shift as the library reads it."""
        return Shift(
            who=str(self.member_id), begins_at=self.begins_at, ends_at=self.ends_at, place=self.place
        )
