"""Addresses of incidents."""

from tests.record.calls.incidents import an_incident
from tests.record.calls.session import opened
from tests.web.pages import PAGES

PAGES["open_incident"] = lambda cast: [opened(cast).pk]
for name in ("incident", "note_incident_step", "retire_item", "close_incident"):
    PAGES[name] = lambda cast: [an_incident(cast).pk]
