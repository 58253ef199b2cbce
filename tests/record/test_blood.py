"""Somebody's own blood in the record: no step left out, what does not match stops, and who it met is found again."""

import threading
import time

import pytest
from django.db import DatabaseError, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import blood as deeds
from clinic.records.actions import charting
from clinic.records.actions import session as session_deeds
from clinic.records.actions.deliveries import DELIVERED
from clinic.records.actions.drawing import draw_blood, leave_blood_out
from clinic.records.actions.exposure import open_look_back
from clinic.records.actions.incidents import close_incident
from clinic.records.actions.patients import register_patient
from clinic.records.actions.tubes import ReadBack
from clinic.records.models import (
    Blood,
    BloodMismatch,
    BloodStep,
    BloodTube,
    Incident,
    ItemUse,
    Session,
)
from clinic.records.queries.blood import SessionBlood
from clinic.records.queries.chart import chart_of, deviations_of, planned_zones, record_of, treatment_of
from clinic.records.queries.completeness import missing_in
from clinic.records.queries.exposure import Sought, exposed_to
from clinic.records.queries.readiness import AFTER, BEFORE
from clinic.records.refusals import BadInput, BloodMismatched, ItemRefused, NotPermitted, WrongState
from needlepoint.session.adjunct import Pack
from tests.cast import Cast, details
from tests.record.calls.blood import (
    NO_TO_ALL,
    ROOM,
    SPIN,
    a_draw,
    beside,
    consented,
    drawn,
    labelled,
    spun,
)
from tests.record.calls.blood import (
    SAID as SAID_OF_TUBE,
)
from tests.record.calls.commissioning import a_commissioned_handpiece
from tests.record.calls.planning import afresh
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import IN_DATE, SAID, SERIAL, again, answer_all, before_of
from tests.record.test_races import at_once

FIT = Pack(is_sterile=True, is_for_open_skin=True)


def checked(cast, patient=None, name: str = "") -> Session:
    """Give a session of somebody whose plan makes something of their own blood, asked what changed."""
    patient = patient or (register_patient(cast.actor("director"), details(name)) if name else cast.patient)
    consented(cast, patient)
    session = session_deeds.open_session(cast.actor("nurse"), afresh(patient))
    session_deeds.rescreen(cast.actor("nurse"), again(session), said=[], same=[], skin_seen=True)
    return again(session)


def ready(cast, session: Session, room: str = ROOM) -> None:
    """Take handpiece and cartridge, and answer what a tap may answer."""
    a_commissioned_handpiece(cast)
    nurse = cast.actor("nurse")
    charting.note_device(nurse, session, SERIAL, room)
    charting.note_cartridge(nurse, session, f"SP-{session.pk}"[:20], IN_DATE)
    room_checked(cast, room)
    answer_all_taps(cast, session, BEFORE)


def answer_all_taps(cast, session: Session, lists) -> None:
    """Answer what is open and a tap may answer."""
    from_the_record = {"blood-matches", "blood-discarded"}
    open_lines = [one for one in before_of(cast, session).lines(lists) if one.is_open]
    if {one.item.id for one in open_lines} - from_the_record:
        said = {one.item.id: "yes" for one in open_lines if one.item.id not in from_the_record}
        session_deeds.answer_checklist(cast.actor("nurse"), session, said, SAID)


def treating(cast) -> tuple[Session, BloodTube]:
    """Give a session that was started with a spun tube."""
    session = checked(cast)
    tube = spun(cast, session)
    ready(cast, session)
    session_deeds.start_session(cast.actor("nurse"), again(session))
    return again(session), tube


def used(cast) -> tuple[Session, BloodTube]:
    """Give one whose tube was put on."""
    session, tube = treating(cast)
    deeds.use_tube(cast.actor("doctor"), session, beside(cast, tube))
    return again(session), tube


def chart_all(cast, session: Session) -> Session:
    """Chart everything as planned and finish."""
    nurse = cast.actor("nurse")
    charting.chart_as_planned(nurse, session)
    seen = [
        charting.ZoneSetting(zone=zone, endpoint=("erythema",))
        for zone in planned_zones(treatment_of(session))
    ]
    charting.chart_zones(nurse, session, seen)
    session_deeds.finish_charting(nurse, again(session))
    return again(session)


