"""The screen: signing in, locking after a pause, coming back with a PIN, and a tablet in a patient's hands."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from clinic.records.models import Patient
from clinic.records.refusals import WrongState
from clinic.web import screen_lock
from tests.cast import PASSWORD, PIN, make_user

TYPED = {
    "name": "Mary Somerville",
    "birth_date": "1980-12-26",
    "sex": "female",
    "country": "DE",
    "language": "en",
}


def leave_alone(client: Client, seconds: float) -> None:
    session = client.session
    session["last_seen"] = time.time() - seconds
    session.save()


@pytest.fixture
def nurse(as_member) -> Client:
    client = as_member("nurse")
    client.get("/")
    return client


def test_a_member_signs_in_with_e_mail_and_password_and_stands_on_today(cast):
    client = Client()
    assert client.post("/account/login/", {"login": "nurse@example.org", "password": PASSWORD}).url == "/"
    assert client.get("/").status_code == 200


def test_after_five_wrong_passwords_the_door_rests(cast):
    client = Client()
    wrong = {"login": "nurse@example.org", "password": "wrong"}
    answers = [client.post("/account/login/", wrong).status_code for _ in range(5)]
    assert answers[-1] == 429
    assert client.post("/account/login/", wrong | {"password": PASSWORD}).status_code == 429
    other = {"login": "doctor@example.org", "password": PASSWORD}
    assert Client().post("/account/login/", other).status_code == 302


def test_nobody_signs_up(cast):
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/account/signup/", form)
    assert (
        Client().post("/account/login/", {"login": "new@example.org", "password": PASSWORD}).status_code
        == 200
    )


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_change_password", "mfa_index", "mfa_activate_totp"],
)
def test_the_pages_of_ones_account_are_whole(cast, nurse, name):
    client = Client() if name in ("account_login", "account_reset_password") else nurse
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_after_a_pause_the_page_is_locked_and_a_pin_brings_it_back(nurse):
    leave_alone(nurse, 601)
    assert nurse.get("/patients/?page=2").url == reverse("unlock")
    assert nurse.get("/").url == reverse("unlock")
    nurse.get("/patients/")
    assert nurse.post(reverse("unlock"), {"pin": PIN}).url == "/patients/"
    assert nurse.get("/patients/").status_code == 200


def test_before_the_pause_is_over_nothing_is_locked(nurse):
    leave_alone(nurse, 590)
    assert nurse.get("/").status_code == 200


def test_what_was_being_sent_when_the_screen_locked_is_kept_and_stored_once(nurse):
    leave_alone(nurse, 601)
    assert nurse.post(reverse("register_patient"), TYPED | {"password": "hidden"}).url == reverse("unlock")
    assert "Somerville" not in nurse.get(reverse("unlock")).content.decode()
    assert not Patient.objects.filter(name="Mary Somerville").exists()
    assert nurse.post(reverse("unlock"), {"pin": PIN}).url == reverse("carry_on")
    shown = nurse.get(reverse("carry_on"))
    fields = dict(shown.context["draft"]["fields"])
    assert fields == TYPED
    assert nurse.post(shown.context["draft"]["path"], fields).status_code == 302
    assert Patient.objects.filter(name="Mary Somerville").count() == 1
    assert nurse.get(reverse("carry_on")).status_code == 302


def test_no_pin_and_no_password_is_kept_with_a_draft(nurse):
    leave_alone(nurse, 601)
    nurse.post(reverse("patients"), {"q": "ada", "secret": PIN, "password": PASSWORD, "pin": PIN})
    assert dict(nurse.session["draft"]["fields"]) == {"q": "ada"}


def test_locking_a_locked_screen_again_keeps_what_had_been_typed(nurse):
    leave_alone(nurse, 601)
    nurse.post(reverse("register_patient"), TYPED)
    assert nurse.post(reverse("lock")).url == reverse("unlock")
    assert nurse.session["draft"]["path"] == reverse("register_patient")


def test_a_form_without_its_token_is_refused_in_our_own_words(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.nurse, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("patients"), {"q": "ada"}, headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_a_message_waits_on_the_server_and_never_in_a_cookie(nurse):
    nurse.post(reverse("register_patient"), TYPED)
    assert set(nurse.cookies) <= {"sessionid", "csrftoken"}


def test_nobody_changes_the_address_by_which_they_sign_in(nurse):
    change = {"email": "other@example.org", "action_add": ""}
    assert nurse.post(reverse("account_email"), change).status_code == 302
    assert "other@example.org" not in nurse.get("/account/email/", follow=True).content.decode()


def test_a_part_of_a_page_asks_for_the_pin_in_place(nurse):
    leave_alone(nurse, 601)
    headers = {"HX-Request": "true"}
    answer = nurse.post(reverse("patients"), {"q": "ada"}, headers=headers)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (200, "#toasts")
    assert "Lovelace" not in answer.content.decode()
    assert "not your PIN" in nurse.post(reverse("unlock"), {"pin": "1111"}, headers=headers).content.decode()
    assert "You are back" in nurse.post(reverse("unlock"), {"pin": PIN}, headers=headers).content.decode()
    assert "Lovelace" in nurse.post(reverse("patients"), {"q": "ada"}, headers=headers).content.decode()


def test_three_wrong_pins_sign_out_and_the_password_forgives_them(cast, nurse):
    leave_alone(nurse, 601)
    nurse.get("/")
    answers = [nurse.post(reverse("unlock"), {"pin": "1111"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert answers[-1].url.startswith("/account/login/")
    assert nurse.get("/").url.startswith("/account/login/")
    nurse.post("/account/login/", {"login": "nurse@example.org", "password": PASSWORD})
    assert nurse.get("/").status_code == 200
    cast.nurse.refresh_from_db()
    assert cast.nurse.pin_attempts == 0


def test_whoever_has_no_pin_signs_in_again_after_a_pause(cast, nurse):
    cast.nurse.pin_hash = ""
    cast.nurse.save()
    leave_alone(nurse, 601)
    assert nurse.get("/patients/").url == "/account/login/?next=/patients/"


def test_the_screen_can_be_locked_at_once(nurse):
    assert nurse.post(reverse("lock"), headers={"Referer": "http://testserver/patients/"}).url == reverse(
        "unlock"
    )
    assert nurse.get("/patients/").url == reverse("unlock")
    assert nurse.post(reverse("unlock"), {"pin": PIN}).url == "/patients/"


def test_a_page_that_covers_itself_gets_the_pin_form_and_a_word_when_it_may_open(nurse):
    headers = {"HX-Request": "true"}
    assert "Type your PIN" in nurse.post(reverse("lock"), headers=headers).content.decode()
    assert nurse.post(reverse("unlock"), {"pin": PIN}, headers=headers).headers["HX-Trigger"] == "unlocked"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_unlocking_never_leads_to_another_host(nurse, elsewhere):
    nurse.post(reverse("lock"), headers={"Referer": elsewhere})
    assert nurse.post(reverse("unlock"), {"pin": PIN}).url == "/"


@pytest.mark.parametrize("pin", ["1111", "1234", "123", "123456789", "12a4", "", "٢٥٨٠"])
def test_a_pin_that_is_easy_or_no_number_is_refused(nurse, pin):
    assert nurse.post(reverse("choose_pin"), {"pin": pin, "password": PASSWORD}).status_code == 422


def test_choosing_a_pin_needs_the_password(cast, nurse):
    assert nurse.post(reverse("choose_pin"), {"pin": "1793", "password": "wrong"}).status_code == 422
    assert nurse.post(reverse("choose_pin"), {"pin": "1793", "password": PASSWORD}).status_code == 302
    cast.nurse.refresh_from_db()
    assert cast.nurse.is_pin("1793")
    assert not cast.nurse.is_pin(PIN)


def hand(client: Client, cast, prefix: str = "/patients/") -> None:
    session = client.session
    session["hand_over"] = {"prefix": prefix, "patient_id": str(cast.patient.pk), "return_to": "/patients/"}
    session.save()


def test_a_tablet_in_a_patients_hands_opens_only_what_it_was_given_for(cast, nurse):
    hand(nurse, cast, "/handed/")
    for page in ("/", "/patients/", reverse("patient", args=[cast.patient.pk]), "/account/logout/", "/pin/"):
        assert nurse.get(page).url == "/handed/"
    assert nurse.post(reverse("register_patient"), TYPED).url == "/handed/"


def test_whoever_holds_the_tablet_acts_as_the_patient_and_never_as_staff(cast, nurse):
    hand(nurse, cast)
    answer = nurse.get("/patients/")
    assert answer.status_code == 403
    assert "Lovelace" not in answer.content.decode()


def test_the_pin_of_the_staff_takes_the_tablet_back(cast, nurse):
    hand(nurse, cast, "/handed/")
    assert nurse.post(reverse("hand_back"), {"pin": "1111"}).status_code == 422
    assert nurse.post(reverse("hand_back"), {"pin": PIN}).url == "/patients/"
    assert nurse.get("/patients/").status_code == 200


def test_a_tablet_is_not_handed_over_by_somebody_without_a_pin(cast, rf):
    request = rf.get("/")
    request.user, request.session = make_user("nobody"), {}
    request.user.pin_hash = ""
    with pytest.raises(WrongState):
        screen_lock.check_can_come_back(request)
