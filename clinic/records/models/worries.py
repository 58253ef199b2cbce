"""Worries: what somebody reported from home, stored whole with its answer, and who looks at it until when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Membership
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session


class CheckIn(ClinicRow):
    """One report from home with the answer that was given; append-only.

    report, conditions : what was said, and what was known of the person: with the content they make the answer again
    sitting : the browser in which it was written; it is shown again in that one only
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="check_ins")
    session = models.ForeignKey(Session, models.PROTECT, related_name="check_ins")
    day = models.PositiveSmallIntegerField()
    report = models.JSONField()
    conditions = models.JSONField()
    answer = models.JSONField()
    level = models.CharField(max_length=10)
    is_provisional = models.BooleanField()
    content_version = models.CharField(max_length=60)
    digest = models.CharField(max_length=71)
    sitting = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["patient", "-created_at"], name="check_in_by_patient")]

    def __str__(self) -> str:
        return f"{self.level} {self.digest}"


class WorryState(models.TextChoices):
    """Where a worry stands."""

    OPEN = "open", _("nobody has looked yet")
    HANDED_OVER = "handed_over", _("handed over and not taken on yet")
    ACKNOWLEDGED = "acknowledged", _("somebody is at it")
    CLOSED = "closed", _("closed")


class Worry(ClinicRow):
    """A report that a person must look at until `due_at`; it ends with an outcome.

    due_at : by when whoever told it is answered
    answered_at : when somebody reached them, or wrote to them where that is enough
    member, on_call_name : who is called now; turn_ends_at : when the next in line is called
    is_out_of_hours : nobody was on call when it was told, so the director was called at once
    """

    machine = "worry"

    check_in = models.OneToOneField(CheckIn, models.PROTECT, related_name="worry")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="worries")
    level = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    on_call_name = models.CharField(max_length=200)
    member = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    turn_ends_at = models.DateTimeField(null=True)
    is_out_of_hours = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=WorryState.choices, default=WorryState.OPEN)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["due_at"]
        verbose_name_plural = "worries"
        indexes = [
            models.Index(fields=["clinic", "state", "due_at"], name="worry_by_deadline"),
            models.Index(fields=["turn_ends_at"], condition=~models.Q(state="closed"), name="worry_by_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.state}"

    @property
    def is_taken(self) -> bool:
        """Tell whether somebody is at it, or was to the end."""
        return self.state in (WorryState.ACKNOWLEDGED, WorryState.CLOSED)


class StepKind(models.TextChoices):
    """What happened with a worry."""

    CALLED = "called", _("was called")
    TAKEN_ON = "taken_on", _("took it on")
    HANDED_OVER = "handed_over", _("handed it over")
    REPLIED = "replied", _("wrote")
    PHONED = "phoned", _("telephoned")
    NOBODY_LEFT = "nobody_left", _("nobody in line was left to call")
    CLOSED = "closed", _("closed it")


class StepCause(models.TextChoices):
    """Why somebody was called."""

    NONE = "", ""
    TOLD = "told", _("it was told")
    NOBODY_ON_CALL = "nobody-on-call", _("nobody was on call")
    NOT_TAKEN_ON = "not-taken-on", _("nobody took it on in time")
    NOT_ANSWERED = "not-answered", _("it was taken on, and the patient was not answered in time")
    HANDED_OVER = "handed-over", _("it was handed over")
    PHOTOGRAPH = "photograph", _("a photograph came")
    NOT_LOOKED = "not-looked", _("nobody looked at the photograph in time")


class Reached(models.TextChoices):
    """What came of a telephone call."""

    YES = "yes", _("reached")
    NO = "no", _("not reached")
    VOICEMAIL = "voicemail", _("left a message that they call back")


class WorryStep(ClinicRow):
    """One step of a worry: who was called and why, who took it on, what was written and said; append-only.

    member : whom the step is about: who was called, or to whom it was handed over
    """

    worry = models.ForeignKey(Worry, models.PROTECT, related_name="steps")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    because = models.CharField(max_length=16, choices=StepCause.choices, blank=True, default="")
    member = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    reached = models.CharField(max_length=10, choices=Reached.choices, blank=True, default="")
    text = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["worry", "number"], name="one_step_after_another")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class WorryDigest(ClinicRow):
    """What stood open when a day began, written once a day for the director; append-only.

    document : counts of the day before, and the ids of every open worry with its deadline, those that are late first
    """

    on = models.DateField()
    document = models.JSONField()
    late_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["clinic", "on"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return self.on.isoformat()


class ReplyText(ClinicRow):
    """A text that the medical director approved for replies; taken back it stays, under the name of both."""

    machine = "reply_text"

    title = models.CharField(max_length=80)
    text = models.CharField(max_length=2000)
    approved_by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="approved")
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title
