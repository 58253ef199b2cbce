"""Random valid Bundles, and nonsense made of them: what must hold for every record of every EHR."""

import copy
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from needlepoint.interop.fhir import read_bundle
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Concern, Facts
from needlepoint.vocabulary.reasons import Truth
from tests.fhir_records import URIS, bundle, status

ON = date(2021, 4, 1)
SUBJECT = {"reference": "Patient/p"}
CONCERNS = (
    None,
    (Concern(indication="acne-scars-rolling", zones=("cheek-left", "cheek-right")),),
    (Concern(indication="striae-albae", zones=("abdomen",)), Concern(indication="wrinkles", zones=("neck",))),
)
ZONES = ("Z", "+00:00", "-05:00", "+13:45")


@cache
def coded(*systems: str) -> tuple[tuple[str, str, str, str], ...]:
    """Gives every code of the content in these systems: address, code, display, meaning."""
    codes = shipped_content().code.values()
    return tuple(
        (URIS[c.system], c.code, c.display, means)
        for c in codes
        if c.system in systems
        for means in c.meanings
    )


def of_kind(kind: str) -> list[tuple[str, str, str, str]]:
    """Gives one code for every different meaning of a kind, so that rare rules are as frequent as common ones."""
    found = {one[3]: one for one in coded("snomed", "icd10cm") if one[3].startswith(kind)}
    return sorted(found.values())


def concept_of(code):
    system, value, display, _ = code
    return {"coding": [{"system": system, "code": value, "display": display}], "text": display}


days = st.dates(date(1950, 1, 1), date(2024, 12, 31))


@st.composite
def moments(draw, at=days):
    """Writes a moment as EHRs do: a year, a month, a day, or a day with a time in some time zone."""
    day = draw(at)
    form = draw(st.sampled_from(["year", "month", "day", "time", "time"]))
    whole = f"{day.isoformat()}T05:49:32{draw(st.sampled_from(ZONES))}"
    return {"year": whole[:4], "month": whole[:7], "day": whole[:10], "time": whole}[form]


@st.composite
def periods(draw):
    start = draw(days)
    end = start + timedelta(days=draw(st.integers(0, 2000)))
    found = {"start": f"{start.isoformat()}T10:00:00Z", "end": f"{end.isoformat()}T10:00:00Z"}
    for key in draw(st.sets(st.sampled_from(["start", "end"]), max_size=1)):
        del found[key]
    return found


def sometimes(draw, resource, key, values):
    if draw(st.booleans()):
        resource[key] = draw(values)


@st.composite
def concepts(draw, *systems, kind=None):
    known = of_kind(kind) if kind else coded(*systems)
    unknown = ("http://example.org/local", "A-17", "Something local", "")
    return concept_of(draw(st.sampled_from(known) if draw(st.integers(0, 9)) else st.just(unknown)))


@st.composite
def conditions(draw, kind="rule:"):
    found = {"resourceType": "Condition", "subject": SUBJECT, "code": draw(concepts(kind=kind))}
    verified = draw(st.sampled_from(["confirmed", "provisional", "refuted", "entered-in-error", None]))
    if verified:
        found["verificationStatus"] = status(verified)
    sometimes(draw, found, "recordedDate", moments())
    sometimes(draw, found, "onsetDateTime", moments())
    is_over = draw(st.booleans())
    if verified != "entered-in-error":
        words = ["resolved", "inactive", "remission"] if is_over else ["active", "recurrence", "relapse"]
        found["clinicalStatus"] = status(draw(st.sampled_from(words)))
    if is_over:
        sometimes(draw, found, "abatementDateTime", moments())
    return found


@st.composite
def requests(draw):
    found = {"resourceType": "MedicationRequest", "subject": SUBJECT}
    words = "active on-hold cancelled completed entered-in-error stopped draft unknown".split()
    found["status"] = draw(st.sampled_from(words))
    found["intent"] = draw(st.sampled_from("proposal plan order original-order option".split()))
    found["medicationCodeableConcept"] = draw(concepts("rxnorm"))
    sometimes(draw, found, "authoredOn", moments())
    sometimes(draw, found, "doNotPerform", st.booleans())
    if draw(st.booleans()):
        found["dispenseRequest"] = {"validityPeriod": draw(periods())}
    if draw(st.booleans()):
        text = draw(st.sampled_from(["Oral route", "Topical route", "by whatever way"]))
        found["dosageInstruction"] = [{"route": {"text": text}}]
    return found