def test_from_the_draw_to_the_signature_each_step_stands_with_who_did_it_and_who_looked(cast):
    session, tube = used(cast)
    session = chart_all(cast, session)
    answer_all_taps(cast, session, AFTER)
    with pytest.raises(BadInput, match="Blood is open in Room 2"):
        session_deeds.sign_session(cast.actor("nurse"), session, "Nurse")
    assert any(one.in_blood and one.stops for one in missing_in(before_of(cast, session)))
    deeds.discard_tube(cast.actor("doctor"), session, beside(cast, tube), "left-over")
    assert Blood.objects.get().closed_at
    signed = session_deeds.sign_session(cast.actor("nurse"), again(session), "Nurse")
    [kept] = signed.document["blood"]
    assert [one["step"] for one in kept["steps"]] == ["draw", "label", "spin", "use", "discard"]
    assert {(one["by"], one["witness"]) for one in kept["steps"]} == {("Doctor", "Director")}
    assert (kept["tube"], kept["room"], kept["ordered_by"]) == (tube.label, ROOM, "Dr Sand")
    spin = kept["steps"][2]
    assert (spin["programme"], spin["minutes"], spin["rpm"], spin["radius_mm"], spin["force_g"]) == (
        *("PRP single", 6.0, 1500.0, 100.0),
        251.6,
    )
    lines = {one["item"]: one["by"] for one in signed.document["checklist"]}
    assert (lines["blood-matches"], lines["blood-discarded"]) == ("Doctor", "Doctor")
    for name in ("draw_blood", "label_tube", "spin_tube", "use_tube", "discard_tube"):
        assert AuditEvent.objects.filter(deed=name).count() == 1, name


def test_the_time_out_waits_for_a_spun_tube_and_a_tap_does_not_answer_for_it(cast):
    session = checked(cast)
    tube = labelled(cast, session)
    ready(cast, session)
    with pytest.raises(BadInput, match="The record answers this line"):
        session_deeds.answer_checklist(cast.actor("nurse"), session, {"blood-matches": "yes"})
    with pytest.raises(WrongState, match="tube and syringe match"):
        session_deeds.start_session(cast.actor("nurse"), again(session))
    deeds.spin_tube(cast.actor("doctor"), again(session), beside(cast, tube), SPIN)
    assert session_deeds.start_session(cast.actor("nurse"), again(session)).state == "in_progress"


def test_a_spin_answers_for_its_own_tube_alone(cast):
    session = checked(cast)
    first = spun(cast, session)
    deeds.discard_tube(cast.actor("doctor"), again(session), beside(cast, first), "spoilt")
    [second] = drawn(cast, session)
    ready(cast, session)
    with pytest.raises(WrongState, match="tube and syringe match"):
        session_deeds.start_session(cast.actor("nurse"), again(session))
    deeds.label_tube(cast.actor("doctor"), again(session), beside(cast, second))
    with pytest.raises(WrongState, match="tube and syringe match"):
        session_deeds.start_session(cast.actor("nurse"), again(session))
    deeds.spin_tube(cast.actor("doctor"), again(session), beside(cast, second), SPIN)
    assert session_deeds.start_session(cast.actor("nurse"), again(session)).state == "in_progress"


def test_what_a_spin_answers_speaks_of_the_tube_and_leaves_the_syringe_to_the_last_comparison(cast):
    def text() -> str:
        return next(
            one.item.text for one in before_of(cast, session).lines(BEFORE) if one.item.id == "blood-matches"
        )

    session = checked(cast)
    tube = labelled(cast, session)
    assert "tube and syringe match" in text()
    deeds.spin_tube(cast.actor("doctor"), again(session), beside(cast, tube), SPIN)
    assert "when it was spun" in text()
    assert "compared again, with the syringe" in text()


def test_one_spun_tube_does_not_answer_for_another_that_is_open_or_for_blood_that_was_stopped(cast):
    session = checked(cast)
    spun(cast, session)
    [more] = drawn(cast, session)
    ready(cast, session)
    with pytest.raises(WrongState, match="tube and syringe match"):
        session_deeds.start_session(cast.actor("nurse"), again(session))
    deeds.label_tube(cast.actor("doctor"), again(session), beside(cast, more))
    deeds.spin_tube(cast.actor("doctor"), again(session), beside(cast, more), SPIN)
    read = ReadBack(differs=True, scan=more.label, again=more.label)
    with pytest.raises(BloodMismatched):
        deeds.do_step(cast.actor("doctor"), again(session), deeds.spin_tube, read, SPIN)
    with pytest.raises(WrongState, match="tube and syringe match"):
        session_deeds.start_session(cast.actor("nurse"), again(session))


