"""Addresses of adverse events."""

from tests.record.calls.adverse_events import a_harm, signed_harm
from tests.record.calls.worries import a_worry
from tests.web.pages import PAGES

PAGES["adverse_events"] = lambda cast: []
PAGES["patient_adverse_events"] = lambda cast: [cast.patient.pk]
PAGES["adverse_event_from_worry"] = lambda cast: [a_worry(cast).pk]
for name in ("adverse_event", "sign_adverse_event", "withdraw_adverse_event", "add_to_adverse_event"):
    PAGES[name] = lambda cast: [a_harm(cast).pk]
for name in ("adverse_event_report", "adverse_event_text", "adverse_event_pdf"):
    PAGES[name] = lambda cast: [signed_harm(cast).pk]
