"""A check-in is read strictly, and its schema and the triage's say what is taken and written, no more and no less."""

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from needlepoint.interop.check_in import CHECK_IN_KEYS, SIGN_KEYS, read_check_in, report_document
from needlepoint.interop.triage import triage_document
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput
from tests.architecture.tree import TREE
from tests.check_ins import answer, check_in_of, worries

FOLDER = TREE / "docs" / "reference" / "schemas"
CONTENT = shipped_content()
CHECK_IN: dict[str, Any] = {
    "schema": "needlepoint/check-in/1",
    "session": {"on": "2026-11-22", "device": "skinpen-precision", "zones": [{"zone": "cheek-left"}]},
    "day": 3,
    "hours": 70.5,
    "signs": [{"sign": "erythema", "severity": 2, "trend": "worse"}, {"sign": "pus"}],
    "absent": ["fever"],
    "applied": ["vitamin C serum"],
    "text": "It looks different",
}


def schema(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


REGISTRY: Registry[Any] = Registry().with_resources(
    [
        (schema(name)["$id"], Resource.from_contents(schema(name)))
        for name in ("session", "check-in", "triage")
    ]
)
VALIDATORS = {
    name: Draft202012Validator(schema(name), registry=REGISTRY, format_checker=FormatChecker())
    for name in ("check-in", "triage")
}


def faults(name: str, document: Any) -> list[str]:
    carried = json.loads(json.dumps(document))
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATORS[name].iter_errors(carried)]


def changed(path: tuple[str | int, ...], value: object) -> Any:
    wrong: Any = copy.deepcopy(CHECK_IN)
    inner = wrong
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return wrong


@pytest.mark.parametrize("name", VALIDATORS)
def test_each_schema_is_itself_valid(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


def test_the_schema_of_check_ins_names_every_key_that_the_reader_takes() -> None:
    assert faults("check-in", CHECK_IN) == []
    assert set(schema("check-in")["properties"]) == set(CHECK_IN_KEYS)
    assert set(schema("check-in")["$defs"]["sign"]["properties"]) == set(SIGN_KEYS)


def test_every_vignette_follows_the_schema_before_and_after() -> None:
    named = schema("triage")
    parts = {
        "reasons": "reason",
        "expected": "usual",
        "advice": "told",
        "watch": "told",
        "questions": "question",
    }
    seen: dict[str, int] = dict.fromkeys(parts, 0)
    for place, worry in enumerate(worries()):
        document = triage_document(answer(place))
        assert faults("check-in", check_in_of(worry)) == [], worry
        assert faults("triage", document) == [], worry
        assert set(document) == set(named["properties"])
        for key, part in parts.items():
            seen[key] += len(document[key])
            assert all(set(one) == set(named["$defs"][part]["properties"]) for one in document[key])
    assert all(seen.values())


def test_a_triage_that_lost_a_key_is_refused() -> None:
    whole = triage_document(answer(0))
    for key in whole:
        assert faults("triage", {one: value for one, value in whole.items() if one != key}), key


WRONG: list[tuple[tuple[str | int, ...], object]] = [
    (("colour",), "blue"),
    (("schema",), "needlepoint/check-in/2"),
    (("session",), "yesterday"),
    (("session", "on"), "22.11.2026"),
    (("session", "zones"), []),
    (("day",), -1),
    (("day",), 3651),
    (("day",), 2.5),
    (("day",), "3"),
    (("day",), True),
    (("hours",), -1),
    (("hours",), "70"),
    (("signs",), "pus"),
    (("signs", 0), "pus"),
    (("signs", 0, "depth"), 1),
    (("signs", 0, "severity"), 0),
    (("signs", 0, "severity"), 4),
    (("signs", 0, "severity"), "mild"),
    (("signs", 0, "severity"), True),
    (("signs", 0, "trend"), "worst"),
    (("absent",), "fever"),
    (("absent", 0), 7),
    (("applied", 0), "  "),
    (("applied", 0), "a" * 10_001),
    (("text",), 7),
    (("text",), "a" * 10_001),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_what_the_schema_refuses_the_reader_refuses_in_a_sentence(
    path: tuple[str | int, ...], value: object
) -> None:
    wrong = changed(path, value)
    assert faults("check-in", wrong)
    with pytest.raises(BadInput) as refused:
        read_check_in(wrong, CONTENT)
    assert refused.value.rule
    assert refused.value.remedy


@pytest.mark.parametrize("key", ["session", "day"])
def test_what_is_needed_is_asked_for(key: str) -> None:
    wrong = {name: value for name, value in CHECK_IN.items() if name != key}
    assert faults("check-in", wrong)
    with pytest.raises(BadInput, match=f"{key}: must be there"):
        read_check_in(wrong, CONTENT)


@pytest.mark.parametrize("path", [("signs", 0, "sign"), ("absent", 0)])
def test_a_sign_that_nobody_knows_is_refused_and_the_near_one_named(path: tuple[str | int, ...]) -> None:
    with pytest.raises(BadInput, match=r"must be the id of a sign.*did you mean vesicles"):
        read_check_in(changed(path, "vesicle"), CONTENT)


def test_hours_must_lie_on_the_day_or_beside_it() -> None:
    for hours in (0, 49, 96):
        document = {**CHECK_IN, "hours": hours}
        assert (hours < 48) is (refusal(document) is not None)
    assert refusal({**CHECK_IN, "hours": 97}) is not None
    assert refusal({**CHECK_IN, "day": 0, "hours": 3}) is None


def refusal(document: Any) -> BadInput | None:
    try:
        read_check_in(document, CONTENT)
    except BadInput as refused:
        return refused
    return None


def test_null_and_an_empty_line_are_as_if_they_were_absent() -> None:
    given = {**CHECK_IN, "hours": None, "signs": None, "absent": None, "applied": None, "text": " \n"}
    report = read_check_in(given, CONTENT).report
    assert (report.hours, report.signs, report.absent, report.applied, report.text) == (
        None,
        (),
        (),
        (),
        None,
    )


def test_what_is_written_is_read_back_to_the_same_report() -> None:
    for worry in worries():
        report = read_check_in(check_in_of(worry), CONTENT).report
        again = {"session": CHECK_IN["session"], **report_document(report)}
        assert read_check_in(again, CONTENT).report == report