def test_a_session_broken_off_before_a_zone_is_charted_and_without_blood_is_signed(cast):
    session = checked(cast)
    leave_blood_out(cast.actor("doctor"), session, "She would rather not")
    ready(cast, session)
    session_deeds.start_session(cast.actor("nurse"), again(session))
    session_deeds.break_off_session(cast.actor("nurse"), again(session), "She felt faint")
    session = again(session)
    for one in deviations_of(session, record_of(session, chart_of(session))):
        charting.explain_deviation(cast.actor("nurse"), session, charting.key_of(one), "She felt faint")
    answer_all_taps(cast, again(session), AFTER)
    signed = session_deeds.sign_session(cast.actor("nurse"), again(session), "Nurse")
    assert "blood-discarded" in {one["item"] for one in signed.document["checklist"]}


def test_where_none_is_drawn_today_the_session_starts_without_it_and_says_so(cast):
    session = checked(cast)
    leave_blood_out(cast.actor("doctor"), session, "She would rather not")
    ready(cast, session)
    session_deeds.start_session(cast.actor("nurse"), again(session))
    session = chart_all(cast, again(session))
    answer_all(cast, session, AFTER)
    signed = session_deeds.sign_session(cast.actor("nurse"), again(session), "Nurse")
    assert [one["text"] for one in signed.document["no_blood"]] == ["She would rather not"]
    assert signed.document["blood"] == []


def test_a_draw_ends_the_word_that_none_is_drawn(cast):
    session = checked(cast)
    leave_blood_out(cast.actor("doctor"), session, "Later")
    assert SessionBlood(session).left_out
    drawn(cast, session)
    assert SessionBlood(session).left_out is None
    with pytest.raises(WrongState, match="Discard it first"):
        leave_blood_out(cast.actor("doctor"), again(session), "After all not")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"room": " "}, "room"),
        ({"room": "!?"}, "room"),
        ({"tubes": 0}, "tubes"),
        ({"tubes": 9}, "tubes"),
        ({"kit_lot": ""}, "kit_lot"),
        ({"kit_expires_on": None}, "kit_expires_on"),
        ({"kit_expires_on": clock.now().date().replace(year=2020)}, "kit_expires_on"),
        ({"kit_is_sealed": False}, "kit_is_sealed"),
        ({"answers": {}}, "answers"),
        ({"answers": NO_TO_ALL | {"active-cancer": "yes"}}, "answers"),
        ({"answers": NO_TO_ALL | {"platelet-disorder": "yes"}}, "answers"),
    ],
)
def test_a_draw_that_lacks_something_draws_nothing_and_names_the_field(cast, changed, field):
    session = checked(cast)
    room_checked(cast, ROOM)
    with pytest.raises(BadInput) as refusal:
        deeds.do_step(cast.actor("doctor"), session, draw_blood, beside(cast), a_draw(**changed))
    assert refusal.value.field == field
    assert not BloodTube.objects.exists()
    assert not ItemUse.objects.filter(of="prp").exists()
    logged = [one.content["why"] for one in chart_of(session).of("refused")]
    assert logged == ([f"blood:{refusal.value.kind.removeprefix('blood:')}"] if field == "answers" else [])


def test_without_consent_screening_or_a_checked_room_none_is_drawn(cast):
    session, doctor = checked(cast), cast.actor("doctor")
    with pytest.raises(WrongState, match="checked the room"):
        draw_blood(doctor, session, beside(cast), a_draw())
    room_checked(cast, ROOM, no_unlabelled_tube="no")
    with pytest.raises(WrongState, match="No unlabelled tube"):
        draw_blood(doctor, session, beside(cast), a_draw())
    Session.objects.filter(pk=session.pk).update(decision=None)
    with pytest.raises(WrongState, match="screening of today"):
        draw_blood(doctor, again(session), beside(cast), a_draw())


