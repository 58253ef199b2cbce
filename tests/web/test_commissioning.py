"""Pages of handpieces: what is missing is said, a share is shown at once, a wrong record is corrected, not changed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.records.actions.commissioning import record_service
from clinic.records.actions.planning import start_plan
from clinic.records.models import CommissioningRecord, Handpiece
from clinic.records.queries.planning import Choices
from clinic.web.templatetags.needlepoint import full_date
from tests.record.calls.commissioning import (
    SKINPEN,
    a_commissioned_handpiece,
    a_handpiece,
    a_stamp,
    service_details,
)
from tests.record.calls.planning import a_draft, afresh
from tests.record.calls.session import rescreened

STAMP = {
    "cartridge": "SkinPen tip",
    "surface": "film",
    "needle_count": "14",
    "rate_hz": "116.7",
    "seconds": "10",
    "area_cm2": "16",
    "counted": "9800",
}
DEPTH = {"set_1": "0.5", "stood_1": "0.52", "set_2": "1.5", "stood_2": "1.44"}


@pytest.fixture
def today(cast) -> str:
    return cast.actor("nurse").today.isoformat()


def text(answer) -> str:
    return answer.content.decode()


def test_an_empty_list_says_what_will_be_here_and_the_first_step(cast, as_member):
    page = text(as_member("nurse").get(reverse("handpieces")))
    assert "No handpiece yet" in page
    assert reverse("add_handpiece") in page
    assert "Convention: a stamp test counts for 180 days" in page


def test_the_menu_leads_practitioners_and_the_director_there_and_not_the_desk(cast, as_member):
    link = f'href="{reverse("handpieces")}"'
    for name, is_shown in (("nurse", True), ("director", True), ("front_desk", False)):
        assert (link in text(as_member(name).get(reverse("today")))) is is_shown


def test_a_handpiece_is_added_once(cast, as_member, today):
    client = as_member("nurse")
    given = {"device": SKINPEN, "serial": "SPP-7", "name": "Room 3", "in_use_on": today}
    answer = client.post(reverse("add_handpiece"), given)
    row = Handpiece.objects.get()
    assert answer.url == reverse("handpiece", args=[row.pk])
    again = client.post(reverse("add_handpiece"), given)
    assert again.status_code == 422
    assert "stands in the list already" in text(again)
    assert "Not commissioned" in text(client.get(reverse("handpieces")))


def test_the_stamp_test_goes_in_three_steps_with_what_was_read_of_the_device(cast, as_member):
    page = text(as_member("nurse").get(reverse("stamp_test", args=[a_handpiece(cast).pk])))
    for words in ("1. Needle the film", "2. Count", "3. Enter", 'value="14"', 'value="116.7"'):
        assert words in page
    assert "What a stamp test does not know" in page
    assert page.count("<h1>") == 1


def test_a_roller_is_asked_for_passes_and_not_for_seconds(cast, as_member):
    roller = a_handpiece(cast, device="dermaroller-192", serial="R-1")
    page = text(as_member("nurse").get(reverse("stamp_test", args=[roller.pk])))
    assert 'name="passes"' in page
    assert 'name="seconds"' not in page


def test_the_share_is_shown_at_once_with_its_spread_and_nothing_is_stored(cast, as_member, today):
    handpiece = a_handpiece(cast)
    address = reverse("stamp_share", args=[handpiece.pk])
    client = as_member("nurse")
    first = text(client.post(address, {**STAMP, "on": today}, headers={"HX-Request": "true"}))
    assert ">0.60<" in first
    assert "it takes a second test" in first
    a_stamp(cast, handpiece, counted=8_900)
    second = text(client.post(address, {**STAMP, "on": today}))
    assert "between tests" in second
    assert CommissioningRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"counted": ""}, "as soon as every number is there"),
        ({"counted": "x"}, "as soon as every number is there"),
        ({"counted": "30000"}, "check the count, the seconds and the rate"),
        ({"area_cm2": "-3"}, "Must be above 0"),
    ],
)
def test_a_share_that_cannot_be_is_explained(cast, as_member, today, changed, words):
    address = reverse("stamp_share", args=[a_handpiece(cast).pk])
    answer = as_member("nurse").post(address, {**STAMP, "on": today, **changed})
    assert answer.status_code == 200
    assert words in text(answer)


def test_a_stamp_test_is_recorded_and_shown_with_who_signed_it(cast, as_member, today):
    handpiece, client = a_handpiece(cast), as_member("nurse")
    answer = client.post(reverse("stamp_test", args=[handpiece.pk]), {**STAMP, "on": today})
    assert answer.url == reverse("handpiece", args=[handpiece.pk])
    page = text(client.get(answer.url))
    for words in ("9800 holes, a share of 0.60", "nurse 4711", "from 1 test", "counts until"):
        assert words in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"counted": "30000"}, "counted"), ({"seconds": ""}, "seconds"), ({"on": "2999-01-01"}, "on")],
)
def test_what_is_wrong_stands_at_its_field_and_stays_on_the_screen(cast, as_member, today, changed, field):
    address = reverse("stamp_test", args=[a_handpiece(cast).pk])
    answer = as_member("nurse").post(address, {**STAMP, "on": today, **changed})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)
    assert "SkinPen tip" in text(answer)
    assert not CommissioningRecord.objects.exists()


def test_a_depth_check_says_its_tolerance_and_that_it_is_assumed(cast, as_member, today):
    handpiece, client = a_handpiece(cast), as_member("nurse")
    client.post(reverse("depth_check", args=[handpiece.pk]), {**DEPTH, "on": today})
    page = text(client.get(reverse("handpiece", args=[handpiece.pk])))
    assert "within the tolerance of 0.15 mm, assumed from another pen" in page


def test_half_a_pair_is_asked_for(cast, as_member, today):
    address = reverse("depth_check", args=[a_handpiece(cast).pk])
    answer = as_member("nurse").post(address, {**DEPTH, "set_3": "1.0", "on": today})
    assert answer.status_code == 422
    assert 'id="id_stood_3_error"' in text(answer)


def test_a_service_is_noted_with_its_next_day(cast, as_member, today):
    handpiece, client = a_handpiece(cast), as_member("nurse")
    given = {"on": today, "by": "The maker", "next_due_on": f"{int(today[:4]) + 1}-01-15"}
    client.post(reverse("handpiece_service", args=[handpiece.pk]), given)
    assert "Served by The maker; due again on 15 January" in text(
        client.get(reverse("handpiece", args=[handpiece.pk]))
    )


def test_a_correction_starts_from_what_was_said_and_both_stay(cast, as_member, today):
    record, client = a_stamp(cast), as_member("nurse")
    address = reverse("correct_commissioning", args=[record.pk])
    assert 'value="9800"' in text(client.get(address))
    given = {**STAMP, "on": today, "counted": "8900", "reason": "A field was counted twice"}
    client.post(address, given)
    page = text(client.get(reverse("handpiece", args=[record.handpiece_id])))
    for words in ("9800 holes", "8900 holes", "Does not count any more", "A field was counted twice"):
        assert words in page
    assert client.post(address, given).status_code == 422


def test_a_record_is_taken_back_by_a_word_that_says_why(cast, as_member, today):
    record, client = a_stamp(cast), as_member("nurse")
    given = {**STAMP, "on": today, "reason": "Another handpiece", "is_void": "on"}
    client.post(reverse("correct_commissioning", args=[record.pk]), given)
    page = text(client.get(reverse("handpiece", args=[record.handpiece_id])))
    assert "not known: densities are bounds" in page


def test_a_correction_of_a_depth_check_shows_its_pairs(cast, as_member, today):
    handpiece, client = a_handpiece(cast), as_member("nurse")
    client.post(reverse("depth_check", args=[handpiece.pk]), {**DEPTH, "on": today})
    page = text(client.get(reverse("correct_commissioning", args=[handpiece.records.get().pk])))
    assert 'value="1.44"' in page


def test_the_director_takes_it_out_of_use_and_back(cast, as_member):
    handpiece, client = a_handpiece(cast), as_member("director")
    for change, words in (("retire", "Out of use"), ("return", "Not commissioned")):
        client.post(reverse("change_handpiece", args=[handpiece.pk, change]))
        assert words in text(client.get(reverse("handpieces")))
    assert client.post(reverse("change_handpiece", args=[handpiece.pk, "paint"])).status_code == 404


def test_nothing_is_measured_of_a_handpiece_that_is_out_of_use(cast, as_member, today):
    handpiece = a_handpiece(cast)
    as_member("director").post(reverse("change_handpiece", args=[handpiece.pk, "retire"]))
    answer = as_member("nurse").post(reverse("stamp_test", args=[handpiece.pk]), {**STAMP, "on": today})
    assert answer.status_code == 422
    assert "out of use" in text(answer)


def test_a_draft_shows_that_its_device_has_no_handpiece_here(cast, as_member):
    words = "No handpiece of this device stands in the list of this clinic"
    address = reverse("planning", args=[cast.patient.pk])
    a_draft(cast)
    assert words in text(as_member("nurse").get(address))
    a_handpiece(cast)
    page = text(as_member("nurse").get(address))
    assert words not in page
    assert "No handpiece of this device is commissioned here" in page


def test_a_stamp_test_makes_the_seconds_of_a_draft_more_than_a_bound(cast, as_member):
    a_draft(cast)
    address = reverse("planning", args=[cast.patient.pk])
    assert "takes at least" in text(as_member("nurse").get(address))
    a_stamp(cast)
    page = text(as_member("nurse").get(address))
    assert "takes at least" not in page
    assert "One stamp test: 0.60 of the strokes" in page


def test_what_is_past_its_day_is_named_on_the_plan_and_beside_the_handpiece_at_the_time_out(cast, as_member):
    nurse = cast.actor("nurse")
    session, handpiece = rescreened(cast), a_commissioned_handpiece(cast)
    late = service_details(nurse.today - timedelta(400), next_due_on=nurse.today - timedelta(35))
    record_service(nurse, handpiece, late)
    client, due = as_member("nurse"), f"its service is due since {full_date(nurse.today - timedelta(35))}"
    time_out = text(client.get(reverse("session_time_out", args=[session.pk])))
    assert f"Serial A-1047, Room 2: {due}" in time_out
    start_plan(cast.actor("doctor"), afresh(cast.patient), Choices(device=SKINPEN))
    plan = text(client.get(reverse("planning", args=[cast.patient.pk])))
    assert f"Handpiece A-1047: {due}." in plan
    assert "Reckoned with the share of strokes of SkinPen tip: 0.60, from 1 test on film." in plan


def test_the_page_of_a_handpiece_tells_a_share_for_each_type_of_cartridge(cast, as_member):
    a_stamp(cast, cartridge="Short tip")
    a_stamp(cast, cartridge="Long tip", counted=6_500)
    page = text(as_member("nurse").get(reverse("handpiece", args=[a_handpiece(cast).pk])))
    assert page.count("Share of strokes, ") == 2
    for words in ("Share of strokes, Short tip", ">0.60<", "Share of strokes, Long tip", ">0.40<"):
        assert words in page
