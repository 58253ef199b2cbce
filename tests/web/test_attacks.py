"""What an attacker tried: hostile names, huge bodies, other people's places, drafts and sessions that change hands."""

import io
import logging

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Membership
from clinic.project.log_lines import WithoutValues
from clinic.records.actions.doors import send_patient_link
from clinic.records.actions.history import EntryDetails, Said, answer_questions, note_entry
from clinic.records.actors import Actor
from clinic.records.models import Answer, Patient
from clinic.records.refusals import NotHere
from clinic.web.invitations import invitation_link
from clinic.web.patient_links import token_of
from tests.cast import PASSWORD, PIN, make_member
from tests.record.calls.aftercare import a_sheet
from tests.web.test_pages import VIEWS, address

HOSTILE = "<img src=x onerror=alert(1)>"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
OF_A_PATIENT = [
    *(
        "patient",
        "history",
        "history_links",
        "screening",
        "concerns",
        "planning",
        "consent",
        "session",
        "aftercare",
    ),
    *("photographs", "print_aftercare", "send_consent_copy", "today"),
]


@pytest.fixture
def hostile(cast) -> Patient:
    """Give somebody with a whole course, whose every free word is markup."""
    a_sheet(cast)
    Patient.objects.filter(pk=cast.patient.pk).update(name=HOSTILE, chosen_name=HOSTILE)
    patient = Patient.objects.get(pk=cast.patient.pk)
    nurse = cast.actor("nurse")
    answer_questions(nurse, patient, [Said(asks="goals", answer="yes", note=HOSTILE)])
    note_entry(nurse, patient, EntryDetails(kind="allergy", name=HOSTILE))
    note_entry(nurse, patient, EntryDetails(kind="medicine", name=HOSTILE))
    return patient


def test_markup_in_a_name_or_an_answer_is_shown_as_it_was_typed_and_never_run(cast, hostile, as_member):
    director = as_member("director")
    for name in OF_A_PATIENT:
        page = reverse(name, args=[hostile.pk] if name != "today" else [])
        shown = director.get(page, follow=True).content.decode()
        assert HOSTILE not in shown, name
        assert "<img src=x" not in shown, name


def test_markup_is_never_run_on_the_patients_own_pages(cast, hostile):
    phone = Client()
    link = send_patient_link(cast.actor("front_desk"), hostile)
    there = reverse("history_by_link", args=[token_of(link)])
    phone.post(there, {"birth_date": "1991-04-02"})
    phone.post(there + "today/", {"do": "save", "q-goals-typed": HOSTILE})
    for page in (there, there + "today/", there + "medicines/"):
        assert HOSTILE not in phone.get(page).content.decode()


# bodies


@pytest.mark.parametrize("name", ["account_login", "setup", "register_patient"])
def test_a_body_larger_than_any_form_is_refused_before_it_is_read(cast, as_member, name):
    body = io.BytesIO(b"x" * 1_000_001)
    client = as_member("front_desk") if name == "register_patient" else Client()
    answer = client.post(reverse(name), {"file": body, "login": "a"})
    assert answer.status_code == 413
    assert "Nothing was stored" in answer.content.decode()


@pytest.mark.parametrize("length", ["9" * 40, "-1", "", "x"])
def test_a_strange_length_breaks_nothing(cast, length):
    answer = Client().post("/account/login/", {"login": "a"}, CONTENT_LENGTH=length)
    assert answer.status_code in {200, 400, 413}


def test_a_form_of_thousands_of_fields_gets_a_kind_page(cast, as_member):
    answer = as_member("nurse").post(reverse("patients"), {f"q{n}": "" for n in range(2_001)})
    assert answer.status_code == 400


# other people's places


@pytest.fixture
def poached(cast) -> Membership:
    """Let a director of another clinic invite somebody of ours."""
    member = make_member(cast.other_clinic, "poacher", "director", "none")
    return Membership.objects.create(
        clinic=cast.other_clinic,
        user=cast.doctor,
        role="practitioner",
        profession="doctor",
        state="invited",
        created_at=member.created_at,
    )


def join(member: Membership) -> str:
    return invitation_link(member).removeprefix("http://localhost:8000")


def test_nobody_accepts_an_invitation_in_the_name_of_somebody_who_has_an_account(poached, as_member):
    assert Client().post(join(poached)).url.startswith("/account/login/")
    assert as_member("nurse").post(join(poached)).status_code == 403
    poached.refresh_from_db()
    assert poached.state == "invited"
    as_member("doctor").post(join(poached), {"password": ""})
    poached.refresh_from_db()
    assert poached.state == "active"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_never_leads_to_another_host(cast, elsewhere):
    given = {"login": "nurse@example.org", "password": PASSWORD, "next": elsewhere}
    assert Client().post("/account/login/", given).url == "/"


