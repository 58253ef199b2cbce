"""Whatever bytes or documents are given: a value, or a refusal in one sentence. Nothing else ever escapes."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.interop.case import CASE_KEYS, PATIENT_KEYS, read_case
from needlepoint.interop.decision import decision_document
from needlepoint.interop.strict_json import read_json
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.errors import BadInput
from tests.property.cases import CONTENT, TODAY, Given, cases

NASTY = st.sampled_from(
    ["", " ", "\x00", "\u202e", "<b>", "9999-99-99", "2026-11-22", "2026", "yes", "no", "I", "US", "a" * 10_001,
     "\ud800",
     "isotretinoin", "cheek-left", "needlepoint/case/1", "😀", "0", "NaN", "../..", "'; --"]
)  # fmt: skip
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | NASTY
)
KEYS = sorted(
    {
        *CASE_KEYS,
        *PATIENT_KEYS,
        "kind",
        "name",
        "on",
        "from",
        "until",
        "zones",
        "answer",
        "by",
        "as_of",
        "indication",
    }
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), inner, max_size=6)
    ),
    max_leaves=30,
)


def refusal_of(read: Callable[[], object]) -> BadInput | None:
    """Gives the refusal of what cannot be read; every one says field, rule and remedy on one line."""
    try:
        read()
    except BadInput as refused:
        return refused
    return None


def says_everything(refusal: BadInput | None) -> bool:
    """Tells whether a refusal, where there is one, says rule, remedy and what was given, in printable words."""
    return refusal is None or bool(refusal.rule and refusal.remedy and refusal.given.isprintable())


def read_or_refused(document: Any, on: date = TODAY) -> BadInput | None:
    """Reads and decides a document, or gives the sentence that refuses it."""

    def whole() -> str:
        return json.dumps(decision_document(decide(read_case(document, CONTENT, on), CONTENT, on=on)))

    return refusal_of(whole)


def test_a_refusal_without_a_remedy_is_found() -> None:
    whole = BadInput(field="a", rule="b", given="c", remedy="d")
    assert says_everything(whole)
    assert not says_everything(BadInput(field="a", rule="b", given="c", remedy=""))


@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(raw: bytes) -> None:
    assert says_everything(refusal_of(lambda: read_json(raw)))


@given(st.text(alphabet='{}[]",:0123456789eE+-.\\utrfalsn\x00\ud800é ', max_size=60))
def test_random_text_that_looks_like_json_is_read_or_refused(text: str) -> None:
    assert says_everything(refusal_of(lambda: read_json(text)))


@given(documents)
def test_a_random_document_is_read_or_refused(document: Any) -> None:
    assert says_everything(read_or_refused(document))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Gives the path of everything inside a document."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def mutated(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> Any:
    """Puts another value at one place."""
    if not path:
        return value
    changed = copy.deepcopy(document)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


@given(cases(), st.data())
def test_a_case_with_one_thing_wrong_is_decided_or_refused(case: Given, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(places(case.document))))
    assert says_everything(read_or_refused(mutated(case.document, path, data.draw(documents)), case.on))


@given(cases(), st.data())
def test_a_case_with_a_byte_flipped_is_decided_or_refused(case: Given, data: st.DataObject) -> None:
    raw = bytearray(json.dumps(case.document, ensure_ascii=False).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    refusal = refusal_of(lambda: read_json(bytes(raw)))
    assert says_everything(refusal)
    if refusal is None:
        assert says_everything(read_or_refused(read_json(bytes(raw)), case.on))


@given(cases())
def test_every_generated_case_is_decided(case: Given) -> None:
    assert read_or_refused(case.document, case.on) is None
    assert case.decided()["decision"]
