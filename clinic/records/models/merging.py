"""Two records of one person: one is kept, the other points to it, and nothing of either is altered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.signatures import Signature


class PatientMerge(ClinicRow):
    """The signed word that two records are of one person, or, as `undoes`, that they are not; append-only.

    patient : the record that points; kept : the one that it points to
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=400)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.reason
