"""Addresses of messages on a phone's screen."""

from tests.web.pages import PAGES
from tests.web.pages.aftercare import a_link, token_of

for name in ("push_start", "push_stop", "push_heard"):
    PAGES[name] = lambda cast: [token_of(a_link(cast))]
