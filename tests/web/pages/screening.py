"""Addresses of screening."""

from clinic.records.actions.screening import record_decision
from tests.web.pages import PAGES

for name in ("screening", "concerns", "record_decision"):
    PAGES[name] = lambda cast: [cast.patient.pk]
for name in ("decision", "decision_again"):
    PAGES[name] = lambda cast: [record_decision(cast.actor("nurse"), cast.patient).pk]
