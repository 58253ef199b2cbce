"""Pages about patients: what they show, to whom, and what they refuse."""

from datetime import date

import pytest
from django.urls import reverse

from clinic.records.actions.patients import amend_patient, mark_arrived
from clinic.records.models import Attendance, Patient
from tests.cast import details

TYPED = {
    "name": "Mary Somerville",
    "birth_date": "1980-12-26",
    "sex": "female",
    "country": "DE",
    "language": "en",
    "phone": "030 123",
}


def test_somebody_is_registered_at_the_desk_and_their_page_opens(cast, as_member):
    answer = as_member("front_desk").post(reverse("register_patient"), TYPED, follow=True)
    patient = Patient.objects.get(name="Mary Somerville")
    assert answer.redirect_chain == [(reverse("patient", args=[patient.pk]), 302)]
    assert "Mary Somerville is registered." in answer.content.decode()
    assert patient.clinic == cast.clinic


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"birth_date": "2015-01-01"}, "We treat adults only"),
        ({"birth_date": "2126-01-01"}, "future"),
        ({"birth_date": "1991-02-30"}, "valid date"),
        ({"name": ""}, "required"),
        ({"country": "XX"}, "valid choice"),
        ({"email": "nobody"}, "valid email"),
    ],
)
def test_a_wrong_value_is_explained_beside_its_field_and_nothing_typed_is_lost(
    cast, as_member, wrong, sentence
):
    answer = as_member("front_desk").post(reverse("register_patient"), TYPED | wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert "error-summary" in shown
    assert "030 123" in shown
    assert not Patient.objects.filter(name="Mary Somerville").exists()


def test_who_may_be_the_same_is_shown_first_and_a_second_press_registers(cast, as_member):
    desk, twin = as_member("front_desk"), TYPED | {"name": "Ada Lovelace", "birth_date": "1991-04-02"}
    asked = desk.post(reverse("register_patient"), twin)
    assert asked.status_code == 409
    assert reverse("patient", args=[cast.patient.pk]) in asked.content.decode()
    seen = asked.context["form"]["not_the_same_as"].value()
    assert desk.post(reverse("register_patient"), twin | {"not_the_same_as": seen}).status_code == 302
    assert Patient.objects.filter(name="Ada Lovelace").count() == 2


def test_a_double_click_registers_one_person(cast, as_member):
    desk = as_member("front_desk")
    assert [desk.post(reverse("register_patient"), TYPED).status_code for _ in range(2)] == [302, 409]
    assert Patient.objects.filter(name="Mary Somerville").count() == 1


@pytest.mark.parametrize("text", ["lovel", "1991-04-02", "2345678"])
def test_search_answers_with_the_list_alone_while_one_types(cast, as_member, text):
    answer = as_member("front_desk").post(reverse("patients"), {"q": text}, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert "Ada Lovelace" in shown
    assert "<html" not in shown
    assert "Grace" not in shown


def test_search_without_scripts_gives_the_whole_page_and_says_when_nobody_is_found(cast, as_member):
    shown = as_member("nurse").post(reverse("patients"), {"q": "zzz"}).content.decode()
    assert "Nobody found" in shown
    assert "<html" in shown


def test_markup_in_a_name_is_shown_as_text(cast, as_member):
    amend_patient(cast.actor("nurse"), cast.patient, details("<b>Ada</b> Lovelace"), version=1)
    shown = as_member("nurse").get(reverse("patient", args=[cast.patient.pk])).content.decode()
    assert "<b>Ada" not in shown
    assert "&lt;b&gt;Ada" in shown


def test_the_second_of_two_editors_sees_what_is_stored_beside_what_they_typed(cast, as_member):
    amend_patient(cast.actor("nurse"), cast.patient, details("Ada King"), version=1)
    typed = TYPED | {"name": "Ada Byron", "birth_date": "1991-04-02", "version": "1"}
    answer = as_member("doctor").post(reverse("amend_patient", args=[cast.patient.pk]), typed)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Ada King" in shown
    assert "Ada Byron" in shown
    cast.patient.refresh_from_db()
    assert cast.patient.name == "Ada King"


def test_a_wrong_record_shows_its_mark_and_no_more_deeds(cast, as_member):
    director, address = as_member("director"), reverse("patient_entered_in_error", args=[cast.patient.pk])
    assert director.post(address, {"reason": "", "version": 1}).status_code == 422
    director.post(address, {"reason": "registered twice", "version": 1})
    shown = director.get(reverse("patient", args=[cast.patient.pk])).content.decode()
    assert "registered twice" in shown
    assert reverse("amend_patient", args=[cast.patient.pk]) not in shown
    assert director.post(reverse("mark_arrived", args=[cast.patient.pk])).status_code == 409


def test_today_shows_who_is_here_and_what_comes_next(cast, as_member):
    nurse = as_member("nurse")
    nurse.post(reverse("mark_arrived", args=[cast.patient.pk]))
    page = nurse.get(reverse("today"))
    assert [card["patient"] for card in page.context["here"]] == [cast.patient]
    assert page.context["here"][0]["deed"]
    nurse.post(reverse("mark_left", args=[cast.patient.pk]))
    assert Attendance.objects.get().left_at is not None


def test_today_of_an_empty_clinic_says_what_to_do_first(cast, as_member):
    outsider = as_member("outsider")
    Patient.objects.filter(pk=cast.other_patient.pk).update(state="entered_in_error")
    assert "Begin by registering a patient" in outsider.get(reverse("today")).content.decode()


def test_today_asks_the_database_no_more_for_thirty_than_for_one(
    cast, as_member, django_assert_max_num_queries
):
    client = as_member("doctor")
    for n in range(30):
        mark_arrived(cast.actor("doctor"), _somebody(cast, n))
    client.get(reverse("today"))
    with django_assert_max_num_queries(12):
        client.get(reverse("today"))


def test_a_patients_page_asks_the_database_little(cast, as_member, django_assert_max_num_queries):
    client = as_member("doctor")
    client.get(reverse("today"))
    with django_assert_max_num_queries(12):
        client.get(reverse("patient", args=[cast.patient.pk]))


def test_a_patients_page_has_banner_course_line_and_one_heading(cast, as_member):
    shown = as_member("nurse").get(reverse("patient", args=[cast.patient.pk])).content.decode()
    assert "patient-banner" in shown
    assert "course-line" in shown
    assert shown.count("<h1") == 1


def test_no_page_carries_inline_script_or_style(cast, as_member):
    director = as_member("director")
    for name in (
        "today",
        "patients",
        "register_patient",
        "team",
        "invite_member",
        "clinic",
        "audit",
        "mfa_index",
    ):
        answer = director.get(reverse(name))
        shown = answer.content.decode()
        assert " style=" not in shown
        assert "<script>" not in shown
        assert "onclick" not in shown
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store" or "no-store" in answer.headers["Cache-Control"]


def _somebody(cast, n: int) -> Patient:
    return Patient.objects.create(
        clinic=cast.clinic,
        created_at=cast.patient.created_at,
        name=f"Person {n}",
        birth_date=date(1980, 1, 1),
        country="DE",
    )
