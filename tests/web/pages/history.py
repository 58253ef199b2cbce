"""Addresses of the history."""

from clinic.records.actions.doors import send_patient_link
from clinic.web.patient_links import token_of
from tests.web.pages import PAGES


def link(cast):
    return send_patient_link(cast.actor("front_desk"), cast.patient)


for name in ("history", "history_repeat", "history_links", "history_hand_over", "history_handed"):
    PAGES[name] = lambda cast: [cast.patient.pk]
PAGES["history_section"] = PAGES["history_handed_section"] = lambda cast: [cast.patient.pk, "general"]
PAGES["history_revoke_link"] = lambda cast: [link(cast).pk]
PAGES["history_by_link"] = lambda cast: [token_of(link(cast))]
PAGES["history_section_by_link"] = lambda cast: [token_of(link(cast)), "general"]
