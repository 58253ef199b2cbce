"""Between two sessions the course line says the first day on which the next may be, and when it did not come."""

from datetime import timedelta

from clinic.records.models import Patient, Session
from clinic.records.queries.session import next_earliest_on, session_progress
from needlepoint.aftercare.sending import CALLED_AFTER
from tests.record.calls.aftercare import a_sheet


def course(cast):
    """Sign a session of several and give it as the next request reads it, with its sheet."""
    sheet = a_sheet(cast)
    return Session.objects.select_related("aftercare").get(pk=sheet.session_id), sheet


def progress(cast, on):
    patient = Patient.objects.get(pk=cast.patient.pk)
    return session_progress([patient], on)[patient.pk]


def test_the_later_of_the_plan_and_of_the_aftercare_counts(cast):
    session, sheet = course(cast)
    assert next_earliest_on(session) == max(sheet.next_on, session.on + timedelta(days=session.interval_days))
    session.aftercare.next_on += timedelta(days=200)
    assert next_earliest_on(session) == session.aftercare.next_on
    session.aftercare.next_on = None
    assert next_earliest_on(session) == session.on + timedelta(days=session.interval_days)


def test_until_that_day_it_is_later_from_it_on_it_is_now(cast):
    session, _ = course(cast)
    first = next_earliest_on(session)
    assert progress(cast, first - timedelta(days=1)).state == "later"
    assert progress(cast, first).state == "now"
    assert "did not come" not in progress(cast, first).note


def test_when_it_did_not_come_the_line_says_since_when_it_was_possible(cast):
    session, _ = course(cast)
    late = next_earliest_on(session) + CALLED_AFTER
    assert "did not come" not in progress(cast, late - timedelta(days=1)).note
    assert "did not come" in progress(cast, late).note
