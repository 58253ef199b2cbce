"""What somebody began to tell: kept on the server, found again on the same phone, deleted when sent or run out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.audit.models import AuditEvent
from clinic.messaging.escalation import drop_drafts
from clinic.records import clock
from clinic.records.actions.doors import send_patient_link
from clinic.records.models import CheckIn, PatientLink
from clinic.web.forms.worries import ABSENT, USUAL
from clinic.web.patient_links import token_of
from tests.record.calls.worries import named_on_call
from tests.web.test_aftercare import address, opened
from tests.web.test_worries import tell, text_of

BEGUN = {"today": ["vesicles"], "none_emergency": "on", f"{USUAL}itch": ABSENT, "text": "es juckt"}


def draft(link) -> str:
    return reverse("aftercare_draft_by_link", args=[token_of(link)])


@pytest.fixture
def phone(cast, as_member):
    named_on_call(cast)
    return opened(cast, as_member)


def now_of(link) -> PatientLink:
    return PatientLink.objects.get(pk=link.pk)


def initial(browser, link) -> dict:
    return browser.get(tell(link)).context["form"].initial


def test_what_was_begun_is_found_again_and_the_page_says_that_nobody_has_read_it(phone):
    browser, link = phone
    assert browser.post(draft(link), BEGUN).status_code == 204
    assert initial(browser, link)["today"] == ["vesicles"]
    assert initial(browser, link)["text"] == "es juckt"
    assert initial(browser, link)["none_emergency"] == "on"
    assert "did not send it. Nobody has read it." in text_of(browser.get(tell(link)))
    assert not CheckIn.objects.exists()


def test_a_no_of_an_hour_ago_is_asked_again_and_what_was_reported_stays(phone):
    browser, link = phone
    browser.post(draft(link), BEGUN)
    with clock.at(clock.now() + timedelta(minutes=31)):
        found = initial(browser, link)
    assert (found["today"], found["text"]) == (["vesicles"], "es juckt")
    assert not found.keys() & {"none_emergency", f"{USUAL}itch"}


def test_sent_it_is_a_report_and_the_draft_is_gone(phone):
    browser, link = phone
    browser.post(draft(link), BEGUN)
    browser.post(tell(link), BEGUN)
    assert CheckIn.objects.get().level == "same_day"
    assert (now_of(link).draft, now_of(link).draft_sitting) == (None, "")


def test_a_draft_that_the_report_overtook_on_the_way_says_of_nothing_sent_that_it_was_not(phone):
    browser, link = phone
    browser.post(tell(link), BEGUN)
    assert browser.post(draft(link), BEGUN).status_code == 409
    assert now_of(link).draft is None
    with clock.at(clock.now() + timedelta(seconds=16)):
        assert browser.post(draft(link), {"text": "more"}).status_code == 204
    assert now_of(link).draft == {"text": ["more"]}


def test_in_another_browser_nothing_of_it_is_shown(phone, as_member):
    browser, link = phone
    browser.post(draft(link), BEGUN)
    other = as_member(None)
    assert other.post(draft(link), {"text": "somebody else"}).status_code == 404
    other.post(address(link), {"birth_date": "1991-04-02"})
    assert initial(other, link) == {}


def test_on_the_next_day_it_is_not_found_and_the_worker_deletes_it(cast, phone):
    browser, link = phone
    browser.post(draft(link), BEGUN)
    assert drop_drafts() == 0
    with clock.at(clock.now() + timedelta(hours=24)):
        browser.post(address(link), {"birth_date": "1991-04-02"})
        assert initial(browser, link) == {}
        assert drop_drafts() == 1
        assert drop_drafts() == 0
    assert now_of(link).draft is None


def test_with_a_link_that_was_closed_its_draft_goes(cast, phone):
    browser, link = phone
    browser.post(draft(link), BEGUN)
    send_patient_link(cast.actor("nurse"), cast.patient, "aftercare")
    assert drop_drafts() == 1
    assert now_of(link).draft is None


def test_the_audit_says_that_it_was_kept_and_holds_no_word_of_it(phone):
    browser, link = phone
    browser.post(draft(link), BEGUN)
    event = AuditEvent.objects.get(deed="keep_draft")
    assert "juckt" not in str(event.digests)
    assert event.digests.keys() == {"row", "patient", "sitting"}


@pytest.mark.parametrize(
    ("said", "status"),
    [({"text": "ö" * 20_001}, 422), ({"nothing": "x"}, 204), ({}, 204), ({"text": "x\0"}, 204)],
)
def test_nonsense_is_refused_or_leaves_nothing(phone, said, status):
    browser, link = phone
    assert browser.post(draft(link), said).status_code == status
    assert "\0" not in "".join((now_of(link).draft or {}).get("text", []))


def test_where_nobody_is_on_call_nothing_is_kept(cast, as_member):
    browser, link = opened(cast, as_member)
    assert browser.post(draft(link), BEGUN).status_code == 409
    assert now_of(link).draft is None


def test_an_emptied_form_leaves_no_draft(phone):
    browser, link = phone
    browser.post(draft(link), BEGUN)
    browser.post(draft(link), {"text": ""})
    assert now_of(link).draft is None
    assert "Nobody has read it." not in text_of(browser.get(tell(link)))
