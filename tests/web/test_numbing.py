"""The numbing ledger on its page: what goes on, what came from home, what the limits say, and when it sounds."""

import re

import pytest
from django.urls import reverse

from clinic.records.queries.chart import chart_of
from tests.record.calls.session import cream_on, rescreened, started
from tests.record.test_items import somebody_else
from tests.record.test_numbing import answered, weighed

PLACES = ["brows", "hairline", "nostrils"]
LMX = {"product": "lmx4-uk", "grams": "20", "area_cm2": "200"}


def post(client, session, deed, **data):
    return client.post(reverse("change_session", args=[session.pk, deed]), data, follow=True).content.decode()


def page_of(client, session):
    return client.get(reverse("session_time_out", args=[session.pk])).content.decode()


def test_cream_goes_on_with_zones_lot_and_what_is_left_of_the_label(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    page = post(client, session, "numbing-on", **LMX, lot="C-7", zones=["cheek-left"])
    assert "Lot C-7" in page
    assert "20 g · 200 cm²" in page
    assert "20 g left by its label on this area" in page
    assert chart_of(session).ledger[0].entry.content["zones"] == ["cheek-left"]


def test_what_the_gate_refuses_is_told_and_not_put_on(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    page = post(client, session, "numbing-on", **(LMX | {"grams": "90"}))
    assert "Not put on." in page
    assert not chart_of(session).ledger


def test_numbers_that_cannot_be_are_told(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    for changed in (
        {"grams": "much"},
        {"grams": "-1"},
        {"grams": "nan"},
        {"grams": "1e999"},
        {"zones": ["moon"]},
    ):
        post(client, session, "numbing-on", **(LMX | changed))
    assert not chart_of(session).ledger


def test_cream_is_off_after_each_place_was_tapped(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    entry = str(cream_on(cast, session).pk)
    assert "hairline and nostrils" in post(client, session, "numbing-off", entry=entry, places=["brows"])
    assert "off at" in post(client, session, "numbing-off", entry=entry, places=PLACES)


def test_cream_from_home_is_asked_for_where_it_was_said(cast, as_member):
    session, client = answered(cast, "home-applied-anaesthetic"), as_member("nurse")
    assert re.search(
        r'<details class="more" open><summary>.*?Cream from home', page_of(client, session), re.DOTALL
    )
    page = post(client, session, "numbing-home", **LMX, minutes_ago="90", minutes_on="30")
    assert "from home" in page
    assert "Product, grams, area and times" not in page


def test_cream_from_home_that_nobody_knows_shows_why_it_stops(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    page = post(client, session, "numbing-home", product="another product", minutes_ago="60", minutes_on="10")
    assert "nothing is known here about this product" in page
    assert "Product, grams, area and times" in page


def test_the_page_says_when_it_sounds_and_the_sign_in_page_has_the_bar_without_a_word_of_anybody(
    cast, as_member
):
    session, client = rescreened(cast), as_member("nurse")
    cream_on(cast, session)
    page = page_of(client, session)
    assert re.search(r'data-alarm="[0-9a-f-]+" data-alarm-at="[^"]+" data-alarm-now="[^"]+"', page)
    outside = as_member(None).get(reverse("account_login")).content.decode()
    assert "data-alarm-bar" in outside
    assert "js/alarm" in outside
    assert "Ada" not in outside


def test_the_level_in_the_blood_stands_in_the_ledger_with_its_band_and_why_it_is_a_bound(cast, as_member):
    session, client = weighed(cast), as_member("nurse")
    page = post(client, session, "numbing-on", **LMX)
    assert re.search(r"at most \d\.\d µg/mL", page)
    assert "An upper bound, not a forecast" in page
    assert "Why this is an upper bound" in page
    assert "Above 5 µg/mL labels call the level toxic." in page


def test_an_injection_is_noted_counts_and_is_listed(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    page = post(client, session, "numbing-injected", name="lidocaine 2 %", milligrams="350")
    assert "350 mg injected" in page
    assert "350 mg count as injected; the limit is" in page
    assert len(chart_of(session).injected) == 1


def test_the_chart_takes_an_injection_where_no_cream_was_on(cast, as_member):
    session, client = started(cast), as_member("nurse")
    page = client.get(reverse("session_chart", args=[session.pk])).content.decode()
    assert "No cream was noted before the session started." in page
    assert "Local anaesthetic injected today" in page
    page = post(client, session, "numbing-injected", name="lidocaine 2 %", milligrams="20")
    assert "20 mg injected" in page
    assert len(chart_of(session).injected) == 1


def test_an_injection_that_cannot_be_is_told(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    for changed in ({"milligrams": "much"}, {"milligrams": "0"}, {"milligrams": "1e999"}, {"name": ""}):
        sent = {"name": "lidocaine", "milligrams": "20"} | changed
        assert "350 mg" not in post(client, session, "numbing-injected", **sent)
    assert not chart_of(session).injected


@pytest.mark.parametrize("bring", [rescreened, started])
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "lidocaine 2 %", "milligrams": "much"}, "such as 40"),
        ({"name": "", "milligrams": "35"}, "required"),
    ],
)
def test_a_refused_injection_keeps_what_was_typed_with_the_error_at_its_field_once(
    cast, as_member, bring, typed, told
):
    session, client = bring(cast), as_member("nurse")
    address = reverse("change_session", args=[session.pk, "numbing-injected"])
    place = client.post(address, typed).url
    page = client.get(place).content.decode()
    form = page[page.index("numbing-injected/") :]
    form = form[: form.index("</form>")]
    assert told in form
    assert 'aria-invalid="true"' in form
    for value in filter(None, typed.values()):
        assert f'value="{value}"' in form
    assert re.search(
        r'<details class="more" open><summary>(?:(?!</summary>).)*Local anaesthetic injected', page
    )
    assert 'value="much"' not in client.get(place).content.decode()
    assert not chart_of(session).injected


def test_refused_cream_keeps_what_was_typed(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    page = post(client, session, "numbing-on", **LMX, is_on_open_skin="on", lot="LOT-77")
    assert 'value="LOT-77"' in page
    assert "It counts as injected there" in page


def test_what_one_session_refused_is_shown_in_no_other(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    client.post(
        reverse("change_session", args=[session.pk, "numbing-injected"]), {"name": "x", "milligrams": "much"}
    )
    other = somebody_else(cast)
    assert 'value="much"' not in client.get(reverse("session_chart", args=[other.pk])).content.decode()


def test_cream_on_open_skin_is_refused_on_the_page(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    page = post(client, session, "numbing-on", **LMX, is_on_open_skin="on")
    assert "It counts as injected there" in page
    assert not chart_of(session).ledger


def test_without_a_weight_the_level_is_not_known_and_the_page_says_so(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    page = post(client, session, "numbing-on", **LMX)
    assert "not known until weight and every amount are" in page
    assert "µg/mL in the blood, the" not in page
