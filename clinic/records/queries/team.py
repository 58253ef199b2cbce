"""Questions about the team and about what was done."""

from collections.abc import Iterable

from django.db.models import QuerySet

from clinic.accounts.models import Clinic, Membership, User
from clinic.accounts.models.membership import MembershipState
from clinic.audit.models import AuditEvent
from clinic.records.actors import Actor
from clinic.records.models import Handover


def is_set_up() -> bool:
    """Tell whether there is a clinic."""
    return Clinic.objects.exists()


def active_membership(user: User) -> Membership | None:
    """Give the membership under which somebody works, or nothing."""
    active = Membership.objects.filter(user=user, state=MembershipState.ACTIVE)
    return active.select_related("clinic", "user").order_by("created_at").first()


def team(actor: Actor) -> QuerySet[Membership]:
    """List everybody who has or had a place in the clinic."""
    return Membership.objects.filter(clinic=actor.clinic).select_related("user", "clinic")


def events(actor: Actor) -> QuerySet[AuditEvent]:
    """List what was done in the clinic, the latest first."""
    return AuditEvent.objects.filter(clinic=actor.clinic).order_by("-sequence")


def handed_by(shown: Iterable[AuditEvent]) -> dict[str, str]:
    """Give, by the id of a hand-over, who handed over the tablet on which some events were done."""
    ids = {event.digests["handover"] for event in shown if "handover" in event.digests}
    rows = Handover.objects.filter(pk__in=ids) if ids else ()
    return {str(row.pk): row.by_name for row in rows}


def names_of_actors(actor: Actor) -> dict[str, str]:
    """Give the names behind the ids of those who work here."""
    return {str(member.pk): member.user.name for member in team(actor)}
