"""The person: sex and country as far as they are said, and nothing inferred from race or ethnicity."""

import pytest

from needlepoint.interop.fhir import read_bundle
from tests.fhir_records import CONTENT, ON, bundle, patient

RACE = {
    "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
    "extension": [{"url": "text", "valueString": "Black or African American"}],
}


def person(**given):
    return read_bundle(bundle(patient(**given)), CONTENT, ON).patient


@pytest.mark.parametrize("sex", ["female", "male", "other", "unknown"])
def test_sex_is_as_recorded(sex):
    assert person(gender=sex).sex == sex


@pytest.mark.parametrize("sex", [None, "F", 5, [], ""])
def test_an_unknown_word_for_sex_is_unknown_and_never_male(sex):
    assert person(gender=sex).sex is None


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("US", "US"),
        ("us", "US"),
        ("USA", "US"),
        ("United States", "US"),
        ("Germany", "DE"),
        ("UK", "GB"),
        ("FR", "FR"),
        ("Atlantis", None),
    ],
)
def test_a_country_is_read_by_code_or_name(text, country):
    assert person(address=[{"city": "X", "country": text}]).country == country


def test_two_countries_are_none():
    assert person(address=[{"country": "US"}, {"country": "DE"}]).country is None
    assert person(address=[{"country": "US"}, {"country": "DE", "use": "old"}]).country == "US"


@pytest.mark.parametrize("address", [None, "US", [5], [{"country": 5}], [{}]])
def test_an_address_that_says_no_country_is_read_conservatively(address):
    assert person(address=address).country is None


def test_phototype_is_never_inferred_from_race():
    assert person(extension=[RACE]).phototype is None
    assert person(extension=[RACE]) == person()