@st.composite
def statements(draw):
    words = "active completed entered-in-error intended stopped on-hold unknown not-taken".split()
    found = {
        "resourceType": "MedicationStatement",
        "subject": SUBJECT,
        "status": draw(st.sampled_from(words)),
    }
    found["medicationCodeableConcept"] = draw(concepts("rxnorm"))
    sometimes(draw, found, "effectivePeriod", periods())
    sometimes(draw, found, "dateAsserted", moments())
    return found


@st.composite
def allergies(draw):
    found = {
        "resourceType": "AllergyIntolerance",
        "patient": SUBJECT,
        "code": draw(concepts(kind="allergen:")),
    }
    verified = draw(st.sampled_from(["confirmed", "unconfirmed", "refuted", "entered-in-error"]))
    found["verificationStatus"] = status(verified)
    if verified != "entered-in-error":
        found["clinicalStatus"] = status(draw(st.sampled_from(["active", "inactive", "resolved"])))
    sometimes(draw, found, "recordedDate", moments())
    return found


@st.composite
def procedures(draw):
    words = "preparation in-progress not-done on-hold stopped completed entered-in-error unknown".split()
    found = {"resourceType": "Procedure", "subject": SUBJECT, "status": draw(st.sampled_from(words))}
    found["code"] = draw(concepts(kind=draw(st.sampled_from(["event:", "rule:"]))))
    sometimes(draw, found, "performedPeriod", periods())
    return found


@st.composite
def observations(draw):
    words = "registered preliminary final amended corrected cancelled entered-in-error unknown".split()
    found = {"resourceType": "Observation", "subject": SUBJECT, "status": draw(st.sampled_from(words))}
    kind = draw(st.sampled_from(["smoking", "weight", "finding", "phototype"]))
    loinc = {"smoking": "72166-2", "weight": "29463-7", "phototype": "66472-2"}
    if kind == "finding":
        found["code"] = draw(concepts(kind="rule:"))
    else:
        found["code"] = {"coding": [{"system": URIS["loinc"], "code": loinc[kind]}]}
    if kind == "weight":
        found["valueQuantity"] = {"value": draw(st.integers(2, 250)), "unit": "kg"}
    elif kind != "finding":
        prefix = "rule:smoking" if kind == "smoking" else "phototype#"
        found["valueCodeableConcept"] = draw(concepts(kind=prefix))
    sometimes(draw, found, "effectiveDateTime", moments())
    return found


others = st.sampled_from(
    [
        {"resourceType": "Organization", "name": "A clinic"},
        {"resourceType": "Immunization", "status": "completed", "patient": SUBJECT}
        | {"vaccineCode": {"text": "influenza"}, "occurrenceString": "autumn"},
    ]
)
resources = st.one_of(
    conditions(),
    requests(),
    statements(),
    allergies(),
    procedures(),
    observations(),
    conditions("event:"),
    others,
)


@st.composite
def people(draw):
    found = {"resourceType": "Patient", "id": "p"}
    sometimes(draw, found, "gender", st.sampled_from(["male", "female", "other", "unknown"]))
    born = draw(st.dates(date(1940, 1, 1), date(2010, 1, 1)))
    sometimes(draw, found, "birthDate", st.sampled_from([str(born), str(born)[:7], str(born)[:4]]))
    sometimes(draw, found, "address", st.just([{"country": "US"}]))
    return found


@st.composite
def records(draw, most=8):
    return bundle(*draw(st.permutations([draw(people()), *draw(st.lists(resources, max_size=most))])))


def read(document, on=ON) -> Facts:
    return read_bundle(document, shipped_content(), on)


def with_more(document, *more):
    found = copy.deepcopy(document)
    found["entry"] += [
        {"fullUrl": f"urn:uuid:more-{place}", "resource": one} for place, one in enumerate(more)
    ]
    return found


def decided(facts, concerns=None, device=None):
    return decide(replace(facts, concerns=concerns), shipped_content(), on=ON, device=device)


@settings(max_examples=40)
@given(records())
def test_the_generator_writes_valid_fhir(document):
    assert Bundle.model_validate(document).entry[0].resource is not None


@given(records(), st.sampled_from(CONCERNS), st.sampled_from([None, "skinpen-precision", "exceed"]))
def test_every_record_is_decided(document, concerns, device):
    found = decided(read(document), concerns, device)
    event(found.decision.value)
    assert found.decision.value != "proceed"


@given(records())
def test_a_valid_record_has_nothing_unreadable_and_never_says_no(document):
    facts = read(document)
    assert facts.unreadable == 0
    assert {answer.answer for several in facts.answers.values() for answer in several} <= {Truth.YES}
    assert {answer.by for several in facts.answers.values() for answer in several} <= {"record"}


@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(document, random):
    shuffled = copy.deepcopy(document)
    random.shuffle(shuffled["entry"])
    assert read(shuffled) == read(document)


