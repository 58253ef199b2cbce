"""Addresses of worries."""

from clinic.web.patient_links import token_of
from tests.record.calls.worries import a_report, a_worry
from tests.web.pages import PAGES
from tests.web.pages.aftercare import a_link

PAGES["worries"] = lambda cast: []
for name in ("worry", "acknowledge_worry", "close_worry"):
    PAGES[name] = lambda cast: [a_worry(cast).pk]
PAGES["aftercare_tell_by_link"] = lambda cast: [token_of(a_link(cast))]
PAGES["aftercare_told_by_link"] = lambda cast: [token_of(a_link(cast)), a_report(cast).pk]
