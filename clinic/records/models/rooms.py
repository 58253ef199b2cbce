"""The daily check of a treatment room; append-only, and the newest of a day counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.rows import ClinicRow


class RoomCheck(ClinicRow):
    """Who looked at a room on a day, and what they answered to each line of its list.

    room : its name; empty where the clinic has a single one
    answers : line of the content → "yes" or "no"
    """

    room = models.CharField(_("room"), max_length=80, blank=True)
    room_key = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    answers = models.JSONField(default=dict)
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)
    by_credential = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["clinic", "on", "-created_at"], name="room_check_by_day")]

    def __str__(self) -> str:
        return f"{self.room} {self.on}"
