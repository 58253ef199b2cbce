"""The audit page: a medical director reads what was done, and is one tap from what it was done to."""

import importlib
import pkgutil

from django.test import Client
from django.urls import reverse

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.records import actions, clock
from clinic.records.deeds import DEEDS
from clinic.web.shown.deeds import DEED_WORDS, deed_words
from tests.full_house import fill_the_house

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
SAID_IN_CODE = ("_", "deed", "row", "None")


for room in pkgutil.iter_modules(actions.__path__):
    importlib.import_module(f"{actions.__name__}.{room.name}")


def test_every_deed_has_words_and_no_words_are_of_a_deed_that_is_gone():
    assert sorted(DEED_WORDS) == sorted(DEEDS)


def test_no_two_deeds_are_told_alike_and_none_in_the_words_of_the_code():
    said = [str(words) for words in DEED_WORDS.values()]
    assert len(set(said)) == len(said)
    assert not [words for words in said if any(name in words for name in SAID_IN_CODE)]


def test_a_deed_of_long_ago_is_told_by_its_name():
    assert deed_words("weigh_patient") == "Weigh patient"


def test_every_event_of_the_demonstration_is_told_and_every_link_opens(db):
    fill_the_house(clock.now())
    director = Client()
    director.force_login(User.objects.get(email="ruth@linden.example"), backend=SIGN_IN)
    page = director.get(reverse("audit"), {"page": 1})
    pages = range(1, page.context["events"].paginator.num_pages + 1)
    rows = [row for n in pages for row in director.get(reverse("audit"), {"page": n}).context["rows"]]
    assert len(rows) == AuditEvent.objects.filter(clinic=rows[0]["event"].clinic_id).count()
    assert {row["deed"] for row in rows} <= {str(words) for words in DEED_WORDS.values()}
    hrefs = {row["href"] for row in rows} - {""}
    assert len(hrefs) > 30
    assert {director.get(href, follow=True).status_code for href in hrefs} == {200}
