"""Before the next session the page says what was recorded since the last: healing, reports, worries, harm, lines."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.records import clock
from clinic.records.actions.worries import acknowledge_worry, close_worry
from clinic.records.models import AdverseEvent
from clinic.records.queries.since import since_last
from clinic.web.shown.since import since_for_page
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from needlepoint.protocols.library import shipped_content
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.session import opened
from tests.record.calls.worries import OUTCOME, a_report, a_worry
from tests.web.test_aftercare import words

SIGNS = tuple(shipped_content().course_of_sign)
ITCH = (ReportedSign(sign="itch", severity=1, trend="same"),)


def today(cast):
    return cast.actor("nurse").today


def shown(cast, days=0) -> dict:
    patient = type(cast.patient).objects.get(pk=cast.patient.pk)
    return since_for_page(since_last(patient, today(cast) + timedelta(days=days)))


def test_before_the_first_session_nothing_stands_there(cast, as_member):
    assert shown(cast) == {}
    page = as_member("nurse").get(reverse("session_changes", args=[opened(cast).pk]))
    assert "Since the session of" not in words(page)


@pytest.mark.parametrize(("days", "said"), [(0, "healing may not be over"), (30, "that has passed")])
def test_it_says_whether_the_days_of_expected_signs_have_passed_and_that_somebody_looks(cast, days, said):
    a_sheet(cast)
    told = shown(cast, days)
    assert said in told["healing"]
    assert told["is_loud"] == (days == 0)
    assert told["last_report"] == "Nothing was reported from home."


def test_an_open_worry_is_loud_and_a_closed_one_says_what_came_of_it(cast):
    worry = a_worry(cast)
    told = shown(cast, 30)["worries"]
    assert [(one["is_open"], one["outcome"]) for one in told] == [(True, "not closed yet")]
    assert "Pus" in told[0]["text"]
    assert shown(cast, 30)["is_loud"]
    acknowledge_worry(cast.actor("nurse"), worry)
    close_worry(cast.actor("nurse"), worry, OUTCOME)
    assert [one["outcome"] for one in shown(cast, 30)["worries"]] == [OUTCOME]


def test_a_harm_that_was_opened_from_a_report_stands_there_by_its_name(cast):
    a_worry(cast)
    kinds = [one.kind for one in AdverseEvent.objects.filter(patient=cast.patient)]
    assert len(shown(cast, 30)["harms"]) == len(kinds)


@pytest.mark.parametrize(
    ("absent", "said"),
    [(SIGNS, "nothing that called anybody"), ((), "with questions left open")],
)
def test_a_quiet_report_is_told_as_far_as_it_goes(cast, absent, said):
    a_report(cast, report=CheckInReport(day=0, signs=ITCH, absent=absent))
    assert said in shown(cast, 30)["last_report"]


def test_the_page_before_the_next_session_shows_it_above_the_questions(cast, as_member):
    a_worry(cast)
    with clock.at(clock.now() + timedelta(days=40)):
        page = as_member("nurse").get(reverse("session_changes", args=[opened(cast).pk]))
    said = words(page)
    assert page.status_code == 200
    assert said.index("Since the session of") < said.index("A new medicine, event or allergy?")
    assert "not closed yet" in said