def test_a_role_that_changes_counts_from_the_next_page_on(cast, as_member):
    nurse = as_member("nurse")
    page = reverse("history", args=[cast.patient.pk])
    assert nurse.get(page).status_code == 200
    Membership.objects.filter(pk=cast.members["nurse"].pk).update(role="front_desk", profession="none")
    assert nurse.get(page).status_code == 403
    assert nurse.get(reverse("patient", args=[cast.patient.pk])).status_code == 200


def test_a_field_that_no_form_has_changes_nothing(cast, as_member):
    patient = cast.patient
    form = {
        "name": "Ada King",
        "birth_date": "1991-04-02",
        "sex": "female",
        "country": "DE",
        "language": "en",
        "version": patient.version,
        "state": "entered_in_error",
        "clinic": cast.other_clinic.pk,
        "id": cast.other_patient.pk,
    }
    assert as_member("nurse").post(reverse("amend_patient", args=[patient.pk]), form).status_code == 302
    patient.refresh_from_db()
    assert (patient.name, patient.state, patient.clinic) == ("Ada King", "registered", cast.clinic)


# sessions that change hands


def test_signing_in_takes_a_new_session(cast):
    client = Client()
    link = send_patient_link(cast.actor("front_desk"), cast.patient)
    client.post(reverse("history_by_link", args=[token_of(link)]), {"birth_date": "1991-04-02"})
    planted = client.cookies["sessionid"].value
    client.post("/account/login/", {"login": "nurse@example.org", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted


def test_a_draft_of_one_person_is_not_given_to_the_next(cast, as_member):
    tablet = as_member("nurse")
    tablet.get("/")
    session = tablet.session
    session["last_seen"] = 0
    session.save()
    tablet.post(reverse("patients"), {"q": "somebody secret"})
    for _ in range(3):
        tablet.post(reverse("unlock"), {"pin": "1111"})
    tablet.post("/account/login/", {"login": "doctor@example.org", "password": PASSWORD})
    shown = tablet.get(reverse("carry_on"), follow=True).content.decode()
    assert "somebody secret" not in shown


def test_what_a_patient_was_typing_when_the_tablet_locked_is_not_given_to_the_staff(cast, as_member):
    desk = as_member("front_desk")
    desk.post(reverse("history_hand_over", args=[cast.patient.pk]))
    session = desk.session
    session["last_seen"] = 0
    session.save()
    page = reverse("history_handed_section", args=[cast.patient.pk, "today"])
    desk.post(page, {"do": "save", "q-goals-typed": "somebody secret"})
    desk.post(reverse("unlock"), {"pin": PIN})
    shown = desk.get(reverse("carry_on"), follow=True).content.decode()
    assert "somebody secret" not in shown
    assert not Answer.objects.exists()


def test_a_place_that_ended_leaves_a_tablet_that_was_handed_over_empty(cast, as_member):
    nurse = as_member("nurse")
    handed = nurse.post(reverse("history_hand_over", args=[cast.patient.pk])).url
    Membership.objects.filter(pk=cast.members["nurse"].pk).update(state="suspended")
    assert nurse.get(handed).status_code == 404
    assert nurse.post(reverse("hand_back"), {"pin": PIN}, follow=True).status_code == 404


def test_a_patient_does_no_deed_upon_another_patient(cast):
    somebody = Actor.patient(cast.patient)
    with pytest.raises(NotHere):
        answer_questions(somebody, cast.other_patient, [Said(asks="smoking", answer="no")])
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "name", [name for name, view in VIEWS.items() if view.who and "POST" in view.methods]
)
def test_every_form_needs_its_token_also_by_htmx(cast, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.director, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(address(cast, name), {}, headers={"HX-Request": "true"}).status_code == 403


# the log


@pytest.mark.parametrize(
    "path", ["/q/", "/copy/", "/my/aftercare/", "/join/", "/account/password/reset/key/"]
)
def test_the_log_holds_no_secret_of_a_link(path):
    record = logging.makeLogRecord(
        {"msg": "%s: %s", "args": ("Internal Server Error", f"{path}s3cr3t:sig/skin/")}
    )
    line = WithoutValues("{message}", style="{").format(record)
    assert line == f"Internal Server Error: {path}…/skin/"
