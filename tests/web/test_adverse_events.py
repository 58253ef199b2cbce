"""The pages of harm: described, signed with a PIN, followed, reported, each allowed and each refused in a sentence."""

from django.urls import reverse

from clinic.records.actions.worries import acknowledge_worry
from clinic.records.models import AdverseEvent
from clinic.web.pdf import can_write_pdf
from tests.cast import PIN
from tests.record.calls.adverse_events import WHAT, a_harm, signed_harm
from tests.record.calls.worries import a_worry


def said(cast, **changed) -> dict:
    usual = {
        "kind": "granuloma",
        "affected": "patient",
        "onset_on": cast.actor("nurse").today.isoformat(),
        "grade": "2",
        "relatedness": "possibly",
        "what": WHAT,
    }
    return usual | changed


def test_it_is_described_and_signed_by_whoever_proves_that_it_is_they(cast, as_member):
    row, client = a_harm(cast), as_member("nurse")
    client.post(reverse("adverse_event", args=[row.pk]), said(cast))
    address = reverse("sign_adverse_event", args=[row.pk])
    assert client.post(address, {"typed_name": "Nurse", "secret": "0000"}).status_code == 422
    assert client.post(address, {"typed_name": "Doctor", "secret": PIN}).status_code == 422
    client.post(address, {"typed_name": "Nurse", "secret": PIN})
    row.refresh_from_db()
    assert (row.state, row.grade, row.signature.signer_name) == ("signed", 2, "Nurse")


def test_what_breaks_a_rule_is_told_at_its_field_and_what_was_typed_stays(cast, as_member):
    row, client = a_harm(cast), as_member("nurse")
    for changed in ({"grade": "9"}, {"onset_on": "31.2.2026"}, {"kind": "moonlight"}, {"what": "x" * 2500}):
        answer = client.post(reverse("adverse_event", args=[row.pk]), said(cast, **changed))
        assert answer.status_code == 422
    row.refresh_from_db()
    assert row.what == ""


def test_a_worry_becomes_one_after_somebody_has_looked(cast, as_member):
    worry, client = a_worry(cast), as_member("nurse")
    address = reverse("adverse_event_from_worry", args=[worry.pk])
    assert "It turned out" not in client.get(reverse("worry", args=[worry.pk])).content.decode()
    assert client.post(address, {"kind": "herpes"}).status_code == 409
    acknowledge_worry(cast.actor("nurse"), worry)
    assert "It turned out" in client.get(reverse("worry", args=[worry.pk])).content.decode()
    client.post(address, {"kind": "herpes"})
    assert AdverseEvent.objects.get().worry == worry


def test_how_it_went_on_is_added_and_shown_with_name(cast, as_member):
    row, client = signed_harm(cast), as_member("nurse")
    today = cast.actor("nurse").today.isoformat()
    address = reverse("add_to_adverse_event", args=[row.pk])
    client.post(address, {"on": today, "course": "better", "text": "Paler <b>than</b> yesterday"})
    told = client.get(reverse("adverse_event", args=[row.pk])).content.decode()
    assert "Paler &lt;b&gt;than&lt;/b&gt; yesterday" in told
    assert "Better" in told


def test_the_report_is_a_page_a_text_and_a_document_and_names_nobody(cast, as_member):
    row, client = signed_harm(cast), as_member("nurse")
    page = client.get(reverse("adverse_event_report", args=[row.pk])).content.decode()
    text = client.get(reverse("adverse_event_text", args=[row.pk])).content.decode()
    assert "Lovelace" not in page + text
    assert "The record cannot fill these in" in page
    assert "STILL TO BE FILLED IN" in text
    if can_write_pdf():
        answer = client.get(reverse("adverse_event_pdf", args=[row.pk]))
        assert answer.content.startswith(b"%PDF")


def test_what_is_not_signed_is_not_reported(cast, as_member):
    answer = as_member("nurse").get(reverse("adverse_event_report", args=[a_harm(cast).pk]))
    assert answer.status_code == 409
