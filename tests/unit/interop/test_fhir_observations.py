"""Observations: the newest statement on a topic counts, and a record never answers no."""

from datetime import date

import pytest

from needlepoint.vocabulary.dates import PartialDate
from tests.fhir_records import concept, observation, procedure, read

SMOKING, PREGNANCY, WEIGHT, PHOTOTYPE = "loinc|72166-2", "loinc|82810-3", "loinc|29463-7", "loinc|66472-2"


def smoking(key, day="2026-10-01", **more):
    return observation(SMOKING, day, valueCodeableConcept=concept(key), **more)


def pregnancy(text, day="2026-10-01"):
    return observation(PREGNANCY, day, valueCodeableConcept={"text": text})


def weight(value, unit="kg", day="2026-10-01"):
    return observation(WEIGHT, day, valueQuantity={"value": value, "unit": unit})


def test_a_smoking_status_answers_by_its_coded_value():
    facts = read(smoking("snomed|18"))
    assert [str(a.as_of) for a in facts.answers["smoking"]] == ["2026-10-01"]
    assert dict(read(smoking("snomed|19")).answers) == {}


def test_the_newest_status_replaces_older_ones():
    assert dict(read(smoking("snomed|18", "2020-01-01"), smoking("snomed|19")).answers) == {}
    assert "smoking" in read(smoking("snomed|19", "2020-01-01"), smoking("snomed|18")).answers


def test_of_two_statements_that_may_be_of_one_day_the_harder_stays():
    assert "smoking" in read(smoking("snomed|18"), smoking("snomed|19")).answers
    assert "smoking" in read(smoking("snomed|18", "2026-10"), smoking("snomed|19")).answers
    assert "smoking" in read(smoking("snomed|18", None), smoking("snomed|19")).answers


def test_a_status_after_the_day_is_counted():
    facts = read(smoking("snomed|18", "2021-01-01"), smoking("snomed|19", "2018-01-01"), on=date(2019, 6, 1))
    assert (dict(facts.answers), facts.after_on) == ({}, 1)


@pytest.mark.parametrize("word", ["entered-in-error", "cancelled", "registered"])
def test_an_observation_that_says_nothing_does_not_exist(word):
    assert read(smoking("snomed|18", status=word)) == read()


def test_a_question_with_an_unknown_answer_is_counted_and_erases_nothing():
    facts = read(smoking("snomed|18", "2020-01-01"), smoking("snomed|999"))
    assert "smoking" in facts.answers
    assert facts.not_understood == 1


def test_a_pregnancy_status_is_read_by_code_or_word():
    assert "pregnancy" in read(pregnancy("Pregnant")).answers
    assert "pregnancy" in read(observation(PREGNANCY, valueCodeableConcept=concept("snomed|21"))).answers
    assert dict(read(pregnancy("Not pregnant")).answers) == {}
    assert dict(read(pregnancy("Pregnant", "2026-09-01"), pregnancy("Not pregnant")).answers) == {}


def test_no_pregnancy_is_longer_than_forty_two_weeks():
    assert dict(read(pregnancy("Pregnant", "2026-02-01")).answers) == {}
    assert "pregnancy" in read(pregnancy("Pregnant", "2026-02-02")).answers


def test_a_plain_yes_or_no_counts():
    assert "smoking" in read(observation(SMOKING, valueBoolean=True)).answers
    assert dict(read(observation(SMOKING, valueBoolean=False)).answers) == {}


def test_a_finding_needs_no_value_and_a_question_does():
    assert "smoking" in read(observation("snomed|18")).answers
    assert dict(read(observation(SMOKING)).answers) == {}


def test_a_finding_named_in_the_answer_to_another_question_is_not_the_persons():
    family = observation("loinc|54114-6", valueCodeableConcept=concept("snomed|18"))
    facts = read(family)
    assert (dict(facts.answers), facts.not_understood) == ({}, 1)


def test_the_newest_weight_counts():
    assert read(weight(60, day="2020-01-01"), weight(72.5)).patient.weight_kg == 72.5
    assert read(weight(160, "[lb_av]")).patient.weight_kg == pytest.approx(72.57, abs=0.01)


@pytest.mark.parametrize(("value", "unit"), [(3.5, "kg"), (900, "kg"), (70, "stone"), (None, "kg")])
def test_a_weight_that_cannot_be_used_is_unknown(value, unit):
    assert read(weight(60, day="2020-01-01"), weight(value, unit)).patient.weight_kg is None


def test_of_two_weights_of_one_day_the_lower_counts():
    assert read(weight(80), weight(78)).patient.weight_kg == 78


@pytest.mark.parametrize("value", ["70", True, [], {}])
def test_a_weight_that_is_no_number_is_unreadable(value):
    assert read(weight(value)).unreadable == 1


def test_a_phototype_is_read_by_code_or_roman_number():
    assert read(observation(PHOTOTYPE, valueCodeableConcept=concept("snomed|20"))).patient.phototype == "IV"
    assert read(observation(PHOTOTYPE, valueString="Type III")).patient.phototype == "III"
    assert read(observation("snomed|20")).patient.phototype == "IV"


def test_an_unclear_phototype_is_unknown():
    assert read(observation(PHOTOTYPE, valueString="II or III")).patient.phototype is None
    two = [observation(PHOTOTYPE, valueString=one) for one in ("II", "III")]
    assert read(*two).patient.phototype is None


def test_components_are_read_too():
    panel = observation(
        "loinc|1", component=[{"code": concept(WEIGHT), "valueQuantity": {"value": 61, "unit": "kg"}}]
    )
    facts = read(panel)
    assert (facts.patient.weight_kg, facts.not_understood) == (61, 0)


def test_an_observation_that_means_nothing_here_is_counted():
    assert read(observation("loinc|8302-2")).not_understood == 1


def test_a_dated_period_and_the_day_of_issue_date_an_observation():
    period = observation(SMOKING, None, effectivePeriod={"start": "2026-01-01", "end": "2026-02-01"})
    issued = observation(SMOKING, None, issued="2026-03-01T10:00:00Z")
    yes = {"valueBoolean": True}
    assert read(period | yes).answers["smoking"][0].as_of == PartialDate(2026, 2, 1)
    assert read(issued | yes).answers["smoking"][0].as_of == PartialDate(2026, 3, 1)


def test_observations_and_procedures_answer_the_same_rule_side_by_side():
    facts = read(procedure("snomed|14"), observation("snomed|14", "2026-01-05"))
    assert len(facts.answers["immunosuppression"]) == 2
