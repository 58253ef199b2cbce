"""Every page is light: it asks the database at most twelve times, however much there is to show, and weighs little.

Pages are looked at in a house that is full: the demonstration, a draft, and a session at every stage.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.models import User
from clinic.records import clock
from clinic.records.actions.screening import override_finding, record_decision
from clinic.records.actors import Actor
from clinic.records.models import Attendance
from clinic.records.queries.team import active_membership, events
from tests.cold import Fetched, fetch_cold
from tests.copies import Course, save_all
from tests.full_house import (
    CHECKED,
    DOORS,
    OF_PATIENTS,
    OF_SESSIONS,
    fill_the_house,
    open_the_door,
    pages_for_staff,
    pages_on_the_phone,
    patient_named,
)

MOST_QUERIES = 12
MOST_BYTES = 150_000
MANY = 30
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
QUICK = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
OF_THE_CLINIC = (
    *("today", "patients", "search", "policy", "team", "audit", "handpieces", "handpiece"),
    *("calendar_feed", "messages", "mailbox", "look_backs", "look_back", "adverse_events", "incident"),
)
OF_ROWS = ("decision", "plan_version", "plan_sheet", "density", "referral", "print_referral", "refer_patient")
FOR_STAFF = (*OF_THE_CLINIC, *OF_PATIENTS, *OF_SESSIONS, *OF_ROWS)
ON_THE_PHONE = (*DOORS, "history_section_by_link", "aftercare_worry_by_link", "contact_by_link")


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Fill the house once, with its static files collected as `serve` collects them, and empty it afterwards."""
    collected = override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static"), WHITENOISE_USE_FINDERS=False)
    with django_db_blocker.unblock(), transaction.atomic(), QUICK, collected:
        call_command("collectstatic", interactive=False, verbosity=0)
        fill_the_house(NOW)
        with clock.at(NOW):
            yield
        transaction.set_rollback(True)


