"""Aftercare pages: for staff, on paper, in a calendar, and by link on a phone at night."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from clinic.records import clock
from clinic.records.actions.doors import revoke_patient_link, send_patient_link
from clinic.records.models import AftercareSheet, PatientLink
from clinic.web import pdf
from clinic.web.patient_links import token_of
from clinic.web.shown.screening import CERTAINTY_WORDS
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.aftercare.products import FROM_THAT_DAY, IF_PRESCRIBED, OwnProduct
from tests.record.calls.aftercare import a_sheet
from tests.record.calls.session import signed

BORN = "1991-04-02"
CALMING = ("normal", "nothing to worry", "don't worry", "harmless", "guarantee", "suitable")


def a_link(cast) -> PatientLink:
    return send_patient_link(cast.actor("nurse"), cast.patient, "aftercare")


def address(link, name="aftercare_by_link"):
    return reverse(name, args=[token_of(link)])


def opened(cast, as_member):
    """Give a phone on which the birth date was given."""
    a_sheet(cast)
    link, phone = a_link(cast), as_member(None)
    phone.post(address(link), {"birth_date": BORN})
    return phone, link


def words(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_the_link_asks_for_the_birth_date_and_shows_nothing_before(cast, as_member):
    a_sheet(cast)
    link, phone = a_link(cast), as_member(None)
    text = phone.get(address(link)).content.decode()
    assert "birth date" in text
    assert "Lovelace" not in text
    assert "needle" not in text.lower().replace("needlepoint", "")


def test_a_wrong_birth_date_opens_nothing_and_the_fifth_locks_the_link(cast, as_member):
    a_sheet(cast)
    link, phone = a_link(cast), as_member(None)
    for _ in range(5):
        assert phone.post(address(link), {"birth_date": "1990-01-01"}).status_code == 422
    assert phone.post(address(link), {"birth_date": BORN}).status_code == 404


def test_today_stands_first_with_what_to_expect_do_and_leave_out(cast, as_member):
    phone, link = opened(cast, as_member)
    text = phone.get(address(link)).content.decode()
    assert re.search(r"<h1>\s*Today\s*</h1>", text)
    order = [
        text.index(title) for title in ("What to expect today", "Do today", "Leave out today", "Next dates")
    ]
    assert order == sorted(order)
    assert "Something worries me" in text


def test_the_days_to_either_side_are_one_tap_away(cast, as_member):
    phone, link = opened(cast, as_member)
    text = phone.get(address(link), {"day": "3"}).content.decode()
    assert 'href="?day=2"' in text
    assert 'href="?day=4"' in text
    assert "3 days after your treatment" in text


@pytest.mark.parametrize("day", ["-1", "x", "99999", "٣", "1e3"])
def test_a_day_that_cannot_be_is_read_as_today(cast, as_member, day):
    phone, link = opened(cast, as_member)
    assert "Today" in phone.get(address(link), {"day": day}).content.decode()


def test_worry_leads_to_both_numbers_and_calms_nobody(cast, as_member):
    phone, link = opened(cast, as_member)
    answer = phone.get(address(link, "aftercare_worry_by_link"))
    text = answer.content.decode()
    assert f"tel:{cast.clinic.phone.replace(' ', '')}" in text
    assert f"tel:{cast.clinic.emergency_number}" in text
    assert text.index("Call the emergency number at once") < text.index("Call us today")
    assert not any(word in words(answer).lower() for word in CALMING)


def test_the_phone_calls_nothing_normal_and_promises_nothing(cast, as_member):
    phone, link = opened(cast, as_member)
    for day in range(0, 31, 5):
        said = words(phone.get(address(link), {"day": str(day)})).lower()
        assert not any(word in said for word in CALMING)


@pytest.mark.parametrize("name", ["aftercare_worry_by_link", "aftercare_calendar_by_link"])
def test_without_the_birth_date_every_door_leads_to_the_question(cast, as_member, name):
    a_sheet(cast)
    link = a_link(cast)
    assert as_member(None).get(address(link, name)).url == address(link)


def test_a_closed_link_and_an_expired_one_open_nothing(cast, as_member):
    phone, link = opened(cast, as_member)
    with clock.at(clock.now() + timedelta(days=400)):
        assert phone.get(address(link)).status_code == 404
    revoke_patient_link(cast.actor("nurse"), link)
    assert phone.get(address(link)).status_code == 404


def test_a_link_for_something_else_opens_no_aftercare(cast, as_member):
    a_sheet(cast)
    other = send_patient_link(cast.actor("nurse"), cast.patient, "history")
    assert as_member(None).get(address(other)).status_code == 404


def test_the_calendar_file_is_one_and_its_titles_say_nothing_clinical(cast, as_member):
    phone, link = opened(cast, as_member)
    answer = phone.get(address(link, "aftercare_calendar_by_link"))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    titles = re.findall(r"SUMMARY:(.*)", text)
    assert titles
    assert not any(word in title.lower() for title in titles for word in ("needl", "scar", "skin", "session"))


def test_staff_make_and_close_the_link(cast, as_member):
    a_sheet(cast)
    client, page = as_member("nurse"), reverse("aftercare", args=[cast.patient.pk])
    made = client.post(reverse("send_aftercare_link", args=[cast.patient.pk]), follow=True)
    link = PatientLink.objects.get(purpose="aftercare")
    assert "link-address" in made.content.decode()
    again = client.get(page).content.decode()
    assert "link-address" not in again
    assert "Close this link" in again
    client.post(reverse("revoke_aftercare_link", args=[link.pk]))
    assert "Close this link" not in client.get(page).content.decode()


def test_the_page_says_what_is_not_certain_and_what_is_next_until_the_patient_has_it(cast, as_member):
    a_sheet(cast)
    client, here = as_member("nurse"), reverse("aftercare", args=[cast.patient.pk])
    page = client.get(here).content.decode()
    assert "How long each usual sign lasts" in page.split('id="uncertain-title"')[1].split("</section>")[0]
    assert "Next: give these days to the patient" in page
    client.post(reverse("send_aftercare_link", args=[cast.patient.pk]))
    assert "Next: give these days" not in client.get(here).content.decode()


def test_certainty_and_source_are_one_click_away(cast, as_member):
    a_sheet(cast)
    text = as_member("nurse").get(reverse("aftercare", args=[cast.patient.pk])).content.decode()
    assert text.count("Why, and how sure") > 20
    assert "Certainty:" in text


def test_before_the_first_session_the_page_says_the_first_step(cast, as_member):
    text = as_member("nurse").get(reverse("aftercare", args=[cast.patient.pk])).content.decode()
    assert "No aftercare yet" in text


def test_a_signed_session_without_a_sheet_offers_to_write_it(cast, as_member):
    session, client = signed(cast), as_member("nurse")
    page = reverse("aftercare", args=[cast.patient.pk])
    assert "Write the aftercare" in client.get(page).content.decode()
    assert client.post(reverse("write_aftercare", args=[session.pk])).url == page
    assert "Write the aftercare" not in client.get(page).content.decode()


def test_paper_carries_name_numbers_version_and_digest(cast, as_member):
    sheet = a_sheet(cast)
    address = reverse("print_aftercare", args=[cast.patient.pk])
    text = as_member("nurse").get(address, {"paper": "letter"}).content.decode()
    said = ("Ada Lovelace", sheet.digest, cast.clinic.phone, cast.clinic.emergency_number, "paper-letter")
    assert all(part in text for part in said)


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.skipif(not pdf.can_write_pdf(), reason="WeasyPrint finds no Pango")
def test_the_paper_is_three_pages_and_leaves_nothing_out(cast, as_member, paper):
    whole = a_sheet(cast).to_domain()
    page = reverse("print_aftercare", args=[cast.patient.pk])
    text = as_member("nurse").get(page, {"paper": paper}).content.decode()
    written = pdf.weasyprint.HTML(string=text, base_url=f"{pdf.OWN}:/", url_fetcher=pdf.own_file).render()
    assert len(written.pages) <= 3
    told = [*whole.instructions, *whole.course, *whole.red_flags]
    assert [one.text for one in told if escape(one.text) not in text] == []
    sentences = {said for flag in whole.red_flags for said in re.split(r"(?<=[.!?]) ", flag.advice)}
    assert [said for said in sentences if escape(said) not in text] == []
    assert text.index(f"Emergency: {cast.clinic.emergency_number}") < text.index("Day by day")


@pytest.mark.skipif(not pdf.can_write_pdf(), reason="WeasyPrint finds no Pango")
def test_a_pdf_is_written_where_pango_is_present(cast, as_member):
    a_sheet(cast)
    answer = as_member("nurse").get(reverse("pdf_aftercare", args=[cast.patient.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 20_000


def test_without_pango_the_button_says_what_to_install(cast, as_member, monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    a_sheet(cast)
    client, page = as_member("nurse"), reverse("aftercare", args=[cast.patient.pk])
    assert "install Pango" in client.get(page).content.decode()
    assert client.get(reverse("pdf_aftercare", args=[cast.patient.pk])).url == page


@pytest.mark.parametrize(
    "address", ["https://example.org/x.css", "file:///etc/passwd", "/static/../manage.py"]
)
def test_a_document_reads_our_own_files_only(address):
    with pytest.raises((ValueError, OSError)):
        pdf.own_file(address)


def test_the_front_desk_sees_no_aftercare(cast, as_member):
    a_sheet(cast)
    assert as_member("front_desk").get(reverse("aftercare", args=[cast.patient.pk])).status_code == 403


def test_the_patients_own_products_stand_by_their_name_with_a_day_or_with_whom_to_ask(
    cast, as_member, monkeypatch
):
    browser, link = opened(cast, as_member)
    from_on = AftercareSheet.objects.get().on + timedelta(days=7)
    usual = {"products": (), "certainty": "convention", "sources": ("needlepoint-convention",)}
    dated = OwnProduct(
        name="Retinol night", from_on=from_on, text=f"{FROM_THAT_DAY} {IF_PRESCRIBED}", **usual
    )
    unknown = OwnProduct(name="Derma Glow", from_on=None, text="We do not know this product.", **usual)
    right = AftercareSheet.to_domain
    monkeypatch.setattr(
        AftercareSheet, "to_domain", lambda sheet: replace(right(sheet), products=(dated, unknown))
    )
    said = re.sub(r"\s+", " ", browser.get(address(link)).content.decode())
    assert (
        f"Retinol night</bdi>.</strong> <span>On the treated skin again from {full_date(from_on)} on." in said
    )
    assert "Derma Glow</bdi>.</strong> <span> We do not know this product." in said
    later = browser.get(address(link), {"day": "8"}).content.decode()
    assert "May go on the treated skin again since" in later
    assert "ask whoever prescribed it when to go on" in later
    assert FROM_THAT_DAY in said
    assert FROM_THAT_DAY not in later
    why = said.partition("<bdi>Retinol night</bdi></strong></p>")[2]
    assert CERTAINTY_WORDS["convention"]() in why[:300]
