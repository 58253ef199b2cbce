"""Addresses of consent."""

from clinic.records.actions.doors import send_patient_link
from clinic.web.patient_links import token_of
from tests.record.calls.consent import a_signed_consent, an_offer
from tests.record.calls.planning import an_approved_plan
from tests.web.pages import PAGES


def copy_token(cast) -> str:
    """Give the token of a link to the copy of a signed consent."""
    a_signed_consent(cast)
    return token_of(send_patient_link(cast.actor("doctor"), cast.patient, "consent"))


def with_a_plan(cast) -> list:
    """Give the patient once there is a plan."""
    an_approved_plan(cast)
    return [cast.patient.pk]


for name in ("consent", "baseline", "photographs", "send_consent_copy"):
    PAGES[name] = lambda cast: [cast.patient.pk]
PAGES["expectation"] = with_a_plan
for name in ("withdraw_consent", "print_consent"):
    PAGES[name] = lambda cast: [cast.patient.pk, a_signed_consent(cast).pk]
for name in ("consent_handed", "sign_consent", "consent_signed"):
    PAGES[name] = lambda cast: [an_offer(cast).pk]
PAGES["consent_by_link"] = lambda cast: [copy_token(cast)]
