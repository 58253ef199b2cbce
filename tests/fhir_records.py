"""Writes resources of FHIR as an EHR would, and a small content that knows what their codes mean."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from needlepoint.interop.fhir import read_bundle
from needlepoint.protocols.model import (
    Allergen,
    Choice,
    Content,
    Contraindication,
    Country,
    MappedCode,
    MedicineClass,
    NamedMedicine,
    Question,
    Zone,
)
from needlepoint.vocabulary.patient import Facts

ON = date(2026, 11, 22)
URIS = {
    "snomed": "http://snomed.info/sct",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "loinc": "http://loinc.org",
}
Resource = dict[str, Any]

# Every code of the small content, with what it means here.
MEANT = {
    "snomed|10": ("Normal pregnancy", "rule:pregnancy"),
    "snomed|11": ("Keloid scar", "rule:keloid-history"),
    "snomed|12": ("Melanoma of skin", "rule:skin-cancer"),
    "icd10cm|Z85.820": ("Personal history of malignant melanoma of skin", "rule:skin-cancer#past"),
    "snomed|13": ("Lichen planus", "rule:koebner-disease"),
    "snomed|14": ("Kidney transplant", "rule:immunosuppression"),
    "snomed|15": ("Chemotherapy", "event:chemotherapy"),
    "snomed|16": ("Chemical peel", "event:peel#superficial"),
    "icd10cm|Z92.21": ("Personal history of antineoplastic chemotherapy", "event:chemotherapy"),
    "snomed|17": ("Latex allergy", "allergen:latex"),
    "snomed|18": ("Smokes tobacco daily", "rule:smoking"),
    "snomed|19": ("Never smoker", "none"),
    "snomed|20": ("Skin phototype IV", "phototype#IV"),
    "snomed|21": ("Pregnant", "rule:pregnancy"),
    "snomed|22": ("Penicillin", "none"),
    "loinc|66472-2": ("Fitzpatrick skin type", "phototype"),
    "loinc|72166-2": ("Tobacco smoking status NHIS", "rule:smoking"),
    "rxnorm|30": ("Isotretinoin 20 MG Oral Capsule", "medicine:isotretinoin"),
    "rxnorm|31": ("Oxaliplatin 5 MG/ML Injection", "medicine:oxaliplatin"),
    "rxnorm|32": ("Tretinoin", "medicine:tretinoin"),
}
ROUTES = {"rxnorm|30": "oral"}


def claim() -> dict[str, Any]:
    return {
        "sources": (),
        "certainty": "not-rated",
        "evidence": (),
        "reviewed_by": "nobody yet",
        "next_review": ON,
    }


def rule(rule_id: str, valid_for_days: int | None, *choices: str) -> Contraindication:
    """Writes a rule as far as a reader of records looks at one."""
    return Contraindication(
        id=rule_id,
        name=rule_id,
        kind=("asked",),
        scope="person",
        acts_on="both",
        override_by="doctor",
        rationale="-",
        would_change="-",
        effect=(),
        valid_for_days=valid_for_days,
        question=Question(
            kind="yes_no", text="?", why="-", choice=tuple(Choice(id=one, text=one) for one in choices)
        ),
        **claim(),
    )


def zone(zone_id: str, snomed: str) -> Zone:
    return Zone(id=zone_id, name=zone_id, region="face", side="left", view="front", snomed=snomed, **claim())


def small_content() -> Content:
    """Gives a content of a few rules, medicines and codes."""
    rules = (
        rule("pregnancy", 0),
        rule("keloid-history", None),
        rule("skin-cancer", 180, "current", "past"),
        rule("koebner-disease", None, "active", "inactive"),
        rule("immunosuppression", 90),
        rule("smoking", 365),
    )
    medicines = (
        NamedMedicine(ingredient="isotretinoin", acts_as=(MedicineClass(group="isotretinoin"),)),
        NamedMedicine(ingredient="oxaliplatin", acts_as=(MedicineClass(group="chemotherapy"),)),
        NamedMedicine(ingredient="tretinoin", acts_as=(MedicineClass(group="topical-retinoid"),)),
    )
    codes = {}
    for key, (display, means) in MEANT.items():
        system, _, code = key.partition("|")
        codes[key] = MappedCode(
            system=system,
            code=code,
            display=display,
            means=means,
            verified_in="tests",
            route=ROUTES.get(key),
        )
    tables: dict[str, Any] = {name: {} for name in Content.__dataclass_fields__}
    country = Country(id="DE", name="Germany", minimum_age_years=18, emergency_number="112", **claim())
    return Content(
        **{
            **tables,
            "version": "tests",
            "digest": "sha256:tests",
            "contraindication": {one.id: one for one in rules},
            "medicine": {one.ingredient: one for one in medicines},
            "allergen": {"latex": Allergen(id="latex", words=("latex",), group="latex")},
            "code": codes,
            "zone": {
                "cheek-left": zone("cheek-left", "100"),
                "cheek-right": zone("cheek-right", "100"),
                "chin": zone("chin", "101"),
            },
            "country": {"DE": country},
        }
    )


CONTENT = small_content()


def concept(*keys: str, text: str | None = None) -> Resource:
    """Writes a codeable concept of codes such as `snomed|10`, with their displays where they are known."""
    codings = []
    for key in keys:
        system, _, code = key.partition("|")
        display = MEANT.get(key, (None,))[0]
        codings.append({"system": URIS.get(system, system), "code": code, "display": display})
    found: Resource = {"coding": [{k: v for k, v in one.items() if v} for one in codings]} if codings else {}
    return found | ({"text": text} if text else {})


def status(word: str) -> Resource:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/status", "code": word}]}


def patient(**more: Any) -> Resource:
    return {"resourceType": "Patient", "id": "p", "birthDate": "1991-04-02", "gender": "female"} | more


def condition(key: str = "snomed|10", clinical: str | None = "active", **more: Any) -> Resource:
    found = {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/p"},
        "code": concept(key),
        "verificationStatus": status("confirmed"),
        "onsetDateTime": "2020-05-09T05:49:32+00:00",
    }
    return found | ({"clinicalStatus": status(clinical)} if clinical else {}) | more


def request(key: str = "rxnorm|30", word: str = "active", **more: Any) -> Resource:
    return {
        "resourceType": "MedicationRequest",
        "status": word,
        "intent": "order",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": concept(key),
        "authoredOn": "2026-01-10",
    } | more


def procedure(key: str = "snomed|16", word: str = "completed", **more: Any) -> Resource:
    return {
        "resourceType": "Procedure",
        "status": word,
        "subject": {"reference": "Patient/p"},
        "code": concept(key),
        "performedPeriod": {"start": "2026-11-01T10:00:00+01:00", "end": "2026-11-01T11:00:00+01:00"},
    } | more


def allergy(key: str = "snomed|17", **more: Any) -> Resource:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": status("active"),
        "verificationStatus": status("confirmed"),
        "patient": {"reference": "Patient/p"},
        "code": concept(key),
    } | more


def observation(key: str, day: str | None = "2026-10-01", **more: Any) -> Resource:
    found = {
        "resourceType": "Observation",
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "code": concept(key),
    }
    return found | ({"effectiveDateTime": day} if day else {}) | more


def bundle(*resources: Any, kind: str = "collection") -> Resource:
    """Writes a Bundle of a patient and what else is recorded."""
    entries = [{"fullUrl": f"urn:uuid:{place}", "resource": one} for place, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def read(*resources: Any, on: date = ON, content: Content = CONTENT) -> Facts:
    """Reads a record of one person and these resources."""
    return read_bundle(bundle(patient(), *resources), content, on)


def details(facts: Facts, rule_id: str) -> list[str | None]:
    """Gives the details of the answers to a rule."""
    return [answer.detail for answer in facts.answers.get(rule_id, ())]


def without(resource: Resource, *keys: str) -> Resource:
    return {key: value for key, value in resource.items() if key not in keys}


def names(facts: Facts) -> list[str]:
    """Gives the names of the medicines."""
    return [one.name for one in facts.medicines or ()]


def kinds(facts: Facts) -> Iterable[str]:
    """Gives the kinds of the events."""
    return [one.kind for one in facts.events or ()]
