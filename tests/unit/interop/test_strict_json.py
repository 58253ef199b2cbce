"""JSON is read strictly: what a parser would silently keep, drop or overflow on is refused in a sentence."""

import pytest

from needlepoint.interop.strict_json import MAX_DEPTH, read_json
from needlepoint.vocabulary.errors import BadInput

REFUSED = {
    "nothing": b"",
    "not JSON": b"{nonsense}",
    "two documents": b"{} {}",
    "a trailing comma": b'{"a": 1,}',
    "a single quote": b"{'a': 1}",
    "a duplicate key": b'{"a": 1, "a": 2}',
    "a duplicate key deep inside": b'{"a": [{"b": {"c": 1, "c": 1}}]}',
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
    ],
)
def test_reads(raw: bytes | str, value: object) -> None:
    found = read_json(raw)
    assert value is None or found == value


def test_ten_megabytes_of_nesting_are_refused_quickly() -> None:
    with pytest.raises(BadInput):
        read_json(b'{"a":[' * 1_700_000)


def test_more_than_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadInput, match="MiB"):
        read_json(b" " * (64 * 2**20 + 1))
