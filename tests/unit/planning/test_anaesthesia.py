"""The gate for numbing: labels refuse, findings close, what is missing is asked, and everything of a day adds up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.planning.anaesthesia import LEVELS, AnaestheticGate, budget_of, check_anaesthesia
from needlepoint.planning.plasma import Application, Injection, injected_limit_mg
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput
from tests.plans import clean_facts, decided

CONTENT = shipped_content()
CLEAN = decided(clean_facts())
# Every label that names an area allows this much, for this long.
CREAM = Application(product="emla-uk", grams=10, area_cm2=100, minutes=90, is_occluded=False)


def gate(
    *applied: Application,
    injected: tuple[Injection, ...] = (),
    facts: dict[str, object] | None = None,
    weight_kg: float | None = 70,
    country: str | None = "GB",
) -> AnaestheticGate:
    """Checks for a person in whom nothing was found, with some answers laid over."""
    decision = decided(clean_facts(facts=facts)) if facts else CLEAN
    return check_anaesthesia(applied, injected, decision, CONTENT, weight_kg=weight_kg, country=country)


def ids(found: AnaestheticGate) -> dict[str, str]:
    """Gives what was found, with its level."""
    return {finding.id: finding.level for finding in found.findings}


def test_what_a_label_allows_holds():
    found = gate(CREAM)
    assert found.holds
    assert ids(found) == {}


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"grams": 60.5, "area_cm2": 590}, "above-label-grams"),
        ({"area_cm2": 601}, "above-label-area"),
        ({"minutes": 301}, "above-label-minutes"),
        ({"product": "lmx4-uk", "grams": 30, "minutes": 45}, "above-label-thickness"),
        ({"product": "pliaglis", "minutes": 61}, "above-label-minutes"),
    ],
)
def test_what_a_label_refuses_is_refused(change, finding):
    found = gate(replace(CREAM, **change))
    assert ids(found)[finding] == "refused"
    assert not found.holds


def test_two_layers_of_one_cream_are_added_up_wherever_they_were_put_on():
    home = replace(CREAM, place="home", grams=40, area_cm2=300)
    here = replace(CREAM, grams=30, area_cm2=250)
    assert "above-label-grams" not in ids(gate(home)) | ids(gate(here))
    assert ids(gate(home, here))["above-label-grams"] == "refused"


@pytest.mark.parametrize(
    "product", [p.id for p in CONTENT.anaesthetic.values() if "prilocaine" in p.ingredients]
)
def test_prilocaine_is_closed_with_a_risk_of_methaemoglobinaemia(product):
    found = gate(replace(CREAM, product=product), facts={"methaemoglobinaemia-risk": "yes"})
    assert ids(found)["closed:methaemoglobinaemia-risk"] == "refused"


def test_benzocaine_is_closed_too_and_lidocaine_alone_is_not():
    facts = {"methaemoglobinaemia-risk": "yes"}
    assert (
        ids(gate(replace(CREAM, product="blt"), facts=facts))["closed:methaemoglobinaemia-risk"] == "refused"
    )
    lidocaine = replace(CREAM, product="lmx4-uk", minutes=45)
    assert "closed:methaemoglobinaemia-risk" not in ids(gate(lidocaine, facts=facts))


def test_what_was_not_answered_is_asked_before_cream():
    assert (
        ids(gate(CREAM, facts={"methaemoglobinaemia-risk": "unknown"}))["unanswered:methaemoglobinaemia-risk"]
        == "question"
    )


@pytest.mark.parametrize("field", ["grams", "area_cm2", "minutes"])
def test_what_nobody_noted_is_asked(field):
    assert ids(gate(replace(CREAM, **{field: None})))[f"unknown-{field}"] == "question"


def test_a_product_that_nobody_knows_is_refused():
    assert ids(gate(replace(CREAM, product="numb-o-matic")))["not-listed"] == "refused"


def test_compounded_cream_needs_a_prescriber_and_is_refused_under_film():
    compounded = replace(CREAM, product="compounded-23-7", is_occluded=False)
    assert ids(gate(compounded))["prescription"] == "prescriber"
    assert ids(gate(replace(compounded, is_occluded=True)))["occluded"] == "refused"
    assert ids(gate(replace(CREAM, is_occluded=True)))["occluded"] == "caution"


def test_on_opened_skin_cream_is_refused_and_counts_as_injected():
    # 70 kg: 300 mg; 7.5 g of 4 % are 300 mg, a little more is above it.
    just = replace(CREAM, product="lmx4-uk", grams=7.5, is_on_open_skin=True)
    assert ids(gate(just))["open-skin"] == "refused"
    assert "above-injected-limit" not in ids(gate(just))
    assert ids(gate(replace(just, grams=7.6)))["above-injected-limit"] == "refused"


def test_what_is_injected_beside_it_adds_up():
    opened = replace(CREAM, product="lmx4-uk", grams=5, is_on_open_skin=True)
    assert "above-injected-limit" not in ids(
        gate(opened, injected=(Injection(name="lidocaine", milligrams=100),))
    )
    assert "above-injected-limit" in ids(
        gate(opened, injected=(Injection(name="lidocaine", milligrams=101),))
    )


def test_the_limit_goes_by_weight_and_never_above_the_whole():
    assert injected_limit_mg(50, CONTENT) == pytest.approx(225)
    assert injected_limit_mg(90, CONTENT) == 300
    assert injected_limit_mg(None, CONTENT) == 300


def test_without_a_weight_there_is_no_bound_and_it_is_asked():
    found = gate(CREAM, weight_kg=None)
    assert found.bound is None
    assert ids(found)["unknown-weight"] == "question"


@pytest.mark.parametrize(
    ("milligrams", "finding", "level"),
    [
        (90.9, None, None),
        (91.1, "plasma-caution", "caution"),
        (273.1, "plasma-alert", "prescriber"),
        (455.1, "plasma-toxic", "refused"),
    ],
)
def test_each_band_of_the_bound_asks_for_more(milligrams, finding, level):
    # 70 kg hold 91 litres, so that 91 mg are 1 µg/mL, 273 mg 3 and 455 mg 5.
    found = gate(injected=(Injection(name="lidocaine", milligrams=milligrams),))
    bands = {name: told for name, told in ids(found).items() if name.startswith("plasma-")}
    assert bands == ({finding: level} if finding else {})


def test_the_finding_says_number_band_and_that_it_is_an_upper_bound():
    told = next(one for one in gate(replace(CREAM, grams=60, area_cm2=590)).findings if "plasma" in one.id)
    assert told.text.startswith(
        "At most 3.3 µg/mL in the blood, the alert band (above 3). A prescriber decides."
    )
    assert "An upper bound, not a forecast: 300 mg" in told.text
    assert {"lidocaine-effects-page", "lidocaine-kinetics-page", "emla-smpc-uk"} <= set(told.sources)


def test_an_amount_that_nobody_noted_hides_none_that_is_too_much():
    found = gate(replace(CREAM, grams=None), injected=(Injection(name="lidocaine", milligrams=500),))
    assert found.bound is None
    told = {one.id: one.text for one in found.findings}
    assert told["plasma-toxic"].startswith("What is known alone comes to up to 5.5")
    assert "what nobody noted comes on top" in told["plasma-toxic"]
    assert "upper bound" not in told["plasma-toxic"]


def test_what_only_infiltration_limits_bound_is_said():
    lmx_us = gate(replace(CREAM, product="lmx4-us", minutes=20))
    assert ids(lmx_us)["only-infiltration-limits"] == "caution"
    injected = gate(CREAM, injected=(Injection(name="lidocaine", milligrams=50),))
    told = [one.text for one in injected.findings if one.id == "only-infiltration-limits"]
    assert len(told) == 1
    assert "300 mg of lidocaine without adrenaline" in told[0]
    assert "only-infiltration-limits" not in ids(gate(CREAM))


def test_compounded_cream_waits_for_the_weight_because_all_of_it_counts():
    strong = replace(CREAM, product="compounded-23-7", grams=1, area_cm2=20, minutes=20)
    assert ids(gate(strong, weight_kg=None))["unanswered:weight"] == "question"
    assert "unanswered:weight" not in ids(gate(CREAM, weight_kg=None))
    found = ids(gate(strong))
    assert (found["plasma-alert"], found["prescription"]) == ("prescriber", "prescriber")
    assert ids(gate(replace(strong, grams=2)))["plasma-toxic"] == "refused"


def test_several_products_on_one_day_are_said():
    other = replace(CREAM, product="lmx4-uk", minutes=45)
    assert ids(gate(CREAM, other))["several"] == "caution"


def test_no_cream_is_no_finding_and_no_bound():
    assert gate() == AnaestheticGate(findings=(), bound=None)


def test_the_hardest_stands_first():
    found = gate(replace(CREAM, product="compounded-30", is_occluded=True, grams=None), weight_kg=None)
    levels = [LEVELS.index(one.level) for one in found.findings]
    assert levels == sorted(levels)
    assert found.findings[0].level == "refused"


def test_every_finding_is_sourced():
    found = gate(replace(CREAM, product="compounded-30", is_occluded=True, is_on_open_skin=True, grams=None))
    assert all(set(one.sources) <= set(CONTENT.source) and one.sources for one in found.findings)


@pytest.mark.parametrize("field", ["grams", "area_cm2", "minutes"])
@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf"), 1e9, True, "10"])
def test_what_is_no_amount_is_refused(field, amount):
    with pytest.raises(BadInput) as refusal:
        replace(CREAM, **{field: amount})
    assert refusal.value.field == field


def test_the_budget_is_the_labels_for_the_area_and_shows_how_little_counts_on_opened_skin():
    lmx = budget_of(CONTENT.anaesthetic["lmx4-uk"], 200, 70, CONTENT)
    assert (lmx.label_grams, lmx.open_skin_grams) == (40, 7.5)
    strong = budget_of(CONTENT.anaesthetic["compounded-30"], 200, 70, CONTENT)
    assert (strong.label_grams, strong.open_skin_grams) == (None, 1.0)
    assert budget_of(CONTENT.anaesthetic["emla-uk"], None, None, CONTENT).label_grams == 60


def test_the_budget_says_the_level_of_the_labels_most_and_of_each_gram():
    lmx = budget_of(CONTENT.anaesthetic["lmx4-uk"], 200, 70, CONTENT)
    # 40 g hold 1600 mg, of which 160 come in: 160 / 91.
    assert (lmx.label_level, lmx.label_band, lmx.is_amount_labelled) == (1.76, "caution", True)
    strong = budget_of(CONTENT.anaesthetic["compounded-30"], 200, 70, CONTENT)
    assert (strong.label_level, strong.is_amount_labelled) == (None, False)
    assert strong.level_per_gram == pytest.approx(300 / 91, abs=1e-3)
    assert budget_of(CONTENT.anaesthetic["lmx4-uk"], 200, None, CONTENT).level_per_gram is None


AMOUNTS = st.one_of(st.none(), st.floats(0.1, 400))
APPLICATIONS = st.builds(
    Application,
    product=st.sampled_from([*CONTENT.anaesthetic, "something"]),
    grams=AMOUNTS,
    area_cm2=AMOUNTS,
    minutes=AMOUNTS,
    is_occluded=st.sampled_from([True, False, None]),
    is_on_open_skin=st.booleans(),
)


# More of it moves a finding on to the next of its kind, and never back.
NEXT = {
    "plasma-caution": "plasma",
    "plasma-alert": "plasma",
    "plasma-toxic": "plasma",
    "above-injected-limit": "only-infiltration-limits",
}


def hardest(found: AnaestheticGate) -> dict[tuple[str, str], int]:
    """Gives the place of everything that was said in the order of hardness, the hardest being 0."""
    told: dict[tuple[str, str], int] = {}
    for one in found.findings:
        said = (one.about, NEXT.get(one.id, one.id))
        told[said] = min(told.get(said, len(LEVELS)), LEVELS.index(one.level))
    return told


@given(st.lists(APPLICATIONS, max_size=3), APPLICATIONS)
def test_more_cream_never_softens_the_gate(applied, more):
    before, after = gate(*applied), gate(*applied, more)
    told = hardest(after)
    assert all(said in told and told[said] <= level for said, level in hardest(before).items())
    if before.bound and after.bound:
        assert after.bound.milligrams >= before.bound.milligrams


@given(APPLICATIONS)
def test_opened_skin_never_lowers_the_bound(one):
    closed, opened = gate(replace(one, is_on_open_skin=False)), gate(replace(one, is_on_open_skin=True))
    assert (closed.bound is None) == (opened.bound is None)
    if closed.bound and opened.bound:
        assert opened.bound.micrograms_per_ml >= closed.bound.micrograms_per_ml
