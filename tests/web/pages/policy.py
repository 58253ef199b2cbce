"""Addresses of the policy."""

from tests.record.calls.policy import own_rule, signed_side
from tests.web.pages import PAGES

for name in (
    "policy",
    "policy_draft",
    "policy_start",
    "policy_sides",
    "policy_tighten",
    "policy_loosen",
    "policy_limit",
    "policy_own_rule",
    "policy_import",
    "policy_drop",
    "policy_discard",
    "policy_sign",
    "policy_versions",
    "policy_rules",
    "policy_release",
):
    PAGES[name] = lambda cast: []
for name in ("policy_version", "policy_export"):
    PAGES[name] = lambda cast: [signed_side(cast, "keloid", "decline").number]
PAGES["policy_rule"] = lambda cast: [own_rule(cast)]
