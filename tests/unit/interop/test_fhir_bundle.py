"""A Bundle is told by its content, holds one living patient, and no single resource can break it."""

from datetime import date

import pytest

from needlepoint.interop.fhir import is_bundle, read_bundle
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.errors import BadInput
from tests.fhir_records import CONTENT, ON, bundle, condition, patient, read, request, without


def refusal(document, on=ON) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_bundle(document, CONTENT, on)
    return caught.value


def test_a_bundle_is_told_from_a_case_by_its_content():
    assert is_bundle(bundle(patient()))
    assert is_bundle({"resourceType": "Patient"})
    assert not is_bundle({"schema": "needlepoint/case/1"})
    assert not is_bundle([])


@pytest.mark.parametrize(
    "document", [{"resourceType": "Patient"}, {"resourceType": 5}, {}, [], None, "Bundle"]
)
def test_anything_but_a_bundle_is_refused(document):
    assert refusal(document).field == "$.resourceType"


@pytest.mark.parametrize("people", [0, 2])
def test_no_patient_or_two_is_refused(people):
    error = refusal(bundle(*[patient()] * people, condition()))
    assert (error.rule, error.given) == ("must hold exactly one Patient", repr(f"{people} of them"))


def test_a_bundle_without_entries_has_no_patient():
    assert "exactly one Patient" in str(refusal({"resourceType": "Bundle"}))


def test_entries_that_are_no_list_are_refused():
    assert refusal({"resourceType": "Bundle", "entry": {}}).field == "$.entry"


def test_more_entries_than_a_record_has_are_refused():
    many = bundle(patient())
    many["entry"] += [{}] * 99_999
    assert read_bundle(many, CONTENT, ON).patient.sex == "female"
    many["entry"].append({})
    assert "at most 100,000 entries" in str(refusal(many))


def test_a_birth_after_the_day_is_refused_with_its_path():
    error = refusal(bundle(condition(), patient(birthDate="2020-10-20")), date(2019, 6, 1))
    assert error.field == "$.entry[1].resource.birthDate"
    assert "after 2019-06-01" in error.rule


@pytest.mark.parametrize("birth", ["1990-02-30", "1990-13", "soon", 1990, "0001-01-01"])
def test_an_impossible_birth_date_is_refused(birth):
    assert refusal(bundle(patient(birthDate=birth))).field == "$.entry[0].resource.birthDate"


def test_a_partial_birth_date_is_kept_partial():
    assert read_bundle(bundle(patient(birthDate="1991")), CONTENT, ON).patient.birth_date == PartialDate(1991)


def test_the_record_of_somebody_who_died_is_read_like_any_other():
    dead = bundle(patient(deceasedDateTime="2021-03-01T10:00:00Z"))
    assert read_bundle(dead, CONTENT, date(2021, 3, 2)).patient.sex == "female"


def test_lists_of_a_record_are_never_complete_and_never_absent():
    facts = read()
    assert (facts.medicines, facts.events, facts.allergies) == ((), (), ())
    assert not facts.lists_are_complete
    assert (facts.concerns, facts.device, dict(facts.answers)) == (None, None, {})


BROKEN = [
    "text",
    5,
    None,
    [],
    {"resourceType": 7},
    {"noType": True},
    without(condition(), "code"),
    condition(code="acne"),
    condition(code={}),
    condition(code={"coding": [{"code": 5}]}),
    condition(code={"coding": "x"}),
    condition(onsetDateTime="2020-02-30"),
    condition(onsetDateTime="yesterday"),
    condition(onsetDateTime=2020),
    condition(abatementPeriod="x"),
    condition(clinicalStatus=True),
    condition(bodySite=[5]),
    request(medicationCodeableConcept=None),
    request(dosageInstruction="x"),
    request(doNotPerform="yes"),
    request(authoredOn={}),
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_one_unreadable_resource_is_counted_and_the_rest_is_read(broken):
    document = bundle(patient(), condition("snomed|11"))
    document["entry"].append(broken if not isinstance(broken, dict) else {"resource": broken})
    facts = read_bundle(document, CONTENT, ON)
    assert facts.unreadable == 1
    assert list(facts.answers) == ["keloid-history"]


def test_resources_of_other_kinds_and_entries_without_one_are_left_alone():
    document = bundle(patient(), {"resourceType": "Claim", "total": "?"})
    document["entry"] += [{"response": {"status": "201"}}, {"resource": None}]
    facts = read_bundle(document, CONTENT, ON)
    assert (facts.unreadable, facts.not_understood) == (0, 0)


def test_bundles_inside_a_bundle_are_opened():
    assert list(read_bundle(bundle(patient(), bundle(bundle(condition()))), CONTENT, ON).answers) == [
        "pregnancy"
    ]
    error = refusal(bundle(patient(), bundle(patient())))
    assert "exactly one" in error.rule


def test_the_order_of_entries_does_not_matter():
    resources = [patient(), condition(), condition("snomed|11"), request(), request("rxnorm|32")]
    forwards = read_bundle(bundle(*resources), CONTENT, ON)
    assert read_bundle(bundle(*reversed(resources)), CONTENT, ON) == forwards
    assert len(forwards.medicines) == 2


def test_the_same_thing_recorded_twice_stands_once():
    assert len(read(request(), request()).medicines) == 1
