"""Addresses of the dates of plans."""

from clinic.records.actions.doors import send_patient_link
from clinic.records.models import PatientLink
from clinic.web.patient_links import token_of
from tests.web.pages import PAGES


def a_link(cast) -> PatientLink:
    return send_patient_link(cast.actor("nurse"), cast.patient, "plan")


for name in ("plan_dates", "plan_calendar", "send_plan_link"):
    PAGES[name] = lambda cast: [cast.patient.pk]
PAGES["revoke_plan_link"] = lambda cast: [a_link(cast).pk]
for name in ("plan_by_link", "plan_calendar_by_link"):
    PAGES[name] = lambda cast: [token_of(a_link(cast))]
