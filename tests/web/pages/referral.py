"""Addresses of referrals."""

from tests.record.calls.referral import a_referral, to_be_referred
from tests.web.pages import PAGES

PAGES["refer_patient"] = lambda cast: [to_be_referred(cast).pk]
for name in ("referral", "print_referral"):
    PAGES[name] = lambda cast: [a_referral(cast).pk]
