"""What a session may say of itself: every impossible value is refused with its field, its rule and a remedy."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import (
    Cartridge,
    Numbing,
    SessionRecord,
    ZoneRecord,
    check_cartridge,
    check_numbing,
    check_zone,
    checked,
)
from needlepoint.vocabulary.errors import BadInput

ON = date(2026, 11, 22)
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
USUAL = SessionRecord(
    on=ON, device="skinpen-precision", zones=(ZoneRecord(zone="cheek-left", needle_length_mm=1.5, passes=4),)
)


def refusal(session: SessionRecord) -> BadInput:
    with pytest.raises(BadInput) as caught:
        checked(session, shipped_content())
    return caught.value


def with_zone(**changes: object) -> SessionRecord:
    return replace(USUAL, zones=(replace(USUAL.zones[0], **changes),))


def test_a_usual_session_passes_unchanged() -> None:
    assert checked(USUAL, shipped_content()) is USUAL


def test_of_a_zone_only_its_name_is_needed() -> None:
    session = replace(USUAL, zones=(ZoneRecord(zone="chin"),))
    assert checked(session, shipped_content()) is session


def test_a_record_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        USUAL.zones[0].passes = 5  # type: ignore[misc]


@pytest.mark.parametrize("length_mm", [-0.5, 0.0, float("nan")])
def test_a_length_that_is_not_above_zero_is_refused(length_mm: float) -> None:
    error = refusal(with_zone(needle_length_mm=length_mm))
    assert error.field == "$.zones[0].needle_length_mm"
    assert "more than 0 mm" in error.rule


def test_a_length_above_what_the_device_can_be_set_to_is_refused_by_the_devices_name() -> None:
    assert refusal(with_zone(needle_length_mm=2.75)).rule == "SkinPen Precision cannot be set above 2.5 mm"


def test_the_longest_setting_itself_passes_though_it_is_above_what_was_evaluated() -> None:
    assert checked(with_zone(needle_length_mm=2.5), shipped_content())


def test_without_a_known_maximum_a_wrong_unit_is_still_caught() -> None:
    device = next(d.id for d in shipped_content().device.values() if d.mechanical_maximum_mm is None)
    assert "5 mm" in refusal(replace(with_zone(needle_length_mm=15.0), device=device)).rule
    assert checked(replace(with_zone(needle_length_mm=1.0), device=device), shipped_content())


@pytest.mark.parametrize("passes", [-1, 0, 51])
def test_passes_that_nobody_makes_are_refused(passes: int) -> None:
    assert refusal(with_zone(passes=passes)).field == "$.zones[0].passes"


def test_a_zone_is_charted_once() -> None:
    error = refusal(replace(USUAL, zones=USUAL.zones * 2))
    assert (error.field, error.rule) == ("$.zones[1].zone", "each zone is charted once")


def test_unknown_device_zone_and_no_zone_at_all_are_refused() -> None:
    assert refusal(replace(USUAL, device="magic-pen")).field == "$.device"
    assert refusal(with_zone(zone="knee")).field == "$.zones[0].zone"
    assert refusal(replace(USUAL, zones=())).field == "$.zones"


def test_a_zone_is_checked_alone_for_a_form() -> None:
    with pytest.raises(BadInput, match=r"cheek\.needle_length_mm: Exceed cannot be set above 1\.5 mm"):
        check_zone(ZoneRecord(zone="cheek-left", needle_length_mm=9), "exceed", shipped_content(), "cheek")


def test_numbing_that_came_off_before_it_went_on_is_refused() -> None:
    line = Numbing(product="lidocaine 4 %", on_at=NINE, off_at=NINE - timedelta(minutes=1))
    error = refusal(replace(USUAL, numbing=(line,)))
    assert error.field == "$.numbing[0].off_at"
    assert "before it was put on (2026-11-22T09:00:00+00:00)" in error.rule


def test_times_with_and_without_a_zone_are_not_compared() -> None:
    line = Numbing(product="lidocaine 4 %", on_at=NINE, off_at=datetime(2026, 11, 22, 10, 0))
    with pytest.raises(BadInput, match="time zone"):
        check_numbing(line)


def test_numbing_tells_its_minutes_only_when_both_times_are_known() -> None:
    line = Numbing(product="lidocaine 4 %", on_at=NINE, off_at=NINE + timedelta(minutes=45))
    assert line.minutes == 45
    assert replace(line, off_at=None).minutes is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"grams": -1.0}, "numbing.grams"),
        ({"grams": 501.0}, "numbing.grams"),
        ({"area_cm2": -5.0}, "numbing.area_cm2"),
        ({"percent": (4.0, 101.0)}, "numbing.percent[1]"),
    ],
)
def test_amounts_of_numbing_out_of_range_are_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_numbing(replace(Numbing(product="cream"), **changes))
    assert caught.value.field == field


def test_a_cartridge_may_be_used_on_its_last_day_and_not_after() -> None:
    check_cartridge(Cartridge(lot="A1", expires_on=ON), ON)
    with pytest.raises(BadInput, match=r"cartridge\.expires_on: had passed on 2026-11-22"):
        check_cartridge(Cartridge(lot="A1", expires_on=ON - timedelta(days=1)), ON)


def test_an_unknown_expiry_is_not_called_expired() -> None:
    assert not Cartridge(lot="A1").is_expired(ON)


@pytest.mark.parametrize("years", [10, 74, 7973])
def test_a_last_day_too_far_off_to_be_true_is_refused(years: int) -> None:
    with pytest.raises(BadInput, match="longer than a sterile pack commonly lasts"):
        check_cartridge(Cartridge(lot="A1", expires_on=ON.replace(year=ON.year + years)), ON)
    almost = ON.replace(year=ON.year + 10) - timedelta(days=1)
    check_cartridge(Cartridge(lot="A1", expires_on=almost), ON)


def test_a_cartridge_has_a_lot() -> None:
    assert refusal(replace(USUAL, cartridges=(Cartridge(lot="  "),))).field == "$.cartridges[0].lot"


def test_a_session_lies_within_its_course() -> None:
    assert refusal(replace(USUAL, number=5, sessions=4)).field == "$.number"
    assert refusal(replace(USUAL, number=0)).field == "$.number"
    assert refusal(replace(USUAL, interval_days=0)).field == "$.interval_days"


def test_the_last_session_is_known_only_when_both_numbers_are() -> None:
    assert replace(USUAL, number=4, sessions=4).is_last is True
    assert replace(USUAL, number=3, sessions=4).is_last is False
    assert replace(USUAL, number=4).is_last is None
