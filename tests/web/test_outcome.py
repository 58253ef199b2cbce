"""The outcome page: closed inside the healing window, then what is said today beside what was said before."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.records import clock
from clinic.records.actions.consent import record_baseline
from clinic.records.models import OutcomeVisit
from clinic.records.queries import outcome as queries
from clinic.records.queries.outcome import window_of
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.outcome import LATER, a_visit

SAID = {"words": "I see it less.", "rating": "3", "healed": "yes", "ended_early": "She is content."}


@pytest.fixture
def address(cast):
    return reverse("outcome", args=[cast.patient.pk])


@pytest.fixture
def healed(cast):
    """Let the window of a signed session have passed."""
    sheet = a_sheet(cast)
    with clock.at(clock.now() + LATER):
        yield window_of(sheet)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_before_any_session_the_page_says_what_will_be_there(cast, as_member, address):
    text = text_of(as_member("nurse").get(address))
    assert "No outcome yet" in text
    assert "Go to the sessions" in text


def test_inside_the_window_there_is_no_form_and_a_post_is_refused_with_the_first_day(
    cast, as_member, address
):
    window = window_of(a_sheet(cast))
    nurse = as_member("nurse")
    page = nurse.get(address).content.decode()
    assert 'name="rating"' not in page
    first = f"{window.first_on.day} {window.first_on:%B %Y}"
    assert f"Its first day is {first}" in page
    answer = nurse.post(address, SAID | {"on": clock.now().date().isoformat()})
    assert answer.status_code == 422
    assert f"The first day is {first}." in text_of(answer)
    assert not OutcomeVisit.objects.exists()


def test_a_visit_is_kept_and_stands_beside_what_was_said_before(cast, as_member, address, healed):
    record_baseline(cast.actor("nurse"), cast.patient, "They catch the light.", 7)
    nurse = as_member("nurse")
    before = nurse.get(address).content.decode()
    assert re.search(r'<details class="more"><summary>.*What was said before the course', before, re.DOTALL)
    answer = nurse.post(address, SAID | {"on": healed.first_on.isoformat()}, follow=True)
    text = text_of(answer)
    assert "The series ended with the visit" in text
    assert "3 of 10; before the course it was 7." in text
    assert "They catch the light." in text
    assert "no measurement" in text
    assert "No interval of maintenance is proposed here." in text


def test_more_trouble_than_before_is_said_as_plainly_and_called_nothing(cast, as_member, address):
    record_baseline(cast.actor("nurse"), cast.patient, "They catch the light.", 2)
    a_visit(cast, rating=6)
    text = text_of(as_member("nurse").get(address))
    assert "6 of 10; before the course it was 2." in text
    assert not re.search("bothers them (less|more)", text)


def test_where_no_source_names_a_day_the_page_claims_none(cast, as_member, address, monkeypatch):
    a_sheet(cast)
    real = queries.window_of
    monkeypatch.setattr(queries, "window_of", lambda sheet: replace(real(sheet), is_sourced=False))
    nurse = as_member("nurse")
    assert "No visit is kept before" in text_of(nurse.get(address))
    with clock.at(clock.now() + LATER):
        text = text_of(nurse.get(address))
    assert "No source says when a result can be judged" in text
    assert "A result can be judged since" not in text


def test_what_is_missing_is_named_and_nothing_typed_is_lost(cast, as_member, address, healed):
    said = SAID | {"on": healed.first_on.isoformat(), "healed": "no"}
    answer = as_member("nurse").post(address, said)
    assert answer.status_code == 422
    assert "I see it less." in answer.content.decode()
    assert not OutcomeVisit.objects.exists()


def test_somebody_at_the_desk_does_not_see_it(cast, as_member, address):
    assert as_member("front_desk").get(address).status_code == 403


def test_on_the_course_line_the_outcome_leads_to_its_page(cast, as_member, address):
    a_sheet(cast)
    with clock.at(clock.now() + timedelta(days=1)):
        page = as_member("nurse").get(reverse("patient", args=[cast.patient.pk])).content.decode()
    assert f'href="{address}"' in page
