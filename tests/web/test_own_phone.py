"""The patient's own phone: one page with all days, a worker that ends with the link, and a name on the home screen."""

import json

import pytest
from django.urls import reverse

from clinic.records.actions.doors import revoke_patient_link
from clinic.web.patient_links import token_of
from tests.record.calls.aftercare import a_sheet
from tests.web.pages.aftercare import a_link
from tests.web.test_aftercare import opened, words

DEEDS = ("aftercare_kept_by_link", "aftercare_worker", "aftercare_manifest")


def address(name, link) -> str:
    return reverse(name, args=[token_of(link)])


def test_all_days_stand_on_one_page_numbers_first_and_without_a_name(cast, as_member):
    browser, link = opened(cast, as_member)
    said = words(browser.get(address("aftercare_kept_by_link", link)))
    assert said.index("Call. You do not have to be sure") < said.index("Leave out")
    assert "No sunscreen on the treated skin yet" in said
    assert "Lovelace" not in said
    assert "Ada" not in said


def test_without_the_birth_date_it_leads_to_the_door(cast, as_member):
    a_sheet(cast)
    link = a_link(cast)
    answer = as_member(None).get(address("aftercare_kept_by_link", link))
    assert answer.url == reverse("aftercare_by_link", args=[token_of(link)])


def test_the_worker_knows_when_the_link_ends_and_holds_no_clinical_word(cast, as_member):
    link = a_link(cast)
    answer = as_member(None).get(address("aftercare_worker", link))
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert f"UNTIL = {int(link.expires_at.timestamp() * 1000)}" in script
    assert link.pk.hex in script
    assert "skin" not in script
    assert "needling" not in script


def test_on_the_home_screen_it_has_the_clinics_name_and_opens_the_link(cast, as_member):
    link = a_link(cast)
    document = json.loads(as_member(None).get(address("aftercare_manifest", link)).content)
    assert (document["name"], document["start_url"], document["scope"]) == ("Linden Street", "./", "./")
    assert document["display"] == "standalone"


@pytest.mark.parametrize("name", DEEDS)
def test_once_the_link_is_closed_each_of_them_is_gone_so_that_the_worker_deletes_what_it_has(
    cast, as_member, name
):
    browser, link = opened(cast, as_member)
    revoke_patient_link(cast.actor("nurse"), link)
    assert browser.get(address(name, link)).status_code == 404


def test_the_day_asks_whether_the_phone_is_ones_own_and_keeps_nothing_before(cast, as_member):
    browser, link = opened(cast, as_member)
    answer = browser.get(reverse("aftercare_by_link", args=[token_of(link)]))
    text = answer.content.decode()
    assert "Is this your own phone, that nobody else opens?" in text
    assert "data-keep>Keep my days on this phone" in text
    assert answer["Cache-Control"] == "no-store"
