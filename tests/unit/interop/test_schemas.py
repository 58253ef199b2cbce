"""The schemas of our documents say what the readers take and what the writers give, no more and no less."""

import copy
import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from needlepoint.interop.case import CASE_KEYS, PATIENT_KEYS, read_case
from needlepoint.interop.decision import decision_document, question_document, question_list
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import read_policy
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.errors import BadInput, ContentError
from needlepoint.vocabulary.patient import EVENT_KINDS
from tests.architecture.tree import TREE
from tests.vignettes import Vignette, as_json, case_of, clean_case, policy_of, vignettes

FOLDER = TREE / "docs" / "reference" / "schemas"
NAMES = ("case", "decision", "policy", "questions")
CONTENT = shipped_content()
STORIES = vignettes()


def schema(name: str) -> dict[str, Any]:
    """Reads a schema."""
    return json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


VALIDATORS = {name: Draft202012Validator(schema(name), format_checker=FormatChecker()) for name in NAMES}


def faults(name: str, document: Any) -> list[str]:
    """Gives what a schema has against a document."""
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATORS[name].iter_errors(document)]


def whole_decision(story: Vignette) -> dict[str, Any]:
    """Decides a vignette and gives everything that can be written of it."""
    facts = read_case(case_of(story), CONTENT, story.on)
    decision = decide(facts, CONTENT, policy_of(story), on=story.on)
    return json.loads(json.dumps(decision_document(decision, with_not_met=True)))


def refused_by_reader(document: Any) -> bool:
    """Says whether the reader refuses a case document."""
    try:
        read_case(document, CONTENT, STORIES[0].on)
    except BadInput:
        return True
    return False


