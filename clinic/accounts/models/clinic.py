"""A clinic: the walls inside which everything is seen."""

import uuid
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.countries import COUNTRY_CHOICES


class Clinic(models.Model):
    """One clinic with its country, which decides on ages, labels and emergency numbers, and its clock.

    out_of_hours : where to go now while nobody is on call, in the clinic's own words
    prices : what a visit costs here, in the words of the library's `Prices`; empty until somebody names them
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRY_CHOICES)
    time_zone = models.CharField(_("time zone"), max_length=64)
    phone = models.CharField(_("telephone"), max_length=40)
    emergency_number = models.CharField(_("emergency number"), max_length=20)
    on_call_name = models.CharField(_("on-call clinician"), max_length=200, blank=True)
    on_call_hours = models.CharField(_("on-call hours"), max_length=200, blank=True)
    out_of_hours = models.CharField(_("out-of-hours text"), max_length=600, blank=True, default="")
    prices = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Give the time zone in which this clinic's days begin and end."""
        return ZoneInfo(self.time_zone)

    @property
    def has_on_call(self) -> bool:
        """Tell whether somebody answers worried patients; without one triage stays off."""
        return bool(self.on_call_name and self.on_call_hours)
