"""Aftercare: written once from a signed session, whole, and read by the course line."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from clinic.records import clock
from clinic.records.actions import session as deeds
from clinic.records.actions.aftercare import write_aftercare
from clinic.records.actions.charting import explain_deviation
from clinic.records.queries.aftercare import newest_sheet
from clinic.records.queries.course import course_line
from clinic.records.refusals import WrongState
from needlepoint.vocabulary.canonical import digest
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.planning import afresh
from tests.record.calls.session import again, answer_all, signed, started


def step(cast, room: str, on):
    return next(one.progress for one in course_line(afresh(cast.patient), on) if one.room == room)


def test_what_is_stored_is_what_was_written(cast):
    sheet = a_sheet(cast)
    restored = newest_sheet(afresh(cast.patient)).to_domain()
    assert digest(restored) == sheet.digest
    assert restored.on == sheet.session.on
    assert restored.zones == sheet.session.treated_zones


def test_every_line_carries_certainty_and_sources(cast):
    aftercare = a_sheet(cast).to_domain()
    told = [*aftercare.instructions, *aftercare.course, *aftercare.red_flags]
    assert told
    assert all(one.certainty and one.sources for one in told)


def test_the_red_flags_name_the_clinics_number(cast):
    flags = a_sheet(cast).to_domain().red_flags
    assert any(cast.clinic.phone in flag.advice for flag in flags)
    assert not any("{" in flag.advice for flag in flags)


def test_a_sheet_is_written_once(cast):
    sheet = a_sheet(cast)
    with pytest.raises(WrongState, match="written already"):
        write_aftercare(cast.actor("nurse"), sheet.session)


def test_a_session_in_which_nothing_was_treated_has_no_aftercare(cast):
    session, nurse = started(cast), cast.actor("nurse")
    deeds.break_off_session(nurse, session, "The patient felt faint")
    for zone in ("cheek-left", "cheek-right"):
        explain_deviation(nurse, session, f"zone-missed:{zone}:not treated", "Broken off")
    answer_all(cast, session, ("after",))
    deeds.sign_session(nurse, again(session), nurse.name)
    with pytest.raises(WrongState, match="Nothing was treated"):
        write_aftercare(nurse, again(session))


def test_a_sheet_is_append_only(cast):
    a_sheet(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_aftercaresheet SET digest = ''")


def test_healing_stands_on_the_course_line_until_its_last_day(cast):
    sheet = a_sheet(cast)
    assert step(cast, "aftercare", sheet.on).state == "now"
    assert step(cast, "aftercare", sheet.on + timedelta(days=3)).note == "day 3"
    assert step(cast, "aftercare", sheet.healed_on + timedelta(days=1)).state == "done"


def test_no_outcome_is_read_inside_the_healing_window(cast):
    sheet = a_sheet(cast)
    outcome = step(cast, "outcome", sheet.on)
    assert outcome.state == "later"
    assert outcome.on == sheet.first_reading_on
    assert "can first be judged" in outcome.note
    assert sheet.first_reading_on > sheet.healed_on


def test_the_next_session_is_not_before_the_interval(cast):
    sheet = a_sheet(cast)
    assert sheet.next_on >= sheet.on + timedelta(days=14)


def test_a_sheet_of_the_past_says_the_days_of_the_past(cast):
    with clock.at(clock.now() - timedelta(days=100)):
        session = signed(cast)
        sheet = write_aftercare(cast.actor("nurse"), session)
    assert sheet.on == session.on
    assert sheet.to_domain().check_ins[0].on == session.on
