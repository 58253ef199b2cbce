"""Addresses of looking back."""

from tests.record.calls.exposure import a_look_back, somebody_found
from tests.web.pages import PAGES

PAGES["look_backs"] = lambda cast: []
PAGES["open_look_back"] = lambda cast: ["lot"]
for name in ("look_back", "line_list_file", "look_back_letters", "extend_look_back", "close_look_back"):
    PAGES[name] = lambda cast: [a_look_back(cast).pk]
PAGES["note_follow_up"] = lambda cast: [somebody_found(cast).pk]