def test_where_nothing_was_read_of_the_country_a_doctor_prepares_until_the_director_names_more(cast):
    session = checked(cast)
    room_checked(cast, ROOM)
    with pytest.raises(NotPermitted, match="second person"):
        draw_blood(cast.actor("nurse"), session, beside(cast), a_draw())
    deeds.name_blood_preparers(cast.actor("director"), ["nurse"], "State board, 3 May")
    assert draw_blood(cast.actor("nurse"), again(session), beside(cast), a_draw())
    cast.clinic.country = "GB"
    cast.clinic.save()
    with pytest.raises(NotPermitted, match="named patient"):
        draw_blood(cast.actor("nurse"), again(session), beside(cast), a_draw())
    with pytest.raises(WrongState, match="Nobody widens"):
        deeds.name_blood_preparers(cast.actor("director"), ["nurse"], "State board, 3 May")


@pytest.mark.parametrize(("professions", "basis"), [(["director"], "A law"), (["nurse"], " ")])
def test_a_word_on_who_prepares_names_a_profession_and_what_it_rests_on(cast, professions, basis):
    with pytest.raises(BadInput):
        deeds.name_blood_preparers(cast.actor("director"), professions, basis)


def test_somebody_elses_tube_stops_both_and_is_stored_before_it_is_told(cast):
    session = checked(cast)
    own = spun(cast, session)
    other_session = checked(cast, name="Bo Marsh")
    others = spun(cast, other_session, room="Room 3")
    doctor = cast.actor("doctor")
    with pytest.raises(BloodMismatched, match="somebody else’s"):
        deeds.do_step(doctor, session, deeds.spin_tube, beside(cast, others), SPIN)
    [row] = BloodMismatch.objects.all()
    assert (row.kind, row.step, row.other, row.blood.session) == ("other-person", "spin", others, session)
    assert "Bo" not in row.said
    assert Incident.objects.get().kind == "blood-mismatch"
    assert AuditEvent.objects.first().deed == "note_blood_mismatch"
    assert [one.content["why"] for one in chart_of(session).of("refused")] == ["blood:other-person"]
    for mine, tube in ((session, own), (other_session, others)):
        with pytest.raises(BadInput, match="This blood was stopped"):
            deeds.spin_tube(doctor, again(mine), beside(cast, tube), SPIN)
    with pytest.raises(WrongState, match="was stopped"):
        draw_blood(doctor, again(session), beside(cast), a_draw())
    for mine, tube in ((session, own), (other_session, others)):
        deeds.discard_tube(doctor, again(mine), beside(cast, tube), "stopped")
    assert not Blood.objects.filter(closed_at=None).exists()
    assert draw_blood(doctor, again(session), beside(cast), a_draw())


def test_each_of_two_foreign_tubes_is_stopped(cast):
    session = checked(cast)
    labelled(cast, session)
    others = [
        (one, spun(cast, one, room=room))
        for one, room in (
            (checked(cast, name="Bo Marsh"), "Room 3"),
            (checked(cast, name="Cy Vale"), "Room 4"),
        )
    ]
    read = ReadBack(identifiers=SAID_OF_TUBE, scan=others[0][1].label, again=others[1][1].label)
    with pytest.raises(BloodMismatched, match="somebody else’s"):
        deeds.do_step(cast.actor("doctor"), again(session), deeds.spin_tube, read, SPIN)
    assert {row.other for row in BloodMismatch.objects.all()} == {tube for _session, tube in others}
    assert Incident.objects.count() == 1
    for one, tube in others:
        with pytest.raises(BadInput, match="This blood was stopped"):
            deeds.spin_tube(cast.actor("doctor"), again(one), beside(cast, tube), SPIN)


def test_what_does_not_match_is_never_told_without_being_stored(cast, monkeypatch):
    session = checked(cast)
    tube = labelled(cast, session)

    def full(*_given):
        raise DatabaseError("disk full")

    monkeypatch.setattr(deeds, "note_blood_mismatch", full)
    read = ReadBack(differs=True, scan=tube.label, again=tube.label)
    with pytest.raises(DatabaseError):
        deeds.do_step(cast.actor("doctor"), again(session), deeds.spin_tube, read, SPIN)