@pytest.fixture
def room(house) -> Iterator[None]:
    """Let a test add to the house, and take it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def director(room) -> Client:
    """Give the browser of the medical director, who may open every page."""
    return signed_in("ruth")


@pytest.fixture(scope="module")
def counted(house) -> dict[str, tuple[int, int]]:
    """Count what each page of a patient asks: with what there is, and with thirty times as much of it."""
    owners = OF_PATIENTS | OF_SESSIONS
    with transaction.atomic():
        client, pages = signed_in("ruth"), pages_for_staff()
        once = {name: queries_of(asking(client, pages[name])) for name in owners}
        for name in set(owners.values()):
            save_all(Course(patient_named(name)).repeated(MANY))
        counts = {name: (once[name], queries_of(asking(client, pages[name]))) for name in owners}
        transaction.set_rollback(True)
    return counts


@pytest.fixture
def doors(room) -> dict[str, str]:
    """Give the addresses of what a patient opens by a link."""
    return pages_on_the_phone()


@pytest.fixture
def phone(doors) -> Client:
    """Give the browser of the patient, at whose doors the birth date was given."""
    client = Client()
    for name in DOORS:
        open_the_door(client, doors[name])
    return client


def signed_in(place: str) -> Client:
    """Give the browser of somebody of the team, by the first name of their address."""
    client = Client()
    client.force_login(
        User.objects.get(email=f"{place}@linden.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def actor(place: str) -> Actor:
    """Give somebody of the team, by the first name of their address."""
    member = active_membership(User.objects.get(email=f"{place}@linden.example"))
    assert member is not None
    return Actor.member(member)


Ask = Callable[[], HttpResponse]


def asking(client: Client, address: str) -> Ask:
    """Prepare to open a page; the search is typed."""
    page, _, typed = address.partition("?q=")
    return lambda: client.post(page, {"q": typed}) if typed else client.get(page)


def queries_of(ask: Ask) -> int:
    """Count what a page asks when it is opened again: what is learnt once a process is learnt at the first time."""
    assert ask().status_code == 200
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len([query for query in asked.captured_queries if _is_about_the_page(query["sql"])])


def _is_about_the_page(sql: str) -> bool:
    """Leave out that somebody is there, which is noted every twenty seconds."""
    return not sql.startswith(("SAVEPOINT", "RELEASE")) and 'UPDATE "django_session"' not in sql


def test_whoever_is_not_signed_in_is_asked_nothing_of_patients(db, as_member):
    with CaptureQueriesContext(connection) as asked:
        as_member(None).get("/")
    assert not [query for query in asked.captured_queries if "records_" in query["sql"]]


@pytest.mark.parametrize("name", FOR_STAFF)
def test_a_page_for_staff_asks_at_most_twelve_times(director, name):
    assert queries_of(asking(director, pages_for_staff()[name])) <= MOST_QUERIES


@pytest.mark.parametrize("name", ON_THE_PHONE)
def test_a_page_on_the_phone_asks_at_most_twelve_times(phone, doors, name):
    assert queries_of(asking(phone, doors[name])) <= MOST_QUERIES


@pytest.mark.parametrize("name", ["screening", "patient", "planning"])
def test_a_screening_that_somebody_overrode_asks_at_most_twelve_times(director, name):
    by, patient = actor("samuel"), patient_named("Liam O’Brien")
    override_finding(by, record_decision(by, patient), "isotretinoin", "Seen with the prescriber")
    address = pages_for_staff()[name].replace(str(patient_named(OF_PATIENTS[name]).pk), str(patient.pk))
    assert queries_of(asking(director, address)) <= MOST_QUERIES


@pytest.mark.parametrize("name", [*OF_PATIENTS, *OF_SESSIONS])
def test_a_page_of_a_patient_asks_no_more_with_thirty_times_as_much_to_show(counted, name):
    once, with_much = counted[name]
    assert with_much <= once


@pytest.mark.parametrize("name", ["today", "patients", "search"])
def test_a_list_asks_no_more_of_thirty_people_than_of_one(director, name):
    ask = asking(director, pages_for_staff()[name])
    Attendance.objects.filter(left_at=None).exclude(patient__name=CHECKED).update(left_at=NOW)
    once = queries_of(ask)
    course = Course(patient_named(CHECKED))
    for number in range(MANY):
        save_all(course.told_of(f"Mara the {number}th", created_at=NOW))
    assert ask().content.count(b"the 1") > 1
    assert queries_of(ask) <= once


def test_the_chain_is_paged_without_being_counted_and_no_event_is_left_out(director):
    every = list(events(actor("ruth")).values_list("sequence", flat=True))
    with CaptureQueriesContext(connection) as asked:
        shown = [director.get(reverse("audit"), {"page": page}).context["rows"] for page in (1, 2, 99)]
    assert [row["event"].sequence for row in shown[0] + shown[1]] == every[:100]
    assert [row["event"].sequence for row in shown[2]] == every[-(len(every) % 50 or 50) :]
    assert not [query["sql"] for query in asked.captured_queries if "COUNT(" in query["sql"]]


@pytest.mark.parametrize("name", FOR_STAFF)
def test_a_page_for_staff_weighs_at_most_150_kb_with_an_empty_cache(director, name):
    assert weight_of(director, pages_for_staff()[name]) <= MOST_BYTES


@pytest.mark.parametrize("name", ON_THE_PHONE)
def test_a_page_on_the_phone_weighs_at_most_150_kb_with_an_empty_cache(phone, doors, name):
    assert weight_of(phone, doors[name]) <= MOST_BYTES


@pytest.mark.parametrize("door", DOORS)
def test_a_door_weighs_at_most_150_kb_with_an_empty_cache(doors, door):
    assert weight_of(Client(), doors[door]) <= MOST_BYTES


def test_what_every_page_shares_is_compressed_and_kept_by_the_browser_for_ever(director):
    _, *shared = fetch_cold(fetcher(director), reverse("today"))
    assert {one.encoding for one in shared} == {"gzip"}
    assert {one.headers["Cache-Control"] for one in shared} == {"max-age=315360000, public, immutable"}
    assert {one.headers["Vary"] for one in shared} == {"Accept-Encoding"}


def test_a_page_is_compressed_to_another_length_each_time_and_kept_by_nobody(director):
    pages = [fetcher(director)(reverse("audit")) for _ in range(20)]
    assert {page.encoding for page in pages} == {"gzip"}
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}
    assert len({len(page.body) for page in pages}) > 1


def test_a_heavy_page_is_found(director):
    assert weight_of(director, reverse("today"), photograph=b"0" * MOST_BYTES) > MOST_BYTES


def weight_of(client: Client, address: str, photograph: bytes = b"") -> int:
    """Weigh a page and whatever it needs as a browser with an empty cache fetches it, in bytes."""
    fetched = fetch_cold(fetcher(client), address)
    return sum(len(one.body) for one in fetched) + len(photograph)


def fetcher(client: Client) -> Callable[[str], Fetched]:
    """Give a browser that accepts compressed answers."""

    def fetch(address: str) -> Fetched:
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        encoding = answer.headers.get("Content-Encoding", "")
        return Fetched(address=address, body=body, encoding=encoding, headers=answer.headers)

    return fetch
