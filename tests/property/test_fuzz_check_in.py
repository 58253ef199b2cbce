"""Whatever check-in is given: a triage, or a refusal in one sentence. Nothing else ever escapes."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.triage import triage
from needlepoint.interop.check_in import CHECK_IN_KEYS, SIGN_KEYS, read_check_in, report_document
from needlepoint.interop.session import SESSION_KEYS, ZONE_KEYS
from needlepoint.interop.strict_json import read_json
from needlepoint.interop.triage import triage_document
from needlepoint.session.conditions import Conditions
from needlepoint.vocabulary.errors import BadInput
from tests.property.check_ins import CONTENT, SIGNS, Asked, asked
from tests.property.test_fuzz_readers import mutated, places, refusal_of, says_everything, scalars

UNKNOWN = Conditions(met=frozenset(), open=frozenset())
SESSION = {"on": "2026-11-22", "device": "skinpen-precision", "zones": [{"zone": "cheek-left"}]}
KEYS = sorted({*CHECK_IN_KEYS, *SIGN_KEYS, *SESSION_KEYS, *ZONE_KEYS})
values = scalars | st.sampled_from(SIGNS) | st.sampled_from(["better", "same", "worse"])
documents = st.recursive(
    values,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=6), inner, max_size=6)
    ),
    max_leaves=20,
)


def read_or_refused(document: Any) -> BadInput | None:
    """Reads and answers a document, or gives the sentence that refuses it."""

    def whole() -> str:
        given = read_check_in(document, CONTENT)
        return json.dumps(triage_document(triage(given.report, given.session, UNKNOWN, CONTENT)))

    return refusal_of(whole)


def whole_document(one: Asked) -> dict[str, Any]:
    return {"schema": "needlepoint/check-in/1", "session": SESSION, **report_document(one.report)}


@given(documents)
def test_fuzz_a_random_document_is_answered_or_refused(document: Any) -> None:
    assert says_everything(read_or_refused(document))


@given(asked())
def test_fuzz_every_generated_check_in_is_answered(one: Asked) -> None:
    assert read_or_refused(whole_document(one)) is None


@given(asked(), st.data())
def test_fuzz_a_check_in_with_one_thing_wrong_is_answered_or_refused(one: Asked, data: st.DataObject) -> None:
    document = whole_document(one)
    path = data.draw(st.sampled_from(list(places(document))))
    assert says_everything(read_or_refused(mutated(document, path, data.draw(documents))))


@given(asked(), st.data())
def test_fuzz_a_check_in_with_a_byte_flipped_is_answered_or_refused(one: Asked, data: st.DataObject) -> None:
    raw = bytearray(json.dumps(whole_document(one), ensure_ascii=False).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    refusal = refusal_of(lambda: read_json(bytes(raw)))
    assert says_everything(refusal)
    if refusal is None:
        assert says_everything(read_or_refused(read_json(bytes(raw))))


@given(st.text(max_size=400))
def test_fuzz_any_text_in_any_script_is_heard(text: str) -> None:
    assert read_or_refused({"session": SESSION, "day": 1, "text": text}) is None
