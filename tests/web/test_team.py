"""Setting up, inviting, joining, suspending, and the audit page."""

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Clinic, Membership, User
from clinic.audit.models import AuditEvent
from clinic.records.actions.patients import mark_arrived
from tests.cast import PASSWORD

SETUP = {
    "token": "the-set-up-word",
    "clinic_name": "Linden Street",
    "country": "DE",
    "time_zone": "Europe/Berlin",
    "phone": "+49 30 1",
    "name": "Elizabeth Blackwell",
    "email": "Elizabeth@example.org",
    "password": PASSWORD,
    "profession": "doctor",
}
INVITED = {"name": "Florence", "email": "florence@example.org", "role": "practitioner", "profession": "nurse"}


@pytest.fixture
def empty(db, settings, tmp_path) -> Client:
    settings.SETUP_TOKEN_FILE = tmp_path / "setup-token"
    settings.SETUP_TOKEN_FILE.write_text("the-set-up-word")
    return Client()


def test_an_empty_clinic_is_set_up_once_by_whoever_started_it(empty, settings):
    assert empty.get("/").url == reverse("setup")
    assert empty.post(reverse("setup"), SETUP).url == reverse("account_login")
    clinic = Clinic.objects.get()
    assert (clinic.emergency_number, clinic.has_on_call) == ("112", False)
    assert AuditEvent.objects.get().deed == "set_up_clinic"
    assert not settings.SETUP_TOKEN_FILE.exists()
    assert empty.get(reverse("setup")).status_code == 404
    assert empty.post("/account/login/", {"login": "elizabeth@example.org", "password": PASSWORD}).url == "/"
    assert empty.get(reverse("team")).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "guessed"},
        {"token": ""},
        {"password": "short"},
        {"password": "password1234"},
        {"time_zone": "Mars"},
        {"country": ""},
        {"email": "x"},
    ],
)
def test_a_wrong_value_sets_nothing_up(empty, wrong):
    assert empty.post(reverse("setup"), SETUP | wrong).status_code == 422
    assert not Clinic.objects.exists()
    assert not User.objects.exists()


def test_an_invited_person_joins_once_by_the_link(cast, as_member):
    director = as_member("director")
    page = director.post(reverse("invite_member"), INVITED, follow=True)
    link = page.context["link"].removeprefix("http://localhost:8000")
    guest = Client()
    assert guest.get(link).status_code == 200
    assert guest.post(link, {"password": "12345678"}).status_code == 422
    assert guest.post(link, {"password": PASSWORD}).url == reverse("account_login")
    assert guest.get(link).status_code == 404
    assert guest.post("/account/login/", {"login": "florence@example.org", "password": PASSWORD}).url == "/"


@pytest.mark.parametrize("change", ["renew-invitation", "withdraw-invitation"])
def test_a_renewed_or_withdrawn_invitation_makes_the_old_link_useless(cast, as_member, change):
    director = as_member("director")
    page = director.post(reverse("invite_member"), INVITED, follow=True)
    link, member = page.context["link"].removeprefix("http://localhost:8000"), page.context["member"]
    director.post(reverse("change_member", args=[member.pk, change]))
    assert Client().get(link).status_code == 404


def test_a_link_that_was_mistyped_finds_nothing(cast):
    assert Client().get(reverse("join", args=["nonsense"])).status_code == 404


def test_a_suspended_member_finds_nothing_from_the_next_page_on(cast, as_member):
    nurse, director = as_member("nurse"), as_member("director")
    assert nurse.get("/").status_code == 200
    director.post(reverse("change_member", args=[cast.members["nurse"].pk, "suspend-member"]))
    assert nurse.get("/").status_code == 404
    director.post(reverse("change_member", args=[cast.members["nurse"].pk, "reinstate-member"]))
    assert nurse.get("/").status_code == 200


def test_the_only_director_stays_director(cast, as_member):
    director, own = as_member("director"), cast.members["director"]
    assert director.post(reverse("change_member", args=[own.pk, "suspend-member"])).status_code == 409
    changed = {"role": "front_desk", "profession": "none", "version": own.version}
    assert director.post(reverse("member", args=[own.pk]), changed).status_code == 422
    assert Membership.objects.get(pk=own.pk).role == "director"


def test_a_change_that_is_none_finds_nothing(cast, as_member):
    address = reverse("change_member", args=[cast.members["nurse"].pk, "promote-member"])
    assert as_member("director").post(address).status_code == 404


def test_the_audit_page_names_who_and_what_and_verifies_the_chain(cast, as_member):
    mark_arrived(cast.actor("nurse"), cast.patient)
    director = as_member("director")
    shown = director.get(reverse("audit")).content.decode()
    assert "Noted that a patient is in the house" in shown
    assert "Nurse" in shown
    assert "Lovelace" not in shown
    assert "The chain holds: 2 events" in director.post(reverse("audit")).content.decode()
