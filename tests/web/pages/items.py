"""Addresses of supplies."""

from tests.record.calls.items import a_recall, labels
from tests.web.pages import PAGES

for name in ("items", "add_product", "item_labels", "drop_item", "enter_recall", "code_reader"):
    PAGES[name] = lambda cast: []
PAGES["label_sheet"] = PAGES["label_pdf"] = lambda cast: [labels(cast)[0].batch]
PAGES["lift_recall"] = lambda cast: [a_recall(cast).pk]
