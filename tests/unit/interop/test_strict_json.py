"""JSON is read strictly: what a parser would silently keep, drop or overflow on is refused in a sentence."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.interop.strict_json import MAX_DEPTH, SHORT, STRICT, read_json
from needlepoint.vocabulary.errors import BadInput

REFUSED = {
    "nothing": b"",
    "not JSON": b"{nonsense}",
    "two documents": b"{} {}",
    "a trailing comma": b'{"a": 1,}',
    "a single quote": b"{'a': 1}",
    "a duplicate key": b'{"a": 1, "a": 2}',
    "a duplicate key deep inside": b'{"a": [{"b": {"c": 1, "c": 1}}]}',
    "a duplicate key apart from its colon": b'{"a" : 1, "a"\n: 2}',
    "a duplicate key with a colon inside": b'{"a:": 1, "a:": 2}',
    "a duplicate key beside a text with a colon": b'{"a": 1, "a": 2, "b": "12:30"}',
    "a duplicate key in a long document": b'{"a": 1, "a": 2, "b": "' + b"x" * SHORT + b'"}',
    "NaN": b'{"a": NaN}',
    "infinity": b'{"a": Infinity}',
    "minus infinity": b'{"a": -Infinity}',
    "a number that overflows": b'{"a": 1e999}',
    "a number of many digits": b'{"a": ' + b"9" * 31 + b"}",
    "half a character": b'{"a": "\\ud800"}',
    "half a character in a key": b'{"\\udc00": 1}',
    "UTF-16": '{"a": "é"}'.encode("utf-16"),
    "Latin-1": '{"a": "é"}'.encode("latin-1"),
    "deep lists": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    "deep objects": b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
    "very deep lists": b"[" * 200_000 + b"]" * 200_000,
    "an unclosed string": b'{"a": "b',
    "a control character": b'{"a": "\x01"}',
}


@pytest.mark.parametrize("what", REFUSED)
def test_refuses(what: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_json(REFUSED[what])
    assert caught.value.remedy
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"{}", {}),
        ('{"name": "Ægir الوارفارين"}'.encode(), {"name": "Ægir الوارفارين"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ('{"a": 1.5}', {"a": 1.5}),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, None),
        (b'{"a": {"b": 1}, "b": 1}', {"a": {"b": 1}, "b": 1}),
        (b'{"at": "12:30", "a:b": [{}, {"c": "::"}]}', {"at": "12:30", "a:b": [{}, {"c": "::"}]}),
        (b'{"a": "\\u003a"}', {"a": ":"}),
        (b'{"a": "' + b"x" * SHORT + b'"}', {"a": "x" * SHORT}),
    ],
)
def test_reads(raw: bytes | str, value: object) -> None:
    found = read_json(raw)
    assert value is None or found == value


@given(
    st.lists(st.sampled_from(['{"a":', '"b"', ":", ",", "{", "}", "[", "]", "1", '"a:"', '"a"']), max_size=12)
)
def test_counting_keys_reads_what_reading_pair_by_pair_reads(pieces: list[str]) -> None:
    text = '{"a": 0, "b": [' + "".join(pieces) + "]}"
    expected, found = None, None
    with contextlib.suppress(BadInput, ValueError):
        expected = STRICT.decode(text)
    with contextlib.suppress(BadInput):
        found = read_json(text)
    assert found == expected


def test_ten_megabytes_of_nesting_are_refused_quickly() -> None:
    with pytest.raises(BadInput):
        read_json(b'{"a":[' * 1_700_000)


def test_more_than_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadInput, match="MiB"):
        read_json(b" " * (64 * 2**20 + 1))
