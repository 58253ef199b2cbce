"""Addresses of aftercare."""

from clinic.records.actions.doors import send_patient_link
from clinic.records.models import PatientLink
from clinic.web.patient_links import token_of
from tests.record.calls.session import opened
from tests.web.pages import PAGES


def a_link(cast) -> PatientLink:
    return send_patient_link(cast.actor("nurse"), cast.patient, "aftercare")


for name in ("aftercare", "send_aftercare_link", "print_aftercare", "pdf_aftercare", "aftercare_calendar"):
    PAGES[name] = lambda cast: [cast.patient.pk]
PAGES["write_aftercare"] = lambda cast: [opened(cast).pk]
PAGES["revoke_aftercare_link"] = lambda cast: [a_link(cast).pk]
for name in (
    *("aftercare_by_link", "aftercare_worry_by_link", "aftercare_calendar_by_link"),
    *("aftercare_kept_by_link", "aftercare_worker", "aftercare_manifest", "aftercare_language"),
    *("own_record", "own_record_json", "own_record_pdf", "own_record_erasure"),
):
    PAGES[name] = lambda cast: [token_of(a_link(cast))]
