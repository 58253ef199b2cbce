"""Every main page asks the database at most twelve times, for a patient whose whole course is recorded."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from clinic.records.actions.history import Said, answer_questions
from clinic.records.actions.patients import mark_arrived, register_patient
from clinic.records.actions.screening import choose_side, record_decision
from clinic.records.models import Patient
from tests.cast import details
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.planning import afresh, clear

MOST = 12
MAIN_PAGES = ("patient", "history", "screening", "planning", "consent", "session", "aftercare")
PAGES_OF_THE_CLINIC = ("today", "patients", "policy")


@pytest.fixture
def treated(cast) -> Patient:
    """Take somebody through the whole course, in a clinic that has signed a policy."""
    choose_side(cast.actor("director"), cast.clinic, "keloid", "decline")
    sheet = a_sheet(cast)
    mark_arrived(cast.actor("nurse"), afresh(cast.patient))
    return sheet.patient


@pytest.fixture
def opened_twice(as_member, django_assert_max_num_queries) -> Callable[[str, str], None]:
    """Open a page, and count when it is opened again: what is learnt once a process is learnt then."""

    def opened(address: str, person: str) -> None:
        client: Client = as_member(person)
        assert client.get(address).status_code == 200
        with django_assert_max_num_queries(MOST):
            client.get(address)

    return opened


@pytest.mark.parametrize("name", MAIN_PAGES)
def test_a_page_of_a_patient_with_a_full_course_asks_at_most_twelve_times(treated, opened_twice, name):
    opened_twice(reverse(name, args=[treated.pk]), "doctor")


@pytest.mark.parametrize("name", PAGES_OF_THE_CLINIC)
def test_a_page_of_the_clinic_asks_at_most_twelve_times(treated, opened_twice, name):
    opened_twice(reverse(name), "director" if name == "policy" else "doctor")


def test_today_asks_at_most_twelve_times_however_many_are_here(cast, treated, opened_twice):
    desk = cast.actor("front_desk")
    for name in ("Mary Somerville", "Emmy Noether", "Sofya Kovalevskaya"):
        patient = register_patient(desk, details(name, phone=""))
        clear(cast, patient)
        mark_arrived(desk, patient)
    opened_twice(reverse("today"), "doctor")


def test_a_screening_that_stops_asks_at_most_twelve_times(cast, treated, opened_twice):
    answer_questions(cast.actor("doctor"), treated, [Said(asks="keloid-history", answer="yes")])
    record_decision(cast.actor("doctor"), treated)
    opened_twice(reverse("screening", args=[treated.pk]), "doctor")
