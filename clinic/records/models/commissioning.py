"""Handpieces and what was measured of them; a record is never changed, a later one corrects it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.rows import ClinicRow
from clinic.records.models.signatures import Signature


class HandpieceState(models.TextChoices):
    """Whether a handpiece is used."""

    IN_USE = "in_use", _("In use")
    RETIRED = "retired", _("Out of use")


class RecordKind(models.TextChoices):
    """What was measured or done."""

    STAMP = "stamp", _("Stamp test")
    DEPTH = "depth", _("Depth check")
    SERVICE = "service", _("Service")


class Handpiece(ClinicRow):
    """One handpiece of a device of the catalogue."""

    machine = "handpiece"

    device = models.CharField(_("device"), max_length=80)
    serial = models.CharField(_("serial number"), max_length=80)
    name = models.CharField(_("name or room"), max_length=120, blank=True)
    state = models.CharField(max_length=20, choices=HandpieceState.choices, default=HandpieceState.IN_USE)
    in_use_on = models.DateField(_("in use since"))
    out_of_use_on = models.DateField(null=True)

    class Meta:
        ordering = ["device", "serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "device", "serial"], name="one_handpiece_of_a_serial_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.serial}"


class CommissioningRecord(ClinicRow):
    """What was measured or done to a handpiece on a day; append-only.

    content : what was typed and what it comes to, as the deed that made it worked it out
    corrects : the record that this one takes the place of, with the reason; is_void : it only says that one is wrong
    """

    handpiece = models.ForeignKey(Handpiece, models.PROTECT, related_name="records")
    kind = models.CharField(max_length=20, choices=RecordKind.choices)
    on = models.DateField()
    content = models.JSONField(default=dict)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    reason = models.CharField(max_length=300, blank=True)
    is_void = models.BooleanField(default=False)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-created_at"]
        indexes = [models.Index(fields=["handpiece", "-on"], name="commissioning_by_handpiece")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
