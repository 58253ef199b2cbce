"""Plans: what is intended, draft until approved; an approved plan is never changed, a new version supersedes it."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.screening import DecisionRecord
from clinic.records.models.signatures import Signature
from needlepoint.interop.plan import restored_plan
from needlepoint.planning.changes import LONGEST_REASON, CourseWishes
from needlepoint.planning.days import LONGEST_NOTE, Blackout, DayWishes
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.plan import Plan as PlannedTreatment

HUNDREDTHS = 100


class PlanState(models.TextChoices):
    """Whether a plan may still be changed."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    DISCARDED = "discarded", _("Discarded")


class Plan(ClinicRow):
    """One version of one patient's plan.

    number : the version as the paper says it, counted over approved plans; `version` counts edits of the draft.
    needle_lengths : zone → hundredths of a millimetre, only where somebody chose another than was proposed.
    proposal : the library's plan, whole; `digest` is its digest.
    zones : the planned zones, where fewer than all concerns name were chosen; empty is all of them.
    decision : the stored decision that the approved plan rests on; it holds the facts, content and policy.
    acknowledged : what was off-label and seen one by one, in the words that were seen.
    reasons : why a soft constraint is broken on purpose, by `constraint:zone`.
    contact_seconds : zone → hundredths of a second on the skin, planned by hand; wanted_per_cm2 : the density whose
        seconds or passes are asked for, nothing is the published one.
    passes, densities : by zone, set by hand, where they were; zone_order : the zones as they are to be needled
    course_sessions, course_interval_days : set by hand; course_reason : why that leaves what was proposed
    busy : days on which no session may be, each with kind, from, to and note; weekdays_off : 0 is Monday.
    ready_by, occasion : the day by which what is expected has ended, and what it is for.
    cartridge : the type whose stamp tests it reckons with.
    measured : what the stamp tests of this device came to when it was worked out; empty without one.
    """

    machine = "plan"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="plans")
    state = models.CharField(max_length=20, choices=PlanState.choices, default=PlanState.DRAFT)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="superseded_by")
    device = models.CharField(_("device"), max_length=80)
    zones = models.JSONField(default=list)
    needle_lengths = models.JSONField(default=dict)
    adjuncts = models.JSONField(default=list)
    anaesthetic = models.CharField(_("anaesthetic"), max_length=80, blank=True)
    proposal = models.JSONField(default=dict)
    digest = models.CharField(max_length=71)
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, null=True, related_name="plans")
    acknowledged = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    contact_seconds = models.JSONField(default=dict)
    wanted_per_cm2 = models.PositiveIntegerField(null=True)
    busy = models.JSONField(default=list)
    weekdays_off = models.JSONField(default=list)
    ready_by = models.DateField(null=True)
    occasion = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")
    cartridge = models.CharField(max_length=80, blank=True, default="")
    measured = models.JSONField(default=dict)
    course_sessions = models.PositiveSmallIntegerField(null=True)
    course_interval_days = models.PositiveSmallIntegerField(null=True)
    course_reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    zone_order = models.JSONField(default=list)
    passes = models.JSONField(default=dict)
    densities = models.JSONField(default=dict)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(state="draft"), name="one_plan_in_draft"
            ),
            models.UniqueConstraint(
                fields=["patient", "number"], condition=models.Q(state="approved"), name="one_plan_a_number"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "state"], name="plan_by_state")]

    def __str__(self) -> str:
        return f"{self.device} {self.number}"

    @property
    def needle_lengths_mm(self) -> dict[str, float]:
        """Give the lengths that somebody chose, in millimetres."""
        return {zone: hundredths / HUNDREDTHS for zone, hundredths in self.needle_lengths.items()}

    @property
    def seconds(self) -> dict[str, float]:
        """Give the seconds of contact that somebody planned."""
        return {zone: hundredths / HUNDREDTHS for zone, hundredths in self.contact_seconds.items()}

    @property
    def kappa(self) -> Kappa | None:
        """Give what the stamp tests came to."""
        return Kappa(**self.measured) if self.measured else None

    @property
    def days(self) -> DayWishes:
        """Give what is wished of the days."""
        return DayWishes(
            blackouts=tuple(read_blackout(one) for one in self.busy),
            ready_by=self.ready_by,
            occasion=self.occasion,
            weekdays_off=tuple(self.weekdays_off),
        )

    @property
    def course(self) -> CourseWishes:
        """Give what of the course was set by hand."""
        return CourseWishes(
            sessions=self.course_sessions,
            interval_days=self.course_interval_days,
            why=self.course_reason,
            zone_order=tuple(self.zone_order),
        )

    def to_domain(self) -> PlannedTreatment:
        """Give the library's plan as it was stored."""
        return restored_plan(self.proposal)


def stored_blackout(blackout: Blackout) -> dict[str, str]:
    """Write days on which no session may be as a plan stores them."""
    days = {"from": blackout.starts_on.isoformat(), "to": blackout.ends_on.isoformat()}
    return {"kind": blackout.kind, **days, "note": blackout.note}


def read_blackout(stored: dict[str, Any]) -> Blackout:
    """Read days on which no session may be."""
    return Blackout(
        kind=stored["kind"],
        starts_on=date.fromisoformat(stored["from"]),
        ends_on=date.fromisoformat(stored["to"]),
        note=stored["note"],
    )


class PrescriberWord(ClinicRow):
    """What whoever prescribed something said to a plan; append-only.

    about : which of the plan's approvals it answers; given_by : the prescriber, who need not work here.
    asked : the reason for which the plan asked, in its words then; once the plan asks otherwise, the word has lapsed.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="prescriber_words")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    about = models.CharField(max_length=120)
    asked = models.TextField(blank=True)
    given_by = models.CharField(_("who said it"), max_length=200)
    words = models.CharField(_("what they said"), max_length=600)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.given_by}: {self.about}"
