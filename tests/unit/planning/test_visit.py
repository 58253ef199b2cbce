"""What a visit takes is counted from labels and contact; what nobody knows is left out and said."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.interop.plan import plan_document, told_plan
from needlepoint.interop.plan_words import plan_lines
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.visit import MOST_CENTS, Cost, Prices, Span, Visit, cost_of, visit_of
from needlepoint.vocabulary.errors import BadInput
from tests.plans import clean_plan

HALF = Kappa(mean=0.5)
NUMBED = "emla-us"


def a_visit(
    numbing: tuple[float, float] | None = None, needling: tuple[float, float] | None = None, **more
) -> Visit:
    """Gives a visit of so many minutes."""
    spans = [None if one is None else Span(low=one[0], high=one[1]) for one in (numbing, needling)]
    usual = {"zones": (), "is_lower_bound": False, "cartridges": 1}
    return Visit(numbing_minutes=spans[0], needling_minutes=spans[1], **usual | more)


def test_planned_seconds_are_counted_as_they_are():
    visit = visit_of(clean_plan(contact_seconds={"cheek-left": 60, "cheek-right": 90}))
    assert {zone.counted for zone in visit.zones} == {"planned"}
    assert visit.needling_minutes == Span(low=2.5, high=2.5)
    assert not visit.is_lower_bound


def test_without_planned_seconds_the_density_counts_and_without_a_stamp_test_it_is_the_least():
    visit, measured = visit_of(clean_plan()), visit_of(clean_plan(kappa=HALF))
    assert {zone.counted for zone in visit.zones} == {"density"}
    assert (visit.is_lower_bound, measured.is_lower_bound) == (True, False)
    assert measured.needling_minutes.low > visit.needling_minutes.low


def test_a_density_of_ones_own_takes_its_own_time():
    whole, half = visit_of(clean_plan(kappa=HALF)), visit_of(clean_plan(kappa=HALF, wanted_per_cm2=125))
    assert half.needling_minutes.low < whole.needling_minutes.low


def test_two_concerns_in_one_zone_are_needled_once():
    concerns = [
        {"indication": "acne-scars-rolling", "zones": ["cheek-left"]},
        {"indication": "wrinkles", "zones": ["cheek-left"]},
    ]
    plan = clean_plan(case={"concerns": concerns}, contact_seconds={"cheek-left": 60})
    assert len(plan.zones) == 2
    assert visit_of(plan).needling_minutes == Span(low=1, high=1)


def test_of_two_concerns_in_one_zone_the_longer_counts_whichever_was_named_last():
    plan = clean_plan(kappa=HALF)
    short = replace(plan.zones[0], contact_seconds=60)
    long = replace(short, contact_seconds=150)
    for zones in ((short, long), (long, short)):
        assert visit_of(replace(plan, zones=zones)).needling_minutes == Span(low=2.5, high=2.5)


def test_of_two_concerns_in_one_zone_one_that_nobody_can_count_leaves_the_other_as_the_least():
    plan = clean_plan(kappa=HALF)
    counted = replace(plan.zones[0], contact_seconds=60)
    unknown = replace(counted, contact_seconds=None, target=None)
    for zones in ((counted, unknown), (unknown, counted)):
        visit = visit_of(replace(plan, zones=zones))
        assert (visit.needling_minutes, visit.is_lower_bound) == (Span(low=1, high=1), True)


def test_a_zone_that_cannot_be_counted_makes_the_rest_the_least():
    plan = clean_plan(device="dermaroller-192")
    visit = visit_of(plan)
    assert {zone.counted for zone in visit.zones} == {"not_known"}
    assert (visit.needling_minutes, visit.minutes, visit.is_lower_bound) == (None, None, True)


def test_some_zones_planned_and_one_not_known_are_a_lower_bound():
    plan = clean_plan(contact_seconds={"cheek-left": 60})
    first, *rest = plan.zones
    visit = visit_of(replace(plan, zones=(first, *(replace(one, target=None) for one in rest))))
    assert visit.needling_minutes == Span(low=1, high=1)
    assert visit.is_lower_bound


def test_numbing_takes_what_the_label_wants_and_nothing_where_none_is_planned():
    plan = clean_plan(anaesthetic=NUMBED)
    product = next(one for one in plan.anaesthetic.products if one.id == NUMBED)
    assert visit_of(plan).numbing_minutes.low == product.minutes_low
    assert visit_of(clean_plan()).numbing_minutes is None


def test_a_product_without_a_time_on_its_label_has_none():
    plan = clean_plan(anaesthetic=NUMBED)
    silent = tuple(replace(one, minutes_low=None, minutes_high=None) for one in plan.anaesthetic.products)
    told = replace(plan, anaesthetic=replace(plan.anaesthetic, products=silent))
    assert visit_of(told).numbing_minutes is None


def test_a_cost_is_what_is_asked_flat_by_the_minute_and_by_the_cartridge():
    prices = Prices(currency="USD", flat_cents=10_000, minute_cents=200, cartridge_cents=3_500)
    cost = cost_of(a_visit((30, 60), (2, 4)), prices)
    assert cost == Cost(currency="USD", cents=Span(low=19_900, high=26_300), is_lower_bound=False)


def test_a_price_by_the_minute_of_minutes_that_nobody_knows_is_the_least():
    prices = Prices(currency="USD", minute_cents=200)
    assert cost_of(a_visit((30, 60), None), prices).is_lower_bound
    assert cost_of(a_visit(None, (2, 2), is_lower_bound=True), prices).is_lower_bound
    assert not cost_of(a_visit((30, 60), (2, 2)), prices).is_lower_bound


def test_a_flat_price_does_not_depend_on_minutes():
    cost = cost_of(a_visit(None, None, is_lower_bound=True), Prices(currency="EUR", flat_cents=25_000))
    assert (cost.cents, cost.is_lower_bound) == (Span(low=25_000, high=25_000), False)


def test_without_a_price_nothing_is_told():
    assert cost_of(a_visit((30, 60), (2, 4)), Prices(currency="USD")) is None


@pytest.mark.parametrize("currency", ["", "usd", "US", "DOLLAR", "U$D1", "ÄÖÜ"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(BadInput, match="three capital letters"):
        Prices(currency=currency)


@pytest.mark.parametrize("cents", [0, -1, 1.5, float("nan"), float("inf"), MOST_CENTS + 1])
@pytest.mark.parametrize("name", ["flat_cents", "minute_cents", "cartridge_cents"])
def test_an_amount_that_cannot_be_is_refused(name, cents):
    with pytest.raises(BadInput, match=name):
        Prices(currency="USD", **{name: cents})


MINUTES = st.tuples(st.floats(0, 500), st.floats(0, 500)).map(sorted).map(tuple)
CENTS = st.none() | st.integers(1, MOST_CENTS)


@given(st.none() | MINUTES, st.none() | MINUTES, CENTS, CENTS, CENTS)
def test_more_minutes_never_cost_less(numbing, needling, flat, minute, cartridge):
    prices = Prices(currency="USD", flat_cents=flat, minute_cents=minute, cartridge_cents=cartridge)
    cost = cost_of(a_visit(numbing, needling), prices)
    if cost is None:
        assert (flat, minute, cartridge) == (None, None, None)
        return
    assert cost.cents.low <= cost.cents.high
    assert cost.cents.low >= (flat or 0) + (cartridge or 0)


def test_the_document_tells_the_visit_and_what_is_signed_does_not_change():
    plan = clean_plan()
    assert "visit" not in plan_document(plan)
    told = json.loads(json.dumps(told_plan(plan)))["visit"]
    assert told["cartridges"] == 1
    assert told["numbing_minutes"] is None
    assert {zone["zone"] for zone in told["zones"]} == set(plan.zone_ids)
    assert told_plan(plan)["expected_minutes"] is None


def test_a_terminal_reads_that_a_visit_takes_longer():
    lines = "\n".join(plan_lines(clean_plan(anaesthetic=NUMBED)))
    for words in (
        "Numbing: ",
        "minutes by the label",
        "Needling: at least",
        "a visit takes longer",
        "Cartridges",
    ):
        assert words in lines
