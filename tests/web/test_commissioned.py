"""A handpiece in words: each standing, each record, each share; and the forms that take what was measured."""

from datetime import date
from types import SimpleNamespace

import pytest

from clinic.records.models import CommissioningRecord, Handpiece
from clinic.records.queries.commissioning import Commissioned
from clinic.web.forms.commissioning import (
    DepthForm,
    HandpieceForm,
    ServiceForm,
    StampForm,
    initial_of,
    stamp_initial,
)
from clinic.web.shown.commissioning import handpiece_card, record_rows, share_words
from needlepoint.planning.commissioning import Commissioning, ItemStanding
from needlepoint.planning.geometry import Kappa
from needlepoint.protocols.library import shipped_content

ON = date(2026, 11, 28)
LATER = date(2027, 5, 27)
DEVICE = shipped_content().device
SKINPEN, ROLLER = DEVICE["skinpen-precision"], DEVICE["dermaroller-192"]
DEPTH = {
    "readings": [[0.5, 0.53], [1.5, 1.44]],
    "tolerance_mm": 0.15,
    "is_assumed": True,
    "worst_mm": -0.06,
    "is_within": True,
}
STAMP = {
    "on": "2026-11-28",
    "cartridge": "tip",
    "surface": "film",
    "needle_count": "14",
    "rate_hz": "116.7",
    "seconds": "10",
    "area_cm2": "16",
    "counted": "9800",
}


def record(kind: str, content: dict, **given) -> CommissioningRecord:
    """Gives a record that is not stored."""
    return CommissioningRecord(kind=kind, on=ON, content=content, **given)


def told(kind: str, content: dict, **given) -> str:
    """Gives what a page says of a record; its signature is another test's."""
    row = record(kind, content, **given)
    row.__dict__["_state"].fields_cache["signature"] = SimpleNamespace(signer_name="Nurse")
    one = Commissioned(
        handpiece=Handpiece(device="exceed"), records=(row,), standing=Commissioning(shares=(), items=())
    )
    return record_rows(one)[0]["told"]


def item_words(item: str, standing: str, due_on: date | None = LATER) -> tuple[str, str]:
    """Gives the word and the time of an item."""
    shown = ItemStanding(item=item, standing=standing, last_on=ON, due_on=due_on)
    one = Commissioned(
        handpiece=Handpiece(device="exceed"), records=(), standing=Commissioning(shares=(), items=(shown,))
    )
    card = handpiece_card(one)["items"][0]
    return str(card["word"]), card["when"]


@pytest.mark.parametrize(
    ("item", "standing", "due_on", "words"),
    [
        ("stamp", "kept", LATER, ("done", "counts until 27 May 2027")),
        ("stamp", "due", ON, ("due", "since 28 November 2026")),
        ("stamp", "missing", None, ("missing", "")),
        ("depth", "outside", LATER, ("outside tolerance", "")),
        ("service", "kept", LATER, ("done", "due again on 27 May 2027")),
        ("service", "kept", None, ("done", "")),
        ("service", "due", ON, ("due", "since 28 November 2026")),
    ],
)
def test_each_standing_has_a_word_and_where_it_helps_a_day(item, standing, due_on, words):
    assert item_words(item, standing, due_on) == words


def test_a_share_says_its_spread_or_that_it_has_none():
    assert share_words(None) == {}
    assert share_words(Kappa(mean=0.6, tests=1))["spread"] == "spread not known: it takes a second test"
    several = share_words(Kappa(mean=0.6, sd=0.03, tests=3))
    assert (several["mean"], several["tests"]) == ("0.60", "3")
    assert several["spread"] == "between tests 0.54 to 0.66"


