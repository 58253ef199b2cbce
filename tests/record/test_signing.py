"""Who may sign and countersign, what is missing before, and what the note then says."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import charting
from clinic.records.actions import session as deeds
from clinic.records.actions.charting import ZoneSetting
from clinic.records.actions.cosigning import cosign_session
from clinic.records.models import Session, Signature
from clinic.records.queries.chart import chart_of
from clinic.records.queries.completeness import missing_in
from clinic.records.queries.signed import cosignature_of, waiting_for_cosign
from clinic.records.refusals import AlreadyDone, BadInput, NotPermitted, WrongState
from clinic.records.signatures import digest_of, is_intact
from clinic.web.shown.note import procedure_note
from tests.record.calls.session import (
    a_longer_needle,
    again,
    answer_all,
    before_of,
    finished,
    on_skin_while_treating,
    signable,
    signed,
    signed_by_a_learner,
    started,
)


def changed(cast, name: str, **values):
    """Give somebody as their request began, and change their place since."""
    actor = cast.actor(name)
    member = cast.members[name]
    for field, value in values.items():
        setattr(member, field, value)
    member.save()
    return actor


@pytest.mark.parametrize(
    "lost",
    [
        {"role": "front_desk", "profession": "none"},
        {"state": "suspended"},
        {"valid_until": "2020-01-01"},
    ],
)
def test_who_lost_role_place_or_credential_a_minute_ago_signs_nothing(cast, lost):
    session = signable(cast)
    late = changed(cast, "nurse", **lost)
    with pytest.raises(NotPermitted):
        deeds.sign_session(late, session, late.name)
    assert again(session).state == "charted"
    assert not Signature.objects.filter(subject_id=session.pk).exists()


def test_who_lost_the_role_a_minute_ago_amends_nothing(cast):
    session = signed(cast)
    late = changed(cast, "nurse", state="suspended")
    with pytest.raises(NotPermitted):
        deeds.amend_session(late, session, reason="Counted again", text="Five passes")
    assert not session.amendments.exists()


def test_a_session_waits_for_the_director_only_where_the_credential_asks_for_it(cast):
    session = signed(cast)
    assert session.wants_cosign is False
    assert not waiting_for_cosign(cast.clinic).exists()
    with pytest.raises(WrongState, match="Nobody asked"):
        cosign_session(cast.actor("director"), session, "Director")


def test_the_director_countersigns_the_same_document_and_nothing_of_it_changes(cast):
    session = signed_by_a_learner(cast)
    assert list(waiting_for_cosign(cast.clinic)) == [session]
    assert not waiting_for_cosign(cast.other_clinic).exists()
    cosign_session(cast.actor("director"), session, " director ")
    given = cosignature_of(session)
    assert given
    assert given.digest == session.digest == digest_of(again(session).document)
    assert is_intact(given, session.document)
    assert not waiting_for_cosign(cast.clinic).exists()
    event = AuditEvent.objects.get(deed="cosign_session")
    assert event.digests["signed_co-signer"] == session.digest
    with pytest.raises(AlreadyDone):
        cosign_session(cast.actor("director"), session, "Director")
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(wants_cosign=False)


def test_a_director_countersigns_with_their_own_name_and_a_credential_that_holds(cast):
    session = signed_by_a_learner(cast)
    with pytest.raises(BadInput, match="your own name"):
        cosign_session(cast.actor("director"), session, "Somebody Else")
    lapsed = changed(cast, "director", profession="doctor", valid_until="2020-01-01")
    with pytest.raises(NotPermitted, match="credential"):
        cosign_session(lapsed, session, lapsed.name)
    assert cosignature_of(session) is None


def test_nobody_countersigns_what_they_signed(cast):
    session = signed_by_a_learner(cast)
    self_made = changed(cast, "nurse", role="director")
    with pytest.raises(WrongState, match="signed this session yourself"):
        cosign_session(cast.actor("nurse"), session, self_made.name)


def test_what_is_missing_stands_in_one_list_what_stops_first(cast):
    session, nurse = started(cast), cast.actor("nurse")
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", needle_length_mm=2.5)])
    charting.note_adjunct(nurse, session, "saline")
    deeds.finish_charting(nurse, session)
    found = missing_in(before_of(cast, session))
    assert [one.stops for one in found] == sorted((one.stops for one in found), reverse=True)
    told = {one.place: one.stops for one in found}
    assert told["differs"]
    assert told["limits"]
    assert told["id_item-feels-well"]
    assert told["zone-cheek-left"] is False
    assert told["on-skin"] is False
    assert {one.place for one in found if one.on_chart} == {"zone-cheek-left", "on-skin"}


def test_nothing_is_missing_of_a_session_that_is_whole(cast):
    assert [one.text for one in missing_in(before_of(cast, signable(cast))) if one.stops] == []


def test_each_thing_that_stops_is_refused_by_the_signature_too(cast):
    session, nurse = signable(cast), cast.actor("nurse")
    a_longer_needle(cast, session)
    assert [one for one in missing_in(before_of(cast, session)) if one.stops]
    with pytest.raises(BadInput):
        deeds.sign_session(nurse, session, nurse.name)


def test_cream_on_the_skin_stops_the_signature(cast):
    session, nurse = started(cast), cast.actor("nurse")
    on_skin_while_treating(cast, session)
    charting.chart_as_planned(nurse, session)
    deeds.finish_charting(nurse, session)
    assert "numbing" in {one.place for one in missing_in(before_of(cast, session)) if one.stops}
    with pytest.raises(BadInput, match="still on the skin"):
        deeds.sign_session(nurse, session, nurse.name)


def test_the_note_is_plain_sentences_made_from_what_was_signed(cast):
    session = signed(cast)
    note = "\n".join(procedure_note(session))
    for part in (
        "Ada Lovelace",
        "serial A-1047, Room 2",
        "The patient said name and birth date, and both were compared with the record.",
        "Cheek, patient’s left: needle length 0.75 mm",
        "lot SP-2291",
        "No numbing cream was recorded.",
        "Afterwards the patient felt well and steady (Nurse).",
    ):
        assert part in note, note
    assert "endpoint not charted" not in note


def test_the_note_tells_differences_with_their_reasons_overrides_and_what_is_not_charted(cast):
    session, nurse = started(cast), cast.actor("nurse")
    charting.chart_zones(nurse, session, [ZoneSetting(zone="cheek-left", needle_length_mm=2.5)])
    deeds.break_off_session(nurse, session, "The patient asked to stop")
    for place in ("needle-length:cheek-left:2.50 mm", "zone-missed:cheek-right:not treated"):
        charting.explain_deviation(nurse, session, place, "Broken off")
    deeds.override_block(cast.actor("doctor"), session, "limit:cheek-left:2.50", "I saw the scar")
    lines = {
        one.place.removeprefix("id_item-"): "yes" for one in missing_in(before_of(cast, session)) if one.stops
    }
    deeds.answer_checklist(nurse, session, lines)
    note = "\n".join(procedure_note(again(deeds.sign_session(nurse, again(session), nurse.name))))
    assert "It was broken off: The patient asked to stop." in note
    assert "longer than planned" in note
    assert "Reason: Broken off." in note
    assert "Overridden by Doctor" in note
    assert "Reason: I saw the scar." in note
    assert "passes not charted, endpoint not charted" in note


def test_the_chart_keeps_what_the_signature_refused(cast):
    session = finished(cast)
    with pytest.raises(BadInput):
        deeds.sign_session(cast.actor("nurse"), session, "Nurse")
    assert chart_of(session).zones


def test_a_second_handpiece_while_treating_is_kept_and_one_that_nobody_measured_waits_for_the_director(cast):
    session, nurse = signable(cast), cast.actor("nurse")
    deeds.resume_charting(nurse, session)
    with clock.at(clock.now() + timedelta(minutes=5)):
        charting.note_device(nurse, session, "B-9", "Room 2")
        deeds.finish_charting(nurse, session)
        assert "limits" in {one.place for one in missing_in(before_of(cast, session)) if one.stops}
        with pytest.raises(BadInput, match="Handpiece B-9 does not stand in the list"):
            deeds.sign_session(nurse, session, nurse.name)
        director = cast.actor("director")
        deeds.override_block_as_director(director, session, "handpiece:b 9", "The first one stopped")
        document = deeds.sign_session(nurse, session, nurse.name).document
    assert document["handpieces"] == ["A-1047", "B-9"]
    assert [one["reason"] for one in document["overrides"]] == ["The first one stopped"]


def test_the_order_in_which_zones_were_treated_is_signed(cast):
    session, nurse = started(cast), cast.actor("nurse")
    for zone in ("cheek-right", "cheek-left"):
        charting.chart_zones(nurse, session, [ZoneSetting(zone=zone, needle_length_mm=0.75, passes=4)])
    deeds.finish_charting(nurse, session)
    answer_all(cast, session, ("after",))
    document = deeds.sign_session(nurse, again(session), nurse.name).document
    assert document["zone_order"] == ["cheek-right", "cheek-left"]
