"""The director names what a visit costs, and every plan tells what it comes to; without prices only time and counts."""

import pytest
from django.urls import reverse

from clinic.accounts.models import Clinic
from clinic.audit.models import AuditEvent
from clinic.records.actions.prices import name_prices
from clinic.records.refusals import BadInput, NotPermitted
from tests.record.calls.planning import a_draft, an_approved_plan

PRICES = {"currency": "USD", "flat": "100.00", "minute": "2", "cartridge": "35.50"}


def named(cast) -> dict:
    """Give the prices that are stored."""
    return Clinic.objects.get(pk=cast.clinic.pk).prices


def plan_page(cast, as_member, place: str = "nurse") -> str:
    return as_member(place).get(reverse("planning", args=[cast.patient.pk])).content.decode()


def test_the_director_names_prices_and_the_newest_are_followed(cast, as_member):
    client, page = as_member("director"), reverse("prices")
    assert client.post(page, PRICES).url == page
    assert client.post(page, PRICES | {"flat": ""}).url == page
    assert named(cast) == {
        "currency": "USD",
        "flat_cents": None,
        "minute_cents": 200,
        "cartridge_cents": 3_550,
    }
    shown = client.get(page).content.decode()
    assert 'value="35.50"' in shown
    assert 'value="100.00"' not in shown


@pytest.mark.parametrize("place", ["nurse", "doctor", "aesthetician", "front_desk"])
def test_nobody_else_names_prices(cast, as_member, place):
    assert as_member(place).post(reverse("prices"), PRICES).status_code == 403
    with pytest.raises(NotPermitted):
        name_prices(cast.actor(place), cast.clinic, "USD", flat_cents=1)
    assert named(cast) == {}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"currency": "usd"}, "three capital letters"),
        ({"currency": "DOLLARS"}, "at most 3"),
        ({"currency": ""}, "required"),
        ({"flat": "-1"}, "greater than or equal to 0"),
        ({"flat": "nan"}, "Enter a number"),
        ({"minute": "1e12"}, "less than or equal to"),
        ({"cartridge": "1.234"}, "no more than 2 decimal places"),
        ({"cartridge": "thirty"}, "Enter a number"),
    ],
)
def test_nonsense_is_said_at_its_field_and_nothing_is_stored(cast, as_member, changed, words):
    answer = as_member("director").post(reverse("prices"), PRICES | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert named(cast) == {}


def test_the_deed_refuses_what_a_form_would_not_send(cast):
    with pytest.raises(BadInput) as refusal:
        name_prices(cast.actor("director"), cast.clinic, "USD", flat_cents=-1)
    assert refusal.value.field == "flat_cents"
    assert named(cast) == {}


def test_without_prices_only_time_and_counts_are_told(cast, as_member):
    a_draft(cast)
    page = plan_page(cast, as_member)
    for words in (
        "One visit",
        "1 at least",
        "has not named prices",
        "No source says how long those take",
        "of contact",
    ):
        assert words in page


def test_a_plan_tells_what_a_visit_comes_to(cast, as_member):
    a_draft(cast)
    name_prices(cast.actor("director"), cast.clinic, "USD", flat_cents=10_000, cartridge_cents=3_550)
    assert "135.50 USD" in plan_page(cast, as_member)


def test_by_the_minute_it_is_the_least_while_nobody_measured(cast, as_member):
    a_draft(cast)
    name_prices(cast.actor("director"), cast.clinic, "EUR", minute_cents=1_000)
    page = plan_page(cast, as_member)
    assert "at least" in page.partition("<dt>Cost</dt>")[2][:60]
    assert "EUR" in page


def test_an_approved_plan_tells_it_too(cast, as_member):
    an_approved_plan(cast)
    name_prices(cast.actor("director"), cast.clinic, "GBP", flat_cents=9_900)
    assert "99.00 GBP" in plan_page(cast, as_member)


def test_a_stranger_to_the_clinic_names_no_prices_of_it(cast):
    with pytest.raises(NotPermitted):
        name_prices(cast.actor("outsider"), cast.clinic, "USD", flat_cents=1)
    assert named(cast) == {}


def test_the_audit_knows_that_prices_were_named_and_not_which(cast):
    name_prices(cast.actor("director"), cast.clinic, "USD", flat_cents=4_711)
    event = AuditEvent.objects.latest("sequence")
    assert (event.deed, event.subject_id) == ("name_prices", str(cast.clinic.pk))
    assert "4711" not in str(event.digests)