def broken_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Gives cases that are wrong in what a schema can see."""
    changes: dict[str, dict[str, Any]] = {
        "an unknown key": {"colour": "blue"},
        "another schema": {"schema": "needlepoint/case/9"},
        "an unknown key of the person": {"patient": {"age": 35}},
        "a weight given as text": {"patient": {"weight_kg": "61"}},
        "a weight beyond what is possible": {"patient": {"weight_kg": 7}},
        "a phototype that does not exist": {"patient": {"phototype": "VII"}},
        "a country in small letters": {"patient": {"country": "us"}},
        "a date in another form": {"patient": {"birth_date": "2.4.1991"}},
        "a concern without an indication": {"concerns": [{"zones": ["nose"]}]},
        "an answer that is no answer": {"facts": {"smoking": "maybe"}},
        "an answer without its word": {"facts": {"smoking": {"by": "doctor"}}},
        "an unknown speaker": {"facts": {"smoking": {"answer": "no", "by": "neighbour"}}},
        "a medicine without a name": {"medicines": [{"route": "oral"}]},
        "a medicine with an unknown status": {"medicines": [{"name": "aspirin", "status": "paused"}]},
        "an event of no known kind": {"events": [{"kind": "haircut"}]},
        "an event with a day and a span": {
            "events": [{"kind": "peel", "on": "2026-01-01", "from": "2026-01-01"}]
        },
        "an allergy that is no text": {"allergies": [7]},
        "a list that is none": {"events": {"kind": "peel"}},
    }
    yield from ((name, clean_case() | change) for name, change in changes.items())


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_itself_valid(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


def test_every_vignette_is_a_case_document() -> None:
    assert len(STORIES) > 100
    assert [(str(story), found) for story in STORIES if (found := faults("case", case_of(story)))] == []


def test_every_decision_on_a_vignette_is_a_decision_document() -> None:
    found = [(str(story), told) for story in STORIES if (told := faults("decision", whole_decision(story)))]
    assert found == []


def test_the_schema_of_decisions_names_every_key_that_is_written() -> None:
    named = schema("decision")
    finding, question = named["$defs"]["finding"], named["$defs"]["question"]
    for story in STORIES[::10]:
        document = whole_decision(story)
        assert list(document) == list(named["properties"])
        met = [one for one in document["findings"] if one["met"] != "no"]
        assert all(list(one) == list(finding["properties"]) for one in met)
        assert all(list(one) == list(question["properties"]) for one in document["questions"])


def test_the_schema_of_cases_names_the_keys_that_the_reader_takes() -> None:
    named = schema("case")
    assert set(named["properties"]) == set(CASE_KEYS)
    assert set(named["$defs"]["patient"]["properties"]) == set(PATIENT_KEYS)
    assert named["$defs"]["event"]["properties"]["kind"]["enum"] == EVENT_KINDS


def test_a_key_with_null_is_as_if_it_were_absent_for_both() -> None:
    emptied = dict.fromkeys(CASE_KEYS)
    assert faults("case", emptied) == []
    assert not refused_by_reader(emptied)


@pytest.mark.parametrize(
    ("name", "case"), list(broken_cases()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_the_schema_refuses_the_reader_refuses_too(name: str, case: dict[str, Any]) -> None:
    assert faults("case", case), name
    assert refused_by_reader(case), name


def test_what_can_be_asked_follows_its_schema() -> None:
    assert faults("questions", question_list(CONTENT)) == []


def test_a_question_without_its_reason_is_refused() -> None:
    listed = copy.deepcopy(question_list(CONTENT))
    listed[0].pop("why")
    assert faults("questions", listed) != []


def test_what_is_open_for_a_case_follows_its_schema() -> None:
    story = STORIES[0]
    decision = decide(read_case({}, CONTENT, story.on), CONTENT, on=story.on)
    listed = [question_document(one) | {"rules": [], "valid_for_days": None} for one in decision.questions]
    assert len(listed) > 40
    assert faults("questions", listed) == []


def test_the_example_of_a_policy_follows_its_schema_and_is_read() -> None:
    text = (TREE / "docs" / "how-to" / "example-policy.toml").read_text(encoding="utf-8")
    assert faults("policy", as_json(tomllib.loads(text))) == []
    assert read_policy(text, "example-policy.toml", CONTENT).id == "example-clinic"


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "needlepoint/policy/9"},
        {"mood": "lenient"},
        {"tighten": [{"rule": "smoking", "effect": "never", "reason": "because"}]},
        {"loosen": [{"rule": "smoking", "effect": "proceed", "reason": "nobody answers for it"}]},
        {"choice": [{"conflict": "interval"}]},
        {"tighten": [{"rule": "smoking", "reason": "because"}]},
        {
            "source": [
                {
                    "id": "ours",
                    "title": "Ours",
                    "kind": "gossip",
                    "trust": "B",
                    "read_as": "full",
                    "note": "x",
                }
            ]
        },
    ],
    ids=[
        "another schema",
        "an unknown key",
        "no effect",
        "nobody answers",
        "no side",
        "no change",
        "no such kind",
    ],
)
def test_a_policy_that_the_schema_refuses_is_not_read(change: dict[str, Any]) -> None:
    base = {"schema": "needlepoint/policy/1", "id": "x", "version": "1", "signed_by": "Dr. Example"}
    assert faults("policy", base | {"signed_on": "2026-11-20"} | change) != []
    text = "".join(
        f"{key} = {json.dumps(value)}\n" for key, value in (base | change).items() if isinstance(value, str)
    )
    text += "signed_on = 2026-11-20\n"
    for key, rows in change.items():
        for row in rows if isinstance(rows, list) else ():
            text += f"[[{key}]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in row.items())
    with pytest.raises(ContentError):
        read_policy(text, "policy.toml", CONTENT)


def test_every_rule_of_the_content_follows_the_form_of_a_policys_own_rule() -> None:
    rules = [
        rule
        for path in sorted((TREE / "needlepoint/protocols/content/contraindications").glob("*.toml"))
        for rule in tomllib.loads(path.read_text(encoding="utf-8"))["contraindication"]
    ]
    policy = {
        "schema": "needlepoint/policy/1",
        "id": "x",
        "version": "1",
        "signed_by": "y",
        "signed_on": "2026-11-20",
    }
    assert len(rules) == len(CONTENT.contraindication)
    assert faults("policy", policy | {"rule": [as_json(rule) for rule in rules]}) == []