def test_a_mismatch_at_the_draw_says_nothing_of_discarding_and_stops_the_draw_until_it_is_found_out(cast):
    session, doctor = checked(cast), cast.actor("doctor")
    room_checked(cast, ROOM)
    with pytest.raises(BloodMismatched, match=r"No blood is drawn\. Find out who is here") as refusal:
        deeds.do_step(doctor, session, draw_blood, ReadBack(differs=True), a_draw())
    assert "iscard" not in refusal.value.sentence
    for _time in range(2):
        with pytest.raises(WrongState, match="At the draw something did not match"):
            deeds.do_step(doctor, again(session), draw_blood, beside(cast), a_draw())
    assert BloodMismatch.objects.count() == 1
    said = "It was her sister, who had been called in with her. Both were told."
    close_incident(cast.actor("nurse"), Incident.objects.get(), said, harmed=False, affected="nobody")
    assert draw_blood(doctor, again(session), beside(cast), a_draw())


def test_a_telephone_number_stands_on_no_tube_and_is_not_compared_with_it(cast):
    session = checked(cast)
    [tube] = drawn(cast, session)
    read = ReadBack(identifiers=("name", "phone"), scan=tube.label, again=tube.label)
    with pytest.raises(BadInput, match="Name and birth date") as refusal:
        deeds.label_tube(cast.actor("doctor"), again(session), read)
    assert refusal.value.field == "identifiers"


def test_blood_is_drawn_in_a_room_named_as_it_was_checked(cast):
    session = checked(cast)
    room_checked(cast, ROOM)
    with pytest.raises(BadInput, match="as it was named there: Room 2") as refusal:
        draw_blood(cast.actor("doctor"), session, beside(cast), a_draw(room="2"))
    assert refusal.value.field == "room"


def test_while_nobody_said_which_room_it_is_nothing_is_put_on(cast):
    session, tube = treating(cast)
    charting.note_device(cast.actor("nurse"), session, SERIAL, "")
    with pytest.raises(BadInput, match="Nobody said which room this is"):
        deeds.use_tube(cast.actor("doctor"), again(session), beside(cast, tube))
    assert not BloodStep.objects.filter(step="use").exists()


def test_blood_of_the_same_person_from_another_session_is_not_called_somebody_elses(cast):
    session = checked(cast)
    drawn(cast, session)
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    other = checked(cast)
    with pytest.raises(
        BadInput, match="Blood of this person is open in Room 2 from another session"
    ) as refusal:
        drawn(cast, other)
    assert "Somebody else" not in refusal.value.sentence


def test_a_person_who_is_not_who_was_meant_opens_one_incident_however_often(cast):
    session = checked(cast)
    tube = labelled(cast, session)
    read = ReadBack(differs=True, scan=tube.label, again=tube.label)
    for _time in range(2):
        with pytest.raises(BloodMismatched, match="does not match"):
            deeds.do_step(cast.actor("doctor"), again(session), deeds.spin_tube, read, SPIN)
    assert BloodMismatch.objects.count() == 2
    assert Incident.objects.count() == 1


def test_a_tube_that_nobody_knows_stops_and_what_is_no_tube_label_does_not(cast):
    session = checked(cast)
    labelled(cast, session)
    for scan in ("01076105435709031731050310SP-2291", "NP-1", "NP-00000-00000-1", ""):
        with pytest.raises(BadInput) as refusal:
            deeds.do_step(
                cast.actor("doctor"), session, deeds.spin_tube, ReadBack(scan=scan, again=scan), SPIN
            )
        assert not isinstance(refusal.value, BloodMismatched)
    unknown = ReadBack(scan="NP-00000-00000-0", again="NP-00000-00000-0")
    with pytest.raises(BloodMismatched, match="No tube of this clinic"):
        deeds.do_step(cast.actor("doctor"), session, deeds.spin_tube, unknown, SPIN)
    assert BloodMismatch.objects.get().scanned == "NP-00000-00000-0"


def test_it_goes_on_only_from_its_tube_and_is_never_undone(cast):
    session, tube = treating(cast)
    with pytest.raises(ItemRefused, match="page of blood alone"):
        charting.put_on(cast.actor("doctor"), session, "prp", "", FIT)
    deeds.use_tube(cast.actor("doctor"), again(session), beside(cast, tube))
    use = ItemUse.objects.get(label=tube.label)
    assert (use.of, use.room, use.is_scanned, use.session) == ("prp", ROOM, True, session)
    assert chart_of(session).adjuncts == ("prp",)
    assert chart_of(session).undoable.content.get("tube") is None
    with pytest.raises(BadInput, match="next it is discarded"):
        deeds.use_tube(cast.actor("doctor"), again(session), beside(cast, tube))


