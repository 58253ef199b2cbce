"""What is disclosed follows from the plan, and the text that is signed names exactly its words."""

from dataclasses import replace

import pytest

from needlepoint.consent.disclosure import consent_text, disclosures_for
from needlepoint.consent.expectation import expectation_for
from needlepoint.protocols.library import shipped_content
from tests.plans import clean_facts, clean_plan

CONTENT = shipped_content()


def disclosed(case=None, facts_case=None, **asked) -> set[str]:
    plan = clean_plan(case=case or {}, **asked)
    return {one.id for one in disclosures_for(plan, clean_facts(**(facts_case or case or {})), CONTENT)}


def conditional(key: str) -> set[str]:
    return {one.id for one in CONTENT.disclosure.values() if key in one.only_if}


def test_what_is_always_disclosed_is_disclosed_to_everybody():
    always = {one.id for one in CONTENT.disclosure.values() if not one.only_if or "always" in one.only_if}
    assert always
    assert always <= disclosed()


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("anaesthetic", {"anaesthetic": "emla-us"}),
        ("prp", {"adjuncts": ("prp",)}),
        ("off-label", {"case": {"concerns": [{"indication": "pores", "zones": ["nose"]}]}}),
        ("deeper-than-evaluated", {"needle_lengths_mm": {"cheek-left": 2.0}}),
        ("phototype-IV-VI", {"case": {"patient": {"phototype": "V"}}}),
        ("melasma", {"case": {"concerns": [{"indication": "melasma", "zones": ["cheek-left"]}]}}),
        ("herpes-history", {"case": {"facts": {"herpes-history": "yes"}}}),
    ],
)
def test_each_condition_brings_its_paragraphs_and_is_silent_without(key, asked):
    expected = conditional(key)
    assert expected, f"no disclosure is written for {key}"
    assert expected <= disclosed(**asked)
    only_here = {one for one in expected if CONTENT.disclosure[one].only_if == (key,)}
    assert not only_here & disclosed()


def test_every_condition_of_a_disclosure_is_one_that_can_hold():
    known = {"always", "phototype-IV-VI", "off-label", "deeper-than-evaluated", "anaesthetic"}
    known |= {*CONTENT.adjunct, *CONTENT.contraindication, *CONTENT.indication}
    assert {key for one in CONTENT.disclosure.values() for key in one.only_if} <= known


def test_the_text_names_zone_length_device_product_and_alternatives():
    plan = clean_plan(adjuncts=("prp",), anaesthetic="emla-us", needle_lengths_mm={"cheek-left": 2.0})
    text = consent_text(plan, clean_facts(), CONTENT)
    told = " ".join(paragraph.text for paragraph in text.paragraphs)
    products = ("SkinPen", "Platelet-rich plasma", "EMLA")
    for wanted in ("Left cheek", "up to 2 mm", "up to 1.5 mm", *products, "Doing nothing"):
        assert wanted in told
    assert {"off-label:adjunct:prp", "off-label:needle-length:cheek-left"} <= {p.id for p in text.paragraphs}


def test_every_paragraph_stands_once():
    plan = clean_plan(adjuncts=("prp",), anaesthetic="emla-us")
    ids = [paragraph.id for paragraph in consent_text(plan, clean_facts(), CONTENT).paragraphs]
    assert len(ids) == len(set(ids))


def test_a_length_that_is_not_chosen_is_said_so():
    plan = clean_plan(device="generic-pen")
    told = consent_text(plan, clean_facts(), CONTENT).paragraphs[0].text
    assert "not chosen yet" in told


def test_a_number_of_sessions_that_nobody_knows_is_said_so():
    case = {"concerns": [{"indication": "pores", "zones": ["nose"]}]}
    told = consent_text(clean_plan(case=case), clean_facts(**case), CONTENT).paragraphs[0].text
    assert "No study that was read says how many sessions" in told


def test_the_digest_names_the_words_and_the_plan():
    plan, facts = clean_plan(), clean_facts()
    text = consent_text(plan, facts, CONTENT)
    assert text.digest == consent_text(plan, facts, CONTENT).digest
    assert text.digest != consent_text(replace(plan, version=2), facts, CONTENT).digest
    first, *rest = text.paragraphs
    assert replace(text, paragraphs=(replace(first, text=first.text + " "), *rest)).digest != text.digest


def test_a_rule_that_is_hidden_from_the_patient_brings_no_word_of_itself():
    hidden = [rule.id for rule in CONTENT.contraindication.values() if rule.is_hidden_from_patient]
    assert hidden
    for rule in hidden:
        case = {"facts": {rule: "yes"}}
        text = consent_text(clean_plan(case=case), clean_facts(**case), CONTENT)
        assert not any(rule in paragraph.id for paragraph in text.paragraphs)
        assert "dysmorph" not in " ".join(paragraph.text for paragraph in text.paragraphs).lower()


def test_the_expectation_has_the_studies_of_the_concern_and_the_day_it_can_be_judged():
    page = expectation_for(clean_plan(), CONTENT)
    (only,) = page.indications
    assert only.indication == "acne-scars-rolling"
    assert only.studies
    assert all("acne-scars-rolling" in study.indications for study in only.studies)
    assert (page.last_session_on.isoformat(), page.judged_from.isoformat()) == ("2027-01-21", "2027-04-21")
    assert page.redness is not None
    assert page.redness.id == "erythema"
    assert page.alternatives[0] == "Doing nothing"


def test_where_no_study_says_when_to_judge_no_day_is_named():
    case = {"concerns": [{"indication": "pores", "zones": ["nose"]}]}
    page = expectation_for(clean_plan(case=case), CONTENT)
    assert (page.judged_from, page.last_session_on, page.indications[0].is_gap) == (None, None, True)


def test_only_what_is_expected_is_shown_as_expected():
    page = expectation_for(clean_plan(), CONTENT)
    assert page.signs
    assert all(sign.expected for sign in page.signs)
