"""Addresses of screening."""

from clinic.records.actions.screening import record_decision
from clinic.records.models import DecisionRecord
from tests.web.pages import PAGES


def a_decision(cast) -> DecisionRecord:
    """Give the decision that is recorded, or record one."""
    return DecisionRecord.objects.first() or record_decision(cast.actor("nurse"), cast.patient)


for name in ("screening", "concerns", "record_decision"):
    PAGES[name] = lambda cast: [cast.patient.pk]
for name in ("decision", "decision_again"):
    PAGES[name] = lambda cast: [a_decision(cast).pk]
