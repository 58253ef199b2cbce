"""What goes on open channels is closed unless the evidence opens it; numbing products are checked, never advised."""

import pytest

from needlepoint.planning.limits import check_adjunct, check_anaesthetics, planned_area_cm2
from needlepoint.protocols.library import shipped_content
from tests.plans import clean_facts, clean_plan, decided

CONTENT = shipped_content()


@pytest.mark.parametrize(
    ("text", "adjunct"),
    [
        ("Vitamin C serum", "vitamin-c"),
        ("VITA C 20 %", "vitamin-c"),
        ("sterile hyaluronic acid", "sterile-hyaluronic-acid"),
        ("Sterile saline 10 ml", "saline"),
        ("hyaluronic acid serum", "cosmetic-serum"),
        ("PRP", "prp"),
        ("our own plasma", "prp"),
        ("tranexamic acid", "tranexamic-acid"),
        ("glycolic acid", "acids"),
    ],
)
def test_a_product_is_matched_by_what_stands_on_it(text, adjunct):
    assert check_adjunct(text, CONTENT).id == adjunct


@pytest.mark.parametrize("text", ["Zauberwasser", "", "***", "saline"[:3]])
def test_what_nobody_knows_is_closed_for_everybody(text):
    check = check_adjunct(text, CONTENT)
    assert (check.id, check.allowed, check.override_by) == ("unknown", "no", "nobody")


@pytest.mark.parametrize("text", ["sterile saline with Zauberwasser", "PRP plus Zauberwasser"])
def test_a_known_name_does_not_open_what_is_written_beside_it(text):
    assert check_adjunct(text, CONTENT).id == "unknown"


@pytest.mark.parametrize(
    "text", ["sterile hyaluronic acid with vitamin C", "PRP and vitamin C", "vitamin C, saline"]
)
def test_the_most_closed_of_several_acts(text):
    assert check_adjunct(text, CONTENT).id == "vitamin-c"


@pytest.mark.parametrize("adjunct", CONTENT.adjunct)
def test_every_adjunct_is_found_by_its_own_words(adjunct):
    order = {"no": 0, "gated": 1, "yes": 2}
    for word in CONTENT.adjunct[adjunct].words:
        assert order[check_adjunct(word, CONTENT).allowed] <= order[CONTENT.adjunct[adjunct].allowed]


def test_the_area_is_known_only_where_every_zone_has_one():
    assert planned_area_cm2(("cheek-left", "cheek-right"), CONTENT) > 100
    assert planned_area_cm2(("cheek-left", "glabella"), CONTENT) is None
    assert planned_area_cm2((), CONTENT) is None


@pytest.mark.parametrize("product", CONTENT.anaesthetic)
def test_every_blocking_rule_closes_its_product_and_no_other_rule_does(product):
    for rule in CONTENT.anaesthetic[product].blocked_by:
        checks = check_anaesthetics(
            decided(clean_facts(facts={rule: "yes"})), 100, None, None, CONTENT
        ).products
        assert next(c for c in checks if c.id == product).allowed == "no"
    clean = check_anaesthetics(decided(clean_facts()), 100, None, None, CONTENT).products
    assert next(c for c in clean if c.id == product).allowed != "no"


def test_a_rule_that_is_not_known_gates_and_is_named():
    decision = decided(clean_facts(facts={"methaemoglobinaemia-risk": "unknown"}))
    checks = {c.id: c for c in check_anaesthetics(decision, 100, "US", None, CONTENT).products}
    assert checks["emla-us"].allowed == "gated"
    assert checks["emla-us"].not_known == ("methaemoglobinaemia-risk",)


def test_an_area_beyond_the_label_is_told_with_both_numbers():
    checks = check_anaesthetics(decided(clean_facts()), 950.0, "GB", None, CONTENT).products
    told = " ".join(next(c for c in checks if c.id == "lmx4-uk").reasons)
    assert "950 cm²" in told
    assert "900 cm²" in told


def test_limits_stand_in_the_plan_as_the_content_has_them():
    for check in clean_plan(anaesthetic="emla-us").anaesthetic.products:
        product = CONTENT.anaesthetic[check.id]
        assert (check.max_grams, check.max_area_cm2) == (product.max_grams, product.max_area_cm2)
        assert (check.minutes_low, check.maximum_minutes) == (product.minutes_low, product.maximum_minutes)