@given(records(), resources)
def test_what_was_entered_in_error_does_not_exist(document, resource):
    word = "entered-in-error"
    has_verification = resource["resourceType"] in ("Condition", "AllergyIntolerance")
    wrong = resource | ({"verificationStatus": status(word)} if has_verification else {"status": word})
    assert read(with_more(document, wrong)) == read(document)


def ages(code) -> bool:
    """Says whether a code means a rule about a present state, for which what is over is not active."""
    rule = shipped_content().contraindication[code[3].partition(":")[2].partition("#")[0]]
    choices = [choice.id for choice in rule.question.choice] if rule.question else []
    return rule.valid_for_days is not None and "past" not in choices


@given(records(), st.data())
def test_what_is_resolved_is_not_active(document, data):
    code = data.draw(st.sampled_from([code for code in of_kind("rule:") if ages(code)]))
    over = {"resourceType": "Condition", "subject": SUBJECT, "code": concept_of(code)}
    over |= {"clinicalStatus": status("resolved"), "onsetDateTime": "2010-01-01"}
    over |= data.draw(st.sampled_from([{}, {"abatementDateTime": "2020-06-30"}]))
    assert read(with_more(document, over)) == read(document)


@given(records(), st.data(), st.sampled_from(CONCERNS), st.sampled_from([None, "exceed"]))
def test_adding_an_active_condition_never_softens(document, data, concerns, device):
    code = data.draw(st.sampled_from(of_kind("rule:")))
    more = {"resourceType": "Condition", "subject": SUBJECT, "code": concept_of(code)}
    more |= {"clinicalStatus": status("active"), "onsetDateTime": "2015-03-01"}
    before = decided(read(document), concerns, device)
    after = decided(read(with_more(document, more)), concerns, device)
    assert after.decision.softness <= before.decision.softness
    assert after.candidacy.softness <= before.candidacy.softness


@given(records(), st.sampled_from(sorted(of_kind("rule:"))))
def test_an_active_condition_with_a_known_code_is_met(document, code):
    more = {"resourceType": "Condition", "subject": SUBJECT, "code": concept_of(code)}
    more |= {"clinicalStatus": status("active"), "onsetDateTime": "2015-03-01"}
    rule = code[3].partition(":")[2].partition("#")[0]
    assert rule in read(with_more(document, more)).answers


@given(records())
def test_what_begins_after_the_day_is_only_counted(document):
    day = date(1949, 12, 31)
    entries = [e for e in document["entry"] if e["resource"]["resourceType"] not in ("Patient", "Procedure")]
    dated = [e["resource"] for e in entries if {"authoredOn", "onsetDateTime"} & e["resource"].keys()]
    facts = read(bundle({"resourceType": "Patient"}, *dated), day)
    assert dict(facts.answers) == {}
    assert facts.medicines == ()
    assert {one.kind for one in facts.events} <= {"chemotherapy"}
    assert facts.after_on + len(facts.events) <= len(dated)


def test_one_later_resource_is_one_count():
    later = {"resourceType": "Condition", "subject": SUBJECT, "code": {"text": "?"}, "onsetDateTime": "2022"}
    assert read(bundle({"resourceType": "Patient"}, later, later)).after_on == 2


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    """Gives the path of everything inside a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def put(document, path, value):
    *way, last = path
    for key in way:
        document = document[key]
    document[last] = value


def outcome(document) -> Facts | BadInput:
    """Gives what a document is read as, or the sentence that refuses it."""
    try:
        return read(document)
    except BadInput as refused:
        return refused


@given(records(most=4), st.data())
def test_fuzz_a_record_with_nonsense_in_it_is_read_or_refused_in_a_sentence(document, data):
    document = copy.deepcopy(document)
    path = data.draw(st.sampled_from(sorted(places(document), key=str)))
    put(document, path, data.draw(anything))
    read_or_refused = outcome(document)
    if isinstance(read_or_refused, BadInput):
        assert read_or_refused.field.startswith("$")
        assert read_or_refused.remedy
    else:
        assert not read_or_refused.lists_are_complete
        assert decided(read_or_refused).decision.value != "proceed"


@given(anything)
def test_fuzz_anything_at_all_is_refused_in_a_sentence(document):
    with pytest.raises(BadInput):
        read(document)


@given(st.lists(anything, max_size=5))
def test_fuzz_entries_of_any_kind_are_counted_and_not_fatal(entries):
    people_among = [e for e in entries if isinstance(e, dict) and "resource" in e]
    assume(not people_among)
    facts = read({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}, *entries]})
    assert facts.unreadable == sum(not isinstance(entry, dict) for entry in entries)
