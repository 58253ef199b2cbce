"""Sessions: what stops the start, what is charted, what is signed, and what is never changed after."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import charting
from clinic.records.actions import session as deeds
from clinic.records.actions.charting import ZoneSetting
from clinic.records.actions.consent import withdraw_consent
from clinic.records.actions.history import Said
from clinic.records.actions.numbing import take_numbing_off
from clinic.records.models import Consent, DecisionRecord, Session, SessionEntry
from clinic.records.queries.chart import chart_of, deviations_of, record_of
from clinic.records.queries.course import course_line
from clinic.records.queries.facts import facts_of
from clinic.records.queries.readiness import BEFORE
from clinic.records.queries.session import shelf_of
from clinic.records.refusals import BadInput, WrongState
from clinic.records.signatures import is_intact
from clinic.web.shown.note import procedure_note
from needlepoint.interop.session import read_session
from needlepoint.protocols.library import shipped_content
from needlepoint.session.numbing import PLACES
from tests.cast import later
from tests.record.calls.commissioning import a_commissioned_handpiece
from tests.record.calls.planning import afresh
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import (
    IN_DATE,
    SAID,
    again,
    answer_all,
    before_of,
    cream_on,
    finished,
    opened,
    ready,
    rescreened,
    signable,
    signed,
    started,
)


def blocks(cast, session) -> set[str]:
    return {block.id for block in before_of(cast, session).blocks()}


def said_today(cast, asks: str, answer: str) -> Session:
    session = opened(cast)
    deeds.rescreen(
        cast.actor("nurse"), session, said=[Said(asks=asks, answer=answer)], same=[], skin_seen=True
    )
    return again(session)


def test_without_an_approved_plan_no_session_begins(cast):
    with pytest.raises(WrongState, match="no approved plan"):
        deeds.open_session(cast.actor("nurse"), cast.patient)


def test_a_second_session_does_not_open_beside_an_open_one(cast):
    opened(cast)
    with pytest.raises(WrongState, match="open already"):
        deeds.open_session(cast.actor("doctor"), afresh(cast.patient))


def test_the_skin_must_have_been_looked_at(cast):
    session = opened(cast)
    with pytest.raises(BadInput, match="Look at the skin"):
        deeds.rescreen(cast.actor("nurse"), session, said=[], same=[], skin_seen=False)
    assert again(session).state == "planned"


def test_a_refused_rescreen_leaves_no_answer_and_no_decision(cast):
    session = opened(cast)
    before = (DecisionRecord.objects.count(), AuditEvent.objects.count())
    said = [Said(asks="acute-illness", answer="yes")]
    with pytest.raises(BadInput):
        deeds.rescreen(cast.actor("nurse"), session, said=said, same=[], skin_seen=False)
    assert (DecisionRecord.objects.count(), AuditEvent.objects.count()) == before


def test_what_became_harder_stops_the_start(cast):
    session = said_today(cast, "acute-illness", "yes")
    assert "finding:acute-illness" in blocks(cast, session)
    with pytest.raises(WrongState, match="cannot start yet"):
        deeds.start_session(cast.actor("nurse"), session)


def test_an_unknown_answer_of_today_stops_and_nobody_overrides_it(cast):
    session = said_today(cast, "open-wound", "unknown")
    block = next(one for one in before_of(cast, session).blocks() if one.id == "finding:open-wound")
    assert block.override_by == "nobody"


def test_a_session_of_yesterday_is_asked_again_today(cast):
    session = ready(cast)
    assert blocks(cast, session) == set()
    with clock.at(clock.now() + timedelta(days=1)):
        assert "screening" in blocks(cast, session)


def test_an_open_line_of_the_time_out_stops(cast):
    session = rescreened(cast)
    assert {"checklist:identity", "checklist:cartridge-sterile", "cartridge-missing"} <= blocks(cast, session)


def test_a_line_answered_with_no_stops_and_a_later_yes_frees(cast):
    session, nurse = ready(cast), cast.actor("nurse")
    deeds.answer_checklist(nurse, session, {"identity": "no"})
    assert "checklist:identity" in blocks(cast, session)
    deeds.answer_checklist(nurse, session, {"identity": "yes"}, SAID)
    assert blocks(cast, session) == set()


def test_identity_is_overridden_by_nobody(cast):
    session = rescreened(cast)
    with pytest.raises(WrongState, match="Nobody overrides"):
        deeds.override_block(cast.actor("doctor"), session, "checklist:identity", "I know her")


def test_an_override_needs_who_is_entitled_and_a_reason(cast):
    session = rescreened(cast)
    with pytest.raises(WrongState, match="doctor"):
        deeds.override_block(cast.actor("nurse"), session, "checklist:allergies-said", "In a hurry")
    with pytest.raises(BadInput, match="few words"):
        deeds.override_block(cast.actor("doctor"), session, "checklist:allergies-said", " ")
    deeds.override_block(
        cast.actor("doctor"), session, "checklist:allergies-said", "She is deaf; she wrote them"
    )
    assert "checklist:allergies-said" not in blocks(cast, session)


def test_the_cartridge_line_needs_a_lot(cast):
    with pytest.raises(BadInput, match="lot"):
        deeds.answer_checklist(cast.actor("nurse"), rescreened(cast), {"cartridge-sterile": "yes"})


def test_the_device_line_needs_a_serial_number(cast):
    with pytest.raises(BadInput, match="serial number"):
        deeds.answer_checklist(cast.actor("nurse"), rescreened(cast), {"device-commissioned": "yes"})


@pytest.mark.parametrize("item", ["plan-and-consent", "re-screened-today"])
def test_what_the_record_answers_is_answered_by_no_tap(cast, item):
    with pytest.raises(BadInput, match="The record answers"):
        deeds.answer_checklist(cast.actor("nurse"), rescreened(cast), {item: "yes"})


def test_an_expired_cartridge_is_refused(cast):
    session = rescreened(cast)
    yesterday = cast.actor("nurse").today - timedelta(days=1)
    with pytest.raises(BadInput, match="expired cartridge") as refusal:
        charting.note_cartridge(cast.actor("nurse"), session, "SP-1", yesterday)
    assert refusal.value.field == "expires_on"
    assert not chart_of(session).cartridges


def test_a_withdrawn_consent_stops(cast):
    session = ready(cast)
    withdraw_consent(cast.actor("doctor"), Consent.objects.get(patient=cast.patient), "Changed their mind")
    assert "consent" in blocks(cast, session)


def test_known_cold_sores_wait_for_the_prescriber(cast):
    session = said_today(cast, "herpes-history", "yes")
    a_commissioned_handpiece(cast)
    charting.note_device(cast.actor("nurse"), session, "A-1047")
    charting.note_cartridge(cast.actor("nurse"), session, "SP-2291", IN_DATE)
    room_checked(cast)
    lines = {"antiviral-answered"}
    open_lines = [
        one for one in before_of(cast, session).lines(BEFORE) if one.is_open and one.item.id not in lines
    ]
    deeds.answer_checklist(cast.actor("nurse"), session, {one.item.id: "yes" for one in open_lines}, SAID)
    assert "herpes-task" in blocks(cast, session)
    with pytest.raises(BadInput, match="Name the prescriber"):
        deeds.settle_antiviral(cast.actor("nurse"), session, "declined")
    deeds.settle_antiviral(cast.actor("nurse"), session, "declined", "Dr Elion")
    assert blocks(cast, session) == set()


def test_nobody_needles_through_cream(cast):
    session, nurse = ready(cast), cast.actor("nurse")
    on = cream_on(cast, session, grams=12.0, area_cm2=300.0)
    assert "numbing" in blocks(cast, session)
    with clock.at(clock.now() + timedelta(minutes=31)):
        take_numbing_off(nurse, session, str(on.pk), PLACES)
    line = chart_of(session).numbing[0]
    assert round(line.minutes) == 31
    assert line.removed_by == nurse.name
    assert "numbing" not in blocks(cast, session)
    with pytest.raises(WrongState, match="off already"):
        take_numbing_off(nurse, session, str(on.pk), PLACES)


def test_as_planned_fills_length_and_leaves_the_endpoint(cast):
    session = started(cast)
    charting.chart_as_planned(cast.actor("nurse"), session)
    zones = chart_of(session).zones
    assert set(zones) == {"cheek-left", "cheek-right"}
    assert all(one.needle_length_mm and not one.endpoint for one in zones.values())


def test_undo_takes_back_the_last_entry_and_keeps_both_in_the_log(cast):
    session, nurse = started(cast), cast.actor("nurse")
    charting.chart_as_planned(nurse, session)
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", needle_length_mm=0.5)])
    charting.undo_entry(nurse, session)
    assert chart_of(session).zones["cheek-left"].needle_length_mm != 0.5
    assert [entry.what for entry in SessionEntry.objects.filter(session=session)][-2:] == ["zones", "undo"]
    charting.undo_entry(nurse, session)
    assert not chart_of(session).zones


@pytest.mark.parametrize("length", [0.0, -1.0, 25.0, 2.75])
def test_a_length_that_the_device_cannot_be_set_to_is_refused(cast, length):
    session = started(cast)
    setting = ZoneSetting(zone="cheek-left", needle_length_mm=length)
    with pytest.raises(BadInput):
        charting.chart_zones(cast.actor("nurse"), session, [setting])


@pytest.mark.parametrize("zone", ["eyelid-left", "lips", "nowhere"])
def test_a_zone_that_is_never_needled_is_refused(cast, zone):
    with pytest.raises(BadInput):
        charting.chart_zones(
            cast.actor("nurse"), started(cast), [ZoneSetting(zone=zone, needle_length_mm=0.5)]
        )


def test_no_endpoint_wanted_and_an_endpoint_seen_contradict(cast):
    setting = ZoneSetting(zone="cheek-left", endpoint=("none-wanted", "warmth"))
    with pytest.raises(BadInput, match="one of the two"):
        charting.chart_zones(cast.actor("nurse"), started(cast), [setting])


@pytest.mark.parametrize("text", ["vitamin C serum", "my own glow drops", "prp", ""])
def test_what_the_content_does_not_open_stays_off(cast, text):
    session = started(cast)
    with pytest.raises(BadInput):
        charting.note_adjunct(cast.actor("nurse"), session, text)
    assert not chart_of(session).adjuncts


def test_a_longer_needle_needs_a_reason_before_it_is_signed(cast):
    session, nurse = signable(cast), cast.actor("nurse")
    deeds.resume_charting(nurse, session)
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", needle_length_mm=2.5)])
    deeds.finish_charting(nurse, session)
    with pytest.raises(BadInput, match="Say why"):
        deeds.sign_session(nurse, session, nurse.name)
    charting.explain_deviation(nurse, session, "needle-length:cheek-left:2.50 mm", "Clinical judgement")
    with pytest.raises(BadInput, match=r"2.50 mm is above the 1.50 mm that was evaluated"):
        deeds.sign_session(nurse, session, nurse.name)
    with pytest.raises(WrongState, match="doctor"):
        deeds.override_block(nurse, session, "limit:cheek-left:2.50", "The scar asked for it")
    deeds.override_block(cast.actor("doctor"), session, "limit:cheek-left:2.50", "I saw the scar")
    document = deeds.sign_session(nurse, session, nurse.name).document
    assert [one["reason"] for one in document["deviations"] if one["key"].startswith("needle")] == [
        "Clinical judgement"
    ]
    assert [(one["by"], one["reason"]) for one in document["overrides"]] == [("Doctor", "I saw the scar")]


def test_a_missed_zone_is_a_difference(cast):
    session = started(cast)
    charting.chart_zones(cast.actor("nurse"), session, [ZoneSetting(zone="cheek-left", needle_length_mm=1.5)])
    found = deviations_of(again(session), record_of(session, chart_of(session)))
    assert ("zone-missed", "cheek-right") in {(one.kind, one.zone) for one in found}


def test_nothing_is_signed_while_a_line_after_the_last_puncture_is_open(cast):
    session, nurse = finished(cast), cast.actor("nurse")
    with pytest.raises(BadInput, match="feels well"):
        deeds.sign_session(nurse, session, nurse.name)


def test_somebody_signs_with_their_own_name(cast):
    session, nurse = signable(cast), cast.actor("nurse")
    with pytest.raises(BadInput, match="your own name"):
        deeds.sign_session(nurse, session, "Somebody Else")
    assert deeds.sign_session(nurse, session, f"  {nurse.name.upper()} ").state == "signed"


def test_a_second_signature_is_refused(cast):
    session, nurse = signed(cast), cast.actor("nurse")
    with pytest.raises(WrongState):
        deeds.sign_session(nurse, session, nurse.name)
    assert AuditEvent.objects.filter(deed="sign_session").count() == 1


def test_the_signed_document_is_whole_and_the_library_reads_it(cast):
    session = signed(cast)
    assert is_intact(session.signature, session.document)
    assert session.digest == session.signature.digest
    read = read_session(session.document["session"], shipped_content())
    assert read.zone_ids == session.treated_zones
    assert session.document["plan"]["digest"] == session.plan.digest
    assert {"identity", "cartridge-sterile", "feels-well"} <= {
        one["item"] for one in session.document["checklist"]
    }


def test_every_answer_is_kept_with_who_and_when(cast):
    session = signed(cast)
    assert all(one["by"] and one["at"] for one in session.document["checklist"])


@pytest.mark.parametrize(
    "statement", ["UPDATE records_session SET number = 9", "DELETE FROM records_session"]
)
def test_a_signed_session_refuses_update_and_delete(cast, statement):
    signed(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["records_sessionentry", "records_sessionamendment"])
def test_entries_and_amendments_are_append_only(cast, table):
    session = signed(cast)
    deeds.amend_session(cast.actor("nurse"), session, reason="Counted again", text="Five passes")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_an_amendment_stands_beside_the_original(cast):
    session, nurse = signed(cast), cast.actor("nurse")
    before = session.document
    deeds.amend_session(
        nurse, session, reason="Counted again", text="Five passes", corrects="zones.cheek-left"
    )
    present = again(session)
    assert present.document == before
    assert [one.text for one in present.amendments.all()] == ["Five passes"]
    with pytest.raises(BadInput):
        deeds.amend_session(nurse, session, reason="", text="Six passes")


def test_a_signed_session_is_a_fact_of_the_next_screening(cast):
    session = signed(cast)
    events = facts_of(afresh(cast.patient), session.on + timedelta(days=3)).events or ()
    needled = [event for event in events if event.kind == "microneedling"]
    assert [(event.zones, event.until.earliest) for event in needled] == [(session.treated_zones, session.on)]


def test_a_session_too_soon_after_the_last_one_is_deferred(cast):
    session = signed(cast)
    with clock.at(clock.now() + timedelta(days=10)):
        nurse = cast.actor("nurse")
        following = again(deeds.open_session(nurse, afresh(cast.patient)))
        assert following.number == session.number + 1
        deeds.rescreen(nurse, following, said=[], same=[], skin_seen=True)
        assert "finding:recent-microneedling" in blocks(cast, following)


def test_a_broken_off_session_is_signed_as_such(cast):
    session, nurse = started(cast), cast.actor("nurse")
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", needle_length_mm=1.0)])
    deeds.break_off_session(nurse, session, "The patient asked to stop")
    from_plan = deviations_of(again(session), record_of(session, chart_of(session)))
    for one in from_plan:
        if one.needs_reason:
            key = f"{one.kind}:{one.zone or ''}:{one.delivered}"
            charting.explain_deviation(nurse, session, key, "Broken off")
    answer_all(cast, session, ("after",))
    document = deeds.sign_session(nurse, again(session), nurse.name).document
    assert document["is_broken_off"] == ["The patient asked to stop"]


def test_the_shelf_offers_lots_that_are_in_date(cast):
    session = ready(cast)
    shelf = shelf_of(session.clinic, session.device, session.on, [])
    assert [one.lot for one in shelf.lots] == ["SP-2291"]
    assert [(one.serial, one.room) for one in shelf.handpieces] == [("A-1047", "Room 2")]
    assert shelf_of(session.clinic, session.device, date(2031, 5, 4), []).lots == []
    assert shelf_of(cast.other_clinic, session.device, session.on, []).lots == []


def test_the_course_line_counts_sessions(cast):
    def sessions_step():
        line = course_line(afresh(cast.patient), cast.actor("nurse").today)
        return next(step.progress for step in line if step.room == "session")

    assert sessions_step().state == "later"
    opened(cast)
    assert sessions_step().next_deed == "Go on with session 1"
    signed(cast)
    assert sessions_step().state == "later"
    assert sessions_step().next_deed == "Begin session 2"


def test_a_moment_of_the_story_is_the_moment_of_the_entries(cast):
    with clock.at(later(40)):
        session = started(cast)
    assert {entry.created_at for entry in SessionEntry.objects.filter(session=session)} == {later(40)}


def test_a_session_counts_to_the_range_that_its_plan_names(cast):
    session = opened(cast)
    course = session.plan.to_domain().course
    assert (session.sessions, session.sessions_high) == (course.sessions, course.sessions_high)
    assert course.sessions_high > course.sessions
    words = f"1 of {course.sessions}–{course.sessions_high}"
    line = course_line(afresh(cast.patient), cast.actor("nurse").today)
    assert next(step.progress.note for step in line if step.room == "session") == f"session {words}"
    done = signed(cast)
    assert done.document["sessions_high"] == course.sessions_high
    assert f"session {words}" in procedure_note(done)[0]


def test_a_session_of_a_plan_with_one_number_and_one_signed_before_ranges_were_kept_name_that_number():
    assert Session(number=2, sessions=4).planned_sessions == "4"
    assert Session(number=2, sessions=4, sessions_high=4).planned_sessions == "4"
    assert Session(number=2).planned_sessions == ""


def test_the_range_of_old_sessions_is_written_down_and_what_was_signed_stays(cast):
    before = signed(cast)
    with clock.at(later(60 * 24 * 60)):
        current = Session.objects.create(
            clinic=cast.clinic,
            created_at=clock.now(),
            patient=before.patient,
            plan=before.plan,
            number=2,
            sessions=before.sessions,
            on=cast.actor("nurse").today,
            device=before.device,
        )
    migration = import_module("clinic.records.migrations.0041_ranges")
    migration.write_ranges(apps, None)
    assert again(current).planned_sessions == f"{before.sessions}–{before.sessions_high}"
    assert again(before).digest == before.digest
