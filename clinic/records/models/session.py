"""Sessions: one treatment on one day as a log of entries; signed it is locked, and only dated additions follow."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.consent import Consent
from clinic.records.models.patients import Patient
from clinic.records.models.planning import Plan
from clinic.records.models.rows import ClinicRow
from clinic.records.models.screening import DecisionRecord
from clinic.records.models.signatures import Signature
from needlepoint.planning.plan import Plan as PlannedTreatment

OPEN_STATES = ("planned", "checked", "in_progress", "charted")


class SessionState(models.TextChoices):
    """How far a session is."""

    PLANNED = "planned", _("Opened")
    CHECKED = "checked", _("Asked what changed")
    IN_PROGRESS = "in_progress", _("In progress")
    CHARTED = "charted", _("Charted, not yet signed")
    SIGNED = "signed", _("Signed")
    CANCELLED = "cancelled", _("Cancelled")


class Session(ClinicRow):
    """One treatment of one patient on one day, under one version of a plan.

    number, sessions, sessions_high : "2 of 3–4"; `sessions` is nothing where no source says how many, `sessions_high`
        where the plan names one number, and on what was signed before the range was kept
    decision : the screening of the day, after it was asked what changed
    document : everything that was signed, whole; `digest` names it
    """

    machine = "session"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="sessions")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="treatments")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="treatments")
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, null=True, related_name="treatments")
    state = models.CharField(max_length=20, choices=SessionState.choices, default=SessionState.PLANNED)
    number = models.PositiveSmallIntegerField()
    sessions = models.PositiveSmallIntegerField(null=True)
    sessions_high = models.PositiveSmallIntegerField(null=True)
    interval_days = models.PositiveSmallIntegerField(null=True)
    on = models.DateField()
    device = models.CharField(max_length=80)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_broken_off = models.BooleanField(default=False)
    document = models.JSONField(default=dict)
    digest = models.CharField(max_length=71, blank=True)
    typed_name = models.CharField(_("name, typed"), max_length=200, blank=True)
    signature = models.OneToOneField(Signature, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    # Whether the credential of whoever signed asks for the director's signature, too; null before it is signed.
    wants_cosign = models.BooleanField(null=True)
    loaded_treatment: PlannedTreatment  # no column: the plan, once `treatment_of` has read it

    class Meta:
        ordering = ["-on", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(state__in=OPEN_STATES), name="one_session_open"
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-on"], name="session_by_patient"),
            models.Index(fields=["clinic", "on"], name="session_by_day"),
            models.Index(fields=["clinic", "device", "on"], name="session_by_device"),
            models.Index(
                fields=["clinic", "-signed_at"],
                condition=models.Q(wants_cosign=True),
                name="session_wants_cosign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.on.isoformat()}"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.state in OPEN_STATES

    @property
    def planned_sessions(self) -> str:
        """Give how many sessions the plan has, a range where it is one: "3–4"; empty where nobody said."""
        if self.sessions is None:
            return ""
        most = self.sessions_high or self.sessions
        return f"{self.sessions}–{most}" if most > self.sessions else str(self.sessions)

    @property
    def is_last(self) -> bool:
        """Tell whether it ends the course, as far as anybody said how long the course is."""
        return self.sessions is not None and self.number >= self.sessions

    @property
    def treated_zones(self) -> tuple[str, ...]:
        """Give the zones of a signed session."""
        delivered: list[dict[str, Any]] = self.document.get("session", {}).get("zones", [])
        return tuple(one["zone"] for one in delivered)


class EntryWhat(models.TextChoices):
    """What an entry of the log says."""

    TICK = "tick", _("Checklist")
    OVERRIDE = "override", _("Override")
    ANTIVIRAL = "antiviral", _("Antiviral")
    DEVICE = "device", _("Device and room")
    CARTRIDGE = "cartridge", _("Cartridge")
    SUPPLY = "supply", _("From the shelf")
    REFUSED = "refused", _("Refused")
    NUMBING_ON = "numbing-on", _("Numbing cream on")
    NUMBING_OFF = "numbing-off", _("Numbing cream off")
    INJECTED = "injected", _("Local anaesthetic injected")
    ZONES = "zones", _("Zones")
    MARK = "mark", _("Point or stroke")
    ADJUNCT = "adjunct", _("On open channels")
    REASON = "reason", _("Reason for a difference")
    BLOOD = "blood", _("Their own blood")
    NO_BLOOD = "no-blood", _("No blood is drawn")
    STOP = "stop", _("The patient asked to stop")
    BROKEN_OFF = "broken-off", _("Broken off")
    CANCELLED = "cancelled", _("Cancelled")
    UNDO = "undo", _("Undone")


class SessionEntry(ClinicRow):
    """One entry of a session's log, with who and when; append-only: what is undone stays, and an undo points at it.

    content : plain values; needle lengths are whole hundredths of a millimetre
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="entries")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    what = models.CharField(max_length=12, choices=EntryWhat.choices)
    content = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)
    by_credential = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["session", "sequence"], name="one_entry_a_place"),
        ]
        indexes = [
            models.Index(fields=["clinic", "what", "-created_at"], name="entry_by_what"),
            # Who entered what, for looking back at somebody's days.
            models.Index(fields=["clinic", "by_id", "created_at"], name="entry_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.what}"


class SessionAmendment(ClinicRow):
    """A dated and signed addition to a signed session; the original stays as it was signed; append-only.

    corrects : the part of the record that it speaks of; empty where it only adds
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="amendments")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    corrects = models.CharField(_("what it corrects"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=400)
    text = models.CharField(_("what is so"), max_length=2000)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.reason


def day_of_signing(session: Session) -> date | None:
    """Give the day in the clinic on which a session was signed."""
    return session.signed_at.astimezone(session.clinic.zone).date() if session.signed_at else None
