"""Calendar addresses of members: a secret that a calendar fetches by itself, because it cannot sign in."""

from django.db import models

from clinic.accounts.models import Membership
from clinic.records.models.rows import ClinicRow


class CalendarFeedState(models.TextChoices):
    """Whether the address still answers."""

    OPEN = "open"
    CLOSED = "closed"


class CalendarFeed(ClinicRow):
    """One secret address at which a member's calendar finds the clinic's appointments, until it is closed.

    secret_hash : of the secret in the address, which is kept nowhere else; nobody can be shown the address again
    shows_initials : whether titles end with the patient's initials; else they name the clinic alone
    """

    machine = "calendar_feed"
    secret = ""  # known only to whoever has just made the address, until the page that shows it

    member = models.ForeignKey(Membership, models.PROTECT, related_name="calendar_feeds")
    state = models.CharField(max_length=10, choices=CalendarFeedState.choices, default=CalendarFeedState.OPEN)
    secret_hash = models.CharField(max_length=64, unique=True)
    shows_initials = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(state="open"), name="one_open_feed_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.member_id}"
