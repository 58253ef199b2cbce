"""Every text that a person may read is kind, exact, and says nothing of what is never said."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
TABLES = [
    one.name
    for one in fields(CONTENT)
    if one.name not in ("version", "digest", "medicine", "allergen", "code", "source")
]
NOT_PROSE = {"id", "doi", "url"}
NEVER_SAID = (
    r"guarante",
    r"painless",
    r"no downtime",
    r"safe for all",
    r"FDA.approved",
    r"\bsuitable\b",
    r"healing normally",
    r"screened negative",
    r"no infection",
    r"permanent(?:ly)? (?:result|smooth|younger)",
    r"\bcures?d? melasma",
    r"\bdose of (?:collagen|biology)",
    r"\bbe brave\b",
)
STOPPING = re.compile(
    r"\b(?:stop|quit|come off|discontinue)\w* (?:taking |using )?(?:your |the |his |her |their )?"
    r"(?:isotretinoin|medicine|medication|tablets?|blood thinners?|warfarin|aspirin|anticoagulants?|antiplatelets?"
    r"|steroids?)",
    re.IGNORECASE,
)
NEVER = re.compile(r"\b(?:never|not|nobody|no one|don't|do not|without)\b", re.IGNORECASE)


def prose(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Walks every text inside a value with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for one in value:
            yield from prose(one, path)
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in NOT_PROSE:
                yield from prose(getattr(value, one.name), f"{path}.{one.name}")


TEXTS = [
    (place, text)
    for table in TABLES
    for key, row in getattr(CONTENT, table).items()
    for place, text in prose(row, f"{table}[{key}]")
]


def test_there_are_texts_to_read() -> None:
    assert len(TEXTS) > 3000


@pytest.mark.parametrize("words", NEVER_SAID)
def test_no_text_says(words: str) -> None:
    said = re.compile(words, re.IGNORECASE)
    assert [(place, text) for place, text in TEXTS if said.search(text)] == []


@pytest.mark.parametrize(
    "words",
    [
        r"\d[\d.,]* ?%?(?: more| less| of)? (?:collagen|elastin)",
        r"(?:serums?|vitamins?|plasma|light) works? better",
        r"safe because",
        r"channels? (?:are|is) closed (?:after|at) (?:an?|\d+) hours?",
    ],
)
def test_no_text_claims_what_the_evidence_cannot_carry(words: str) -> None:
    said = re.compile(words, re.IGNORECASE)
    assert [(place, text) for place, text in TEXTS if said.search(text)] == []


def test_no_worry_is_answered_with_normal() -> None:
    at_home = ("instruction[", "course_of_sign[", "red_flag[", "expectation[", "disclosure[")
    read = [(place, text) for place, text in TEXTS if place.startswith(at_home)]
    assert read
    assert [(place, text) for place, text in read if re.search(r"\bnormal", text, re.IGNORECASE)] == []


def test_no_text_advises_to_stop_a_prescribed_medicine() -> None:
    told = [
        (place, found.group())
        for place, text in TEXTS
        for found in STOPPING.finditer(text)
        if not is_refused(text, found)
    ]
    assert told == []


def is_refused(text: str, found: re.Match[str]) -> bool:
    """Says whether the words before forbid it: "never stop …"."""
    return bool(NEVER.search(text[max(0, found.start() - 40) : found.start()]))


def test_the_scan_for_stopping_finds_what_it_looks_for() -> None:
    planted = "Please stop taking your warfarin."
    found = STOPPING.search(planted)
    assert found
    assert not is_refused(planted, found)
    refused = "Never stop your warfarin."
    assert is_refused(refused, STOPPING.search(refused))  # type: ignore[arg-type]


def test_whatever_is_prescribed_is_a_matter_for_whoever_prescribed_it() -> None:
    prescribed = [one for one in CONTENT.instruction.values() if one.is_prescribed]
    assert prescribed
    assert [one.id for one in prescribed if "whoever prescri" not in one.text] == []
    pausing = [
        one.text
        for one in CONTENT.instruction.values()
        if re.search(r"pause|stop", one.text) and one.is_prescribed
    ]
    assert pausing
    assert [
        text for text in pausing if "ask whoever prescribed it whether you may pause it" not in text
    ] == []


@pytest.mark.parametrize(
    "rule", ["isotretinoin", "anticoagulant", "antiplatelet", "corticosteroid-high-dose", "topical-retinoid"]
)
def test_a_rule_about_a_prescribed_medicine_leaves_it_to_the_prescriber(rule: str) -> None:
    found = CONTENT.contraindication[rule]
    told = " ".join(
        (found.rationale, found.would_change, *(clause.reason for clause in found.effect))
    ).casefold()
    assert "prescri" in told


def test_a_question_is_put_to_the_person_and_says_why() -> None:
    for rule in CONTENT.contraindication.values():
        if rule.question:
            assert "?" in rule.question.text, rule.id
            assert len(rule.question.why) > 10, rule.id


def test_a_label_read_in_a_copy_says_so() -> None:
    for rule in CONTENT.contraindication.values():
        for clause in rule.effect:
            if clause.label_read_in_a_copy:
                assert clause.reason.startswith("Label, read in a copy:"), rule.id


def test_darker_skin_is_never_a_reason_to_refuse() -> None:
    rules = [
        r
        for r in CONTENT.contraindication.values()
        if any(t.phototypes for t in r.trigger) or "phototype" in r.id
    ]
    assert {rule.id for rule in rules} == {"pih-risk", "phototype-outside-label"}
    assert {clause.effect for rule in rules for clause in rule.effect} == {"proceed_with_precautions"}


def test_nobody_is_invented_as_a_reviewer() -> None:
    reviewers = {
        row.reviewed_by
        for table in TABLES
        for row in getattr(CONTENT, table).values()
        if hasattr(row, "reviewed_by")
    }
    assert reviewers == {"nobody yet"}


def test_every_finding_has_a_source() -> None:
    claims = [
        (table, key, row)
        for table in TABLES
        for key, row in getattr(CONTENT, table).items()
        if hasattr(row, "sources")
    ]
    assert [(table, key) for table, key, row in claims if not row.sources] == []
