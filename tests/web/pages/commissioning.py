"""Addresses of handpieces."""

from tests.record.calls.commissioning import a_handpiece, a_stamp
from tests.web.pages import PAGES

PAGES["handpieces"] = PAGES["add_handpiece"] = lambda cast: []
for name in ("handpiece", "stamp_test", "stamp_share", "depth_check", "handpiece_service"):
    PAGES[name] = lambda cast: [a_handpiece(cast).pk]
PAGES["change_handpiece"] = lambda cast: [a_handpiece(cast).pk, "retire"]
PAGES["correct_commissioning"] = lambda cast: [a_stamp(cast).pk]
