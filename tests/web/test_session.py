"""Session pages: from what changed to the signature, in taps; and what each of them catches."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions import charting
from clinic.records.actions import session as deeds
from clinic.records.actions.charting import ZoneSetting
from clinic.records.models import Session
from clinic.records.queries.chart import chart_of
from clinic.records.queries.course import Step
from clinic.records.queries.progress import Progress
from clinic.records.queries.signed import cosignature_of
from clinic.web.pdf import can_write_pdf
from tests.cast import PIN
from tests.record.calls.commissioning import a_commissioned_handpiece, a_handpiece
from tests.record.calls.rooms import room_checked
from tests.record.calls.session import (
    IN_DATE,
    again,
    cream_on,
    finished,
    opened,
    ready,
    rescreened,
    signable,
    signed,
    signed_by_a_learner,
    started,
)

AFTER_ALONE = {"item-feels-well": "yes", "item-cartridge-discarded": "yes"}


def post(client, session, deed, **data):
    return client.post(reverse("change_session", args=[session.pk, deed]), data)


def page_of(client, session, name):
    return client.get(reverse(name, args=[session.pk]))


def signature(**changed):
    return {"typed_name": "Nurse", "secret": PIN, "all_of_the_rest": "on", **AFTER_ALONE} | changed


def test_a_usual_session_goes_from_page_to_page(cast, as_member):
    session, client = opened(cast), as_member("nurse")
    room_checked(cast)
    a_commissioned_handpiece(cast)
    answer = client.post(reverse("session_changes", args=[session.pk]), {"skin_seen": "on"})
    assert answer.url == reverse("session_time_out", args=[session.pk])
    time_out = {
        "item-identity": "name+birth-date",
        "item-cartridge-sterile": "yes",
        "lot": "SP-2291",
        "expires_on": "2031-05-03",
        "serial": "A-1047",
        "item-device-commissioned": "yes",
        "all_of_the_rest": "on",
        "start": "yes",
    }
    answer = client.post(answer.url, time_out)
    assert answer.url == reverse("session_chart", args=[session.pk])
    assert post(client, session, "as-planned").url == answer.url
    assert post(client, session, "finish").url == reverse("session_sign", args=[session.pk])
    answer = client.post(reverse("session_sign", args=[session.pk]), signature())
    assert answer.url == reverse("aftercare", args=[cast.patient.pk])
    assert again(session).state == "signed"


def test_beginning_twice_opens_one_session(cast, as_member):
    session = opened(cast)
    answer = as_member("nurse").post(reverse("begin_session", args=[cast.patient.pk]))
    assert answer.url == reverse("session_changes", args=[session.pk])
    assert Session.objects.count() == 1


def test_the_skin_not_looked_at_is_said_in_the_summary(cast, as_member):
    answer = as_member("nurse").post(reverse("session_changes", args=[opened(cast).pk]), {})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert "Look at the skin" in answer.content.decode()


def test_the_tap_for_the_rest_never_answers_what_is_seen_one_by_one(cast, as_member):
    session = rescreened(cast)
    data = {"all_of_the_rest": "on", "serial": "A-1047", "start": "yes"}
    answer = as_member("nurse").post(reverse("session_time_out", args=[session.pk]), data)
    assert answer.status_code == 422
    assert "identity" not in chart_of(session).answers
    assert "allergies-said" in chart_of(session).answers
    assert again(session).state == "checked"


def test_a_refused_start_lists_each_thing_that_is_missing(cast, as_member):
    session = rescreened(cast)
    cream_on(cast, session)
    answer = as_member("nurse").post(reverse("session_time_out", args=[session.pk]), {"start": "yes"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count('<li><a href="#') >= 5
    assert "nobody needles through it" in text
    assert 'name="item-anaesthetic-off-and-cleaned"' not in text


def test_a_no_is_shown_and_the_session_does_not_start(cast, as_member):
    session = ready(cast)
    data = {"item-identity": "no", "start": "yes"}
    answer = as_member("nurse").post(reverse("session_time_out", args=[session.pk]), data)
    assert answer.status_code == 422
    assert "Answered with no by Nurse" in answer.content.decode()


def test_an_expired_cartridge_is_refused_on_the_page(cast, as_member):
    session = rescreened(cast)
    data = {"lot": "SP-0001", "expires_on": "2020-01-01", "start": "yes"}
    answer = as_member("nurse").post(reverse("session_time_out", args=[session.pk]), data)
    assert answer.status_code == 422
    assert "expired cartridge is not used" in answer.content.decode()


def test_a_lot_without_its_last_day_is_asked_for(cast, as_member):
    session = rescreened(cast)
    answer = as_member("nurse").post(reverse("session_time_out", args=[session.pk]), {"lot": "SP-0001"})
    assert answer.status_code == 422
    assert "last day of use" in answer.content.decode()


def test_one_tap_on_a_known_lot_is_its_check(cast, as_member):
    charting.note_cartridge(cast.actor("nurse"), rescreened(cast), "SP-2291", IN_DATE)
    session = Session.objects.get()
    charting.undo_entry(cast.actor("nurse"), session)
    charting.note_cartridge(cast.actor("nurse"), session, "SP-7000", IN_DATE)
    deeds.cancel_session(cast.actor("nurse"), session, "A cold")
    following = rescreened(cast)
    page = reverse("session_time_out", args=[following.pk])
    assert "SP-7000" in as_member("nurse").get(page).content.decode()
    as_member("nurse").post(page, {"lot_at_hand": f"{IN_DATE}|SP-7000"})
    assert [one.lot for one in chart_of(following).cartridges] == ["SP-7000"]
    assert chart_of(following).answers["cartridge-sterile"].content["answer"] == "yes"


def test_a_running_time_survives_a_reload(cast, as_member):
    session, client = ready(cast), as_member("nurse")
    cream_on(cast, session)
    pages = [page_of(client, session, "session_time_out").content.decode() for _ in range(2)]
    since = {re.search(r'data-timer-since="([^"]+)"', text)[1] for text in pages}
    assert len(since) == 1
    entry = str(chart_of(session).ledger[0].entry.pk)
    post(client, session, "numbing-off", entry=entry, places=["brows", "hairline", "nostrils"])
    assert "data-timer-since" not in page_of(client, session, "session_time_out").content.decode()


def test_a_tap_on_a_zone_answers_with_the_part_that_changed(cast, as_member):
    session = started(cast)
    data = {"zones": "cheek-left", "needle_length_mm": "1.25", "endpoint": "erythema"}
    address = reverse("change_session", args=[session.pk, "chart"])
    answer = as_member("nurse").post(address, data, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="chart-live"' in text
    assert "Charted:" in text
    assert "<html" not in text


def test_a_refused_length_is_a_sentence_for_htmx(cast, as_member):
    session = started(cast)
    address = reverse("change_session", args=[session.pk, "chart"])
    data = {"zones": "cheek-left", "needle_length_mm": "25"}
    answer = as_member("nurse").post(address, data, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "cannot be set above" in answer.content.decode()


@pytest.mark.parametrize("length", ["1e308", "5.01", "-1", "0"])
def test_a_length_that_no_device_has_is_a_sentence_and_nothing_is_charted(cast, as_member, length):
    session = started(cast)
    charted = {"zones": "cheek-left", "needle_length_mm": length, "passes": "3"}
    address = reverse("change_session", args=[session.pk, "chart"])
    assert as_member("nurse").post(address, charted, headers={"HX-Request": "true"}).status_code == 422
    assert not chart_of(session).zones


def test_a_longer_needle_asks_why_with_chips(cast, as_member):
    session, client = started(cast), as_member("nurse")
    post(client, session, "chart", zones="cheek-left", needle_length_mm="2.5")
    text = page_of(client, session, "session_chart").content.decode()
    assert "Differs from the plan" in text
    key = re.search(r'name="about" value="([^"]+)"', text)[1]
    post(client, session, "explain", about=key, reason="Clinical judgement")
    assert chart_of(session).reasons == {key: "Clinical judgement"}


def test_vitamin_c_is_refused_with_its_reason(cast, as_member):
    session, client = started(cast), as_member("nurse")
    answer = client.post(
        reverse("change_session", args=[session.pk, "adjunct"]), {"another": "vitamin C serum"}, follow=True
    )
    assert "Granulomas" in answer.content.decode()
    assert not chart_of(session).adjuncts


def test_a_wrong_pin_signs_nothing(cast, as_member):
    session = signable(cast)
    answer = as_member("nurse").post(reverse("session_sign", args=[session.pk]), signature(secret="0000"))
    assert answer.status_code == 422
    assert "Nothing was signed yet" in answer.content.decode()
    assert again(session).state == "charted"


def test_the_third_wrong_pin_leads_to_the_door(cast, as_member):
    session, client = signable(cast), as_member("nurse")
    for _ in range(3):
        answer = client.post(reverse("session_sign", args=[session.pk]), signature(secret="0000"))
    assert answer.url.startswith("/account/login/")
    assert again(session).state == "charted"


def test_whoever_has_no_pin_signs_with_the_password(cast, as_member):
    session = signable(cast)
    cast.nurse.pin_hash = ""
    cast.nurse.save()
    data = signature(secret="a needle and some thread")
    as_member("nurse").post(reverse("session_sign", args=[session.pk]), data)
    assert again(session).state == "signed"


def test_a_second_click_on_sign_is_one_signature(cast, as_member):
    session, client = signable(cast), as_member("nurse")
    client.post(reverse("session_sign", args=[session.pk]), signature())
    answer = client.post(reverse("session_sign", args=[session.pk]), signature())
    assert answer.url == reverse("session_record", args=[session.pk])
    assert AuditEvent.objects.filter(deed="sign_session").count() == 1


def test_the_answers_after_the_last_puncture_are_kept_when_the_signature_is_not(cast, as_member):
    session = finished(cast)
    as_member("nurse").post(reverse("session_sign", args=[session.pk]), signature(typed_name=""))
    assert "feels-well" in chart_of(session).answers
    assert again(session).state == "charted"


@pytest.mark.parametrize("name", ["session_changes", "session_time_out", "session_chart", "session_sign"])
def test_a_page_of_another_step_leads_to_the_present_one(cast, as_member, name):
    session = signed(cast)
    answer = page_of(as_member("nurse"), session, name)
    assert answer.url == reverse("session_record", args=[session.pk])


def test_an_amendment_and_the_original_stand_on_one_page(cast, as_member):
    session, client = signed(cast), as_member("nurse")
    data = {"text": "Five passes on the left", "reason": "Counted again", "corrects": "zones.cheek-left"}
    client.post(reverse("amend_session", args=[session.pk]), data)
    text = page_of(client, session, "session_record").content.decode()
    assert "Five passes on the left" in text
    assert "0.75 mm" in text


@pytest.mark.parametrize("name", ["session_record", "print_session"])
def test_the_record_says_who_what_and_with_which_lot(cast, as_member, name):
    text = page_of(as_member("director"), signed(cast), name).content.decode()
    assert all(part in text for part in ("SP-2291", "A-1047", "Cheek, patient’s left", "sha256:", "Nurse"))
    assert text.count("<h1") == 1


@pytest.mark.parametrize("bring", [opened, rescreened, started, signable, signed])
def test_every_page_has_one_heading_and_a_label_for_every_field(cast, as_member, bring):
    text = (
        as_member("nurse").get(reverse("session_record", args=[bring(cast).pk]), follow=True).content.decode()
    )
    assert text.count("<h1") == 1
    ids = re.findall(r'<input(?![^>]*type="(?:hidden|radio|checkbox)")[^>]*\bid="([^"]+)"', text)
    assert all(f'for="{name}"' in text for name in ids)
    assert "style=" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
    assert "onclick" not in text


def test_an_unknown_deed_is_not_here(cast, as_member):
    assert post(as_member("nurse"), opened(cast), "abolish").status_code == 404


def test_a_cancelled_session_says_why_and_a_new_one_can_begin(cast, as_member):
    session, client = opened(cast), as_member("nurse")
    post(client, session, "cancel", reason="A cold")
    assert "A cold" in page_of(client, session, "session_record").content.decode()
    deeds.open_session(cast.actor("nurse"), again(session).patient)
    assert Session.objects.filter(state="planned").count() == 1


def test_the_director_overrides_what_only_the_director_may(cast, as_member):
    session = ready(cast)
    deeds.answer_checklist(cast.actor("nurse"), session, {"device-commissioned": "no"})
    page = page_of(as_member("director"), session, "session_time_out").content.decode()
    address = reverse("override_session_block", args=[session.pk])
    assert address in page
    data = {"block": "checklist:device-commissioned", "reason": "The spare device, checked by me"}
    assert as_member("nurse").post(address, data).status_code == 403
    assert as_member("director").post(address, data).status_code == 302
    assert deeds.start_session(cast.actor("nurse"), session).state == "in_progress"


def test_a_tap_on_a_handpiece_of_the_list_says_its_line_and_the_tap_for_the_rest_does_not(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    a_commissioned_handpiece(cast)
    page = reverse("session_time_out", args=[session.pk])
    assert "Serial A-1047, Room 2" in client.get(page).content.decode()
    client.post(page, {"all_of_the_rest": "on"})
    assert "device-commissioned" not in chart_of(session).answers
    client.post(page, {"handpiece": "A-1047|Room 2"})
    assert chart_of(session).handpiece.serial == "A-1047"
    assert chart_of(session).answers["device-commissioned"].content["serial"] == "A-1047"


def test_a_handpiece_that_is_not_commissioned_is_offered_as_such_and_stops(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    a_handpiece(cast, serial="B-9")
    page = reverse("session_time_out", args=[session.pk])
    assert "Serial B-9, Room 2: not commissioned" in client.get(page).content.decode()
    client.post(page, {"handpiece": "B-9|Room 2"})
    assert "device-commissioned" not in chart_of(session).answers
    text = as_member("director").get(page).content.decode()
    assert "Handpiece B-9 is not commissioned" in text
    assert 'value="handpiece:b 9"' in text


def test_a_room_that_nobody_checked_is_told_when_the_page_is_opened(cast, as_member):
    page = reverse("session_time_out", args=[rescreened(cast).pk])
    assert "Nobody has checked the room today" in as_member("nurse").get(page).content.decode()
    room_checked(cast, "Room 2", sharps_container="no")
    assert "In the room, answered with no by Nurse" in as_member("nurse").get(page).content.decode()


def test_the_time_out_asks_the_database_at_most_twelve_times(cast, as_member, django_assert_max_num_queries):
    session, client = ready(cast), as_member("nurse")
    page = reverse("session_time_out", args=[session.pk])
    client.get(page)
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200


def test_an_identity_without_two_identifiers_is_asked_again(cast, as_member):
    page = reverse("session_time_out", args=[rescreened(cast).pk])
    answer = as_member("nurse").post(page, {"item-identity": "yes"})
    assert answer.status_code == 422
    assert 'href="#id_item-identity"' in answer.content.decode()


def test_which_two_identifiers_stand_in_the_record(cast, as_member):
    text = page_of(as_member("nurse"), signed(cast), "session_record").content.decode()
    assert "Name + Birth date" in text
    assert "Serial A-1047" in text


def countersign(client, session, **changed):
    data = {"typed_name": "Director", "secret": PIN} | changed
    return client.post(reverse("cosign_session", args=[session.pk]), data)


def test_a_session_that_asks_for_it_waits_for_the_director_who_reads_the_note_and_countersigns(
    cast, as_member
):
    session, director = signed_by_a_learner(cast), as_member("director")
    assert "waits for the medical director" in page_of(director, session, "session_record").content.decode()
    assert "Ada Lovelace" in director.get(reverse("cosigns")).content.decode()
    assert "Procedure note" in page_of(director, session, "cosign_session").content.decode()
    assert countersign(director, session, secret="0000").status_code == 422
    assert countersign(director, session, typed_name="Somebody").status_code == 422
    assert cosignature_of(session) is None
    assert countersign(director, session).url == reverse("session_record", args=[session.pk])
    assert "Countersigned by Director" in page_of(director, session, "session_record").content.decode()
    assert "Nothing waits" in director.get(reverse("cosigns")).content.decode()
    assert countersign(director, session).url == reverse("session_record", args=[session.pk])


def test_while_a_zone_is_not_charted_the_bar_leads_to_it(cast, as_member):
    session, client = started(cast), as_member("nurse")
    link = r'<a class="button button--main button--large" href="#zone-cheek-left" data-open-zone="Chart: %n">'
    text = page_of(client, session, "session_chart").content.decode()
    assert f"{link}Chart: Cheek, patient’s left</a>" in text
    assert 'id="zone-cheek-left"' in text
    post(client, session, "as-planned")
    text = page_of(client, session, "session_chart").content.decode()
    assert re.search(r"<a [^>]*data-open-zone[^>]* hidden>", text)


def test_a_signed_session_says_what_comes_next_until_the_patient_has_the_aftercare(cast, as_member):
    session, client = signed(cast), as_member("nurse")
    text = page_of(client, session, "session_record").content.decode()
    assert "Next: give the aftercare to the patient." in text
    assert f'button--large" href="{reverse("aftercare", args=[session.patient_id])}"' in text
    client.post(reverse("send_aftercare_link", args=[session.patient_id]))
    text = page_of(client, session, "session_record").content.decode()
    assert "Next: give the aftercare" not in text
    assert "Next: session 2" in text


def test_who_countersigns_stands_in_the_bar_and_only_the_director_gets_the_button(cast, as_member):
    session, nurse = signed_by_a_learner(cast), as_member("nurse")
    nurse.post(reverse("send_aftercare_link", args=[session.patient_id]))
    button = f'button--large" href="{reverse("cosign_session", args=[session.pk])}"'
    for client, has_button in ((nurse, False), (as_member("director"), True)):
        text = page_of(client, session, "session_record").content.decode()
        assert "Next: the medical director countersigns." in text
        assert (button in text) is has_button


def test_after_the_last_session_comes_the_outcome(cast, as_member, monkeypatch):
    session, client = signed(cast), as_member("nurse")
    client.post(reverse("send_aftercare_link", args=[session.patient_id]))
    done = [Step(room="session", label="Sessions", progress=Progress(state="done", on=session.on))]
    monkeypatch.setattr("clinic.web.shown.signed.course_line", lambda patient, on: done)
    text = page_of(client, session, "session_record").content.decode()
    assert "Next: the outcome, from its day on." in text
    assert "Next: session" not in text


def test_a_cancelled_session_has_no_next_deed(cast, as_member):
    session, client = opened(cast), as_member("nurse")
    post(client, session, "cancel", reason="A cold")
    assert "action-bar__next" not in page_of(client, session, "session_record").content.decode()


def test_a_session_that_asks_for_no_second_name_shows_none(cast, as_member):
    session, director = signed(cast), as_member("director")
    assert (
        "waits for the medical director" not in page_of(director, session, "session_record").content.decode()
    )
    assert page_of(director, session, "cosign_session").status_code == 302


def test_the_copy_of_the_patient_says_what_was_done_and_with_which_lots(cast, as_member):
    session, client = signed(cast), as_member("nurse")
    text = page_of(client, session, "print_session_copy").content.decode()
    assert all(part in text for part in ("SP-2291", "A-1047", "Cheek, patient’s left", "0.75 mm"))
    assert "Overridden" not in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize("name", ["pdf_session", "pdf_session_copy"])
def test_a_signed_session_is_given_as_a_pdf_where_one_can_be_written(cast, as_member, name):
    answer = page_of(as_member("nurse"), signed(cast), name)
    if can_write_pdf():
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    else:
        assert answer.status_code == 302


@pytest.mark.parametrize("name", ["pdf_session", "print_session_copy"])
def test_an_unsigned_session_is_given_to_nobody(cast, as_member, name):
    assert page_of(as_member("nurse"), signable(cast), name).status_code == 409


def test_a_tap_on_what_is_missing_goes_there(cast, as_member):
    session, client = started(cast), as_member("nurse")
    charting.chart_zones(
        cast.actor("nurse"), session, [ZoneSetting(zone="cheek-left", needle_length_mm=0.75)]
    )
    post(client, session, "finish")
    text = page_of(client, session, "session_sign").content.decode()
    assert 'href="#id_item-feels-well"' in text
    assert 'href="#differs"' in text
    assert 'value="zone-cheek-left"' in text
    back = reverse("session_chart", args=[session.pk])
    assert post(client, session, "resume", to="zone-cheek-left").url == f"{back}#zone-cheek-left"
    post(client, session, "finish")
    assert post(client, session, "resume", to="//evil.example").url == back


def test_the_pack_is_read_before_something_goes_on(cast, as_member):
    session, client = started(cast), as_member("nurse")
    address = reverse("change_session", args=[session.pk, "adjunct"])
    assert "Read the pack" in client.post(address, {"adjunct": "saline"}, follow=True).content.decode()
    refused = client.post(address, {"adjunct": "saline", "pack": "not-sterile"}, follow=True).content.decode()
    assert "What is not sterile stays off" in refused
    assert not chart_of(session).adjuncts
    client.post(address, {"adjunct": "saline", "pack": "fit", "adjunct_lot": "S-1"})
    assert chart_of(session).adjuncts == ("saline",)


def test_another_handpiece_is_taken_while_treating(cast, as_member):
    session = started(cast)
    post(as_member("nurse"), session, "handpiece", serial="B-9", room="Room 2")
    assert chart_of(session).handpiece.serial == "B-9"


def test_what_was_said_before_is_shown_to_be_asked_again_and_not_as_answered(cast, as_member):
    address = reverse("session_changes", args=[opened(cast).pk])
    band = as_member("nurse").get(address).content.decode().split('id="uncertain-title"')[1]
    assert "Nobody has seen the skin of today." in band.split("</section>")[0]
    with clock.at(clock.now() + timedelta(days=1)):
        page = as_member("nurse").get(address).content.decode()
    told = page.split('id="uncertain-title"')[1].split("</section>")[0]
    assert "on an earlier day may not hold today" in told
    look, ask = (int(n) for n in re.search(r": (\d+) to look at, (\d+) to ask\.", told).groups())
    assert f"{look + ask} questions before this session: " in told
    assert f"Next: ask these {ask} questions one by one" in page
    assert "With “All asked: nothing else has changed” you say" in page
    assert re.search(r"Said on \d+ \w+ \d{4}: no\. Ask it again\.", page)
    assert re.search(r'class="chip chip--before"><input type="radio"[^>]*value="same"', page)
    assert re.search(r"Next: ask th(is|ese) \d+ question", page)


def test_what_the_record_does_not_know_is_said_before_it_is_signed_and_kept_with_it(cast, as_member):
    session, client = signable(cast), as_member("nurse")
    for name in ("session_sign", "session_record"):
        shown = client.get(reverse(name, args=[session.pk])).content.decode()
        assert "a second use of it would not be seen" in shown.split('id="uncertain-title"')[1]
        client.post(reverse("session_sign", args=[session.pk]), signature())


@pytest.mark.parametrize(
    ("said", "told"), [("endpoint", "Passes not charted"), ("passes", "Endpoint not charted")]
)
def test_of_a_zone_exactly_that_is_called_not_charted_which_nobody_charted(cast, as_member, said, told):
    session = started(cast)
    given = {"endpoint": ("pinpoint-bleeding",)} if said == "endpoint" else {"passes": 2}
    zone = ZoneSetting(zone="cheek-left", needle_length_mm=0.75, **given)
    charting.chart_zones(cast.actor("nurse"), session, [zone])
    post(as_member("nurse"), session, "finish")
    band = (
        page_of(as_member("nurse"), session, "session_sign").content.decode().split('id="uncertain-title"')[1]
    )
    others = {"Passes not charted", "Endpoint not charted"} - {told}
    page = page_of(as_member("nurse"), session, "session_sign").content.decode()
    assert re.search(r"steps__step--part.*Something is not charted:.*Treat and chart", page)
    assert f"{told}: Cheek, patient’s left." in band
    assert not [other for other in others if other in band]


def test_the_page_to_sign_counts_the_lines_that_are_open(cast, as_member):
    session = started(cast)
    charting.chart_zones(
        cast.actor("nurse"), session, [ZoneSetting(zone="cheek-left", needle_length_mm=0.75)]
    )
    post(as_member("nurse"), session, "finish")
    text = page_of(as_member("nurse"), session, "session_sign").content.decode()
    count = text.count('<li data-line class="line')
    assert count > 1
    assert f"Next: answer the {count} lines that are open, then sign." in text


def test_before_its_day_a_session_begins_only_by_the_way_that_says_so(cast, as_member):
    signed(cast)
    page = as_member("nurse").get(reverse("session", args=[cast.patient.pk])).content.decode()
    assert "Session 2 before its day" in page
    assert "The plan asks to wait until" in page
    assert "Begin session 2 early" in page
    assert ">Begin session 2<" not in page
