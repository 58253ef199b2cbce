"""Before: what blocks and who overrides. After: how what was delivered differs from what was planned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.session.checklist import Tick
from needlepoint.session.record import Cartridge, Numbing, ZoneRecord
from needlepoint.session.verification import (
    Deviation,
    Readiness,
    blocks_to_start,
    can_start,
    compare_delivery,
    limit_blocks,
)

ON = date(2026, 11, 22)
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CONTENT = shipped_content()
ITEM = CONTENT.checklist_item["re-screened-today"]
READY = Readiness(
    on=ON,
    items=(ITEM,),
    ticks=(Tick(item=ITEM.id, by="N. Ortiz", at=NINE),),
    consent_is_valid=True,
    cartridges=(Cartridge(lot="A1", expires_on=ON),),
)


@dataclass(frozen=True)
class Prescribed:
    zone: str
    needle_length_mm: float | None = 1.0
    passes: int | None = 4
    contact_seconds: float | None = None


def compared(
    planned: Prescribed, delivered: ZoneRecord, device: str = "skinpen-precision"
) -> tuple[Deviation, ...]:
    return compare_delivery([planned], [delivered], CONTENT, planned_device=device, device=device)


def record(**changes: object) -> ZoneRecord:
    return replace(ZoneRecord(zone="cheek-left", needle_length_mm=1.0, passes=4), **changes)


def told(found: tuple[Deviation, ...]) -> Iterator[tuple[str, str | None, bool]]:
    return ((one.kind, one.zone, one.needs_reason) for one in found)


def test_delivery_as_planned_has_no_deviation() -> None:
    assert compared(Prescribed("cheek-left"), record()) == ()


def test_a_longer_needle_needs_a_reason_and_a_shorter_one_is_noted() -> None:
    assert list(told(compared(Prescribed("cheek-left"), record(needle_length_mm=1.25)))) == [
        ("needle-length", "cheek-left", True)
    ]
    assert list(told(compared(Prescribed("cheek-left"), record(needle_length_mm=0.75)))) == [
        ("needle-length", "cheek-left", False)
    ]


def test_a_length_above_what_was_evaluated_says_so() -> None:
    (found,) = compared(Prescribed("cheek-left", 1.5), record(needle_length_mm=1.75))
    assert "1.75 mm instead of 1.50 mm, longer than planned" in found.text
    assert "Above the 1.50 mm that was evaluated" in found.text
    (within,) = compared(Prescribed("cheek-left", 1.0), record(needle_length_mm=1.5))
    assert "evaluated" not in within.text


def test_within_the_tolerance_of_the_device_two_lengths_are_one() -> None:
    assert CONTENT.device["exceed"].tolerance_mm == 0.15
    assert compared(Prescribed("cheek-left", 1.0), record(needle_length_mm=1.15), "exceed") == ()
    assert compared(Prescribed("cheek-left", 1.0), record(needle_length_mm=1.16), "exceed") != ()


def test_without_a_known_tolerance_half_the_finest_step_is_one_setting() -> None:
    assert compared(Prescribed("cheek-left", 1.0), record(needle_length_mm=1.05)) == ()
    assert compared(Prescribed("cheek-left", 1.0), record(needle_length_mm=1.06)) != ()


@pytest.mark.parametrize(("passes", "needs_reason"), [(3, False), (5, False), (6, True), (1, False)])
def test_other_passes_are_noted_and_more_than_one_above_needs_a_reason(
    passes: int, needs_reason: bool
) -> None:
    (found,) = compared(Prescribed("cheek-left"), record(passes=passes))
    assert (found.kind, found.needs_reason) == ("passes", needs_reason)
    assert found.text.endswith(f"{passes} passes instead of 4.")


def test_what_the_plan_leaves_open_is_no_deviation() -> None:
    assert compared(Prescribed("cheek-left", None, None), record()) == ()


def test_what_nobody_charted_is_not_taken_as_kept() -> None:
    found = compared(Prescribed("cheek-left"), ZoneRecord(zone="cheek-left"))
    assert [(one.kind, one.delivered) for one in found] == [
        ("needle-length", "not charted"),
        ("passes", "not charted"),
    ]


@pytest.mark.parametrize(
    ("seconds", "told_of"),
    [(60, []), (75, []), (45, []), (76, [True]), (44, [False]), (120, [True])],
)
def test_other_seconds_beyond_a_quarter_are_told_and_more_of_them_need_a_reason(seconds, told_of) -> None:
    found = compared(Prescribed("cheek-left", contact_seconds=60), record(contact_seconds=seconds))
    assert [one.needs_reason for one in found] == told_of
    assert all(one.kind == "contact-seconds" for one in found)


def test_planned_seconds_that_nobody_charted_are_not_taken_as_kept() -> None:
    (found,) = compared(Prescribed("cheek-left", contact_seconds=60), record())
    assert (found.kind, found.delivered) == ("contact-seconds", "not charted")
    assert not found.needs_reason


def test_a_missed_zone_and_an_unplanned_one_are_both_told() -> None:
    found = compared(Prescribed("cheek-left"), record(zone="chin"))
    assert list(told(found)) == [("zone-missed", "cheek-left", True), ("zone-not-planned", "chin", True)]


def test_another_device_stands_first_and_needs_a_reason() -> None:
    found = compare_delivery(
        [Prescribed("cheek-left")],
        [record(passes=5)],
        CONTENT,
        planned_device="exceed",
        device="skinpen-precision",
    )
    assert list(told(found)) == [("device", None, True), ("passes", "cheek-left", False)]
    assert found[0].text.startswith("SkinPen Precision was used instead of Exceed")


def blocked(**changes: object) -> dict[str, str]:
    return {one.id: one.override_by for one in blocks_to_start(replace(READY, **changes))}


def test_with_everything_done_a_session_starts() -> None:
    assert blocks_to_start(READY) == ()
    assert can_start(READY)


def test_an_open_item_of_the_time_out_blocks_as_its_content_says() -> None:
    assert blocked(ticks=()) == {"checklist:re-screened-today": "doctor"}


@pytest.mark.parametrize(("is_valid", "words"), [(False, "no valid consent"), (None, "Nobody has checked")])
def test_without_consent_nobody_starts_and_unknown_is_not_valid(is_valid: bool | None, words: str) -> None:
    (found,) = blocks_to_start(replace(READY, consent_is_valid=is_valid))
    assert (found.id, found.override_by) == ("consent", "nobody")
    assert words in found.text


@pytest.mark.parametrize(
    ("task", "blocks"),
    [("open", True), ("given", False), ("not-needed", False), ("declined", False), (None, False)],
)
def test_known_cold_sores_wait_for_the_prescribers_answer_whatever_it_is(
    task: str | None, blocks: bool
) -> None:
    assert blocked(herpes_task=task) == ({"herpes-task": "prescriber"} if blocks else {})


def test_nobody_needles_through_numbing_cream() -> None:
    on = Numbing(product="lidocaine 4 %", on_at=NINE)
    assert blocked(numbing=(on,)) == {"numbing": "nobody"}
    assert blocked(numbing=(replace(on, off_at=NINE + timedelta(minutes=30)),)) == {}


def test_an_expired_or_reusable_cartridge_is_not_used_and_an_unknown_expiry_is_read() -> None:
    yesterday = ON - timedelta(days=1)
    assert blocked(cartridges=(Cartridge(lot="A1", expires_on=yesterday),)) == {
        "cartridge-expired:A1": "nobody"
    }
    assert blocked(cartridges=(Cartridge(lot="A1", expires_on=ON, is_single_use=False),)) == {
        "cartridge-used:A1": "nobody"
    }
    assert blocked(cartridges=(Cartridge(lot="A1"),)) == {"cartridge-expiry:A1": "practitioner"}


def test_what_was_overridden_no_longer_blocks_but_what_nobody_overrides_does() -> None:
    open_item = replace(READY, ticks=(), herpes_task="open")
    assert not can_start(open_item, {"herpes-task"})
    assert can_start(open_item, {"herpes-task", "checklist:re-screened-today"})
    assert not can_start(replace(READY, consent_is_valid=False), {"consent"})


def test_what_nobody_overrides_stands_first() -> None:
    found = blocks_to_start(replace(READY, ticks=(), herpes_task="open", consent_is_valid=False))
    assert [one.override_by for one in found] == ["nobody", "doctor", "prescriber"]


@pytest.mark.parametrize(
    ("planned", "used", "found"),
    [
        (1.0, 1.5, []),
        (1.0, 1.75, ["limit:cheek-left:1.75"]),
        (2.0, 2.0, []),
        (2.0, 1.75, []),
        (2.0, 2.5, ["limit:cheek-left:2.50"]),
        (None, 1.75, ["limit:cheek-left:1.75"]),
    ],
)
def test_a_length_beyond_the_label_needs_a_doctors_name_unless_the_plan_holds_it(planned, used, found):
    plan = [Prescribed("cheek-left", planned)] if planned else []
    blocks = list(limit_blocks(plan, [record(needle_length_mm=used)], CONTENT, "skinpen-precision"))
    assert [one.id for one in blocks] == found
    assert {one.override_by for one in blocks} <= {"doctor"}


def test_a_device_without_an_evaluated_maximum_has_no_limit_of_the_label():
    device = next(one.id for one in CONTENT.device.values() if one.evaluated_maximum_mm is None)
    assert not list(limit_blocks([], [record(needle_length_mm=1.0)], CONTENT, device))
