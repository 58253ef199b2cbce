"""Messages on the screen of a patient's own phone: asked for on that phone, without a word, and taken back there."""

import re

import pytest
from django.urls import reverse

from clinic.records.actions import messages as deeds
from clinic.records.actions.doors import revoke_patient_link
from clinic.records.models import PushSubscription
from clinic.records.queries.messages import preference_of
from clinic.records.vapid import key_in
from clinic.web.patient_links import token_of
from tests.record.calls.messages import a_message
from tests.record.calls.messages import sender as the_sender
from tests.record.calls.push import ENDPOINT
from tests.web.pages.aftercare import a_link
from tests.web.test_aftercare import BORN, opened
from tests.web.test_languages import speaking


@pytest.fixture(autouse=True)
def encrypted(settings, tmp_path):
    """Serve as a clinic does that others can reach, with a key of its own."""
    settings.IS_HTTPS = True
    settings.VAPID_KEY_FILE = tmp_path / "push-key.pem"
    key_in.cache_clear()


def at(name: str, link) -> str:
    return reverse(name, args=[token_of(link)])


def test_the_page_offers_it_with_the_clinics_key_and_asks_the_browser_for_nothing_by_itself(cast, as_member):
    browser, link = opened(cast, as_member)
    page = browser.get(at("contact_by_link", link)).content.decode()
    found = re.search(r'<section[^>]*data-push data-key="([\w-]{87})"[^>]* hidden>', page)
    assert found
    assert "js/push" in page
    assert "data-push-start" in page


def test_where_no_browser_would_take_it_it_is_not_offered(cast, as_member, settings):
    settings.IS_HTTPS = False
    browser, link = opened(cast, as_member)
    assert "data-push" not in browser.get(at("contact_by_link", link)).content.decode()


@pytest.mark.parametrize("held", [b"", b"-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49", b"\xff" * 90])
def test_a_key_that_cannot_be_read_costs_the_page_nothing_but_the_offer(
    cast, as_member, settings, held, caplog
):
    settings.VAPID_KEY_FILE.write_bytes(held)
    browser, link = opened(cast, as_member)
    answer = browser.get(at("contact_by_link", link))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="sms"' in page
    assert "data-push" not in page
    assert "cannot be read" in caplog.text


def test_a_yes_is_kept_and_taken_back_on_the_same_page(cast, as_member):
    browser, link = opened(cast, as_member)
    assert browser.post(at("push_start", link), {"endpoint": ENDPOINT}).status_code == 204
    assert preference_of(cast.patient).push
    page = browser.get(at("contact_by_link", link)).content.decode()
    assert "Show none on its screen any more" in page
    browser.post(at("push_stop", link))
    assert not preference_of(cast.patient).push
    assert PushSubscription.objects.get().why == "by-patient"


def test_saving_the_other_ways_does_not_end_it(cast, as_member):
    browser, link = opened(cast, as_member)
    browser.post(at("push_start", link), {"endpoint": ENDPOINT})
    page = browser.get(at("contact_by_link", link)).content.decode()
    assert re.search(r'<input[^>]*name="push"[^>]*checked', page)
    browser.post(at("contact_by_link", link), {"push": "on", "sms": "on"})
    assert preference_of(cast.patient).channels == ["sms", "push"]


def test_where_the_phones_page_has_ended_it_is_offered_anew_and_the_other_ways_can_be_saved(cast, as_member):
    browser, link = opened(cast, as_member)
    browser.post(at("push_start", link), {"endpoint": ENDPOINT})
    revoke_patient_link(cast.actor("nurse"), link)
    other = a_link(cast)
    browser.post(at("aftercare_by_link", other), {"birth_date": BORN})
    page = browser.get(at("contact_by_link", other)).content.decode()
    assert "data-push-start" in page
    browser.post(at("contact_by_link", other), {"push": "on", "sms": "on"})
    assert preference_of(cast.patient).channels == ["sms", "push"]


def test_the_box_alone_says_where_a_yes_is_said(cast, as_member):
    browser, link = opened(cast, as_member)
    answer = browser.post(at("contact_by_link", link), {"push": "on"})
    assert answer.status_code == 422
    assert "On the phone itself" in answer.content.decode()


@pytest.mark.parametrize("endpoint", ["", "http://push.example.org/a", "https://10.0.0.1/a", "x" * 2000])
def test_an_address_that_could_lead_within_is_refused_in_a_sentence(cast, as_member, endpoint):
    browser, link = opened(cast, as_member)
    answer = browser.post(at("push_start", link), {"endpoint": endpoint})
    assert answer.status_code == 422
    assert "cannot be used from here" in answer.content.decode()
    assert not PushSubscription.objects.exists()


def test_without_the_birth_date_no_phone_says_yes(cast, as_member):
    _, link = opened(cast, as_member)
    assert as_member(None).post(at("push_start", link), {"endpoint": ENDPOINT}).status_code == 404
    assert not PushSubscription.objects.exists()


def test_the_program_in_the_phone_shows_the_neutral_line_in_its_language(cast, as_member):
    browser, link = speaking(cast, as_member, "ar")
    script = browser.get(at("aftercare_worker", link)).content.decode()
    assert "showNotification" in script
    line = re.search(r'LINE = "([^"]*)"', script)
    assert line
    assert "\\u" in line[1] or "رسالة" in line[1]
    assert cast.patient.name not in script


def test_what_the_phone_heard_is_noted_and_tells_nothing(cast, as_member):
    browser, link = opened(cast, as_member)
    browser.post(at("push_start", link), {"endpoint": ENDPOINT})
    message = deeds.note_message_sent(the_sender(cast), a_message(cast), "push")
    answer = as_member(None).post(at("push_heard", link))
    assert (answer.status_code, answer.content) == (204, b"")
    message.refresh_from_db()
    assert (message.state, message.delivery) == ("sent", "delivered")
    assert as_member(None).post(at("push_heard", link)).status_code == 204


def test_another_links_word_counts_nothing(cast, as_member):
    browser, link = opened(cast, as_member)
    message = deeds.note_message_sent(the_sender(cast), a_message(cast), "push")
    as_member(None).post(at("push_heard", link))
    message.refresh_from_db()
    assert message.delivery == ""
    assert browser
