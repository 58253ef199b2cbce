"""Looking back: who met a lot, a device, a room or a person, found once, told one by one, and closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow


class SoughtBy(models.TextChoices):
    """What a look-back starts from."""

    LOT = "lot", _("Lot")
    SERIAL = "serial", _("Serial number")
    LABEL = "label", _("Our label")
    PRODUCT = "product", _("Product number")
    DEVICE = "device", _("Device")
    OPERATOR = "operator", _("Who treated")
    ROOM = "room", _("Room")
    BLOOD = "blood", _("Tube of blood")
    DAY = "day", _("Days")
    PERSON = "person", _("Person")


class LookBackState(models.TextChoices):
    """Whether everybody was seen to."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class LookBack(ClinicRow):
    """One look-back: what was sought, why, and what came of it.

    value : what it starts from, as it was typed or as the id of a row; words : the same as a person reads it
    operator : only where this member entered something; since, until : days, both included; nothing is open
    is_drill : an exercise: nobody is told anything
    people_found, people_reachable : when it was opened, and how many of them have a telephone or an e-mail
    """

    machine = "look_back"

    by = models.CharField(_("starts from"), max_length=10, choices=SoughtBy.choices)
    value = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=200)
    operator = models.CharField(max_length=36, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    why = models.CharField(_("why"), max_length=400)
    is_drill = models.BooleanField(default=False)
    people_found = models.PositiveIntegerField()
    people_reachable = models.PositiveIntegerField()
    by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=LookBackState.choices, default=LookBackState.OPEN)
    closed_at = models.DateTimeField(null=True)
    summary = models.CharField(_("what came of it"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["clinic", "-created_at"], name="look_back_by_clinic")]

    def __str__(self) -> str:
        return self.words


class LookBackPerson(ClinicRow):
    """Somebody whom a look-back found; append-only. Whom it finds again by a later session has one more row.

    sessions : the ids of the sessions by which they were found, the earliest first
    """

    look_back = models.ForeignKey(LookBack, models.PROTECT, related_name="people")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    sessions = models.JSONField(default=list)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.look_back_id} {self.patient_id}"


class FollowUpStep(models.TextChoices):
    """What was done for somebody."""

    REACHED = "reached", _("Told")
    NOT_REACHED = "not_reached", _("Not reached")
    LETTER = "letter", _("Letter sent")
    TESTED = "tested", _("Test taken")
    RESULT = "result", _("Result is there")
    DECLINED = "declined", _("Wants no test")
    NOT_NEEDED = "not_needed", _("No test is needed")
    GIVEN_UP = "given_up", _("Could not be reached at all")


class ResultCategory(models.TextChoices):
    """How a result came out; what was tested stands in the patient's record, not here."""

    NEGATIVE = "negative", _("Nothing found")
    POSITIVE = "positive", _("Something found")
    UNCLEAR = "unclear", _("Unclear")


# After these nobody waits for anything more; an unclear result is not among them.
SETTLING = frozenset({FollowUpStep.DECLINED, FollowUpStep.NOT_NEEDED, FollowUpStep.GIVEN_UP})


class FollowUp(ClinicRow):
    """One step for one person whom a look-back found; append-only."""

    person = models.ForeignKey(LookBackPerson, models.PROTECT, related_name="steps")
    step = models.CharField(_("what was done"), max_length=12, choices=FollowUpStep.choices)
    result = models.CharField(_("result"), max_length=8, choices=ResultCategory.choices, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.step}"

    @property
    def settles(self) -> bool:
        """Tell whether nothing more is waited for after this step."""
        is_clear = self.step == FollowUpStep.RESULT and self.result != ResultCategory.UNCLEAR
        return is_clear or self.step in SETTLING
