"""Addresses of what tablets deliver."""

from uuid import uuid4

from tests.record.calls.session import opened
from tests.web.pages import PAGES

PAGES["deliver_entry"] = lambda cast: [opened(cast).pk]
PAGES["settle_delivery"] = lambda cast: [opened(cast).pk, uuid4()]
PAGES["unsettled"] = PAGES["charting_shell"] = PAGES["charting_worker"] = lambda cast: []