def test_a_stamp_test_says_its_share():
    content = {"cartridge": "tip", "counted": 9_800, "expected": 16_338.0}
    assert told("stamp", content) == "tip: 9800 holes, a share of 0.60 of the strokes"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "within the tolerance of 0.15 mm, assumed from another pen"),
        ({"is_assumed": False}, "within the tolerance of 0.15 mm"),
        ({"is_within": False}, "outside the tolerance of 0.15 mm, assumed from another pen"),
    ],
)
def test_a_depth_check_says_every_pair_and_its_tolerance(changed, words):
    said = told("depth", {**DEPTH, **changed})
    assert said.startswith("set 0.50 mm, stood out 0.53 mm; set 1.50 mm, stood out 1.44 mm")
    assert said.endswith(words)


def test_a_service_says_by_whom_and_when_again():
    assert told("service", {"by": "The maker"}) == "Served by The maker"
    again = told("service", {"by": "The maker", "next_due_on": "2027-05-27"})
    assert again == "Served by The maker; due again on 27 May 2027"


def test_a_record_that_was_taken_back_says_nothing_else():
    assert told("depth", {}, is_void=True) == "The record that it names does not count."


def test_a_device_that_left_the_catalogue_is_still_shown_by_its_id():
    one = Commissioned(
        handpiece=Handpiece(device="gone"), records=(), standing=Commissioning(shares=(), items=())
    )
    assert handpiece_card(one)["device"] == "gone"


def test_a_stamp_form_starts_with_what_was_read_of_the_device():
    assert stamp_initial(SKINPEN, ON) == {
        "on": ON,
        "needle_count": 14,
        "rate_hz": 116.7,
        "surface": "film",
    }
    assert stamp_initial(DEVICE["dr-pen"], ON)["needle_count"] is None


def test_a_stamp_form_gives_numbers_as_the_deed_takes_them():
    form = StampForm(STAMP, device=SKINPEN)
    assert form.is_valid()
    details = form.details()
    assert (details.rate_hz, details.counted, details.passes) == (116.7, 9_800, None)


@pytest.mark.parametrize(
    "field", ["counted", "seconds", "rate_hz", "area_cm2", "cartridge", "needle_count", "on"]
)
def test_a_stamp_form_asks_for_every_number(field):
    form = StampForm({**STAMP, field: ""}, device=SKINPEN)
    assert set(form.errors) == {field}


def test_a_roller_gives_passes():
    given = {**STAMP, "passes": "15", "needle_count": "192"}
    form = StampForm(given, device=ROLLER)
    assert form.is_valid()
    assert (form.details().passes, form.details().seconds) == (15, None)
    assert "passes" in StampForm({**given, "passes": ""}, device=ROLLER).errors


def test_a_depth_form_gives_the_pairs_that_were_filled():
    given = {"on": "2026-11-28", "set_1": "0.5", "stood_1": "0.53", "set_2": "1.5", "stood_2": "1.44"}
    form = DepthForm(given, device=SKINPEN)
    assert form.is_valid()
    assert form.details().readings == ((0.5, 0.53), (1.5, 1.44))
    assert set(DepthForm({**given, "stood_2": ""}, device=SKINPEN).errors) == {"stood_2"}
    assert set(DepthForm({**given, "stood_4": "1"}, device=SKINPEN).errors) == {"set_4"}


def test_a_correction_starts_from_the_record_and_may_take_it_back():
    initial = initial_of(record("depth", DEPTH))
    assert (initial["set_1"], initial["stood_2"], initial["on"]) == (0.5, 1.44, ON)
    given = {"on": "2026-11-28", "by": "The maker", "reason": "Another one", "is_void": "on"}
    form = ServiceForm(given, device=SKINPEN, is_correction=True)
    assert form.is_valid()
    assert form.corrected is None
    kept = ServiceForm({**given, "is_void": ""}, device=SKINPEN, is_correction=True)
    assert kept.is_valid()
    assert kept.corrected == kept.details()
    assert "reason" in ServiceForm({**given, "reason": ""}, device=SKINPEN, is_correction=True).errors


def test_a_handpiece_form_takes_only_devices_of_the_catalogue():
    given = {"device": "exceed", "serial": "1", "in_use_on": "2026-11-28"}
    assert HandpieceForm(given).is_valid()
    assert set(HandpieceForm({**given, "device": "hammer"}).errors) == {"device"}
