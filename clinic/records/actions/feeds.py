"""Deeds upon the secret calendar addresses of members."""

import secrets
from typing import Final

from django.utils.translation import gettext as _

from clinic.accounts.models import Membership, Role
from clinic.records.actions.doors import hash_of
from clinic.records.deeds import Event, deed
from clinic.records.models import CalendarFeed, CalendarFeedState
from clinic.records.refusals import WrongState

SECRET_BYTES: Final = 24


@deed(on=Membership)
def open_calendar_feed(event: Event, member: Membership, *, shows_initials: bool = False) -> CalendarFeed:
    """Make a member's own calendar address; the one that they had stops answering.

    The row that is given back knows its `secret`; the record keeps its hash alone.
    """
    if str(member.pk) != event.actor.id:
        raise WrongState(_("A calendar address is made only by the person it belongs to."))
    older = CalendarFeed.objects.filter(member=member, state=CalendarFeedState.OPEN)
    older.update(state=CalendarFeedState.CLOSED, closed_at=event.at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed(
        clinic=member.clinic,
        created_at=event.at,
        member=member,
        secret_hash=hash_of(secret),
        shows_initials=shows_initials,
    )
    feed.save(force_insert=True)
    feed.secret = secret
    event.about(feed)
    event.linked(member=member)
    return feed


@deed(on=CalendarFeed)
def close_calendar_feed(event: Event, feed: CalendarFeed) -> CalendarFeed:
    """Let a calendar address answer no longer; one's own, or as the medical director anybody's."""
    if str(feed.member_id) != event.actor.id and event.actor.role != Role.DIRECTOR:
        raise WrongState(
            _("This is somebody else’s calendar address. They or the medical director close it.")
        )
    feed.state, feed.closed_at = CalendarFeedState.CLOSED, event.at
    feed.save()
    event.about(feed)
    return feed
