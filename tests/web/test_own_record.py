"""The patient's own record: what was done with which lots, what was agreed, taken along, and the wish to be erased."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.records import clock
from clinic.records.actions.consent import withdraw_consent
from clinic.records.actions.messages import retry_message
from clinic.records.actions.session import amend_session
from clinic.records.models import Consent, Message, Session
from clinic.records.queries.own_record import own_record
from clinic.records.refusals import WrongState
from clinic.web import pdf
from clinic.web.patient_links import token_of
from tests.record.calls.aftercare import a_sheet
from tests.web.pages.aftercare import a_link
from tests.web.test_aftercare import address, opened, words

PAGES = ("own_record", "own_record_json", "own_record_pdf")


def post(browser, link):
    return browser.post(address(link, "own_record_erasure"), follow=True)


def document(browser, link) -> dict:
    return json.loads(browser.get(address(link, "own_record_json")).getvalue())


def test_it_says_what_was_done_when_and_with_which_lots(cast, as_member):
    browser, link = opened(cast, as_member)
    session = Session.objects.get(state="signed")
    told = document(browser, link)["sessions"]
    signed = session.document["session"]
    assert [one["on"] for one in told] == [session.on.isoformat()]
    assert [lot["lot"] for lot in told[0]["lots"]][: len(signed["cartridges"])] == [
        one["lot"] for one in signed["cartridges"]
    ]
    assert len(told[0]["zones"]) == len(signed["zones"]) > 0
    assert told[0]["digest"] == session.digest
    page = words(browser.get(address(link, "own_record")))
    assert signed["cartridges"][0]["lot"] in page
    assert "Signed by" in page


def test_what_was_added_at_night_has_the_day_of_the_clinic(cast):
    a_sheet(cast)
    session = Session.objects.get(patient=cast.patient)
    night = (clock.now() + timedelta(days=3)).replace(hour=23, minute=30)  # the next day in Berlin
    with clock.at(night):
        amend_session(cast.actor("nurse"), session, reason="forgotten", text="The left cheek bled a little.")
    added = own_record(cast.patient, night)["sessions"][0]["added_later"]
    assert [one["on"] for one in added] == [night.astimezone(cast.clinic.zone).date().isoformat()]


def test_a_consent_stands_there_and_so_does_that_it_was_taken_back(cast, as_member):
    browser, link = opened(cast, as_member)
    assert document(browser, link)["consents"][0]["withdrawn_at"] is None
    withdraw_consent(cast.actor("nurse"), Consent.objects.latest("created_at"), "changed my mind")
    assert document(browser, link)["consents"][0]["withdrawn_at"]
    assert "taken back on" in words(browser.get(address(link, "own_record")))


def test_the_document_says_what_is_not_in_it_and_holds_no_note_of_the_clinic(cast, as_member):
    browser, link = opened(cast, as_member)
    answer = browser.get(address(link, "own_record_json"))
    text = answer.getvalue().decode()
    assert answer["Content-Disposition"] == 'attachment; filename="my-record.json"'
    assert "Ask the clinic for them" in text
    assert not {"deviations", "checklist", "overrides", "reason"} & set(
        document(browser, link)["sessions"][0]
    )


@pytest.mark.parametrize("name", PAGES)
def test_without_the_birth_date_each_leads_to_the_door(cast, as_member, name):
    a_sheet(cast)
    link = a_link(cast)
    assert as_member(None).get(address(link, name)).url == reverse("aftercare_by_link", args=[token_of(link)])


@pytest.mark.skipif(not pdf.can_write_pdf(), reason="WeasyPrint finds no Pango")
def test_as_a_pdf_it_is_a_document(cast, as_member):
    browser, link = opened(cast, as_member)
    answer = browser.get(address(link, "own_record_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_where_no_pdf_can_be_written_there_is_a_page_that_prints(cast, as_member, monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    browser, link = opened(cast, as_member)
    assert "To be printed" in words(browser.get(address(link, "own_record")))
    assert "Born" in words(browser.get(address(link, "own_record_pdf")))


def test_the_wish_to_be_erased_erases_nothing_and_reaches_the_director_and_the_desk(cast, as_member):
    browser, link = opened(cast, as_member)
    said = words(post(browser, link))
    assert "The medical director decides" in said
    assert Session.objects.filter(patient=cast.patient, state="signed").exists()
    task = Message.objects.get(kind="erasure", patient=cast.patient)
    assert (task.state, task.why) == ("phone_task", "erasure")
    assert [one.member for one in Message.objects.filter(kind="erasure", patient=None)] == [
        cast.members["director"]
    ]
    board = words(as_member("front_desk").get(reverse("messages")))
    assert "asks that the record be erased" in board


def test_asked_twice_on_a_day_it_is_one_task(cast, as_member):
    browser, link = opened(cast, as_member)
    post(browser, link)
    assert browser.post(address(link, "own_record_erasure")).status_code == 409
    assert Message.objects.filter(kind="erasure", patient=cast.patient).count() == 1


def test_there_is_nothing_to_send_again_in_a_wish(cast, as_member):
    browser, link = opened(cast, as_member)
    post(browser, link)
    with pytest.raises(WrongState, match="nothing to send"):
        retry_message(cast.actor("front_desk"), Message.objects.get(kind="erasure", patient=cast.patient))
