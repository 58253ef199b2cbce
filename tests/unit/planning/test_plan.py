"""A plan is a frozen value with a name of its own; another version says what it changes."""

import json
from dataclasses import FrozenInstanceError, replace
from types import MappingProxyType

import pytest

from needlepoint.interop.plan import (
    plan_document,
    read_lengths,
    read_overrides,
    restored_plan,
    stored_plan,
)
from needlepoint.interop.plan_words import plan_lines
from needlepoint.planning.conditions import applies, conditions_of
from needlepoint.planning.revision import differences, next_version
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import Policy
from needlepoint.vocabulary.errors import BadInput
from tests.plans import clean_plan

CONTENT = shipped_content()
INTERFACE = {
    *("schema", "zones", "course", "sessions", "preparation", "anaesthetic", "adjuncts", "off_label"),
    "expected_minutes",
}
ZONE = {
    *("zone", "indication", "needle_length_mm", "ceiling_mm", "ceiling_source", "basis", "passes"),
    *("punctures_per_cm2", "endpoint", "layers", "certainty", "sources"),
}


def test_the_same_facts_give_the_same_plan_and_the_same_digest():
    assert clean_plan() == clean_plan()
    assert clean_plan().digest == clean_plan().digest


def test_a_hundredth_of_a_millimetre_changes_the_digest():
    plan = clean_plan()
    first, *rest = plan.zones
    other = replace(plan, zones=(replace(first, needle_length_mm=1.49), *rest))
    assert other.digest != plan.digest


def test_a_plan_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        clean_plan().version = 2


def test_the_document_has_every_key_of_the_interface():
    document = plan_document(clean_plan())
    assert set(document) >= INTERFACE
    assert all(set(zone) >= ZONE for zone in document["zones"])
    assert set(document["course"]) >= {"sessions", "interval_days", "assess_after_days"}
    assert all(
        set(one) >= {"from", "to", "instruction", "text", "sources"} for one in document["preparation"]
    )
    assert all(set(one) >= {"id", "allowed", "reason"} for one in document["adjuncts"])


def test_every_null_of_a_zone_has_its_reason():
    for device in CONTENT.device:
        for zone in plan_document(clean_plan(device=device))["zones"]:
            numbers = ("needle_length_mm", "ceiling_mm", "passes", "punctures_per_cm2", "layers")
            assert {key for key in numbers if zone[key] is None} == set(zone["missing"])


def test_what_is_gated_is_not_allowed_until_its_gates_are_passed():
    told = {one["id"]: one for one in plan_document(clean_plan())["adjuncts"]}
    assert (told["prp"]["allowed"], told["prp"]["is_gated"]) == (False, True)
    assert told["prp"]["gates"]
    assert (told["saline"]["allowed"], told["saline"]["is_gated"]) == (True, False)
    assert (told["vitamin-c"]["allowed"], told["vitamin-c"]["is_gated"]) == (False, False)


def test_the_preparation_holds_nothing_of_the_aftercare():
    prepared = [one.instruction for one in clean_plan().preparation]
    assert prepared
    assert {CONTENT.instruction[name].phase for name in prepared} == {"preparation"}


def test_every_source_of_a_plan_is_in_the_content():
    plan = clean_plan(adjuncts=("prp",), anaesthetic="emla-us")
    cited = [
        name
        for part in (*plan.zones, plan.course, *plan.preparation, *plan.off_label)
        for name in part.sources
    ]
    assert cited
    assert set(cited) <= set(CONTENT.source)


def test_a_stored_plan_comes_back_the_same_through_json():
    plan = clean_plan(adjuncts=("prp",), anaesthetic="emla-us", needle_lengths_mm={"cheek-left": 2.0})
    again = restored_plan(json.loads(json.dumps(stored_plan(plan))))
    assert again == plan
    assert again.digest == plan.digest


