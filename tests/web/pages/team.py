"""Addresses about the clinic, its people, and the person at the screen."""

from clinic.web.invitations import invitation_link
from tests.web.pages import PAGES

for name in (
    "today",
    "unlock",
    "lock",
    "carry_on",
    "hand_back",
    "choose_pin",
    "setup",
    "team",
    "clinic",
    "audit",
):
    PAGES[name] = lambda cast: []
PAGES["invite_member"] = lambda cast: []
PAGES["member"] = lambda cast: [cast.members["nurse"].pk]
PAGES["change_member"] = lambda cast: [cast.members["nurse"].pk, "suspend-member"]
PAGES["join"] = lambda cast: [invitation_link(cast.members["invited"]).rstrip("/").rsplit("/", 1)[1]]
