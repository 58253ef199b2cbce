"""Due messages, and what each patient agreed to: by which channels, and by whose clock."""

from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Membership
from clinic.records.models.aftercare import AftercareSheet
from clinic.records.models.history import PatientLink
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow


class MessageKind(models.TextChoices):
    """What brought a message about; the patient reads the same neutral words for each."""

    CHECK_IN = "check_in", _("How is it?")
    AGAIN = "again", _("Nobody has answered how it is")
    OPEN = "open", _("A question is open")
    DAY = "day", _("Something changes today")
    NEXT = "next", _("The next date is near")
    REPLY = "reply", _("Somebody wrote back")
    ANSWER = "answer", _("The clinic answered")
    CALL = "call", _("Somebody on call is wanted")
    DIGEST = "digest", _("The worries of a day")
    ERASURE = "erasure", _("A record is to be erased")
    MISSED = "missed", _("The next date has passed")
    OVERDUE = "overdue", _("The next date is overdue")
    OUTCOME = "outcome", _("The last visit can be made")
    ASSESS = "assess", _("The last visit is to be arranged")


class MessageState(models.TextChoices):
    """Where a message stands. That a sender has it in hand is no state: it is a lease that ends by itself."""

    DUE = "due", _("due")
    SENT = "sent", _("sent")
    PHONE_TASK = "phone_task", _("to be called")
    PHONED = "phoned", _("called")
    CANCELLED = "cancelled", _("not sent")


class Channel(models.TextChoices):
    """The ways to a patient, in the order in which they are tried."""

    SMS = "sms", _("Text message (SMS)")
    WHATSAPP = "whatsapp", _("WhatsApp")
    # Before e-mail: it is seen sooner, and the phone says that it heard.
    PUSH = "push", _("On the phone’s screen (web push)")
    EMAIL = "email", _("E-mail")


class Why(models.TextChoices):
    """Why a message was put off, not sent, or became a call; no word of it is clinical."""

    NONE = "", ""
    QUIET = "quiet", _("it is night there")
    NO_ANSWER = "no-answer", _("the provider could not be reached")
    REFUSED = "refused", _("the provider refused the address")
    NOT_DELIVERED = "not-delivered", _("it did not arrive")
    NO_RESULT = "no-result", _("sending it broke off every time")
    FAULT = "fault", _("it could not be written")
    NO_ADDRESS = "no-address", _("there is no number or address for what was agreed")
    NOT_SET_UP = "not-set-up", _("what was agreed is not set up here")
    NO_CHANNEL = "no-channel", _("no messages were agreed")
    IN_ERROR = "in-error", _("the record is marked as entered in error")
    SUPERSEDED = "superseded", _("a later session took its place")
    OVERTAKEN = "overtaken", _("a later message says the same")
    BY_STAFF = "by-staff", _("taken back here")
    ANSWERED = "answered", _("it was answered")
    HELD = "held", _("the last visit was held")
    OPEN_QUESTION = "open-question", _("a question was left open that should not wait")
    ERASURE = "erasure", _("asks that the record be erased; the medical director decides")
    NOT_COME = "not-come", _("four weeks after its earliest day nobody came to the next date")
    NOT_ASSESSED = (
        "not-assessed",
        _("the last visit can be made for two weeks; none is known here"),
    )
    MERGED = "merged", _("the record points to another one of this person; look there which date stands")
    WROTE_BACK = "wrote-back", _("wrote back in own words; nobody has read them")


