"""The daily check of a room: it stands on its own, the newest of a day counts, and without it nothing starts."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.records import clock
from clinic.records.actions import charting
from clinic.records.actions import session as deeds
from clinic.records.actions.rooms import check_room
from clinic.records.models import RoomCheck
from clinic.records.queries.chart import chart_of
from clinic.records.queries.rooms import check_for, room_lines
from clinic.records.refusals import BadInput, WrongState
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import again, before_of, ready, rescreened, started


def blocks(cast, session) -> dict[str, str]:
    found = {one.id: one.override_by for one in before_of(cast, session).blocks()}
    return {name: who for name, who in found.items() if name.startswith("room-check")}


def test_without_a_check_of_today_no_session_starts_and_the_director_may_say_otherwise(cast):
    session = rescreened(cast)
    assert blocks(cast, session) == {"room-check": "director"}
    with pytest.raises(WrongState, match="director"):
        deeds.override_block(cast.actor("doctor"), session, "room-check", "It was clean yesterday")
    deeds.override_block_as_director(cast.actor("director"), session, "room-check", "I looked at it myself")
    assert blocks(cast, session) == {}


def test_a_check_frees_the_room_for_its_day_and_no_longer(cast):
    session = ready(cast)
    assert blocks(cast, session) == {}
    with clock.at(clock.now() + timedelta(days=1)):
        assert blocks(cast, session) == {"room-check": "director"}


def test_a_no_stops_by_its_own_line_until_somebody_looks_again(cast):
    session = ready(cast)
    room_checked(cast, sharps_container="no")
    assert blocks(cast, session) == {"room-check:sharps-container": "director"}
    with pytest.raises(WrongState, match="sharps container"):
        deeds.start_session(cast.actor("nurse"), session)
    room_checked(cast)
    assert blocks(cast, session) == {}


def test_food_beside_blood_is_overridden_by_nobody(cast):
    session = ready(cast)
    room_checked(cast, no_food_with_blood_or_stock="no")
    assert blocks(cast, session) == {"room-check:no-food-with-blood-or-stock": "nobody"}
    with pytest.raises(WrongState, match="Nobody overrides"):
        deeds.override_block_as_director(
            cast.actor("director"), session, "room-check:no-food-with-blood-or-stock", "Only an apple"
        )


def test_a_line_that_only_reminds_stops_nothing(cast):
    session = ready(cast)
    room_checked(cast, no_ice_on_skin_unwrapped="no")
    assert blocks(cast, session) == {}


def test_each_room_is_checked_by_its_name_however_it_is_written(cast):
    room_checked(cast, "Room 2")
    today = cast.actor("nurse").today
    assert check_for(cast.clinic, "ROOM  2", today)
    assert check_for(cast.clinic, "", today)
    assert check_for(cast.clinic, "Room 3", today) is None
    assert check_for(cast.other_clinic, "Room 2", today) is None
    room_checked(cast)
    assert check_for(cast.clinic, "Room 3", today)


def test_the_session_asks_for_the_check_of_its_own_room(cast):
    session = ready(cast)
    RoomCheck.objects.all()
    charting.note_device(cast.actor("nurse"), session, "A-1047", "Room 3")
    assert blocks(cast, session) == {}
    room_checked(cast, "Room 2", room_clean="no")
    assert blocks(cast, session) == {}
    room_checked(cast, "Room 3", room_clean="no")
    assert blocks(cast, session) == {"room-check:room-clean": "director"}


def test_the_yes_of_another_room_does_not_overrule_a_no(cast):
    session = rescreened(cast)
    room_checked(cast, "Room 2", sharps_container="no")
    room_checked(cast, "Room 3")
    assert blocks(cast, session) == {"room-check:sharps-container": "director"}
    room_checked(cast, "Room 3", room_clean="no")
    assert set(blocks(cast, session)) == {"room-check:sharps-container", "room-check:room-clean"}
    room_checked(cast, "Room 2")
    room_checked(cast, "Room 3")
    assert blocks(cast, session) == {}


def test_a_check_without_a_room_lifts_nothing_that_was_found_in_a_named_one(cast):
    session = ready(cast)
    charting.note_device(cast.actor("nurse"), session, "A-1047", "Room 3")
    room_checked(cast, "Room 3", room_clean="no")
    room_checked(cast)
    assert blocks(cast, session) == {"room-check:room-clean": "director"}
    room_checked(cast, "Room 3")
    assert blocks(cast, session) == {}


def test_a_no_without_a_room_counts_for_each_until_it_is_looked_at_again(cast):
    session = ready(cast)
    charting.note_device(cast.actor("nurse"), session, "A-1047", "Room 3")
    room_checked(cast, "Room 3")
    room_checked(cast, room_clean="no")
    assert blocks(cast, session) == {"room-check:room-clean": "director"}
    room_checked(cast, "Room 3")
    assert blocks(cast, session) == {}


@pytest.mark.parametrize(
    ("room", "changed", "field"),
    [
        ("x" * 81, {}, "room"),
        ("", {"room-clean": "perhaps"}, "room-clean"),
        ("", {"identity": "yes"}, "identity"),
        ("", {"moon": "yes"}, "moon"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_line(cast, room, changed, field):
    with pytest.raises(BadInput) as refusal:
        check_room(cast.actor("nurse"), room, {item.id: "yes" for item in room_lines()} | changed)
    assert refusal.value.field == field
    assert not RoomCheck.objects.exists()


def test_a_check_with_an_open_line_is_no_check(cast):
    with pytest.raises(BadInput, match="7 are open"):
        check_room(cast.actor("nurse"), "", {"room-clean": "yes"})


def test_a_check_is_never_changed(cast):
    room_checked(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoomCheck.objects.update(on="2020-01-01")


def test_that_the_patient_asked_to_stop_stands_in_the_log_with_time_and_name_and_is_not_undone_by_a_tap(cast):
    session = started(cast)
    charting.chart_as_planned(cast.actor("nurse"), session)
    charting.note_stop(cast.actor("nurse"), session)
    charting.undo_entry(cast.actor("nurse"), session)
    [stop] = chart_of(session).of("stop")
    assert stop.by_name == "Nurse"
    assert not chart_of(session).zones
    assert again(session).state == "in_progress"
