"""Deeds upon calendar addresses."""

from clinic.records.actions import feeds
from clinic.records.models import CalendarFeed
from tests.record.calls import call, in_state


def a_feed(cast, name: str = "nurse", **chosen) -> CalendarFeed:
    """Make somebody's address; it still knows its secret."""
    actor = cast.actor(name)
    return feeds.open_calendar_feed(actor, actor.membership, **chosen)


@in_state("calendar_feed", "open")
def _(cast):
    return a_feed(cast)


@in_state("calendar_feed", "closed")
def _(cast):
    return feeds.close_calendar_feed(cast.actor("nurse"), a_feed(cast))


@call("open_calendar_feed")
def _(cast, actor, row):
    own = actor.membership if row.state == "active" and actor.membership else row
    return feeds.open_calendar_feed(actor, own)


@call("close_calendar_feed")
def _(cast, actor, row):
    if actor.membership:
        CalendarFeed.objects.filter(pk=row.pk).update(member=actor.membership)
    return feeds.close_calendar_feed(actor, row)