@pytest.mark.parametrize("stored", [None, {}, {"zones": 3}, "plan"])
def test_what_is_no_stored_plan_is_refused_in_a_sentence(stored):
    with pytest.raises(BadInput, match="backup"):
        restored_plan(stored)


def test_a_new_version_counts_on_and_says_what_it_changes():
    old = clean_plan()
    new = next_version(old, clean_plan(adjuncts=("prp",), needle_lengths_mm={"cheek-left": 1.0}))
    assert (old.version, new.version) == (1, 2)
    told = differences(old, new)
    assert "cheek-left for acne-scars-rolling, needle length (mm): was 0.75, is now 1.0" in told
    assert "new adjunct: prp" in told
    assert "new off-label: adjunct:prp" in told


def test_a_zone_that_goes_is_told():
    one = {"concerns": [{"indication": "acne-scars-rolling", "zones": ["cheek-left"]}]}
    assert differences(clean_plan(), clean_plan(case=one)) == (
        "no longer zone: cheek-right for acne-scars-rolling",
    )


def test_the_same_plan_differs_in_nothing():
    assert differences(clean_plan(), clean_plan()) == ()


def test_another_interval_is_told_with_its_days():
    longer = clean_plan(policy=Policy(choices=MappingProxyType({"interval": "eight-weeks"})))
    assert differences(clean_plan(), longer) == ("days between sessions: was 30, is now 56",)


def test_doing_nothing_is_the_first_alternative_to_everything():
    for indication in CONTENT.indication:
        plan = clean_plan(case={"concerns": [{"indication": indication, "zones": ["cheek-left"]}]})
        assert plan.alternatives[0] == "Doing nothing"


def test_the_plan_is_readable_on_a_terminal_and_never_says_suitable():
    told = "\n".join(plan_lines(clean_plan(device="skinstylus")))
    assert "no needle_length_mm" in told
    assert "the clinician decides" in told
    assert "suitable" not in told


def test_an_unknown_phototype_is_told_what_darker_skin_is_told():
    for phototype, expected in ((None, True), ("III", False), ("IV", True), ("VI", True)):
        held = conditions_of(phototype=phototype, zones=("cheek-left",), content=CONTENT)
        assert ("phototype-IV-VI" in held) is expected


def test_what_has_no_condition_is_given_to_everybody_and_the_rest_to_any_one_key():
    held = conditions_of(
        phototype="II", zones=("cheek-left",), content=CONTENT, met_rules=("herpes-history",)
    )
    assert applies((), held)
    assert applies(("always",), held)
    assert applies(("prp", "herpes-history"), held)
    assert not applies(("prp", "anaesthetic"), held)
    assert {"face"} <= held
    assert "intimate-zone" not in held


@pytest.mark.parametrize("given", [["isotretinoin"], ["=x"], ["isotretinoin=a", "isotretinoin=b"], ["zzz=a"]])
def test_overrides_that_cannot_be_read_are_refused(given):
    with pytest.raises(BadInput, match="--override"):
        read_overrides(given, CONTENT)


def test_overrides_and_lengths_are_read_as_written():
    (one,) = read_overrides(["isotretinoin=Seen; dose = 10 mg"], CONTENT)
    assert (one.rule, one.reason) == ("isotretinoin", "Seen; dose = 10 mg")
    assert read_lengths(["cheek-left=1.25"]) == {"cheek-left": 1.25}
    with pytest.raises(BadInput, match="must be a number"):
        read_lengths(["cheek-left=deep"])


def test_a_plan_tells_the_budget_of_every_numbing_product_for_its_area_and_weight():
    found = {one.product: one for one in clean_plan().anaesthetic.budgets}
    assert set(found) == set(CONTENT.anaesthetic)
    assert all(one.is_weight_known for one in found.values())
    assert found["lmx4-uk"].open_skin_grams == pytest.approx(4.5 * 61 / 40, abs=0.05)
    unknown = clean_plan(case={"patient": {"weight_kg": None}}).anaesthetic.budgets
    assert not any(one.is_weight_known for one in unknown)
