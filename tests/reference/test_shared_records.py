"""Real records of an EHR, of people who do not exist: every one is read, decided, and shows what it holds.

They lie in the folder that NEEDLEPOINT_SHARED_FHIR names; without it these tests are skipped, loudly. They are
written for the format: whatever other records of the kind are laid there are read too.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from needlepoint.interop.decision import decision_document
from needlepoint.interop.fhir import is_bundle, read_bundle
from needlepoint.interop.strict_json import read_json
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.reasons import Truth

EARLIER = date(2019, 6, 1)
CLINICAL = {
    "Condition": ("onsetDateTime", "abatementDateTime", "recordedDate"),
    "MedicationRequest": ("authoredOn",),
    "AllergyIntolerance": ("recordedDate",),
    "Observation": ("effectiveDateTime",),
    "Procedure": ("performedDateTime",),
    "Encounter": (),
    "Immunization": ("occurrenceDateTime",),
}
PERIODS = ("performedPeriod", "period")


def read_file(path: Path):
    return read_json(path.read_bytes(), path.name)


def resources(document, kind):
    return [e["resource"] for e in document["entry"] if e["resource"]["resourceType"] == kind]


def days_of(document):
    """Gives every day on which something clinical stands in a record."""
    for kind, keys in CLINICAL.items():
        for resource in resources(document, kind):
            texts = [resource.get(key) for key in keys]
            texts += [resource.get(period, {}).get("end") for period in PERIODS]
            yield from (date.fromisoformat(text[:10]) for text in texts if text)


def day_after_last(document) -> date:
    return max(days_of(document)) + timedelta(days=1)


def screened(document, on):
    content = shipped_content()
    facts = read_bundle(document, content, on)
    return facts, decide(facts, content, on=on)


def met(decision) -> set[str]:
    return {finding.rule for finding in decision.findings if finding.met is Truth.YES}


def test_every_record_is_read_and_decided_on_the_day_after_its_last_entry(shared_records):
    for path in shared_records:
        document = read_file(path)
        assert is_bundle(document), path.name
        facts, decision = screened(document, day_after_last(document))
        assert (facts.unreadable, facts.after_on) == (0, 0), path.name
        assert decision_document(decision)["after_on"] == 0
        assert decision.decision.value != "proceed", path.name


def test_every_record_is_decided_years_earlier_or_refused_in_a_sentence(shared_records):
    for path in shared_records:
        document = read_file(path)
        (person,) = resources(document, "Patient")
        if person["birthDate"] > EARLIER.isoformat():
            with pytest.raises(BadInput, match="a birth cannot lie after 2019-06-01"):
                screened(document, EARLIER)
            continue
        facts, _ = screened(document, EARLIER)
        later = [c for c in resources(document, "Condition") if c["onsetDateTime"][:10] > EARLIER.isoformat()]
        assert facts.after_on >= len(later), path.name
        assert facts.unreadable == 0, path.name


def test_the_order_of_entries_does_not_matter(shared_records):
    for path in shared_records:
        document = read_file(path)
        on = day_after_last(document)
        backwards = document | {"entry": document["entry"][::-1]}
        content = shipped_content()
        assert read_bundle(backwards, content, on) == read_bundle(document, content, on), path.name


def test_every_active_medicine_of_a_record_stands_in_the_facts(shared_records):
    for path in shared_records:
        document = read_file(path)
        facts, decision = screened(document, day_after_last(document))
        active = [r for r in resources(document, "MedicationRequest") if r["status"] == "active"]
        wanted = {r["medicationCodeableConcept"]["text"] for r in active if "medicationCodeableConcept" in r}
        assert wanted <= {m.name for m in facts.medicines if not m.is_stopped}, path.name
        assert decision.unrecognised == (), path.name


# What a record of this kind shows, by a code in it: the rule that must then be met on the day after its last entry.
SHOWN = {
    ("Condition", "72892002", "active"): "pregnancy",
    ("Condition", "69896004", "active"): "connective-tissue-disease",
    ("Condition", "49436004", "active"): "cardiac-abnormality",
    ("Condition", "128613002", "active"): "seizure-disorder",
    ("Condition", "44054006", "active"): "diabetes",
    ("MedicationRequest", "855332", "active"): "anticoagulant",
    ("MedicationRequest", "309362", "active"): "antiplatelet",
    ("MedicationRequest", "105586", "active"): "immunosuppression",
    ("MedicationRequest", "1736776", "active"): "chemotherapy",
    ("AllergyIntolerance", "300916003", "active"): "latex-allergy",
}


def told_in(document):
    """Gives kind, code and status of what a record holds."""
    for kind in ("Condition", "MedicationRequest", "AllergyIntolerance"):
        for one in resources(document, kind):
            concept = one.get("code") or one.get("medicationCodeableConcept") or {}
            word = one.get("status") or one["clinicalStatus"]["coding"][0]["code"]
            yield from ((kind, coding["code"], word) for coding in concept.get("coding", ()))


def test_records_with_the_matching_facts_show_them(shared_records):
    shown = set()
    for path in shared_records:
        document = read_file(path)
        wanted = {SHOWN[told] for told in told_in(document) if told in SHOWN}
        _, decision = screened(document, day_after_last(document))
        assert wanted <= met(decision), path.name
        shown |= wanted
    assert shown, "no record holds any of the facts looked for: this test would show nothing"


def test_a_resolved_pregnancy_is_not_a_pregnancy(shared_records):
    for path in shared_records:
        document = read_file(path)
        told = set(told_in(document))
        if ("Condition", "72892002", "resolved") in told and ("Condition", "72892002", "active") not in told:
            assert "pregnancy" not in met(screened(document, day_after_last(document))[1]), path.name


def test_a_stopped_prescription_has_no_end_date(shared_records):
    for path in shared_records:
        document = read_file(path)
        facts, _ = screened(document, day_after_last(document))
        assert {m.until for m in facts.medicines if m.is_stopped} <= {None}, path.name


def test_phototype_is_unknown_although_every_record_names_a_race(shared_records):
    for path in shared_records:
        document = read_file(path)
        assert screened(document, day_after_last(document))[0].patient.phototype is None, path.name
