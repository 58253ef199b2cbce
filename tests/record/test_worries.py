"""Worries: a report is kept whole with its answer; somebody looks at it by its deadline; it ends with an outcome."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.worries import acknowledge_worry, close_worry, report_check_in
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Worry, WorryState
from clinic.records.queries import worries as queries
from clinic.records.queries.chart import chart_of, record_of
from clinic.records.queries.worries import last_written, worries_listed
from clinic.records.refusals import BadInput, NotHere, WrongState
from needlepoint.aftercare.escalation import HOURS_TO_LOOK
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from needlepoint.aftercare.triage import triage
from needlepoint.interop.triage import triage_document
from needlepoint.protocols.library import shipped_content
from needlepoint.session.conditions import Conditions
from tests.reads import told_on_today
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.worries import OUTCOME, PUS, a_report, a_worry, named_on_call

SIGNS = tuple(shipped_content().course_of_sign)
QUIET = CheckInReport(day=0, signs=(ReportedSign(sign="itch", severity=1, trend="same"),), absent=SIGNS)


def told(*signs, **more) -> CheckInReport:
    return CheckInReport(day=0, signs=tuple(ReportedSign(sign=sign) for sign in signs), **more)


def test_a_report_is_kept_whole_with_the_answer_that_was_given(cast):
    row = a_report(cast)
    assert row.report["signs"] == [{"sign": "pus"}]
    assert (row.level, row.is_provisional, row.answer["level"]) == ("same_day", True, "same_day")
    assert row.answer["content"]["digest"] == shipped_content().digest
    assert cast.clinic.phone in row.answer["says"]


def test_from_what_is_kept_the_same_answer_comes_again(cast):
    row = a_report(cast)
    history = Conditions(met=frozenset(row.conditions["met"]), open=frozenset(row.conditions["open"]))
    record = row.session
    again = triage(
        PUS, record_of(record, chart_of(record)), history, shipped_content(), clinic_phone=cast.clinic.phone
    )
    assert triage_document(again) == row.answer


def test_the_day_is_counted_by_the_clinic_and_not_by_who_reports(cast):
    a_report(cast)
    with clock.at(clock.now() + timedelta(days=3)):
        row = report_check_in(Actor.patient(cast.patient), cast.patient, CheckInReport(day=99))
    assert row.day == 3


@pytest.mark.parametrize(
    ("report", "level"),
    [
        (told("seizure"), "emergency"),
        (PUS, "same_day"),
        (told("nodules"), "contact"),
        (told(text="hello"), "self_care"),
    ],
)
def test_a_level_sets_the_deadline(cast, report, level):
    worry = a_worry(cast, report=report)
    assert worry.level == level
    assert worry.due_at - worry.created_at == timedelta(hours=HOURS_TO_LOOK[level])
    assert worry.on_call_name == cast.nurse.name


def test_what_is_harder_is_due_sooner():
    hours = [HOURS_TO_LOOK[level] for level in ("emergency", "same_day", "contact", "self_care")]
    assert hours == sorted(hours)
    assert HOURS_TO_LOOK["same_day"] == 2


def test_a_quiet_course_needs_nobody(cast):
    row = a_report(cast, report=QUIET)
    assert row.answer["reassurance"]
    assert not Worry.objects.filter(check_in=row).exists()
    assert told_on_today(cast, "nurse").waiting == 0


def test_whoever_writes_is_read_by_a_person(cast):
    assert a_worry(cast, report=told(text="какой-то вопрос")).state == WorryState.OPEN


def test_an_unknown_product_is_looked_at_by_a_person(cast):
    assert a_worry(cast, report=told(applied=("Glow Elixir 9",))).level == "self_care"


def test_without_somebody_on_call_nothing_is_sorted(cast):
    a_sheet(cast)
    cast.patient.refresh_from_db()
    assert not cast.patient.clinic.has_on_call
    with pytest.raises(WrongState, match="Call the clinic"):
        report_check_in(Actor.patient(cast.patient), cast.patient, PUS)
    assert not CheckIn.objects.exists()


def test_before_a_treatment_there_is_nothing_to_report(cast):
    named_on_call(cast)
    cast.patient.refresh_from_db()
    with pytest.raises(NotHere):
        report_check_in(Actor.patient(cast.patient), cast.patient, PUS)


def test_nobody_reports_for_another(cast):
    named_on_call(cast)
    a_sheet(cast)
    cast.patient.refresh_from_db()
    other = Actor(kind="patient", id=str(uuid4()), name="Another", clinic=cast.clinic)
    with pytest.raises(NotHere):
        report_check_in(other, cast.patient, PUS)
    assert not CheckIn.objects.exists()


def test_the_audit_knows_ids_and_digests_and_no_word_of_it(cast):
    a_report(cast, report=told("pus", text="something private"))
    event = AuditEvent.objects.get(deed="report_check_in")
    assert {"patient", "session", "worry", "report", "answer", "row"} <= set(event.digests)
    assert "private" not in str(event.digests)


def test_a_report_is_never_changed_or_removed(cast):
    row = a_report(cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CheckIn.objects.filter(pk=row.pk).update(level="self_care")


def test_whoever_takes_it_on_is_named(cast):
    worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    assert (worry.state, worry.acknowledged_by) == (WorryState.ACKNOWLEDGED, cast.actor("nurse").name)
    assert told_on_today(cast, "nurse").waiting == 0
    assert len(worries_listed(cast.actor("nurse"))) == 1


@pytest.mark.parametrize("outcome", ["", "   ", "ok"])
def test_without_an_outcome_no_worry_is_closed(cast, outcome):
    worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    with pytest.raises(BadInput):
        close_worry(cast.actor("nurse"), worry, outcome)
    worry.refresh_from_db()
    assert worry.state == WorryState.ACKNOWLEDGED


def test_a_closed_worry_stays_as_it_was_closed(cast):
    worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    worry = close_worry(cast.actor("nurse"), worry, OUTCOME)
    assert worries_listed(cast.actor("nurse")) == []
    with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
        Worry.objects.filter(pk=worry.pk).update(outcome="other")


def test_the_board_lists_what_nobody_has_looked_at_first_by_its_deadline(cast):
    later = a_worry(cast, report=told("nodules"))
    sooner = a_worry(cast, report=told("seizure"))
    taken = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    assert [one.pk for one in worries_listed(cast.actor("nurse"))] == [sooner.pk, later.pk, taken.pk]


def test_an_emergency_comes_before_what_is_late(cast):
    late = a_worry(cast, report=told("nodules"))
    with clock.at(late.due_at + timedelta(hours=1)):
        emergency = a_worry(cast, report=told("seizure"))
        assert [one.pk for one in worries_listed(cast.actor("nurse"))] == [emergency.pk, late.pk]


def test_what_somebody_has_taken_on_hides_nothing_new(cast, monkeypatch):
    monkeypatch.setattr(queries, "LISTED_AT_MOST", 2)
    for _ in range(3):
        acknowledge_worry(cast.actor("nurse"), a_worry(cast, report=told("seizure")))
    new = a_worry(cast, report=told("nodules"))
    assert worries_listed(cast.actor("nurse"))[0] == new


def test_another_clinic_sees_none_of_them(cast):
    a_worry(cast)
    assert worries_listed(cast.actor("outsider")) == []
    assert told_on_today(cast, "outsider").waiting == 0


def test_what_was_written_is_found_again_in_its_browser_only(cast):
    row = a_report(cast, sitting="a-browser")
    assert last_written(cast.patient, "a-browser") == row
    assert last_written(cast.patient, "another") is None
    assert last_written(cast.patient, "") is None


@pytest.mark.parametrize(("minutes", "is_found"), [(29, True), (31, False), (60 * 24 * 3, False)])
def test_what_was_written_longer_ago_is_nothing_of_now(cast, minutes, is_found):
    row = a_report(cast, report=QUIET, sitting="a-browser")
    with clock.at(row.created_at + timedelta(minutes=minutes)):
        assert (last_written(cast.patient, "a-browser") == row) is is_found
