"""What a clinician expects a record's diagnosis to do, with the codes as they are shipped."""

from datetime import date

import pytest

from needlepoint.interop.fhir import read_bundle
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.reasons import Truth

ON = date(2026, 11, 22)


def effects_of(code: str) -> dict[str, str]:
    """Gives what a record with one active diagnosis does: rule and effect."""
    diagnosis = {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code, "display": code}]},
    }
    person = {"resourceType": "Patient", "birthDate": "1990-01-01", "gender": "female"}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": person}, {"resource": diagnosis}]}
    content = shipped_content()
    decision = decide(read_bundle(bundle, content, ON), content, on=ON)
    return {f.rule: str(f.effect) for f in decision.findings if f.met is Truth.YES}


@pytest.mark.parametrize(
    ("code", "rule", "effect"),
    [
        ("D69.3", "bleeding-disorder", "decline"),
        ("D69.1", "bleeding-disorder", "decline"),
        ("D66", "bleeding-disorder", "decline"),
        ("R65.20", "systemic-infection", "defer"),
        ("B35.4", "active-infection", "defer"),
        ("B37.2", "active-infection", "defer"),
        ("L03.211", "active-infection", "defer"),
        ("D75.A", "methaemoglobinaemia-risk", "proceed_with_precautions"),
        ("Z79.82", "antiplatelet", "proceed_with_precautions"),
        ("Z79.630", "immunosuppression", "refer"),
        ("C84.00", "skin-cancer", "decline"),
        ("C44.91", "skin-cancer", "decline"),
        ("Z85.828", "skin-cancer", "refer"),
        ("D48.5", "suspicious-lesion", "refer"),
        ("Q23.1", "cardiac-abnormality", "refer"),
        ("I48.91", "cardiac-abnormality", "proceed_with_precautions"),
        ("R56.9", "seizure-disorder", "proceed_with_precautions"),
        ("G40.909", "seizure-disorder", "proceed_with_precautions"),
        ("L94.1", "scleroderma", "decline"),
        ("M34.9", "scleroderma", "refer"),
        ("O09.90", "pregnancy", "defer"),
        ("F45.22", "body-dysmorphic-disorder", "refer"),
    ],
)
def test_a_diagnosis_does_what_a_clinician_expects(code: str, rule: str, effect: str) -> None:
    assert effects_of(code)[rule] == effect


@pytest.mark.parametrize("code", ["L90.5", "D22.39", "F20.9", "M16.9", "D69.6", "B20"])
def test_a_diagnosis_that_no_rule_concerns_fires_nothing(code: str) -> None:
    assert effects_of(code) == {}
