"""Deeds around what tablets deliver."""

from uuid import uuid4

from clinic.records.actions import deliveries as deeds
from clinic.records.actions.charting import ZoneSetting
from clinic.records.models import Delivery, Session
from tests.record.calls import call

TABLET = uuid4()
CHEEK = ZoneSetting(zone="cheek-left", needle_length_mm=1.0, passes=3, endpoint=("warmth",))


def sent(deed="chart", *, seen=10_000, **changed) -> deeds.Sent:
    """Give an entry as a tablet sends it."""
    content = deeds.content_of([CHEEK]) if deed == "chart" else {}
    usual = {"key": uuid4(), "tablet": TABLET, "deed": deed, "seen": seen, "content": content}
    return deeds.Sent(**(usual | {"waited_seconds": 1.0} | changed))


def a_question(cast, session: Session) -> Delivery:
    """Keep an entry that came too late, so that somebody must say what becomes of it."""
    return deeds.keep_late_entry(cast.actor("nurse"), session, sent(seen=0))


@call("deliver_entry")
def _(cast, actor, session):
    return deeds.deliver_entry(actor, session, sent())


@call("keep_late_entry")
def _(cast, actor, session):
    return deeds.keep_late_entry(actor, session, sent())


@call("settle_delivery")
def _(cast, actor, session):
    known = session.state in ("in_progress", "charted", "signed", "cancelled")
    delivery = a_question(cast, session) if known else None
    return deeds.settle_delivery(actor, session, delivery.pk if delivery else uuid4(), "left", "Told by hand")
