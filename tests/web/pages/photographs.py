"""Addresses of photographs."""

from clinic.records.models import CheckIn, Photograph
from clinic.web.patient_links import token_of
from tests.record.calls.photographs import a_photograph, a_sent_photograph
from tests.record.calls.worries import a_report
from tests.web.pages import PAGES
from tests.web.pages.aftercare import a_link

PAGES["patient_photographs"] = lambda cast: [cast.patient.pk]
for name in (
    *("photograph", "photograph_image", "photograph_small", "look_at_photograph"),
    *("photograph_in_error", "photograph_word", "destroy_photograph"),
):
    PAGES[name] = lambda cast: [(Photograph.objects.first() or a_photograph(cast)).pk]
for name in ("send_photograph", "agree_to_photographs"):
    PAGES[name] = lambda cast: [token_of(a_link(cast)), (CheckIn.objects.first() or a_report(cast)).pk]
for name in ("own_photograph_image", "own_photograph_small", "take_photograph_back"):
    PAGES[name] = lambda cast: [token_of(a_link(cast)), a_sent_photograph(cast).pk]
