"""Photographs on their pages: by role, by link, as they are sent, and where they are looked at."""

import base64
import hashlib
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from clinic.records.actions.consent import state_photo_consent
from clinic.records.actions.photographs import (
    Taken,
    add_photograph,
    destroy_photograph,
    look_at_photograph,
    mark_photograph_in_error,
    state_image_consent,
)
from clinic.records.actions.worries import acknowledge_worry, close_worry, note_worry_call
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Photograph, PhotographNote, PhotoStatement, Worry
from clinic.records.photograph_files import SMALL, read_file
from clinic.web import pdf
from clinic.web.forms.worries import ABSENT, GROUPS, USUAL, usual_signs
from clinic.web.languages import COOKIE
from clinic.web.patient_links import token_of
from clinic.web.views import own_record
from needlepoint.consent.photographs import PURPOSE_TEXTS
from tests.pictures import COMMENT, DEVICE, REFUSED, a_picture, by_phone, drawn
from tests.record.calls.adverse_events import a_harm
from tests.record.calls.photographs import RECORD, a_photograph, a_sent_photograph, agreed
from tests.record.calls.session import rescreened
from tests.record.calls.worries import OUTCOME, a_worry, named_on_call
from tests.web.test_aftercare import address, opened, words

NOBODY = "Nobody has looked"
QUIET = {f"none_{group}": "on" for group in GROUPS} | {f"{USUAL}{sign}": ABSENT for sign in usual_signs()}


def upload(content: bytes = b"", name: str = "IMG_0001.JPG", kind: str = "image/jpeg") -> dict:
    return {"photograph": SimpleUploadedFile(name, content or by_phone(), kind)}


@pytest.fixture
def phone(cast, as_member):
    """Give a phone on which the birth date was given, of a clinic where somebody is on call."""
    named_on_call(cast)
    return opened(cast, as_member)


@pytest.fixture
def told(phone, cast):
    """Report a quiet day on that phone: nobody need look at it."""
    browser, link = phone
    browser.post(address(link, "aftercare_tell_by_link"), QUIET)
    return browser, link, CheckIn.objects.latest("created_at")


def send(browser, link, row, **given):
    where = reverse("send_photograph", args=[token_of(link), row.pk])
    return browser.post(where, upload(**given), follow=True)


def picture_of(token, row, name="own_photograph_image") -> str:
    return reverse(name, args=[token, row.pk])


def staff_page(cast, **query) -> str:
    where = reverse("patient_photographs", args=[cast.patient.pk])
    return where + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


