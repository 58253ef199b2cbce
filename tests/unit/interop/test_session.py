"""A session document is read strictly: every refusal names the path, and nothing a machine sends makes a traceback."""

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.interop.session import read_session, session_document
from needlepoint.interop.strict_json import read_json
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import Cartridge, Numbing, SessionRecord, ZoneRecord
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Facts
from needlepoint.vocabulary.reasons import Truth

CONTENT = shipped_content()
FULL: dict[str, Any] = {
    "schema": "needlepoint/session/1",
    "on": "2026-11-22",
    "device": "skinpen-precision",
    "zones": [
        {
            "zone": "cheek-left",
            "indication": "acne-scars-rolling",
            "needle_length_mm": 1.5,
            "passes": 4,
            "endpoint": "pinpoint-bleeding",
            "note": "calm",
        }
    ],
    "adjuncts": ["sterile saline"],
    "numbing": [
        {
            "product": "lidocaine 4 %",
            "percent": [4],
            "grams": 10,
            "area_cm2": 150,
            "on_at": "2026-11-22T09:00:00+00:00",
            "off_at": "2026-11-22T09:45:00+00:00",
            "removed_by": "N. Ortiz",
        }
    ],
    "cartridges": [{"lot": "A1", "expires_on": "2027-01-31", "is_single_use": True}],
    "number": 2,
    "sessions": 4,
    "interval_days": 30,
    "occluded": True,
}


def with_value(path: str, value: Any) -> dict[str, Any]:
    """Puts one value into the full document; `path` is dotted, with places of lists as numbers."""
    document = copy.deepcopy(FULL)
    inner: Any = document
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        inner = inner[part]
    inner[last] = value
    return document


def test_only_day_device_and_zones_are_needed() -> None:
    read = read_session({"on": "2026-11-22", "device": "exceed", "zones": [{"zone": "chin"}]}, CONTENT)
    assert read == SessionRecord(on=date(2026, 11, 22), device="exceed", zones=(ZoneRecord(zone="chin"),))
    assert (read.numbing, read.is_last, read.facts) == (None, None, Facts())


def test_a_full_session_is_read_into_values() -> None:
    read = read_session(FULL, CONTENT)
    assert read.zones[0].needle_length_mm == 1.5
    assert read.numbing == (
        Numbing(
            product="lidocaine 4 %",
            percent=(4.0,),
            grams=10.0,
            area_cm2=150.0,
            on_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
            off_at=datetime(2026, 11, 22, 9, 45, tzinfo=UTC),
            removed_by="N. Ortiz",
        ),
    )
    assert read.cartridges == (Cartridge(lot="A1", expires_on=date(2027, 1, 31)),)


def test_what_is_written_is_read_back_as_it_was() -> None:
    read = read_session(FULL, CONTENT)
    assert session_document(read) == FULL
    assert read_session(json.loads(json.dumps(session_document(read))), CONTENT) == read


def test_numbing_that_was_asked_and_is_none_differs_from_not_asked() -> None:
    assert read_session(with_value("numbing", []), CONTENT).numbing == ()
    assert session_document(read_session(with_value("numbing", []), CONTENT))["numbing"] == []


def test_one_percentage_may_stand_without_a_list() -> None:
    read = read_session(with_value("numbing.0.percent", 4), CONTENT)
    assert read.numbing is not None
    assert read.numbing[0].percent == (4.0,)


