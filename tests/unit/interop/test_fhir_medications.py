"""Medicines: what is taken, what was stopped, and by which route, as far as a record says it."""

from datetime import date

import pytest

from needlepoint.vocabulary.dates import PartialDate
from needlepoint.vocabulary.patient import Code, Medicine
from tests.fhir_records import (
    CONTENT,
    bundle,
    concept,
    kinds,
    names,
    patient,
    read,
    read_bundle,
    request,
    without,
)

THEN = date(2019, 6, 1)


def only(*resources, **given) -> Medicine:
    (medicine,) = read(*resources, **given).medicines
    return medicine


def statement(word="active", **more):
    return without(request(word=word, resourceType="MedicationStatement"), "authoredOn", "intent") | more


def test_a_prescription_is_a_medicine_with_its_code_route_and_beginning():
    assert only(request()) == Medicine(
        name="Isotretinoin 20 MG Oral Capsule",
        codes=(Code("rxnorm", "30"),),
        route="oral",
        since=PartialDate(2026, 1, 10),
    )


@pytest.mark.parametrize("word", ["active", "on-hold", "unknown", "another word"])
def test_what_is_not_said_to_be_over_is_in_use(word):
    assert not only(request(word=word)).is_stopped


def test_a_prescription_without_a_status_is_in_use():
    assert not only(without(request(), "status")).is_stopped


@pytest.mark.parametrize("word", ["stopped", "completed"])
def test_a_stopped_prescription_without_an_end_stays_without_one(word):
    medicine = only(request(word=word))
    assert (medicine.is_stopped, medicine.until) == (True, None)


@pytest.mark.parametrize("word", ["entered-in-error", "cancelled", "draft"])
def test_what_was_never_taken_is_no_medicine(word):
    assert read(request(word=word)) == read()


@pytest.mark.parametrize("word", ["entered-in-error", "cancelled"])
def test_what_was_entered_in_error_does_not_even_begin_later(word):
    assert read(request(word=word), on=THEN) == read(on=THEN)


@pytest.mark.parametrize("intent", ["proposal", "option"])
def test_an_idea_is_no_medicine(intent):
    assert read(request(intent=intent)).medicines == ()


@pytest.mark.parametrize("intent", ["plan", "order", "filler-order"])
def test_a_plan_and_an_order_are(intent):
    assert len(read(request(intent=intent)).medicines) == 1


def test_a_prohibition_is_no_medicine():
    assert read(request(doNotPerform=True)).medicines == ()


def test_an_end_is_read_from_the_dosage_or_from_the_dispensing():
    bounds = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-01-10", "end": "2026-03-01"}}}}
    valid = {"validityPeriod": {"start": "2026-01-10", "end": "2026-02"}}
    both = request(word="stopped", dosageInstruction=[bounds], dispenseRequest=valid)
    assert only(both).until == PartialDate(2026, 3, 1)
    assert only(without(both, "dosageInstruction")).until == PartialDate(2026, 2)


def test_an_end_before_the_beginning_is_no_end():
    valid = {"validityPeriod": {"end": "2025-01-01"}}
    assert only(request(word="stopped", dispenseRequest=valid)).until is None


def test_what_was_stopped_later_is_in_use_on_the_day():
    used = statement("completed", effectivePeriod={"start": "2019-01-01", "end": "2019-08-01"})
    assert not only(used, on=THEN).is_stopped
    assert only(used).until == PartialDate(2019, 8, 1)


def test_a_prescription_stopped_without_a_date_is_undated_on_every_day():
    stopped = request(word="stopped", authoredOn="2018-01-01")
    assert only(stopped, on=THEN) == only(stopped)


def test_what_is_prescribed_after_the_day_is_counted():
    facts = read(request(), on=THEN)
    assert (facts.medicines, facts.after_on) == ((), 1)


def test_a_planned_chemotherapy_counts_before_it_begins():
    facts = read(request("rxnorm|31"), on=THEN)
    assert [(e.kind, e.since) for e in facts.events] == [("chemotherapy", PartialDate(2026, 1, 10))]
    assert (facts.medicines, facts.after_on) == ((), 0)
    assert kinds(read(request("rxnorm|31", "draft"))) == ["chemotherapy"]
    assert kinds(read(request("rxnorm|31", "cancelled"))) == []


