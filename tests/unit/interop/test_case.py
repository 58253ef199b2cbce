"""A case document is read strictly: every refusal names the path, the rule, what was given and the remedy."""

from datetime import date
from typing import Any

import pytest

from needlepoint.interop.case import read_case
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Facts
from tests.property.cases import decided
from tests.vignettes import clean_case

CONTENT = shipped_content()
ON = date(2026, 11, 22)


def read(**case: Any) -> Facts:
    """Reads a case document."""
    return read_case(case, CONTENT, ON)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key": ({"pateint": {}}, "$.pateint"),
    "an unknown key of the patient": ({"patient": {"age": 35}}, "$.patient.age"),
    "another schema": ({"schema": "needlepoint/case/2"}, "$.schema"),
    "a patient that is a list": ({"patient": []}, "$.patient"),
    "a date that does not exist": ({"patient": {"birth_date": "1991-02-30"}}, "$.patient.birth_date"),
    "a birth in the future": ({"patient": {"birth_date": "2026-11-23"}}, "$.patient.birth_date"),
    "a birth date that is a number": ({"patient": {"birth_date": 1991}}, "$.patient.birth_date"),
    "a phototype VII": ({"patient": {"phototype": "VII"}}, "$.patient.phototype"),
    "a phototype that is a number": ({"patient": {"phototype": 4}}, "$.patient.phototype"),
    "a sex nobody has": ({"patient": {"sex": "F"}}, "$.patient.sex"),
    "a weight given as text": ({"patient": {"weight_kg": "61"}}, "$.patient.weight_kg"),
    "a weight of nothing": ({"patient": {"weight_kg": 0}}, "$.patient.weight_kg"),
    "a negative weight": ({"patient": {"weight_kg": -61}}, "$.patient.weight_kg"),
    "a weight of true": ({"patient": {"weight_kg": True}}, "$.patient.weight_kg"),
    "a weight of a whale": ({"patient": {"weight_kg": 100_000}}, "$.patient.weight_kg"),
    "a country by its name": ({"patient": {"country": "Spain"}}, "$.patient.country"),
    "a country in small letters": ({"patient": {"country": "us"}}, "$.patient.country"),
    "whether she can be pregnant by another word": (
        {"patient": {"can_be_pregnant": "maybe"}},
        "$.patient.can_be_pregnant",
    ),
    "an unknown indication": ({"concerns": [{"indication": "joy"}]}, "$.concerns[0].indication"),
    "a concern about nothing": ({"concerns": [{"zones": ["chin"]}]}, "$.concerns[0].indication"),
    "an unknown zone": ({"concerns": [{"indication": "pores", "zones": ["knee"]}]}, "$.concerns[0].zones[0]"),
    "an unknown severity": ({"concerns": [{"indication": "pores", "severity": 3}]}, "$.concerns[0].severity"),
    "concerns that are no list": ({"concerns": {}}, "$.concerns"),
    "an unknown fact": ({"facts": {"bad-luck": "yes"}}, "$.facts.bad-luck"),
    "a fact that is true": ({"facts": {"smoking": True}}, "$.facts.smoking"),
    "a fact by another word": ({"facts": {"smoking": "Yes"}}, "$.facts.smoking"),
    "a fact without an answer": ({"facts": {"smoking": {"by": "doctor"}}}, "$.facts.smoking.answer"),
    "a fact by a stranger": ({"facts": {"smoking": {"answer": "no", "by": "nurse"}}}, "$.facts.smoking.by"),
    "an answer of tomorrow": (
        {"facts": {"smoking": {"answer": "no", "as_of": "2026-11-23"}}},
        "$.facts.smoking.as_of",
    ),
    "a detail that is no choice": (
        {"facts": {"metal-allergy": {"answer": "yes", "detail": "gold"}}},
        "$.facts.metal-allergy.detail",
    ),
    "a detail where there is none": (
        {"facts": {"smoking": {"answer": "yes", "detail": "pipe"}}},
        "$.facts.smoking.detail",
    ),
    "a medicine without a name": ({"medicines": [{"route": "oral"}]}, "$.medicines[0].name"),
    "a medicine without a letter": ({"medicines": [{"name": "  "}]}, "$.medicines[0].name"),
    "a medicine as a word": ({"medicines": ["isotretinoin"]}, "$.medicines[0]"),
    "a medicine stopped tomorrow": (
        {"medicines": [{"name": "x", "status": "stopped", "until": "2026-11-23"}]},
        "$.medicines[0].until",
    ),
    "a medicine that ended before it began": (
        {"medicines": [{"name": "x", "from": "2026-02", "until": "2026-01"}]},
        "$.medicines[0].until",
    ),
    "a dose given as text": ({"medicines": [{"name": "x", "dose_mg": "20"}]}, "$.medicines[0].dose_mg"),
    "a negative dose": ({"medicines": [{"name": "x", "dose_mg": -20}]}, "$.medicines[0].dose_mg"),
    "an event of an unknown kind": ({"events": [{"kind": "party"}]}, "$.events[0].kind"),
    "an event without a kind": ({"events": [{"on": "2026-01-01"}]}, "$.events[0].kind"),
    "an event with a day and a span": (
        {"events": [{"kind": "peel", "on": "2026-01-01", "from": "2026-01-01"}]},
        "$.events[0].on",
    ),
    "an event that ended before it began": (
        {"events": [{"kind": "radiotherapy", "from": "2026-02-02", "until": "2026-02-01"}]},
        "$.events[0].until",
    ),
    "an event in an unknown place": (
        {"events": [{"kind": "peel", "zones": ["knee"]}]},
        "$.events[0].zones[0]",
    ),
    "an allergy that is a number": ({"allergies": [1]}, "$.allergies[0]"),
    "an allergy without a letter": ({"allergies": [""]}, "$.allergies[0]"),
    "an unknown device": ({"device": "skinpen"}, "$.device"),
    "two thousand and one allergies": ({"allergies": ["x"] * 2001}, "$.allergies"),
    "a goal of ten thousand and one letters": ({"goals": "x" * 10_001}, "$.goals"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refuses(what: str) -> None:
    case, path = REFUSED[what]
    with pytest.raises(BadInput) as caught:
        read(**case)
    assert caught.value.field == path
    assert caught.value.rule
    assert caught.value.remedy


@pytest.mark.parametrize("document", [[], "case", 1, None, True])
def test_refuses_what_is_no_object(document: Any) -> None:
    with pytest.raises(BadInput, match=r"\$: must be an object"):
        read_case(document, CONTENT, ON)


def test_a_misspelt_id_is_answered_with_the_one_that_was_probably_meant() -> None:
    with pytest.raises(BadInput, match="did you mean active-acne"):
        read(facts={"active-acme": "no"})


def test_what_is_absent_stays_unknown_and_what_is_empty_is_none() -> None:
    assert (read().medicines, read().events, read().allergies, read().concerns) == (None, None, None, None)
    asked = read(medicines=[], events=[], allergies=[])
    assert (asked.medicines, asked.events, asked.allergies) == ((), (), ())
    assert read(medicines=None).medicines is None


def test_a_fact_is_a_word_or_an_object() -> None:
    facts = {
        "smoking": "no",
        "metal-allergy": {"answer": "yes", "detail": "stainless steel", "as_of": "2026-05", "by": "patient"},
    }
    answers = read(facts=facts).answers
    assert answers["smoking"][0].by == "practitioner"
    steel = answers["metal-allergy"][0]
    assert (steel.detail, steel.as_of, steel.by) == ("steel", PartialDate(2026, 5), "patient")


def test_an_answer_of_this_year_or_month_is_not_in_the_future() -> None:
    for as_of in ("2026", "2026-11", "2026-11-22"):
        assert read(facts={"smoking": {"answer": "no", "as_of": as_of}}).answers["smoking"]


@pytest.mark.parametrize(
    ("medicine", "ended_on"),
    [
        ({}, None),
        ({"status": "active"}, None),
        ({"status": "stopped", "until": "2026-11-21"}, "2027-05-21"),
        ({"until": "2026-11-21"}, "2027-05-21"),
        ({"until": "2026-11-22"}, None),
        ({"until": "2027-01-01"}, None),
        ({"until": "2026"}, None),
        ({"status": "active", "until": "2026-01-01"}, None),
    ],
)
def test_a_medicine_without_a_status_is_in_use_unless_it_ended(
    medicine: dict[str, Any], ended_on: str | None
) -> None:
    listed = [{"name": "isotretinoin", **medicine}]
    document = decided({**clean_case(), "medicines": listed}, ON)
    assert (document["decision"], document["defer_until"]) == ("defer", ended_on)


def test_names_from_right_to_left_and_with_markup_are_only_text() -> None:
    facts = read(medicines=[{"name": "وارفارين"}], allergies=["<script>alert(1)</script>"], goals="\u202eabc")
    assert facts.medicines is not None
    assert facts.medicines[0].name == "وارفارين"


def test_a_zone_is_read_once() -> None:
    assert read(concerns=[{"indication": "pores", "zones": ["chin", "chin", "nose"]}]).planned_zones == (
        "chin",
        "nose",
    )


def test_future_events_are_plans() -> None:
    events = read(events=[{"kind": "chemotherapy", "from": "2027-01-01", "until": "2027-06-01"}]).events
    assert events is not None
    assert events[0].since == PartialDate(2027, 1, 1)
