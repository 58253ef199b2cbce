"""The numbing ledger: what is on, what is left, when to look, and what stops."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from needlepoint.planning.plasma import MAX_MINUTES, Injection
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.session.numbing import (
    LOOK_AGAIN_MINUTES,
    LedgerLine,
    gate_of,
    grams_left,
    is_home_settled,
    look_again_at,
    needs_order,
    numbing_gate_blocks,
    places_to_check,
    reasons_against,
)
from needlepoint.session.record import Numbing
from needlepoint.vocabulary.patient import Answer, Facts
from needlepoint.vocabulary.reasons import Truth

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
CONTENT = shipped_content()


def line(
    product="lmx4-uk", minutes=40, *, is_off=False, is_home=False, is_occluded=False, **changed
) -> LedgerLine:
    """Give cream that has been on for some minutes, within its label."""
    usual = {"grams": 20.0, "area_cm2": 200.0, "on_at": NOW - timedelta(minutes=minutes)}
    numbing = Numbing(product=product, **({"off_at": NOW if is_off else None} | usual | changed))
    return LedgerLine(numbing=numbing, is_home=is_home, is_occluded=is_occluded)


def gate(*lines: LedgerLine, facts: Facts | None = None, weight_kg: float | None = 61.0, country: str = "GB"):
    decision = decide(facts or Facts(), CONTENT, on=NOW.date())
    return gate_of(lines, NOW, decision, CONTENT, weight_kg=weight_kg, country=country)


def blocks(*lines: LedgerLine, **told) -> dict[str, str]:
    return {one.id: one.override_by for one in numbing_gate_blocks(lines, gate(*lines, **told))}


def answered(**answers: str) -> Facts:
    """Give somebody of whom some things are known; an underscore stands for a hyphen."""
    said = {name.replace("_", "-"): (Answer(answer=Truth(word)),) for name, word in answers.items()}
    return replace(Facts(), answers=said)


def test_cream_within_its_label_stops_nothing():
    assert blocks(line()) == {}


def test_time_that_runs_on_beyond_the_label_stops_and_a_prescriber_may_take_it_upon_themselves():
    assert blocks(line(minutes=301)) == {"numbing-limit:above-label-minutes:lmx4-uk": "prescriber"}
    assert blocks(line(minutes=299)) == {}


def test_several_tubes_of_one_product_are_added_up():
    assert "numbing-limit:above-label-area:lmx4-uk" in blocks(*[line(grams=20.0, area_cm2=301.0)] * 3)


def test_cream_from_home_counts_with_what_is_put_on_here():
    home = line(is_home=True, is_off=True, grams=80.0, area_cm2=800.0)
    assert blocks(home, weight_kg=150.0) == {}
    here = line(grams=20.0, area_cm2=200.0)
    assert blocks(home, here, weight_kg=150.0) == {"numbing-limit:above-label-area:lmx4-uk": "nobody"}
    assert any("above the label" in text for text in reasons_against(gate(home, here), "lmx4-uk"))


@pytest.mark.parametrize("missing", ["grams", "area_cm2", "on_at"])
def test_cream_from_home_of_which_something_is_not_known_stops_and_nobody_overrides_it(missing):
    home = line(is_home=True, is_off=True, **{missing: None})
    assert blocks(home)["numbing-home"] == "nobody"
    assert not is_home_settled([home], gate(home))


def test_cream_from_home_that_is_still_on_is_not_settled():
    home = line(is_home=True)
    assert not is_home_settled([home], gate(home))
    off = line(is_home=True, is_off=True)
    assert is_home_settled([off], gate(off))


def test_without_cream_from_home_nothing_of_it_is_settled():
    assert not is_home_settled([line()], gate(line()))


def test_cream_from_home_that_reaches_the_alert_band_waits_for_a_prescriber():
    # 80 g of 4 % hold 3200 mg, a tenth of which comes in: 320 mg in 79 litres of somebody of 61 kg.
    home = line(is_home=True, is_off=True, grams=80.0, area_cm2=800.0)
    assert blocks(home) == {"numbing-limit:plasma-alert:all": "prescriber"}
    assert not is_home_settled([home], gate(home))


def test_an_order_answers_for_the_alert_band_and_never_for_what_came_from_home_or_by_needle():
    here = replace(line(grams=80.0, area_cm2=800.0), is_ordered=True)
    assert needs_order(gate(here), "lmx4-uk")
    assert blocks(here) == {}
    assert blocks(replace(here, is_ordered=False)) == {"numbing-limit:plasma-alert:all": "prescriber"}
    at_home = line(is_home=True, is_off=True, grams=1.0, area_cm2=20.0)
    assert "numbing-limit:plasma-alert:all" in blocks(here, at_home)
    injected = (Injection(name="lidocaine", milligrams=10),)
    decision = decide(Facts(), CONTENT, on=NOW.date())
    together = gate_of([here], NOW, decision, CONTENT, weight_kg=61.0, country="GB", injected=injected)
    found = [one.id for one in numbing_gate_blocks([here], together, injected)]
    assert found == ["numbing-limit:plasma-alert:all"]


def test_after_the_first_puncture_cream_counts_as_injected_until_it_is_off():
    decision = decide(Facts(), CONTENT, on=NOW.date())

    def found(one: LedgerLine, opened_at: datetime | None) -> set[str]:
        told = gate_of(
            [one], NOW, decision, CONTENT, weight_kg=61.0, country="GB", injected=(), opened_at=opened_at
        )
        return {finding.id for finding in told.findings if finding.level == "refused"}

    opened = NOW - timedelta(minutes=10)
    assert found(line(), None) == set()
    assert found(line(), opened) == {"open-skin", "above-injected-limit", "plasma-toxic"}
    assert found(line(off_at=opened + timedelta(minutes=1)), opened) >= {"open-skin"}
    assert found(line(off_at=opened), opened) == set()


def test_what_is_said_to_lie_on_open_skin_stops_and_nobody_overrides_it():
    sore = replace(line(grams=1.0, area_cm2=10.0), is_on_open_skin=True)
    assert blocks(sore) == {"numbing-limit:open-skin:lmx4-uk": "nobody"}
    assert "counts as injected" in " ".join(reasons_against(gate(sore), "lmx4-uk"))


def test_a_product_that_nobody_knows_stops_and_nobody_overrides_it():
    home = line("another product", is_home=True, is_off=True)
    assert blocks(home) == {"numbing-limit:not-listed:another product": "nobody"}


@pytest.mark.parametrize("product", ["emla-uk", "blt"])
def test_with_a_risk_of_methaemoglobin_prilocaine_and_benzocaine_are_not_put_on(product):
    facts = answered(methaemoglobinaemia_risk="yes")
    assert reasons_against(gate(line(product), facts=facts), product)
    assert f"numbing-limit:closed:methaemoglobinaemia-risk:{product}" in blocks(line(product), facts=facts)
    assert (
        blocks(line(product), facts=facts)[f"numbing-limit:closed:methaemoglobinaemia-risk:{product}"]
        == "nobody"
    )


def test_lidocaine_alone_is_not_closed_by_a_risk_of_methaemoglobin():
    facts = answered(methaemoglobinaemia_risk="yes")
    assert not any("methaemoglobin" in text for text in reasons_against(gate(line(), facts=facts), "lmx4-uk"))


def test_what_is_not_known_of_the_person_is_asked_before_cream_goes_on():
    facts = answered(methaemoglobinaemia_risk="unknown")
    assert any(
        "not known yet" in text for text in reasons_against(gate(line("emla-uk"), facts=facts), "emla-uk")
    )


def test_compounded_cream_under_film_is_refused_and_a_label_cream_is_a_caution():
    assert "numbing-limit:occluded:compounded-30" in blocks(line("compounded-30", is_occluded=True))
    assert blocks(line(is_occluded=True)) == {}
    assert any(one.id == "occluded" for one in gate(line(is_occluded=True)).findings)


def test_what_needs_an_order_says_so():
    assert needs_order(gate(line("pliaglis")), "pliaglis")
    assert not needs_order(gate(line()), "lmx4-uk")


def test_the_budget_that_is_left_is_of_the_label_on_the_covered_area():
    product = CONTENT.anaesthetic["lmx4-uk"]
    assert grams_left(product, [line(grams=30.0, area_cm2=200.0)], CONTENT) == 10.0
    assert grams_left(product, [line(grams=50.0, area_cm2=200.0)], CONTENT) == -10.0
    assert grams_left(CONTENT.anaesthetic["compounded-30"], [line("compounded-30")], CONTENT) is None


@pytest.mark.parametrize(
    ("product", "minutes"),
    [
        ("lmx4-uk", 60),
        ("emla-us", 180),
        ("emla-uk", 300),
        ("pliaglis", 30),
        ("compounded-30", LOOK_AGAIN_MINUTES),
    ],
)
def test_somebody_looks_again_at_the_end_of_the_labels_time(product, minutes):
    on = line(product, minutes=0)
    assert look_again_at(on, CONTENT) == NOW + timedelta(minutes=minutes)


def test_nobody_is_called_for_cream_that_is_off():
    assert look_again_at(line(is_off=True), CONTENT) is None


def test_a_clock_that_jumps_back_or_a_day_ahead_brings_no_impossible_time():
    assert 0 < line(minutes=-5).minutes(NOW) < 1
    assert line(minutes=10_000).minutes(NOW) == MAX_MINUTES


def test_nothing_of_cream_is_no_amount():
    assert any(one.id == "unknown-grams" for one in gate(line(grams=0.0)).findings)


@pytest.mark.parametrize(
    ("zones", "places"),
    [
        (["cheek-left", "back"], ("brows", "hairline", "nostrils")),
        (["scalp"], ("hairline",)),
        (["back", "abdomen"], ()),
        ([], ("brows", "hairline", "nostrils")),
    ],
)
def test_cream_hides_where_the_treated_zones_are(zones, places):
    assert places_to_check(zones, CONTENT) == places