# ------------------------------------------------------------------ by those who treat
@pytest.mark.parametrize("name", ["photograph_image", "photograph_small"])
def test_a_picture_is_shown_to_those_who_treat_and_kept_by_no_cache(cast, as_member, name):
    row = a_photograph(cast)
    answer = as_member("nurse").get(reverse(name, args=[row.pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    digest = row.digest if name == "photograph_image" else row.small_digest
    assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" == digest


@pytest.mark.parametrize(
    ("person", "status"), [("front_desk", 403), ("lapsed", 403), ("outsider", 404), (None, 302)]
)
def test_nobody_else_sees_it(cast, as_member, person, status):
    row = a_photograph(cast)
    for name in ("photograph", "photograph_image", "photograph_small"):
        assert as_member(person).get(reverse(name, args=[row.pk])).status_code == status
    assert as_member(person).get(staff_page(cast)).status_code == status


def test_the_desk_is_not_even_told_that_there_is_one(cast, as_member):
    a_photograph(cast)
    text = as_member("front_desk").get(reverse("patient", args=[cast.patient.pk])).content.decode()
    assert staff_page(cast) not in text
    assert (
        staff_page(cast)
        in as_member("nurse").get(reverse("patient", args=[cast.patient.pk])).content.decode()
    )


def test_one_is_taken_in_without_what_stood_beside_it(cast, as_member, settings):
    agreed(cast)
    sent = upload() | {"purpose": RECORD.value, "zone": "chin", "words": "Before"}
    answer = as_member("nurse").post(staff_page(cast), sent, follow=True)
    row = Photograph.objects.get()
    assert (row.zone, row.words, row.by_name) == ("chin", "Before", "Nurse")
    assert NOBODY in words(answer)
    stored = b"".join(path.read_bytes() for path in settings.PHOTOGRAPH_FOLDER.glob("??/*"))
    assert not any(word in stored for word in (b"Exif", DEVICE.encode(), COMMENT.encode()))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photograph_gets_one_sentence_and_nothing_is_stored(cast, as_member, settings, name):
    agreed(cast)
    content, word = REFUSED[name]
    sent = upload(content or b"\x00"[:0]) if content else {"photograph": SimpleUploadedFile("x.jpg", b"")}
    answer = as_member("nurse").post(staff_page(cast), sent | {"purpose": RECORD.value})
    assert answer.status_code == (413 if name == "50 MB" else 422)
    assert word in words(answer)
    assert "<script>alert" not in answer.content.decode()
    assert not Photograph.objects.exists()
    assert not settings.PHOTOGRAPH_FOLDER.exists()


def test_where_nobody_agreed_the_page_says_where_it_is_asked_and_takes_none(cast, as_member):
    text = as_member("nurse").get(staff_page(cast)).content.decode()
    assert "has not agreed to photographs" in text
    assert reverse("photographs", args=[cast.patient.pk]) in text
    assert 'type="file"' not in text
    assert as_member("nurse").post(staff_page(cast), upload() | {"purpose": RECORD.value}).status_code == 422
    assert not Photograph.objects.exists()


def test_only_addresses_that_take_photographs_take_large_bodies(cast, as_member):
    large = {"photograph": SimpleUploadedFile("x.jpg", bytes(2_000_000))}
    assert as_member("nurse").post(reverse("patients"), large).status_code == 413
    agreed(cast)
    assert as_member("nurse").post(staff_page(cast), large | {"purpose": RECORD.value}).status_code == 422


def test_a_look_is_noted_once_and_by_whom(cast, as_member):
    row = a_photograph(cast)
    where = reverse("look_at_photograph", args=[row.pk])
    assert NOBODY in words(as_member("doctor").get(staff_page(cast)))
    assert "you have looked" in words(as_member("doctor").post(where, {"text": "Calm"}, follow=True))
    assert "Doctor has looked already" in words(as_member("nurse").post(where, follow=True))
    assert PhotographNote.objects.get().text == "Calm"
    assert NOBODY not in words(as_member("nurse").get(staff_page(cast)))


def test_marked_in_error_its_picture_is_gone_from_every_page(cast, as_member):
    row = a_photograph(cast)
    browser = as_member("nurse")
    assert browser.post(reverse("photograph_in_error", args=[row.pk]), {"text": ""}).status_code == 422
    browser.post(reverse("photograph_in_error", args=[row.pk]), {"text": "Of the next patient"})
    assert browser.get(reverse("photograph_image", args=[row.pk])).status_code == 404
    assert "Entered in error" in words(browser.get(staff_page(cast)))
    assert "Of the next patient" in words(browser.get(reverse("photograph", args=[row.pk])))


def test_a_word_on_one_photograph_is_noted_and_heard(cast, as_member):
    row = a_photograph(cast)
    browser, where = as_member("nurse"), reverse("photograph_word", args=[row.pk])
    browser.post(where, {"purpose": RECORD.value, "answer": "no"})
    assert browser.get(reverse("photograph_small", args=[row.pk])).status_code == 404
    assert "has taken it back" in words(browser.get(reverse("photograph", args=[row.pk])))
    browser.post(where, {"purpose": RECORD.value, "answer": "yes"})
    assert browser.get(reverse("photograph_small", args=[row.pk])).status_code == 200
    assert browser.post(where, {"purpose": "advertising", "answer": "yes"}).status_code == 422


def test_only_the_director_destroys_and_only_what_was_taken_back(cast, as_member):
    row = a_photograph(cast)
    where, why = reverse("destroy_photograph", args=[row.pk]), {"text": "The patient asked for it"}
    assert as_member("doctor").post(where, why).status_code == 403
    assert as_member("director").post(where, why).status_code == 409
    state_image_consent(cast.actor("nurse"), row, RECORD.value, False)
    assert "That there was one stays" in words(as_member("director").post(where, why, follow=True))


def test_what_is_damaged_on_the_disk_says_so_and_is_no_crash(cast, as_member, settings):
    row = a_photograph(cast)
    for path in settings.PHOTOGRAPH_FOLDER.glob("??/*"):
        path.write_bytes(b"rust")
    answer = as_member("nurse").get(reverse("photograph_image", args=[row.pk]))
    assert answer.status_code == 409
    assert "damaged on the disk" in words(answer)


# ------------------------------------------------------------------ where they belong
def test_the_skin_of_today_may_be_photographed_at_the_time_out_and_need_not_be(cast, as_member):
    session = rescreened(cast)
    browser = as_member("nurse")
    text = browser.get(reverse("session_time_out", args=[session.pk])).content.decode()
    where = staff_page(cast, session=session.pk)
    assert f'href="{where}"' in text
    assert "Photograph the skin of today (optional)" in text
    assert "It is optional" in words(browser.get(where))
    agreed(cast)
    answer = browser.post(where, upload() | {"purpose": RECORD.value})
    assert answer.url == reverse("session_time_out", args=[session.pk])
    assert Photograph.objects.get().session == session


def test_an_adverse_event_has_its_own_and_those_from_home(cast, as_member):
    harm = a_harm(cast)
    browser, page = as_member("nurse"), reverse("adverse_event", args=[harm.pk])
    assert "There is no photograph of it" in words(browser.get(page))
    agreed(cast)
    assert browser.post(staff_page(cast, event=harm.pk), upload() | {"purpose": RECORD.value}).url == page
    assert NOBODY in words(browser.get(page))
    sent = a_sent_photograph(cast)
    row = Worry.objects.get()
    browser.post(reverse("acknowledge_worry", args=[row.pk]))
    made = browser.post(reverse("adverse_event_from_worry", args=[row.pk]), {"kind": "granuloma"}).url
    assert reverse("photograph_small", args=[sent.pk]) in browser.get(made).content.decode()


def test_it_is_not_taken_in_for_what_is_not_this_patients(cast, as_member):
    harm = a_harm(cast)
    for query in ({"event": harm.pk, "patient": "x"}, {"session": "nonsense"}, {"event": cast.patient.pk}):
        status = as_member("nurse").get(staff_page(cast, **query)).status_code
        assert status == (200 if "patient" in query else 404)


def test_on_the_board_and_on_its_worry_it_says_that_nobody_has_looked(cast, as_member):
    row = a_sent_photograph(cast)
    worry, browser = Worry.objects.get(), as_member("nurse")
    page = reverse("worry", args=[worry.pk])
    assert "A photograph: nobody has looked yet" in words(browser.get(reverse("worries")))
    assert NOBODY in words(browser.get(page))
    assert browser.post(reverse("look_at_photograph", args=[row.pk])).url == page
    assert NOBODY not in words(browser.get(page))
    assert "nobody has looked yet" not in words(browser.get(reverse("worries")))


@pytest.mark.parametrize("gone", ["taken back", "in error", "destroyed"])
def test_the_board_names_no_photograph_at_which_nobody_can_look(cast, as_member, gone):
    row, browser = a_sent_photograph(cast), as_member("nurse")
    assert "nobody has looked yet" in words(browser.get(reverse("worries")))
    if gone == "in error":
        mark_photograph_in_error(cast.actor("nurse"), row, "Of the next patient")
    else:
        state_image_consent(Actor.patient(cast.patient), row, RECORD.value, False)
    if gone == "destroyed":
        destroy_photograph(cast.actor("director"), row, "The patient asked for it")
    assert "nobody has looked yet" not in words(browser.get(reverse("worries")))


def test_the_page_of_an_answered_worry_says_by_when_somebody_looks_at_what_came_since(cast, as_member):
    worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    note_worry_call(cast.actor("nurse"), worry, "yes")
    row, browser = a_sent_photograph(cast), as_member("nurse")
    page = reverse("worry", args=[worry.pk])
    said = words(browser.get(page))
    assert "if nobody has looked at the photograph by" in said
    assert "Nurse was called: a photograph came." in said
    look_at_photograph(cast.actor("nurse"), row)
    assert "the next in line is called" not in words(browser.get(page))


def test_a_worry_with_an_unseen_photograph_is_not_closed_and_what_was_written_stays(cast, as_member):
    a_sent_photograph(cast)
    worry = acknowledge_worry(cast.actor("nurse"), Worry.objects.get())
    answer = as_member("nurse").post(reverse("close_worry", args=[worry.pk]), {"outcome": OUTCOME})
    assert answer.status_code == 422
    assert "Nobody has looked at the photograph yet" in words(answer)
    assert OUTCOME in words(answer)


# ------------------------------------------------------------------ by the patient
def test_from_home_it_is_sent_after_the_answer_and_nobody_has_looked_until_somebody_has(cast, told):
    browser, link, row = told
    page = address_of_told(link, row)
    agreed(cast)
    assert 'enctype="multipart/form-data"' in browser.get(page).content.decode()
    said = words(send(browser, link, row))
    assert "It reached the clinic" in said
    assert "Nobody has looked at it yet" in said
    assert "Only a person looks at it, no machine." in said
    assert "Do not wait until somebody has looked at it." in said
    sent = Photograph.objects.get()
    assert (sent.check_in, sent.by_kind) == (row, "patient")
    assert Worry.objects.get(check_in=row)
    look_at_photograph(cast.actor("nurse"), sent)
    assert "Nurse looked at it on" in words(browser.get(page))


def test_in_an_emergency_no_photograph_is_asked_for_and_one_that_came_still_stands_there(cast, phone):
    browser, link = phone
    agreed(cast)
    browser.post(address(link, "aftercare_tell_by_link"), {"emergency": ["seizure"]})
    row = CheckIn.objects.latest("created_at")
    page = address_of_told(link, row)
    text = browser.get(page).content.decode()
    assert 'type="file"' not in text
    assert "Show the area" not in text
    a_sent_photograph_of(cast, row)
    text = browser.get(page).content.decode()
    assert "Nobody has looked at it yet" in text
    assert "Do not wait until somebody has looked at it." in text
    assert 'type="file"' not in text


@pytest.mark.parametrize("code", ["de", "es", "ar"])
def test_what_warns_beside_a_photograph_stands_in_english_and_the_rest_in_its_language(cast, told, code):
    browser, link, row = told
    agreed(cast)
    a_sent_photograph_of(cast, row)
    browser.cookies[COOKIE] = code
    text = browser.get(address_of_told(link, row)).content.decode()
    assert '<p lang="en" dir="ltr">Do not wait until somebody has looked at it.' in text
    for english in (
        "Only a person looks at it",
        "Nobody has looked at it yet",
        "Indoors by daylight",
        "Wipe nothing",
    ):
        assert english not in text
    assert {"es": "nadie la ha mirado", "de": "Noch hat es niemand", "ar": "لم ينظر فيها"}[code] in text


def address_of_told(link, row) -> str:
    return reverse("aftercare_told_by_link", args=[token_of(link), row.pk])


def test_without_a_yes_the_phone_asks_for_it_in_the_words_of_the_consent(cast, told):
    browser, link, row = told
    state_photo_consent(cast.actor("nurse"), cast.patient, RECORD.value, False)
    text = browser.get(address_of_told(link, row)).content.decode()
    assert PURPOSE_TEXTS[RECORD] in re.sub(r"\s+", " ", text)
    assert 'type="file"' not in text
    assert send(browser, link, row).status_code == 422
    assert not Photograph.objects.exists()
    browser.post(reverse("agree_to_photographs", args=[token_of(link), row.pk]))
    assert PhotoStatement.objects.latest("created_at").is_given
    assert 'type="file"' in browser.get(address_of_told(link, row)).content.decode()
    assert send(browser, link, row).status_code == 200
    assert Photograph.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["HEIC", "moving WebP", "truncated", "SVG", "HTML behind the mark of a JPEG"]
)
def test_from_home_what_is_no_photograph_gets_its_sentence_and_the_answer_stays_there(cast, told, name):
    browser, link, row = told
    agreed(cast)
    content, word = REFUSED[name]
    answer = send(browser, link, row, content=content)
    assert answer.status_code == 422
    assert word in words(answer)
    assert "What to do now" in words(answer)
    assert not Photograph.objects.exists()
    assert not Worry.objects.exists()


def test_a_file_of_50_mb_is_refused_before_it_is_read(cast, told):
    browser, link, row = told
    agreed(cast)
    answer = send(browser, link, row, content=REFUSED["50 MB"][0])
    assert answer.status_code == 413
    assert "larger than 15 MB" in words(answer)


def test_once_the_clinic_closed_the_report_it_takes_no_more(cast, told):
    browser, link, row = told
    agreed(cast)
    send(browser, link, row)
    look_at_photograph(cast.actor("nurse"), Photograph.objects.get())
    close_worry(cast.actor("nurse"), acknowledge_worry(cast.actor("nurse"), Worry.objects.get()), OUTCOME)
    assert "tell us anew how it is" in words(browser.get(address_of_told(link, row)))
    assert send(browser, link, row).status_code == 422
    assert Photograph.objects.count() == 1


def test_in_another_browser_nothing_is_sent_with_somebodys_report(cast, told, as_member):
    _, link, row = told
    agreed(cast)
    other = as_member(None)
    assert send(other, link, row).redirect_chain[0][0] == address(link)
    other.post(address(link), {"birth_date": "1991-04-02"})
    assert send(other, link, row).status_code == 404
    assert not Photograph.objects.exists()


@pytest.mark.parametrize("name", ["own_photograph_image", "own_photograph_small"])
def test_a_patient_sees_their_own_behind_the_birth_date_and_nobody_elses(cast, phone, as_member, name):
    browser, link = phone
    row, token = a_photograph(cast), token_of(link)
    answer = browser.get(picture_of(token, row, name))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert as_member(None).get(picture_of(token, row, name)).status_code == 404


def test_another_patients_photograph_is_not_there_by_this_link(cast, phone):
    browser, link = phone
    row = a_photograph(cast)
    stranger = foreign_photograph(cast)
    token = token_of(link)
    assert browser.get(picture_of(token, row)).status_code == 200
    assert browser.get(picture_of(token, stranger)).status_code == 404
    assert browser.post(picture_of(token, stranger, "take_photograph_back")).status_code == 404


def foreign_photograph(cast) -> Photograph:
    state_photo_consent(cast.actor("outsider"), cast.other_patient, RECORD.value, True)
    return add_photograph(cast.actor("outsider"), cast.other_patient, Taken(picture=a_picture()))


def test_somebody_signed_in_at_the_clinic_does_not_open_a_patients_picture_by_link(cast, phone, as_member):
    _, link = phone
    row = a_photograph(cast)
    assert as_member("nurse").get(picture_of(token_of(link), row)).status_code == 403


def test_a_patient_takes_one_back_and_it_is_gone_from_every_page_and_copy(cast, phone, as_member):
    browser, link = phone
    row, other = a_photograph(cast), a_photograph(cast)
    token = token_of(link)
    page = browser.get(address(link, "own_record")).content.decode()
    assert picture_of(token, row, "own_photograph_small") in page
    assert NOBODY in page
    said = words(browser.post(picture_of(token, row, "take_photograph_back"), follow=True))
    assert "Taken back" in said
    assert browser.get(picture_of(token, row)).status_code == 404
    assert as_member("nurse").get(reverse("photograph_image", args=[row.pk])).status_code == 404
    pictures = json.loads(browser.get(address(link, "own_record_json")).getvalue())["pictures"]
    assert [one["digest"] for one in pictures] == [other.digest]


def test_the_copy_for_another_program_carries_the_bytes(cast, phone):
    browser, link = phone
    row = a_photograph(cast, zone="chin", words="she says that it itches less")
    text = browser.get(address(link, "own_record_json")).getvalue().decode()
    (one,) = json.loads(text)["pictures"]
    content = base64.b64decode(one["data"])
    assert f"sha256:{hashlib.sha256(content).hexdigest()}" == one["digest"] == row.digest
    assert Image.open(io.BytesIO(content)).size == (one["width_px"], one["height_px"])
    assert (one["looked_by"], one["zone"].split(",")[0]) == (None, "Chin")
    assert "itches less" not in text


@pytest.mark.skipif(not pdf.can_write_pdf(), reason="WeasyPrint finds no Pango")
def test_the_pdf_carries_the_picture(cast, phone):
    browser, link = phone
    before = browser.get(address(link, "own_record_pdf")).content
    a_photograph(cast)
    after = browser.get(address(link, "own_record_pdf")).content
    assert b"/DCTDecode" in after
    assert b"/DCTDecode" not in before


def test_the_page_that_prints_carries_it_too(cast, phone, monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    browser, link = phone
    a_photograph(cast)
    assert "data:image/jpeg;base64," in browser.get(address(link, "own_record_pdf")).content.decode()


def test_on_paper_stand_the_newest_small_and_how_many_there_are(cast, phone, monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    monkeypatch.setattr(own_record, "MOST_ON_PAPER", 2)
    browser, link = phone
    rows = [a_photograph(cast) for _ in range(3)]
    page = browser.get(address(link, "own_record_pdf")).content.decode()
    small = base64.b64encode(read_file(rows[0], SMALL)).decode()
    assert page.count("data:image/jpeg;base64,") == page.count(small) == 2
    assert "(2/3)" in page


def test_the_copy_for_another_program_is_written_one_picture_after_another(cast, phone, monkeypatch):
    browser, link = phone
    rows = [a_photograph(cast) for _ in range(3)]
    answer = browser.get(address(link, "own_record_json"))
    assert answer.streaming
    pieces = list(answer)
    assert len(pieces) == len(rows) + 2
    assert [piece.count(b'"data": "') for piece in pieces] == [0, 1, 1, 1, 0]
    told = json.loads(b"".join(pieces))
    assert {one["digest"] for one in told["pictures"]} == {row.digest for row in rows}
    assert told["schema"] == "needlepoint/own-record/1"


@pytest.mark.skipif(not pdf.can_write_pdf(), reason="WeasyPrint finds no Pango")
@pytest.mark.parametrize("address", ["data:text/html;base64,PGI+", "data:image/svg+xml;base64,PHN2Zy8+"])
def test_a_document_reads_no_other_thing_that_stands_in_an_address(address):
    with pytest.raises(ValueError):
        pdf.own_file(address)


def test_a_damaged_picture_does_not_hold_up_the_copy_of_the_rest(cast, phone, settings):
    browser, link = phone
    a_photograph(cast)
    for path in settings.PHOTOGRAPH_FOLDER.glob("??/*"):
        path.unlink()
    (one,) = json.loads(browser.get(address(link, "own_record_json")).getvalue())["pictures"]
    assert one["data"] is None


def test_the_wish_to_be_erased_leaves_them_to_the_director(cast, phone, as_member):
    browser, link = phone
    row = a_photograph(cast)
    browser.post(address(link, "own_record_erasure"))
    assert Photograph.objects.get() == row
    board = as_member("director").get(reverse("messages")).content.decode()
    assert staff_page(cast) in board
    assert staff_page(cast) not in as_member("front_desk").get(reverse("messages")).content.decode()


def test_the_days_kept_on_a_phone_name_no_photograph(cast, phone):
    browser, link = phone
    a_photograph(cast)
    assert "/photographs/" not in browser.get(address(link, "aftercare_kept_by_link")).content.decode()
    worker = browser.get(address(link, "aftercare_worker")).content.decode()
    assert "photograph" not in worker


def test_a_draft_holds_no_photograph_and_is_not_lost_by_one(cast, phone):
    browser, link = phone
    text = browser.get(address(link, "aftercare_tell_by_link")).content.decode()
    assert "On the next page you can add photographs" in text
    assert 'type="file"' not in text


def test_a_large_photograph_of_a_phone_is_taken(cast, told):
    browser, link, row = told
    agreed(cast)
    content = by_phone(6, picture=drawn(4032, 3024), quality=95) + bytes(1_500_000)
    assert send(browser, link, row, content=content).status_code == 200
    assert (Photograph.objects.get().width_px, Photograph.objects.get().height_px) == (1200, 1600)


def test_what_was_destroyed_stands_there_without_its_picture(
    cast, as_member, django_capture_on_commit_callbacks
):
    row = a_photograph(cast)
    state_image_consent(Actor.patient(cast.patient), row, RECORD.value, False)
    with django_capture_on_commit_callbacks(execute=True):
        destroy_photograph(cast.actor("director"), row, "The patient asked for it")
    assert "Its picture was destroyed" in words(as_member("nurse").get(staff_page(cast)))
    assert as_member("nurse").get(reverse("photograph_image", args=[row.pk])).status_code == 404


# ------------------------------------------------------------------ however many there are
MOST_QUERIES = 12
MANY = 12


def queries_of(browser, where: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(where).status_code == 200, where
    return len(asked)


def test_pages_of_staff_ask_as_often_for_many_photographs_as_for_one(cast, as_member):
    row, browser = a_sent_photograph(cast), as_member("director")
    harm = a_harm(cast)
    a_photograph(cast, of=harm)
    pages = [
        staff_page(cast),
        reverse("photograph", args=[row.pk]),
        reverse("photograph_small", args=[row.pk]),
        reverse("worry", args=[Worry.objects.get().pk]),
        reverse("worries"),
        reverse("adverse_event", args=[harm.pk]),
    ]
    browser.get(pages[0])  # the first page of a sitting writes down when it was
    once = {where: queries_of(browser, where) for where in pages}
    for _ in range(MANY):
        a_photograph(cast, of=harm)
    for _ in range(4):
        a_sent_photograph(cast)
    assert {where: queries_of(browser, where) for where in pages} == once
    assert max(once.values()) <= MOST_QUERIES, once


def test_pages_of_the_patient_ask_as_often_for_many_photographs_as_for_one(cast, told):
    browser, link, row = told
    agreed(cast)
    send(browser, link, row)
    pages = [address_of_told(link, row), address(link, "own_record"), address(link, "own_record_json")]
    once = {where: queries_of(browser, where) for where in pages}
    for _ in range(4):
        a_sent_photograph_of(cast, row)
    for _ in range(MANY):
        a_photograph(cast)
    assert {where: queries_of(browser, where) for where in pages} == once
    assert max(once.values()) <= MOST_QUERIES, once


def a_sent_photograph_of(cast, row) -> Photograph:
    return a_sent_photograph(cast, CheckIn.objects.select_related("patient__clinic").get(pk=row.pk))
