"""Addresses that calendars fetch."""

from clinic.records.links import calendar_token_of, feed_token_of
from clinic.web.patient_links import token_of
from tests.record.calls.feeds import a_feed
from tests.web.pages import PAGES
from tests.web.pages.appointments import a_link

PAGES["calendar_feed"] = PAGES["open_calendar_feed"] = lambda cast: []
PAGES["close_calendar_feed"] = lambda cast: [a_feed(cast, "director").pk]
PAGES["member_calendar_feed"] = lambda cast: [feed_token_of(a_feed(cast))]
PAGES["patient_calendar_feed"] = lambda cast: [calendar_token_of(token_of(a_link(cast)))]