def test_no_step_with_blood_is_taken_from_a_tablet_without_network():
    steps = {"draw", "label", "spin", "use", "discard"}
    assert steps.isdisjoint(DELIVERED)
    assert not [name for name in DELIVERED if "tube" in name or "blood" in name]


def test_carried_into_another_room_it_is_not_used_there(cast):
    session, tube = treating(cast)
    charting.note_device(cast.actor("nurse"), session, SERIAL, "Room 9")
    with pytest.raises(BadInput, match="open in Room 2, and this is Room 9"):
        deeds.use_tube(cast.actor("doctor"), again(session), beside(cast, tube))


def test_one_persons_blood_is_open_in_a_room_at_a_time_however_the_room_is_written(cast):
    drawn(cast, checked(cast))
    other = checked(cast, name="Bo Marsh")
    with pytest.raises(BadInput, match="One person’s at a time") as refusal:
        drawn(cast, other, room="room  2")
    assert "Ada" not in refusal.value.sentence
    assert drawn(cast, other, room="Room 3")


def test_more_tubes_of_one_person_stand_in_one_room_and_are_numbered_on(cast):
    session = checked(cast)
    drawn(cast, session, tubes=2)
    assert [one.number for one in drawn(cast, session)] == [3]
    with pytest.raises(BadInput, match="open in Room 2"):
        drawn(cast, session, room="Room 3")
    assert Blood.objects.count() == 1


def test_nobody_gives_a_session_up_beside_an_open_tube(cast):
    session = checked(cast)
    [tube] = drawn(cast, session)
    with pytest.raises(WrongState, match="Discard it first"):
        session_deeds.cancel_session(cast.actor("nurse"), again(session), "She left")
    deeds.discard_tube(cast.actor("doctor"), again(session), beside(cast, tube), "not-needed")
    assert session_deeds.cancel_session(cast.actor("nurse"), again(session), "She left").state == "cancelled"


def test_a_tube_whose_label_cannot_be_scanned_is_discarded_by_two(cast):
    session = checked(cast)
    [tube] = drawn(cast, session)
    doctor, second = cast.actor("doctor"), str(cast.members["nurse"].pk)
    with pytest.raises(BadInput, match="a second person looks"):
        deeds.discard_tube(doctor, session, ReadBack(), "unlabelled", tube=tube.label)
    with pytest.raises(BadInput, match="few words"):
        deeds.discard_tube(doctor, session, beside(cast, tube), "other")
    step = deeds.discard_tube(doctor, session, ReadBack(witness=second), "unlabelled", tube=tube.label)
    assert (step.is_scanned, step.witness_name, step.content["reason"]) == (False, "Nurse", "unlabelled")


