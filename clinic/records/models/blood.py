"""Somebody's own blood in a room: drawn into tubes, each step kept, and what did not match.

The database lets one person's blood be open in a room at a time, so that of two tablets at the same second one wins.
Tubes, steps and mismatches are never changed; the blood itself only closes, when its last tube is discarded.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.records.models.incidents import Incident
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session, SessionEntry


class BloodStepKind(models.TextChoices):
    """What was done with a tube."""

    DRAW = "draw", _("Drawn")
    LABEL = "label", _("Labelled")
    SPIN = "spin", _("Spun")
    USE = "use", _("Used")
    DISCARD = "discard", _("Discarded")


class Blood(ClinicRow):
    """One person's blood in one room, open from the draw until its last tube is discarded; closed it is locked.

    room_key : the room as it is compared; it is always named, for blood without a room could be anywhere
    ordered_by : the doctor who ordered it for this person by name
    answers, overridden, reason : what was asked at the draw, and what a doctor decided about, with why
    on : the day of the draw in the clinic
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="bloods")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    room = models.CharField(_("room"), max_length=80)
    room_key = models.CharField(max_length=80)
    on = models.DateField()
    ordered_by = models.CharField(max_length=200)
    answers = models.JSONField(default=dict)
    overridden = models.JSONField(default=list)
    reason = models.CharField(max_length=400, blank=True)
    by_name = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("blood in a room")
        constraints = [
            models.CheckConstraint(condition=~Q(room_key=""), name="blood_has_a_room"),
            models.UniqueConstraint(
                fields=["clinic", "room_key"], condition=Q(closed_at=None), name="one_blood_open_in_a_room"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(closed_at=None), name="one_blood_open_in_a_session"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "room_key", "on"], name="blood_by_room")]

    def __str__(self) -> str:
        return f"{self.room} {self.on}"

    @property
    def is_open(self) -> bool:
        """Tell whether a tube of it still stands somewhere."""
        return self.closed_at is None


class BloodTube(ClinicRow):
    """One tube; append-only. label : our own number on it, printed for this tube alone."""

    blood = models.ForeignKey(Blood, models.PROTECT, related_name="tubes")
    session = models.ForeignKey(Session, models.PROTECT, related_name="tubes")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("tube of blood")
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="one_tube_a_number")]

    def __str__(self) -> str:
        return self.label


class BloodStep(ClinicRow):
    """One step of one tube, with who did it and who looked a second time; append-only.

    identifiers : which of them the person said, and were the same on tube and record
    witness_id, witness_name : the second person; empty where the tube was scanned twice
    content : of a spin what was done, of a discard why
    """

    tube = models.ForeignKey(BloodTube, models.PROTECT, related_name="steps")
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    entry = models.ForeignKey(SessionEntry, models.PROTECT, related_name="blood_steps")
    step = models.CharField(max_length=8, choices=BloodStepKind.choices)
    place = models.PositiveSmallIntegerField()
    identifiers = models.JSONField(default=list)
    is_scanned = models.BooleanField(default=False)
    witness_id = models.CharField(max_length=36, blank=True)
    witness_name = models.CharField(max_length=200, blank=True)
    content = models.JSONField(default=dict)
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at", "place"]
        verbose_name = _("step with a tube of blood")
        constraints = [
            models.UniqueConstraint(fields=["tube", "place"], name="one_step_a_place"),
            # Many spin twice; nothing else is done twice with one tube.
            models.UniqueConstraint(
                fields=["tube", "step"], condition=~Q(step="spin"), name="one_step_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["session", "created_at"], name="blood_step_by_session")]

    def __str__(self) -> str:
        return f"{self.tube_id} {self.step}"


class BloodMismatch(ClinicRow):
    """Something that did not match: from then on the blood that it names is only discarded; append-only.

    blood : what was open in the session; other : the tube that was scanned, where it is known here, with all its blood
    scanned : the label as it was read; said : the sentence that was told
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="blood_mismatches")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    blood = models.ForeignKey(Blood, models.PROTECT, null=True, related_name="mismatches")
    other = models.ForeignKey(BloodTube, models.PROTECT, null=True, related_name="mismatches")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="blood_mismatches")
    step = models.CharField(max_length=8, choices=BloodStepKind.choices)
    kind = models.CharField(max_length=16)
    scanned = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=400)
    room = models.CharField(max_length=80, blank=True)
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("blood that did not match")
        verbose_name_plural = _("blood that did not match")
        indexes = [models.Index(fields=["clinic", "-created_at"], name="mismatch_by_clinic")]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}"


class BloodPreparers(ClinicRow):
    """Who prepares blood products here besides a doctor, by the director's word; append-only, the newest counts.

    basis : the law or the authority that they looked up
    """

    professions = models.JSONField(default=list)
    basis = models.CharField(_("on what this rests"), max_length=400)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("who prepares blood products")
        verbose_name_plural = _("who prepares blood products")
        indexes = [models.Index(fields=["clinic", "-created_at"], name="preparers_by_clinic")]

    def __str__(self) -> str:
        return self.basis
