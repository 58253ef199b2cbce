"""Allergies: kept in the words of the record; none known is no allergy and no answer."""

from datetime import date

import pytest

from needlepoint.vocabulary.patient import Allergy, Code
from tests.fhir_records import allergy, concept, read, status, without


def test_an_allergy_keeps_its_words_and_codes():
    (found,) = read(allergy()).allergies
    assert found == Allergy(text="Latex allergy", codes=(Code("snomed", "17"),))


def test_an_allergy_in_words_alone_is_kept():
    assert [a.text for a in read(allergy(code={"text": "surgical steel"})).allergies] == ["surgical steel"]


@pytest.mark.parametrize("word", ["inactive", "resolved"])
def test_what_is_over_is_no_allergy(word):
    assert read(allergy(clinicalStatus=status(word))).allergies == ()


@pytest.mark.parametrize("word", ["refuted", "entered-in-error"])
def test_what_was_refuted_does_not_exist(word):
    assert read(allergy(verificationStatus=status(word), recordedDate="2030-01-01")) == read()


@pytest.mark.parametrize(
    "code",
    [
        concept("snomed|716186003"),
        concept("snomed|409137002", text="NKDA"),
        {"text": "No known allergies"},
        {"text": "NKDA"},
        {"text": "No allergies"},
    ],
)
def test_none_known_is_no_allergy_and_no_answer(code):
    facts = read(allergy(code=code))
    assert (facts.allergies, facts.lists_are_complete, facts.unreadable) == ((), False, 0)


def test_an_allergen_that_no_rule_concerns_is_understood():
    assert read(allergy("snomed|22")).allergies == ()


def test_an_unknown_allergen_stays_in_the_list():
    assert [a.text for a in read(allergy("snomed|999")).allergies] == ["snomed 999"]


def test_the_substance_of_a_reaction_counts():
    bare = without(allergy(reaction=[{"substance": {"text": "Nickel"}, "manifestation": []}]), "code")
    assert [a.text for a in read(bare).allergies] == ["Nickel"]
    assert read(without(allergy(), "code")).unreadable == 1


def test_an_allergy_recorded_after_the_day_is_counted():
    facts = read(allergy(recordedDate="2020-01-01T10:00:00Z"), on=date(2019, 6, 1))
    assert (facts.allergies, facts.after_on) == ((), 1)