def test_facts_of_the_person_are_read_as_in_a_case() -> None:
    document = FULL | {"patient": {"phototype": "V"}, "facts": {"herpes-history": "yes"}, "medicines": []}
    read = read_session(document, CONTENT)
    assert read.facts.patient.phototype == "V"
    assert read.facts.answers["herpes-history"][0].answer is Truth.YES
    assert (read.facts.medicines, read.facts.allergies) == ((), None)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("schema", "needlepoint/case/1", "$.schema"),
        ("on", "2026-02-30", "$.on"),
        ("on", "2026-11", "$.on"),
        ("on", 20261122, "$.on"),
        ("device", "magic-pen", "$.device"),
        ("zones", [], "$.zones"),
        ("zones", {}, "$.zones"),
        ("zones.0.zone", "knee", "$.zones[0].zone"),
        ("zones.0.zone", None, "$.zones[0].zone"),
        ("zones.0.indication", "warts", "$.zones[0].indication"),
        ("zones.0.needle_length_mm", -1, "$.zones[0].needle_length_mm"),
        ("zones.0.needle_length_mm", 2.6, "$.zones[0].needle_length_mm"),
        ("zones.0.needle_length_mm", "1.5", "$.zones[0].needle_length_mm"),
        ("zones.0.passes", 2.5, "$.zones[0].passes"),
        ("zones.0.passes", 0, "$.zones[0].passes"),
        ("zones.0.passes", True, "$.zones[0].passes"),
        ("zones.0.note", "", "$.zones[0].note"),
        ("zones.0.depth", 1, "$.zones[0].depth"),
        ("colour", "red", "$.colour"),
        ("adjuncts", "saline", "$.adjuncts"),
        ("adjuncts.0", 3, "$.adjuncts[0]"),
        ("numbing.0.product", None, "$.numbing[0].product"),
        ("numbing.0.percent", [120], "$.numbing[0].percent[0]"),
        ("numbing.0.grams", -1, "$.numbing[0].grams"),
        ("numbing.0.on_at", "2026-11-22", "$.numbing[0].on_at"),
        ("numbing.0.on_at", "2026-11-22T25:00", "$.numbing[0].on_at"),
        ("numbing.0.on_at", "2026-11-22T09:00:00+99:00", "$.numbing[0].on_at"),
        ("numbing.0.on_at", 9, "$.numbing[0].on_at"),
        ("numbing.0.off_at", "2026-11-22T08:59:00+00:00", "$.numbing[0].off_at"),
        ("numbing.0.off_at", "2026-11-22T10:00", "$.numbing[0].off_at"),
        ("cartridges.0.lot", None, "$.cartridges[0].lot"),
        ("cartridges.0.expires_on", "2026-11-21", "$.cartridges[0].expires_on"),
        ("cartridges.0.expires_on", "2026-11", "$.cartridges[0].expires_on"),
        ("cartridges.0.is_single_use", "yes", "$.cartridges[0].is_single_use"),
        ("number", 5, "$.number"),
        ("sessions", 51, "$.sessions"),
        ("interval_days", 0, "$.interval_days"),
        ("occluded", "no", "$.occluded"),
        ("facts", {"no-such-rule": "yes"}, "$.facts.no-such-rule"),
        ("patient", {"birth_date": "2027-01-01"}, "$.patient.birth_date"),
    ],
)
def test_what_cannot_be_so_is_refused_with_its_path(path: str, value: Any, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_session(with_value(path, value), CONTENT)
    assert caught.value.field == field
    assert caught.value.remedy


@pytest.mark.parametrize("key", ["on", "device", "zones"])
def test_what_is_needed_and_missing_is_named(key: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_session({name: value for name, value in FULL.items() if name != key}, CONTENT)
    assert caught.value.field == f"$.{key}"


def test_a_session_inside_another_document_is_refused_with_the_whole_path() -> None:
    with pytest.raises(BadInput) as caught:
        read_session(with_value("zones.0.zone", "knee"), CONTENT, "$.session")
    assert caught.value.field == "$.session.zones[0].zone"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*FULL, "zone", "lot"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = [
    *FULL,
    *(f"zones.0.{key}" for key in FULL["zones"][0]),
    *(f"numbing.0.{key}" for key in FULL["numbing"][0]),
]


@given(
    st.sampled_from([*PATHS, "cartridges.0.lot", "cartridges.0.expires_on", "patient", "facts", "events"]),
    values,
)
def test_fuzz_any_value_anywhere_is_read_or_refused_in_a_sentence(path: str, value: Any) -> None:
    told = outcome(with_value(path, value))
    assert told.startswith("$") or told == "read"


def outcome(document: dict[str, Any]) -> str:
    try:
        return "read" if read_session(document, CONTENT).zone_ids else "a session without zones"
    except BadInput as refusal:
        return str(refusal) if refusal.remedy else "no remedy"


@given(st.binary(max_size=80) | values.map(lambda value: json.dumps(value).encode()))
def test_fuzz_any_bytes_are_read_or_refused_in_a_sentence(raw: bytes) -> None:
    with pytest.raises(BadInput):
        read_session(read_json(raw), CONTENT)
