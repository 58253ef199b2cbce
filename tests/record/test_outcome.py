"""The outcome visit: never inside the healing window, kept whole, and nothing is chased once a series has ended."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.consent import record_baseline
from clinic.records.actions.outcome import Held, record_outcome_visit
from clinic.records.models import Message, OutcomeVisit
from clinic.records.queries.course import course_line
from clinic.records.queries.outcome import window_of
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.records.signatures import is_intact
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.outcome import LATER, a_visit, held
from tests.record.calls.planning import afresh


def step(cast, room: str, on):
    return next(one.progress for one in course_line(afresh(cast.patient), on) if one.room == room)


def test_without_a_signed_session_there_is_no_outcome(cast):
    said = Held(on=clock.now().date(), words="x", rating=3, is_healed=True)
    with pytest.raises(WrongState, match="No session is signed"):
        record_outcome_visit(cast.actor("nurse"), cast.patient, said)


def test_inside_the_healing_window_it_is_refused_with_the_first_day(cast):
    first_on = window_of(a_sheet(cast)).first_on
    with pytest.raises(
        BadInput, match=f"inside the healing window.*{first_on.day} {first_on:%B %Y}"
    ) as refusal:
        a_visit(cast, on=first_on - timedelta(days=1))
    assert refusal.value.field == "on"
    assert not OutcomeVisit.objects.exists()
    assert a_visit(cast, on=first_on).first_on == first_on


def test_the_database_itself_keeps_no_visit_inside_the_window(cast):
    visit = a_visit(cast)
    visit.pk, visit.on = None, visit.first_on - timedelta(days=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        visit.save(force_insert=True)


def test_a_day_that_has_not_come_is_refused(cast):
    with pytest.raises(BadInput, match="has not come yet"):
        a_visit(cast, on=(clock.now() + LATER + timedelta(days=2)).date())


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("rating", {"rating": 11}),
        ("rating", {"rating": -1}),
        ("words", {"words": "  "}),
        ("words", {"words": "x" * 1001}),
        ("words", {"words": "a\x00b"}),
        ("unhealed", {"is_healed": False}),
        ("ended_early", {"ended_early": " "}),
    ],
)
def test_what_is_left_out_or_too_much_is_refused_and_nothing_is_kept(cast, field, changed):
    with pytest.raises(BadInput) as refusal:
        a_visit(cast, **changed)
    assert refusal.value.field == field
    assert not OutcomeVisit.objects.exists()


def test_what_was_said_before_stands_beside_and_all_of_it_is_signed(cast):
    baseline = record_baseline(cast.actor("nurse"), cast.patient, "They catch the light.", 7)
    visit = a_visit(cast)
    assert visit.baseline == baseline
    assert (visit.baseline.rating, visit.rating) == (7, 3)
    assert visit.signature.meaning == "outcome"
    assert is_intact(visit.signature, OutcomeVisit.objects.get().said())


def test_a_visit_ends_the_course_line_and_what_was_chased(cast):
    sheet = a_sheet(cast)
    later = (clock.now() + LATER).date()
    assert step(cast, "outcome", later).state != "done"
    chased = Message.objects.filter(kind__in=["next", "missed", "overdue", "outcome", "assess"], state="due")
    asked = Message.objects.filter(kind="check_in", state="due").count()
    assert chased.exists()
    visit = a_visit(cast)
    assert not chased.exists()
    assert Message.objects.filter(why="held").exists()
    assert Message.objects.filter(kind="check_in", state="due").count() == asked
    progress = step(cast, "outcome", later)
    assert (progress.state, progress.on) == ("done", visit.on)
    assert sheet.session == visit.session


def test_a_series_that_ended_early_asks_for_no_further_session_until_a_new_plan_does(cast):
    a_sheet(cast)
    later = (clock.now() + LATER).date()
    assert step(cast, "session", later).next_deed
    a_visit(cast)
    progress = step(cast, "session", later)
    assert (progress.state, progress.next_deed) == ("done", "")
    plan = cast.patient.plans.first()
    plan.pk, plan.number = uuid4(), plan.number + 1
    plan.save(force_insert=True)
    assert step(cast, "session", later).state != "done"


def test_where_healing_is_not_complete_the_series_stays_open_and_a_later_visit_ends_it(cast):
    first = a_visit(cast, is_healed=False, unhealed="A red line on the left; looked at again in four weeks.")
    later = (clock.now() + LATER).date()
    assert step(cast, "outcome", later).state == "now"
    assert Message.objects.filter(kind__in=["missed", "outcome"], state="due").exists()
    a_visit(cast, on=first.on + timedelta(days=28))
    assert step(cast, "outcome", later).state == "done"


def test_a_second_click_keeps_one_visit(cast):
    a_visit(cast)
    with pytest.raises(AlreadyDone):
        a_visit(cast)
    assert OutcomeVisit.objects.count() == 1


def test_the_audit_names_the_visit_and_none_of_its_words(cast):
    visit = a_visit(cast)
    event = AuditEvent.objects.get(deed="record_outcome_visit")
    assert event.subject_id == str(visit.pk)
    assert "light" not in str(event.digests)


def test_a_visit_is_never_changed(cast):
    visit = a_visit(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        OutcomeVisit.objects.filter(pk=visit.pk).update(rating=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        visit.delete()
    assert held(cast).rating == visit.rating