def test_what_stands_is_never_changed_or_deleted(cast):
    session = checked(cast)
    tube = labelled(cast, session)
    deeds.discard_tube(cast.actor("doctor"), again(session), beside(cast, tube), "spoilt")
    for rows in (BloodTube.objects.all(), BloodStep.objects.all(), Blood.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(created_at=clock.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete("default")


def test_whose_blood_was_open_beside_a_tube_is_found_with_who_drew_and_spun_it(cast):
    session, tube = used(cast)
    beside_it = checked(cast, name="Bo Marsh")
    drawn(cast, beside_it, room="Room 3")
    found = exposed_to(cast.clinic, Sought(by="blood", value=tube.label))
    assert sorted(one.patient.name for one in found) == ["Ada Lovelace", "Bo Marsh"]
    own = next(one for one in found if one.patient.pk == session.patient_id).exposures[0]
    assert [(one.step, one.by_name) for one in own.blood] == [
        (step, "Doctor") for step in ("draw", "label", "spin", "use")
    ]
    in_room = exposed_to(cast.clinic, Sought(by="room", value="Room 3"))
    assert [one.patient.name for one in in_room] == ["Bo Marsh"]
    by_label = exposed_to(cast.clinic, Sought(by="label", value=tube.label))
    assert [one.patient.name for one in by_label] == ["Ada Lovelace"]
    by_kit = exposed_to(cast.clinic, Sought(by="lot", value="KIT-7"))
    assert len(by_kit) == 2


def test_a_label_typed_otherwise_finds_whom_its_tube_met_and_one_that_no_tube_has_is_refused(cast):
    _session, tube = used(cast)
    typed = tube.label.removeprefix("NP-").replace("-", "").replace("0", "o").replace("1", "l").lower()
    assert len(exposed_to(cast.clinic, Sought(by="blood", value=typed))) == 1
    director = cast.actor("director")
    look_back = open_look_back(director, Sought(by="blood", value=typed), "A label was found")
    assert (look_back.value, look_back.words, look_back.people_found) == (tube.label, tube.label, 1)
    wrong = tube.label[:-1] + ("0" if tube.label[-1] != "0" else "1")
    for value in (wrong, "NP-00000-00000-0", "a tube"):
        with pytest.raises(BadInput, match="nothing of that name here") as refusal:
            open_look_back(director, Sought(by="blood", value=value), "A label was found")
        assert refusal.value.field == "value"


def test_blood_of_another_day_and_room_is_not_found_beside_a_tube(cast):
    first = checked(cast)
    tube = labelled(cast, first)
    deeds.discard_tube(cast.actor("doctor"), again(first), beside(cast, tube), "spoilt")
    second = checked(cast, name="Bo Marsh")
    drawn(cast, second, room="Room 3")
    found = exposed_to(cast.clinic, Sought(by="blood", value=tube.label))
    assert [one.patient.name for one in found] == ["Ada Lovelace"]


@pytest.mark.database
def test_of_two_tablets_that_draw_in_one_room_at_once_one_wins(committed_db):
    cast = Cast()
    sessions = [checked(cast), checked(cast, name="Bo Marsh")]
    room_checked(cast, ROOM)
    turn = iter(sessions)

    def draw() -> str:
        draw_blood(cast.actor("doctor"), again(next(turn)), beside(cast), a_draw())
        return "drawn"

    assert sorted(at_once(2, draw)) == ["BadInput", "drawn"]
    assert Blood.objects.filter(closed_at=None).count() == 1


@pytest.mark.database
def test_nobody_puts_a_tube_on_while_it_is_being_stopped_elsewhere(committed_db, monkeypatch):
    cast = Cast()
    session, tube = treating(cast)
    other = checked(cast, name="Bo Marsh")
    begun, note = threading.Event(), deeds.note_blood_mismatch

    def slowly(*given):
        begun.set()
        time.sleep(1)
        return note(*given)

    def scan_elsewhere() -> str:
        return deeds.do_step(cast.actor("doctor"), again(other), deeds.spin_tube, beside(cast, tube), SPIN)

    def use() -> str:
        assert begun.wait(30)
        deeds.use_tube(cast.actor("doctor"), again(session), beside(cast, tube))
        return "used"

    monkeypatch.setattr(deeds, "note_blood_mismatch", slowly)
    turn = iter([scan_elsewhere, use])

    def one_of_both() -> str:
        return next(turn)()

    assert sorted(at_once(2, one_of_both)) == ["BadInput", "BloodMismatched"]
    assert not BloodStep.objects.filter(step="use").exists()
    assert BloodMismatch.objects.get().other == tube


@pytest.mark.database
def test_of_two_who_use_one_tube_at_once_one_does(committed_db):
    cast = Cast()
    session, tube = treating(cast)

    def use() -> str:
        deeds.use_tube(cast.actor("doctor"), again(session), beside(cast, tube))
        return "used"

    assert sorted(at_once(2, use)) == ["BadInput", "used"]
    assert BloodStep.objects.filter(step="use").count() == 1


@pytest.mark.database
def test_the_database_itself_lets_one_blood_be_open_in_a_room(committed_db):
    cast = Cast()
    session = checked(cast)
    drawn(cast, session)
    other = checked(cast, name="Bo Marsh")
    there = Blood.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Blood.objects.create(
            clinic=there.clinic,
            created_at=there.created_at,
            session=other,
            patient=other.patient,
            room="ROOM 2",
            room_key=there.room_key,
            on=there.on,
            ordered_by="Dr Sand",
        )
