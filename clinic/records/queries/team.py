"""Questions about the team and about what was done."""

from collections.abc import Iterable

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

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


def witnesses_of(actor: Actor) -> list[Membership]:
    """List who else works here and can prove by a PIN that they looked, too."""
    rows = Membership.objects.filter(clinic=actor.clinic, state=MembershipState.ACTIVE)
    others = rows.exclude(pk=actor.id).exclude(user__pin_hash="")
    return list(others.select_related("user").order_by("user__name"))


def events(actor: Actor) -> QuerySet[AuditEvent]:
    """List what was done in the clinic, the latest first."""
    return AuditEvent.objects.filter(clinic=actor.clinic).order_by("-sequence")


def handed_by(shown: Iterable[AuditEvent]) -> dict[str, str]:
    """Give, by the id of a hand-over, who handed over the tablet on which some events were done."""
    ids = {event.digests["handover"] for event in shown if "handover" in event.digests}
    rows = Handover.objects.filter(pk__in=ids) if ids else ()
    return {str(row.pk): row.by_name for row in rows}


class ChainPages(Paginator):
    """Pages of a chain, without counting it: its newest place says how long it is, and a page is a span of places."""

    object_list: QuerySet[AuditEvent]

    @cached_property
    def count(self) -> int:
        """Give the newest place."""
        newest = self.object_list.first()
        return newest.sequence if newest else 0

    def page(self, number: int | str) -> Page:
        """Give the events of one span, the latest first; where one is missing, fewer."""
        number = self.validate_number(number)
        top = self.count - (number - 1) * self.per_page
        span = self.object_list.filter(sequence__lte=top, sequence__gt=top - self.per_page)
        return Page(span, number, self)


def names_of_actors(actor: Actor) -> dict[str, str]:
    """Give the names behind the ids of those who work here."""
    return {str(member.pk): member.user.name for member in team(actor)}
