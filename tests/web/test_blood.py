"""The pages of somebody's own blood: step by step, refused in a sentence, stopped for good, seen by the director."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from clinic.accounts.models import User
from clinic.records import clock
from clinic.records.actions import blood as deeds
from clinic.records.actions.session import sign_session
from clinic.records.models import Blood, BloodMismatch, BloodPreparers, BloodStep, BloodTube
from clinic.records.queries.blood import SessionBlood
from clinic.records.queries.own_record import own_record
from clinic.records.queries.readiness import AFTER
from clinic.web.pdf import can_write_pdf
from tests.cast import PIN
from tests.record.calls.blood import ROOM, SPIN, beside, drawn, labelled, spun
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import again, rescreened
from tests.record.test_blood import answer_all_taps, chart_all, checked, ready, treating, used
from tests.web.test_page_budgets import MOST_QUERIES, asking, queries_of

DRAWN = {
    "step": "draw",
    "identity": "name+birth-date",
    "room": ROOM,
    "tubes": "1",
    "kit_lot": "KIT-7",
    "kit_expires_on": "2031-05-03",
    "kit_is_sealed": "on",
    "asked-platelet-disorder": "no",
    "asked-active-cancer": "no",
}
SPUN = {"programme": "PRP single", "minutes": "6", "rpm": "1500", "radius_mm": "100"}


def at(session) -> str:
    return reverse("session_blood", args=[session.pk])


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def second(cast, name: str = "nurse") -> dict[str, str]:
    return {"witness": str(cast.members[name].pk), "witness_pin": PIN}


def a_step(cast, step: str, tube: BloodTube, **changed) -> dict[str, str]:
    usual = {"step": step, "identity": "name+birth-date", "scan": tube.label, **second(cast)}
    return usual | changed


def test_a_plan_without_it_says_that_none_is_drawn(cast, as_member):
    session = rescreened(cast)
    assert "None in this plan" in words(as_member("doctor").get(at(session)))
    assert as_member("doctor").post(at(session), DRAWN).status_code == 200
    assert not BloodTube.objects.exists()


def test_from_the_draw_to_the_bin_by_taps_and_scans(cast, as_member):
    session, doctor = checked(cast), as_member("doctor")
    room_checked(cast, ROOM)
    assert "Next: draw blood." in words(doctor.get(at(session)))
    assert doctor.post(at(session), DRAWN).url == at(session)
    tube = BloodTube.objects.get()
    assert "put the label on the tube" in words(doctor.get(at(session)))
    assert doctor.post(at(session), a_step(cast, "label", tube)).status_code == 302
    assert doctor.post(at(session), a_step(cast, "spin", tube, **SPUN)).status_code == 302
    page = words(doctor.get(at(session)))
    assert "1500 revolutions a minute, radius 100 mm, reckoned 252 g" in page
    assert "Doctor, with Nurse" in page
    assert "Next: the time-out" in page
    ready(cast, session)
    doctor.post(reverse("session_time_out", args=[session.pk]), {"start": "yes"})
    assert "compare once more" in words(doctor.get(at(session)))
    assert doctor.post(at(session), a_step(cast, "use", tube)).status_code == 302
    gone = {"step": "discard", "reason": "left-over", "scan": tube.label, **second(cast)}
    assert doctor.post(at(session), gone).status_code == 302
    assert "Next: nothing more with blood." in words(doctor.get(at(session)))
    assert [one.step for one in BloodStep.objects.all()] == ["draw", "label", "spin", "use", "discard"]
    assert not Blood.objects.filter(closed_at=None).exists()


def test_before_the_draw_it_says_that_from_whom_none_is_drawn_is_convention(cast, as_member):
    page = words(as_member("doctor").get(at(checked(cast))))
    reasons = page[page.index("When none is drawn, and who prepares it here") :]
    assert reasons.index("no study that was read compared it") < reasons.index("Blood thinner.")
    assert reasons.count("Certainty: a convention of experts, no evidence.") == 5
    assert "A yes, or not knowing, means that none is drawn." in page


def test_alone_the_first_scan_waits_for_the_second(cast, as_member):
    session, doctor = checked(cast), as_member("doctor")
    [tube] = drawn(cast, session)
    alone = {"step": "label", "identity": "name+birth-date", "scan": tube.label}
    answer = doctor.post(at(session), alone)
    assert answer.status_code == 422
    assert f'value="{tube.label}"' in answer.content.decode()
    assert "scan the tube once more" in words(answer)
    assert doctor.post(at(session), alone | {"again": tube.label}).status_code == 302
    assert BloodStep.objects.get(step="label").witness_name == ""


def test_a_wrong_pin_of_the_second_person_does_nothing_and_is_counted(cast, as_member):
    session, doctor = checked(cast), as_member("doctor")
    [tube] = drawn(cast, session)
    for _time in range(3):
        answer = doctor.post(at(session), a_step(cast, "label", tube, witness_pin="0000"))
        assert answer.status_code == 422
        assert "This is not the PIN of Nurse" in words(answer)
    answer = doctor.post(at(session), a_step(cast, "label", tube))
    assert answer.status_code == 422
    assert "Too many wrong PINs of Nurse" in words(answer)
    assert not BloodStep.objects.filter(step="label").exists()
    assert cast.members["nurse"].user.is_pin(PIN)
    assert User.objects.get(pk=cast.members["nurse"].user_id).pin_attempts == 0
    assert (
        doctor.post(at(session), a_step(cast, "label", tube, **second(cast, "director"))).status_code == 302
    )
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert doctor.post(at(session), a_step(cast, "spin", tube, **SPUN)).status_code == 302


def test_nobody_is_their_own_second_person(cast, as_member):
    session, doctor = checked(cast), as_member("doctor")
    [tube] = drawn(cast, session)
    answer = doctor.post(at(session), a_step(cast, "label", tube, **second(cast, "doctor")))
    assert answer.status_code == 422
    assert not BloodStep.objects.filter(step="label").exists()


def test_somebody_elses_tube_stops_and_the_director_sees_it_today(cast, as_member):
    session, doctor = checked(cast), as_member("doctor")
    tube = labelled(cast, session)
    other = labelled(cast, checked(cast, name="Bo Marsh"), room="Room 3")
    answer = doctor.post(at(session), a_step(cast, "spin", other, **SPUN))
    assert answer.status_code == 422
    page = words(answer)
    assert "This tube is somebody else’s." in page
    assert "Stopped: something did not match" in page
    assert "Blood that does not match, open since" in page
    assert "The label is on the tube" not in page
    assert "It was spun like this" not in page
    assert "Bo Marsh" not in page
    assert BloodMismatch.objects.count() == 1
    assert "Blood did not match in 1 session" in words(as_member("director").get("/"))
    assert "Blood did not match in 1 session" not in words(as_member("nurse").get("/"))
    assert "Blood that does not match" in words(doctor.get(at(session)))
    assert doctor.post(at(session), a_step(cast, "spin", tube, **SPUN)).status_code == 422
    board = words(as_member("director").get(reverse("blood_board")))
    assert board.count("Stopped") == 2
    time_out = words(doctor.get(reverse("session_time_out", args=[session.pk])))
    assert "Something did not match: nothing of it goes on." in time_out


def test_a_room_with_somebody_elses_blood_is_refused_beside_its_field(cast, as_member):
    drawn(cast, checked(cast, name="Bo Marsh"))
    answer = as_member("doctor").post(at(checked(cast)), DRAWN)
    assert answer.status_code == 422
    assert "Somebody else’s blood is open in Room 2" in words(answer)
    assert 'id="id_room_error"' in answer.content.decode()
    assert 'value="KIT-7"' in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"identity": ""}, "name and birth date; compare these two identifiers"),
        ({"asked-active-cancer": "yes"}, "A cancer that is there now"),
        ({"asked-active-cancer": ""}, "nobody knows yet"),
        ({"kit_is_sealed": ""}, "sterile, sealed"),
        ({"kit_expires_on": "2020-01-01"}, "not used"),
        ({"room": ""}, "required"),
        ({"tubes": "99"}, "less than or equal to 8"),
    ],
)
def test_what_a_draw_lacks_is_said_in_a_sentence(cast, as_member, changed, said):
    session = checked(cast)
    room_checked(cast, ROOM)
    answer = as_member("doctor").post(at(session), DRAWN | changed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not BloodTube.objects.exists()


def test_a_spin_that_cannot_be_repeated_is_asked_for(cast, as_member):
    session = checked(cast)
    tube = labelled(cast, session)
    answer = as_member("doctor").post(at(session), a_step(cast, "spin", tube, **SPUN | {"radius_mm": ""}))
    assert answer.status_code == 422
    assert "say nothing without it" in words(answer)


def test_an_unknown_step_is_not_there(cast, as_member):
    assert as_member("doctor").post(at(checked(cast)), {"step": "drink"}).status_code == 404


def test_whoever_may_not_prepare_it_is_told_that_they_can_look(cast, as_member):
    session = checked(cast)
    page = words(as_member("nurse").get(at(session)))
    assert "You can be the second person who looks" in page
    assert "Blood is drawn" not in page
    room_checked(cast, ROOM)
    assert as_member("nurse").post(at(session), DRAWN | {"ordered_by": "Dr Sand"}).status_code == 403


def test_where_none_is_drawn_the_time_out_says_so_and_lets_it_start(cast, as_member):
    session, doctor = checked(cast), as_member("doctor")
    assert (
        doctor.post(at(session), {"step": "leave_out", "reason": "She would rather not"}).status_code == 302
    )
    ready(cast, session)
    page = words(doctor.get(reverse("session_time_out", args=[session.pk])))
    assert "No blood is drawn: She would rather not" in page
    assert doctor.post(reverse("session_time_out", args=[session.pk]), {"start": "yes"}).status_code == 302
    assert again(session).state == "in_progress"


def test_labels_carry_two_identifiers_and_the_number_of_the_tube_twice(cast, as_member):
    session = checked(cast)
    empty = words(as_member("doctor").get(reverse("tube_labels", args=[session.pk])))
    assert "No open tube" in empty
    [tube] = drawn(cast, session)
    answer = as_member("doctor").get(reverse("tube_labels", args=[session.pk]))
    assert answer.content.decode().count("<svg") >= 2
    page = words(answer)
    assert page.count(tube.label) == 2
    assert page.count("2 April 1991") >= 2
    pdf = as_member("doctor").get(reverse("tube_labels_pdf", args=[session.pk]))
    if can_write_pdf():
        assert pdf.content.startswith(b"%PDF")
    else:
        assert pdf.url == reverse("tube_labels", args=[session.pk])


def test_the_board_is_empty_and_then_names_room_and_person(cast, as_member):
    board = reverse("blood_board")
    assert "No blood is open" in words(as_member("nurse").get(board))
    drawn(cast, checked(cast))
    page = words(as_member("nurse").get(board))
    assert ROOM in page
    assert "Ada Lovelace" in page
    assert as_member("front_desk").get(board).status_code == 403


def test_blood_of_yesterday_is_told_on_today_and_on_the_board(cast, as_member):
    drawn(cast, checked(cast))
    Blood.objects.update(on="2026-01-01")
    assert "Blood of 1 person stands open since another day" in words(as_member("nurse").get("/"))
    assert "Since another day" in words(as_member("nurse").get(reverse("blood_board")))


def test_the_director_says_who_prepares_it_and_on_what_law(cast, as_member):
    where, director = reverse("name_blood_preparers"), as_member("director")
    assert director.post(where, {"professions": ["nurse"], "basis": ""}).status_code == 422
    assert director.post(where, {"professions": ["nurse"], "basis": "State board"}).status_code == 302
    assert BloodPreparers.objects.get().professions == ["nurse"]
    assert "State board" in words(director.get(reverse("blood_board")))
    assert "Next: draw blood." in words(as_member("nurse").get(at(checked(cast))))


def test_note_copy_and_own_record_carry_the_tube(cast, as_member):
    session, tube = used(cast)
    session = chart_all(cast, session)
    page = as_member("nurse").get(reverse("session_sign", args=[session.pk]))
    assert "Blood is open in Room 2" in words(page)
    deeds.discard_tube(cast.actor("doctor"), session, beside(cast, tube), "left-over")
    answer_all_taps(cast, session, AFTER)
    sign_session(cast.actor("nurse"), again(session), "Nurse")
    record = words(as_member("nurse").get(reverse("session_record", args=[session.pk])))
    assert f"Own blood, tube 1 ( {tube.label} )" in record or f"tube 1 ({tube.label})" in record
    assert "spun at" in record
    assert "with Director" in record
    assert "Their own blood: used" in record
    copy = words(as_member("nurse").get(reverse("print_session_copy", args=[session.pk])))
    assert f"Platelet-rich plasma, from own blood, tube {tube.label}" in copy
    assert "Kit: Platelet-rich plasma, lot KIT-7" in copy
    lots = own_record(again(session).patient, clock.now())["sessions"][0]["lots"]
    assert tube.label in [one["lot"] for one in lots]


def test_the_chart_offers_it_from_its_own_page_alone(cast, as_member):
    session, _tube = treating(cast)
    page = as_member("doctor").get(reverse("session_chart", args=[session.pk])).content.decode()
    assert 'name="adjunct" value="prp"' not in page
    assert reverse("session_blood", args=[session.pk]) in page


@pytest.mark.parametrize("name", ["session_blood", "tube_labels", "session_time_out", "blood_board", "today"])
def test_a_page_with_blood_asks_at_most_twelve_times(cast, as_member, name):
    session = checked(cast)
    drawn(cast, session, tubes=4)
    spun(cast, checked(cast, name="Bo Marsh"), room="Room 3")
    where = reverse(name, args=[] if name in ("blood_board", "today") else [session.pk])
    assert queries_of(asking(as_member("doctor"), where)) <= MOST_QUERIES


@pytest.mark.parametrize("name", ["session_blood", "session_chart", "session_sign"])
def test_a_page_of_a_session_that_goes_on_with_blood_asks_at_most_twelve_times(cast, as_member, name):
    session, _tube = used(cast)
    if name == "session_sign":
        session = chart_all(cast, session)
    where = reverse(name, args=[session.pk])
    assert queries_of(asking(as_member("doctor"), where)) <= MOST_QUERIES


def test_a_look_back_from_a_tube_shows_who_drew_and_spun_it(cast, as_member):
    session = checked(cast)
    tube = spun(cast, session)
    where = reverse("open_look_back", args=["blood"])
    answer = as_member("director").post(where, {"value": tube.label, "why": "A label was found"}, follow=True)
    page = words(answer)
    assert f"Tube {tube.label}: drawn by Doctor" in page
    assert "spun by Doctor" in page
    assert SessionBlood(session).open
    assert SPIN["programme"] not in page