@pytest.mark.parametrize("word", ["not-taken", "entered-in-error", "intended"])
def test_a_statement_of_no_use_is_no_medicine(word):
    assert read(statement(word)).medicines == ()


def test_a_statement_begins_when_it_was_made_where_nothing_else_is_said():
    assert read(statement(dateAsserted="2020-01-01"), on=THEN).after_on == 1
    assert only(statement(effectiveDateTime="2018", dateAsserted="2020-01-01"), on=THEN).since == PartialDate(
        2018
    )


def test_a_name_without_a_code_is_kept():
    assert only(request(medicationCodeableConcept={"text": "skin pills"})).name == "skin pills"


def test_an_unknown_code_keeps_the_medicine_in_the_list():
    unknown = only(request("rxnorm|999"))
    assert (unknown.name, unknown.codes) == ("rxnorm 999", (Code("rxnorm", "999"),))


def test_text_that_says_more_than_the_display_is_kept():
    medicine = only(request(medicationCodeableConcept=concept("rxnorm|32", text="Retin-A cream")))
    assert (medicine.name, medicine.route) == ("Tretinoin / Retin-A cream", "topical")


MEDICATION = {
    "resourceType": "Medication",
    "id": "m",
    "form": {"text": "Topical cream"},
    "ingredient": [{"itemCodeableConcept": concept("rxnorm|32")}],
}


@pytest.mark.parametrize(
    "reference",
    ["urn:uuid:1", "Medication/m", "https://ehr.example/fhir/Medication/m", "Medication/m/_history/2"],
)
def test_a_medicine_is_found_where_a_reference_says(reference):
    prescription = without(request(medicationReference={"reference": reference}), "medicationCodeableConcept")
    facts = read_bundle(bundle(patient(), MEDICATION, prescription), CONTENT, date(2026, 11, 22))
    assert [(m.name, m.route) for m in facts.medicines] == [("Tretinoin", "topical")]


def test_a_contained_medicine_is_found():
    inside = without(request(contained=[MEDICATION]), "medicationCodeableConcept")
    assert names(read(inside | {"medicationReference": {"reference": "#m"}})) == ["Tretinoin"]


def test_a_reference_to_nothing_is_its_display_or_unreadable():
    lost = without(request(), "medicationCodeableConcept") | {
        "medicationReference": {"reference": "Medication/x"}
    }
    assert read(lost).unreadable == 1
    lost["medicationReference"]["display"] = "Isotretinoin"
    assert names(read(lost)) == ["Isotretinoin"]


def routed(text, *routes, **more):
    dosage = [{"route": {"text": route}} for route in routes]
    return only(request(medicationCodeableConcept={"text": text}, dosageInstruction=dosage, **more)).route


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Tretinoin 0.25 MG/ML Topical Cream", "topical"),
        ("Tretinoin 10 MG Oral Capsule", "oral"),
        ("Prednisone 5 MG Tablet", "oral"),
        ("120 ACTUAT Fluticasone 0.044 MG/ACTUAT Metered Dose Inhaler", "inhaled"),
        ("Fluticasone Metered Dose Nasal Spray", "nasal"),
        ("Ciprofloxacin Ophthalmic Ointment", "ophthalmic"),
        ("Estradiol Vaginal Tablet", "vaginal"),
        ("168 HR Estradiol Transdermal System", "transdermal"),
        ("Hydrocortisone Rectal Cream", "rectal"),
        ("Lidocaine Topical Patch", "topical"),
        ("Methotrexate 25 MG/ML Injection", None),
        ("Tretinoin", None),
        ("Kit of Oral Tablet and Topical Cream", None),
        ("Isotretinoin gel capsule", None),
    ],
)
def test_a_route_is_read_from_the_name_and_two_are_none(text, route):
    assert routed(text) == route


def test_the_dosage_says_the_route_before_the_name_does():
    assert routed("Tretinoin Topical Cream", "Oral route (qualifier value)") == "oral"
    assert routed("Tretinoin", "PO") == "oral"
    assert routed("Tretinoin", "Topical route", "Oral route") is None
    assert routed("Tretinoin", "sideways") is None


def test_the_code_says_the_route_before_the_words_do():
    both = request(medicationCodeableConcept=concept("rxnorm|30", text="topical gel"))
    assert only(both).route == "oral"
