"""What was measured of a handpiece counts for a time; what is missing, outside or due is said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from needlepoint.planning.commissioning import (
    DepthReading,
    DepthRecord,
    ServiceRecord,
    StampRecord,
    StampWork,
    depth_result,
    share_named,
    share_of_named_type,
    shares_for,
    shares_on,
    stamp_test,
    stand,
)
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
SKINPEN, ROLLER, EXCEED = (
    CONTENT.device[name] for name in ("skinpen-precision", "dermaroller-192", "exceed")
)
ON = date(2026, 11, 28)
VALID = timedelta(days=int(CONTENT.parameter["stamp-test-valid"].value))


def work(**changed) -> StampWork:
    """Gives ten seconds of a SkinPen on a square of 4 cm by 4 cm, with some things laid over."""
    usual = {"needle_count": 14, "rate_hz": 116.7, "seconds": 10.0, "passes": None, "area_cm2": 16.0}
    return StampWork(**{**usual, "counted": 9_800, **changed})


def stamped(on: date, counted: int = 9_800) -> StampRecord:
    return StampRecord(on=on, test=stamp_test(work(counted=counted), SKINPEN))


def measured(on: date, protruding_mm: float = 1.05) -> DepthRecord:
    readings = [
        DepthReading(set_mm=0.5, protruding_mm=0.5),
        DepthReading(set_mm=1.0, protruding_mm=protruding_mm),
    ]
    return DepthRecord(on=on, result=depth_result(readings, SKINPEN, CONTENT))


def standings(stamps=(), depths=(), services=()) -> dict[str, str]:
    return {one.item: one.standing for one in stand(stamps, depths, services, ON, CONTENT).items}


def test_how_long_a_measurement_counts_is_a_convention_and_says_so():
    for name in ("stamp-test-valid", "depth-check-valid"):
        assert CONTENT.parameter[name].text.startswith("Convention:")
        assert CONTENT.parameter[name].unit == "days"


def test_the_strokes_of_a_test_are_needles_times_rate_times_seconds():
    test = stamp_test(work(), SKINPEN)
    assert test.expected == pytest.approx(16_338)
    assert test.counted / test.expected == pytest.approx(0.6, abs=0.001)


def test_a_roller_is_tested_by_passes_on_an_area():
    test = stamp_test(work(needle_count=192, rate_hz=None, seconds=None, passes=15, counted=3_000), ROLLER)
    assert test.expected == pytest.approx(229.2 * 16, rel=0.001)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("needle_count", {"needle_count": 0}),
        ("rate_hz", {"rate_hz": None}),
        ("rate_hz", {"rate_hz": float("nan")}),
        ("seconds", {"seconds": -1.0}),
        ("area_cm2", {"area_cm2": 0.0}),
        ("counted", {"counted": 0}),
        ("counted", {"counted": 30_000}),
    ],
)
def test_a_test_that_cannot_be_is_refused_by_its_field(field, changed):
    with pytest.raises(BadInput) as refusal:
        stamp_test(work(**changed), SKINPEN)
    assert refusal.value.field == field


def test_a_depth_check_is_held_against_the_tolerance_of_the_device_or_an_assumed_one():
    readings = [DepthReading(set_mm=0.5, protruding_mm=0.6), DepthReading(set_mm=1.0, protruding_mm=0.84)]
    own, assumed = (depth_result(readings, device, CONTENT) for device in (EXCEED, SKINPEN))
    assert (own.tolerance_mm, own.is_assumed) == (0.15, False)
    assert assumed.is_assumed
    assert (own.worst_mm, own.is_within) == (-0.16, False)


def test_exactly_the_tolerance_is_within():
    readings = [DepthReading(set_mm=0.5, protruding_mm=0.5), DepthReading(set_mm=1.0, protruding_mm=1.15)]
    assert depth_result(readings, EXCEED, CONTENT).is_within


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [(1.0, 1.0)],
        [(1.0, 1.0), (1.0, 1.1)],
        [(1.0, 1.0), (9.0, 1.0)],
        [(1.0, -0.1), (0.5, 0.5)],
        [(float("nan"), 1.0), (0.5, 0.5)],
    ],
)
def test_a_depth_check_that_cannot_be_is_refused(readings):
    with pytest.raises(BadInput):
        depth_result((DepthReading(set_mm=a, protruding_mm=b) for a, b in readings), SKINPEN, CONTENT)


def test_a_new_handpiece_lacks_everything_and_is_not_commissioned():
    found = stand((), (), (), ON, CONTENT)
    assert standings() == {"stamp": "missing", "depth": "missing", "service": "missing"}
    assert (found.is_commissioned, found.shares, len(found.open_items)) == (False, (), 3)


def test_a_stamped_and_measured_one_is_commissioned_even_where_nobody_noted_a_service():
    found = stand([stamped(ON)], [measured(ON)], (), ON, CONTENT)
    assert found.is_commissioned
    assert [one.item for one in found.open_items] == ["service"]


def test_a_stamp_test_counts_to_its_last_day_and_not_on_the_next():
    assert standings([stamped(ON - VALID + timedelta(days=1))])["stamp"] == "kept"
    late = stand([stamped(ON - VALID)], [measured(ON)], (), ON, CONTENT)
    assert late.items[0].standing == "due"
    assert (late.shares, late.is_commissioned) == ((), True)


def test_only_the_tests_that_still_count_make_the_share():
    old, new = stamped(ON - VALID, 4_000), stamped(ON)
    assert stand([old, new], (), (), ON, CONTENT).shares[0].kappa.tests == 1
    both = stand([stamped(ON - timedelta(days=30), 8_900), new], (), (), ON, CONTENT).shares[0].kappa
    assert both.tests == 2
    assert both.sd > 0


def test_a_depth_outside_its_tolerance_is_not_commissioned_until_a_later_one_is_within():
    outside = measured(ON - timedelta(days=2), 1.4)
    assert standings(depths=[outside])["depth"] == "outside"
    assert not stand([stamped(ON)], [outside], (), ON, CONTENT).is_commissioned
    assert standings(depths=[outside, measured(ON)])["depth"] == "kept"
    assert standings(depths=[measured(ON, 1.4), measured(ON)])["depth"] == "outside"


def test_a_service_is_due_on_the_day_that_was_named_and_never_where_none_was():
    past = ON - timedelta(days=100)
    assert standings(services=[ServiceRecord(on=past, next_due_on=ON)])["service"] == "due"
    assert (
        standings(services=[ServiceRecord(on=past, next_due_on=ON + timedelta(days=1))])["service"] == "kept"
    )
    assert standings(services=[ServiceRecord(on=past, next_due_on=None)])["service"] == "kept"


def test_tests_of_two_types_of_cartridge_are_never_put_together():
    short = [replace(stamped(ON - timedelta(days=n), 9_800), cartridge="Short tip") for n in (1, 5)]
    other = replace(stamped(ON - timedelta(days=3), 6_500), cartridge=" short TIP ", needle_count=36)
    first, second = shares_on([*short, other], ON, CONTENT)
    assert (first.name, first.kappa.tests, first.last_on) == ("Short tip", 2, ON - timedelta(days=1))
    assert (second.needle_count, second.kappa.tests) == (36, 1)
    assert shares_for(SKINPEN, (first, second)) == (first,)


def test_a_type_is_known_however_it_is_written_and_one_that_nobody_measured_is_the_last():
    stamps = [replace(stamped(ON - timedelta(days=n)), cartridge=name) for n, name in ((1, "A 1"), (2, "B"))]
    shares = shares_on(stamps, ON, CONTENT)
    assert share_named(shares, "b").name == "B"
    assert share_named(shares, "a1").name == share_named(shares, "C").name == "A 1"
    assert share_named((), "A 1") is None
    assert share_of_named_type(shares, "a1").name == "A 1"
    assert share_of_named_type(shares, "C") is None
