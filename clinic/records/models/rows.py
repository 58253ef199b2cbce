"""What every row of the record has: an id that says nothing, its clinic, and when it came about."""

import uuid

from django.db import models

from clinic.accounts.models import Clinic


class ClinicRow(models.Model):
    """A row of one clinic; its moment is given by the deed that made it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
