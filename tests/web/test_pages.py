"""Every address, by everybody, by every method: generated from the addresses, so that nothing is left out."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from clinic.records.models import Patient
from clinic.web import urls
from tests.cast import undone
from tests.web.pages import PAGES, load

load()
PEOPLE = ["doctor", "nurse", "aesthetician", "director", "front_desk", "lapsed"]


def patterns(found=urls.urlpatterns) -> list[URLPattern]:
    nested = [patterns(each.url_patterns) if hasattr(each, "url_patterns") else [each] for each in found]
    return [pattern for group in nested for pattern in group]


VIEWS = {pattern.name: pattern.callback for pattern in patterns()}
CLOSED = [name for name, view in VIEWS.items() if view.who]
ABOUT_OUR_ROWS = [name for name in CLOSED if name in PAGES and PAGES[name].__code__.co_consts != (None,)]
# What they are about stands in the content, which every clinic shares.
OF_THE_CONTENT = {"policy_rule", "open_look_back"}
METHODS = ["get", "post", "put", "patch", "delete"]
NONSENSE = {
    "nothing": {},
    "nul": {"name": "\x00", "birth_date": "31.2.1991", "version": "x", "pin": "\x00", "q": "\x00" * 9},
    "markup": {
        "name": "<script>alert(1)</script>",
        "birth_date": "9999-99-99",
        "version": "9" * 400,
        "role": "king",
        "q": "%",
    },
    "too long": {
        "name": "א" * 5000,
        "email": "@",
        "country": "ZZ",
        "time_zone": "../../etc",
        "not_the_same_as": "1 2 3",
    },
}


def address(cast, name: str) -> str:
    return reverse(name, args=PAGES[name](cast))


def is_in(cast, person: str, view) -> bool:
    member, who = cast.members[person], view.who
    if member.role not in who.roles:
        return False
    if person == "lapsed" and (who.professions or who.licensed):
        return False
    return not who.professions or member.profession in who.professions


def test_every_address_says_its_arguments_here_and_every_view_says_who_may():
    assert set(PAGES) == set(VIEWS)
    assert all(hasattr(view, "who") for view in VIEWS.values())


def visit(client, view, where: str):
    """Open a page; one that only takes something is sent an empty form."""
    return client.get(where) if "GET" in view.methods else client.post(where)


@pytest.mark.parametrize("name", CLOSED)
def test_a_page_opens_for_whom_it_is_for_and_refuses_everybody_else(cast, as_member, name):
    view, where = VIEWS[name], address(cast, name)
    surprised = {}
    for person in PEOPLE:
        with undone():
            status = visit(as_member(person), view, where).status_code
        if status not in ({200, 302, 409, 422} if is_in(cast, person, view) else {403}):
            surprised[person] = status
    assert surprised == {}


OF_THE_DESK = {
    *("today", "patients", "patient", "register_patient", "amend_patient", "mark_arrived", "mark_left"),
    *("history_links", "history_revoke_link", "history_hand_over", "choose_pin", "carry_on"),
    *("messages", "change_message", "contact", "close_calendar_feed"),
}


@pytest.mark.parametrize("name", CLOSED)
def test_whoever_has_no_valid_credential_sees_what_the_desk_sees_and_is_told_why(cast, as_member, name):
    view = VIEWS[name]
    answer = visit(as_member("lapsed"), view, address(cast, name))
    assert (answer.status_code != 403) is (name in OF_THE_DESK)
    if answer.status_code == 403 and view.who.described != "the medical director":
        assert "Your credential was valid until 2020-01-01" in answer.content.decode()


@pytest.mark.parametrize("name", CLOSED)
def test_whoever_is_not_signed_in_is_sent_to_the_door(cast, as_member, name):
    method = VIEWS[name].methods[0].lower()
    answer = getattr(as_member(None), method)(address(cast, name))
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


@pytest.mark.parametrize("name", CLOSED)
def test_whoever_has_no_place_in_a_clinic_finds_nothing(cast, as_member, name):
    method, where = VIEWS[name].methods[0].lower(), address(cast, name)
    people = ["stranger", "suspended", "invited"]
    found = {person: getattr(as_member(person), method)(where).status_code for person in people}
    assert found == dict.fromkeys(people, 404)


@pytest.mark.parametrize("name", CLOSED)
def test_a_member_of_another_clinic_finds_nothing_of_ours(cast, as_member, name):
    arguments = PAGES[name](cast)
    member = cast.members["outsider"]
    member.role = "director"
    member.save()
    where = reverse(name, args=arguments)
    answer = getattr(as_member("outsider"), VIEWS[name].methods[0].lower())(where)
    is_about_a_row = bool(arguments) and name not in OF_THE_CONTENT
    assert answer.status_code == 404 if is_about_a_row else "Lovelace" not in answer.content.decode()


@pytest.mark.parametrize("name", list(VIEWS))
def test_a_method_that_a_page_does_not_know_is_refused(cast, as_member, name):
    where, client = address(cast, name), as_member("director")
    unknown = [method for method in METHODS if method.upper() not in VIEWS[name].methods]
    found = {method: getattr(client, method)(where).status_code for method in unknown}
    assert len(unknown) >= len(METHODS) - 2
    assert found == dict.fromkeys(unknown, 405)


@pytest.mark.parametrize("name", [name for name, view in VIEWS.items() if "POST" in view.methods])
def test_nonsense_gets_a_kind_page_and_stores_nobody(cast, as_member, name):
    where, before = address(cast, name), Patient.objects.count()
    for kind, given in NONSENSE.items():
        with undone():
            answer = as_member("director").post(where, given)
            assert answer.status_code in {200, 302, 403, 404, 409, 422}, kind
            assert "<script>alert" not in answer.content.decode(), kind
            assert Patient.objects.count() == before, kind


def test_addresses_that_do_not_exist_have_a_kind_page(cast, as_member):
    answer = as_member("nurse").get("/patients/nobody/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_every_name_of_an_address_exists_once():
    assert len(VIEWS) == len(patterns())
    assert get_resolver().url_patterns
