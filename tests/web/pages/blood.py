"""Addresses of somebody's own blood."""

from tests.record.calls.session import opened
from tests.web.pages import PAGES

for name in ("session_blood", "tube_labels", "tube_labels_pdf"):
    PAGES[name] = lambda cast: [opened(cast).pk]
PAGES["blood_board"] = PAGES["name_blood_preparers"] = lambda cast: []
