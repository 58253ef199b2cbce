"""The page that says what the model does not know: whole, and one tap from every plan."""

from html import unescape

from django.urls import reverse

from needlepoint.protocols.library import shipped_content
from tests.record.calls.planning import a_draft, an_approved_plan


def shown(client) -> str:
    return unescape(client.get(reverse("unknowns")).content.decode())


def test_every_assumption_of_the_content_stands_on_the_page_with_its_source(cast, as_member):
    page = shown(as_member("nurse"))
    assumed = [one for one in shipped_content().parameter.values() if one.is_assumed]
    assert assumed
    for one in assumed:
        assert one.text in page
        assert all(shipped_content().source[source].title in page for source in one.sources)


def test_what_was_measured_is_not_called_assumed(cast, as_member):
    page = shown(as_member("nurse"))
    measured = [one for one in shipped_content().parameter.values() if not one.is_assumed]
    assert measured
    assert not [one.id for one in measured if one.text in page]


def test_what_cannot_be_tested_is_named(cast, as_member):
    page = shown(as_member("doctor"))
    for words in (
        "differ by 1.6 to 1.9 times",
        "Never compared with tissue",
        "Nobody counted on skin",
        "two lie outside",
        "never measured in people",
        "229 per cm² beside about 250",
    ):
        assert words in page
    assert page.count("<h1>") == 1


def test_a_draft_and_an_approved_plan_lead_there(cast, as_member):
    client = as_member("nurse")
    for make in (a_draft, an_approved_plan):
        make(cast)
        page = client.get(reverse("planning", args=[cast.patient.pk])).content.decode()
        assert reverse("unknowns") in page
