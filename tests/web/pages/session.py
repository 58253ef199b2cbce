"""Addresses of sessions."""

from tests.record.calls.session import opened
from tests.web.pages import PAGES

PAGES["session"] = PAGES["begin_session"] = lambda cast: [cast.patient.pk]
for name in (
    "session_changes",
    "session_time_out",
    "session_chart",
    "session_sign",
    "session_record",
    "amend_session",
    "print_session",
    "override_session_block",
    "pdf_session",
    "print_session_copy",
    "pdf_session_copy",
    "cosign_session",
):
    PAGES[name] = lambda cast: [opened(cast).pk]
PAGES["cosigns"] = lambda cast: []
PAGES["change_session"] = lambda cast: [opened(cast).pk, "override"]
