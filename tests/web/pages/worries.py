"""Addresses of worries."""

from clinic.records.models import ReplyText, WorryDigest
from clinic.web.patient_links import token_of
from tests.record.calls.worries import a_digest, a_report, a_shift, a_text, a_worry
from tests.web.pages import PAGES
from tests.web.pages.aftercare import a_link

PAGES["worries"] = lambda cast: []
for name in (
    "worry",
    "acknowledge_worry",
    "close_worry",
    "note_worry_call",
    "reply_to_worry",
    "hand_over_worry",
):
    PAGES[name] = lambda cast: [a_worry(cast).pk]
for name in ("replies", "rota", "add_shifts", "worry_digests"):
    PAGES[name] = lambda cast: []
PAGES["withdraw_reply_text"] = lambda cast: [(ReplyText.objects.first() or a_text(cast)).pk]
PAGES["take_out_shift"] = lambda cast: [a_shift(cast).pk]
PAGES["aftercare_tell_by_link"] = lambda cast: [token_of(a_link(cast))]
PAGES["aftercare_draft_by_link"] = lambda cast: [token_of(a_link(cast))]
PAGES["aftercare_told_by_link"] = lambda cast: [token_of(a_link(cast)), a_report(cast).pk]
PAGES["worry_digest"] = lambda cast: [(WorryDigest.objects.first() or a_digest(cast)).pk]
