"""Addresses of messages."""

from tests.record.calls.messages import a_message
from tests.web.pages import PAGES
from tests.web.pages.aftercare import a_link, token_of

PAGES["messages"] = PAGES["mailbox"] = lambda cast: []
PAGES["change_message"] = lambda cast: [a_message(cast).pk, "take-back"]
PAGES["contact"] = lambda cast: [cast.patient.pk]
for name in ("message_link", "contact_by_link"):
    PAGES[name] = lambda cast: [token_of(a_link(cast))]