class Message(ClinicRow):
    """One message that is due, written in the transaction of its cause; its text is made when it is sent.

    key : cause, kind and day; unique, so that no cause writes the same message twice
    not_before : the moment from which it may be sent
    claimed_by, claimed_until : which batch of a sender has it in hand, and until when nobody else takes it
    attempts : how often a sender took it; a sender that died counts
    channel : by which way it went; of one that is due, the last that refused or lost it: none up to it is tried again
    link : the way in that its text names; the record keeps the hash of its secret only
    member, phone : a colleague to whom it goes in place of a patient, and the number that they gave for their shift
    page : where that colleague is led; it opens to whoever is signed in and may see it
    """

    machine = "message"

    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="messages")
    member = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=40, blank=True, default="")
    page = models.CharField(max_length=120, blank=True, default="")
    sheet = models.ForeignKey(AftercareSheet, models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    day = models.PositiveSmallIntegerField(null=True)
    key = models.CharField(max_length=120, unique=True)
    is_safety = models.BooleanField(default=False)
    not_before = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    link = models.ForeignKey(PatientLink, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    provider_id = models.CharField(max_length=64, blank=True)
    delivery = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True, default=Why.NONE)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("message")
        ordering = ["not_before", "id"]
        indexes = [
            models.Index(
                fields=["clinic", "not_before"],
                condition=models.Q(state="due"),
                name="message_due",
            ),
            models.Index(fields=["clinic", "state", "-not_before"], name="message_by_state"),
            models.Index(fields=["claimed_by"], name="message_by_claim"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(patient__isnull=True) ^ models.Q(member__isnull=True),
                name="message_to_one_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def whose(self) -> Patient:
        """Give the patient to whom it goes; it is asked only where it goes to no colleague."""
        if self.patient is None:
            raise ValueError(
                f"message.whose: {self.key} goes to a colleague and belongs to no patient; use member."
            )
        return self.patient

    @property
    def called(self) -> str:
        """Name whoever it goes to."""
        return self.member.user.name if self.member else self.whose.called

    @property
    def telephone(self) -> str:
        """Give the number at which whoever it goes to is called."""
        return self.phone if self.member_id else self.whose.phone

    @property
    def why_words(self) -> str:
        """Say why it was put off, not sent, or became a call."""
        return str(Why(self.why).label) if self.why in Why.values else self.why

    @property
    def ways_left(self) -> list[str]:
        """Give the ways that may still be tried: what is due and names a way had that one refused or lost before."""
        ways = list(Channel.values)
        return ways[ways.index(self.channel) + 1 :] if self.channel in ways else ways

    def is_passed_over(self, channel: str) -> bool:
        """Tell whether a way lies behind it: it was refused or lost there, and went on by another."""
        is_waiting = self.state == MessageState.DUE and self.channel == channel
        places = list(Channel.values)
        return bool(self.channel) and (is_waiting or places.index(channel) < places.index(self.channel))

    def is_claimed(self, moment: datetime) -> bool:
        """Tell whether a sender has it in hand."""
        return self.claimed_until is not None and moment < self.claimed_until


class ContactPreference(ClinicRow):
    """What a patient agreed to, whole, each time that it changed; append-only, the newest counts.

    number : the newest of a patient has the highest; two words in one moment have an order, too
    time_zone : where the patient lives by the clock; nothing: the clinic's
    by_kind : a member, the patient, or the system that read a reply
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="contact_preferences")
    number = models.PositiveIntegerField(default=0)
    sms = models.BooleanField(default=False)
    whatsapp = models.BooleanField(default=False)
    push = models.BooleanField(default=False)
    email = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, blank=True)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=36, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("agreement to messages")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "number"], name="one_agreement_after_another"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.channels) or "none"

    @property
    def channels(self) -> list[str]:
        """Give the channels that were agreed, in the order in which they are tried."""
        return [one for one in Channel.values if getattr(self, one)]

    def zone(self) -> tzinfo:
        """Give the patient's time zone; the clinic's where none was given or this machine does not know it."""
        try:
            return ZoneInfo(self.time_zone) if self.time_zone else self.clinic.zone
        except (ZoneInfoNotFoundError, ValueError):
            return self.clinic.zone

    def said(self) -> dict[str, Any]:
        """Give what was agreed, to be changed in one place and stored anew."""
        return {
            "sms": self.sms,
            "whatsapp": self.whatsapp,
            "push": self.push,
            "email": self.email,
            "time_zone": self.time_zone,
        }
