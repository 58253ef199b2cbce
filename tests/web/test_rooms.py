"""The page of the daily check, and the button with which a patient stops."""

from django.urls import reverse

from clinic.records.models import RoomCheck
from clinic.records.queries.chart import chart_of
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import rescreened, started


def keep(client, **data):
    return client.post(reverse("room_check"), data)


def test_one_tap_says_yes_to_every_line(cast, as_member):
    client = as_member("nurse")
    assert keep(client, all_of_the_rest="on").url == reverse("room_check")
    assert set(RoomCheck.objects.get().answers.values()) == {"yes"}
    assert "The room is ready for today" in client.get(reverse("room_check")).content.decode()


def test_a_no_is_kept_beside_the_tap_for_the_rest_and_told(cast, as_member):
    client = as_member("nurse")
    keep(client, all_of_the_rest="on", room="Room 2", **{"sharps-container": "no"})
    check = RoomCheck.objects.get()
    assert (check.room, check.answers["sharps-container"], check.answers["room-clean"]) == (
        "Room 2",
        "no",
        "yes",
    )
    assert "stops a session until somebody looks again" in client.get(reverse("room_check")).content.decode()


def test_an_open_line_is_asked_for_and_nothing_is_kept(cast, as_member):
    answer = keep(as_member("nurse"), **{"room-clean": "yes"})
    assert answer.status_code == 422
    assert "are open" in answer.content.decode()
    assert not RoomCheck.objects.exists()


def test_the_time_out_leads_to_the_check_that_is_missing_and_not_to_one_that_was_made(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    address = reverse("session_time_out", args=[session.pk])
    refused = client.post(address, {"start": "yes"}).content.decode()
    assert "Nobody has checked the room today" in refused
    assert f'href="{reverse("room_check")}"' in refused
    room_checked(cast)
    assert "Nobody has checked the room today" not in client.post(address, {"start": "yes"}).content.decode()


def test_a_patient_who_asks_to_stop_is_heard_by_one_tap_before_and_while_treating(cast, as_member):
    session, client = started(cast), as_member("nurse")
    for _ in range(2):
        client.post(reverse("change_session", args=[session.pk, "stop"]))
    page = client.get(reverse("session_chart", args=[session.pk])).content.decode()
    assert page.count("Asked to stop at") == 2
    assert len(chart_of(session).of("stop")) == 2


def test_at_the_time_out_the_button_is_there_as_well(cast, as_member):
    page = as_member("nurse").get(reverse("session_time_out", args=[rescreened(cast).pk])).content.decode()
    assert "The patient asks to stop" in page
