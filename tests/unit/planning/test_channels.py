"""Three clocks for one channel; restrictions follow the latest, and nothing makes a time shorter."""

from dataclasses import replace

import pytest

from needlepoint.planning.channels import (
    NOTHING_SAID,
    Circumstances,
    hours_of_half_life,
    latest,
    open_hours_of,
)
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import HalfLife

CONTENT = shipped_content()
LIGHT = Circumstances(phototype="II")
PLANNED = [zone.id for zone in CONTENT.zone.values() if zone.may_be_planned and not zone.is_excluded]


def hours(zone="cheek-left", length_mm=1.5, circumstances=LIGHT):
    return {clock.clock: clock for clock in open_hours_of(zone, length_mm, circumstances, CONTENT)}


@pytest.mark.parametrize("zone", PLANNED)
@pytest.mark.parametrize("length_mm", [0.1, 0.25, 0.5, 1.0, 1.5, 2.5])
def test_every_zone_and_length_has_all_three_clocks_in_order(zone, length_mm):
    found = hours(zone, length_mm)
    assert list(found) == ["electrical", "water-barrier", "visible"]
    assert all(0 < clock.p50_hours < clock.p95_hours for clock in found.values())
    assert all(clock.sources and clock.assumptions for clock in found.values())


def test_a_zone_that_was_not_measured_names_the_nearest_place():
    assert hours("cheek-left")["electrical"].site == "upper arm"
    assert hours("abdomen")["electrical"].site is None


def test_the_eye_is_done_long_before_the_barrier():
    found = hours()
    assert found["visible"].p95_hours < found["water-barrier"].p50_hours


def test_restrictions_follow_the_latest_clock():
    found = latest(hours().values())
    assert found is not None
    assert found.p95_hours == max(clock.p95_hours for clock in hours().values())
    assert latest(()) is None


@pytest.mark.parametrize("length_mm", [1.5, 1.75, 2.5])
def test_from_one_and_a_half_millimetres_the_water_barrier_is_never_below_two_days(length_mm):
    assert hours(length_mm=length_mm)["water-barrier"].p50_hours > 48


def test_shallow_needles_on_the_body_close_within_hours():
    assert hours("thigh-left", 0.25)["water-barrier"].p95_hours == 5


@pytest.mark.parametrize("phototype", ["IV", "V", "VI", None])
def test_darker_and_unknown_skin_get_the_longest_factor_that_was_measured(phototype):
    slower = hours(circumstances=Circumstances(phototype=phototype))
    assert slower["electrical"].p50_hours == pytest.approx(1.32 * hours()["electrical"].p50_hours)
    assert slower["water-barrier"] == hours()["water-barrier"]


@pytest.mark.parametrize("phototype", ["I", "II", "III"])
def test_nobody_s_time_is_made_shorter(phototype):
    assert hours(circumstances=Circumstances(phototype=phototype)) == hours()


def test_an_anti_inflammatory_lengthens_what_it_lengthened():
    slower = hours(circumstances=replace(LIGHT, is_anti_inflammatory_used=True))
    assert slower["electrical"].p95_hours == pytest.approx(2.33 * hours()["electrical"].p95_hours)
    assert slower["visible"] == hours()["visible"]
    assert any("anti-inflammatory" in text for text in slower["electrical"].assumptions)


def test_cover_is_a_floor_because_no_factor_was_read():
    covered = hours("thigh-left", 0.25, replace(LIGHT, is_occluded=True))
    assert (covered["water-barrier"].p50_hours, covered["water-barrier"].p95_hours) == (48, 72)
    assert covered["electrical"].p95_hours == hours("thigh-left", 0.25)["electrical"].p95_hours
    assert any("Covered skin" in text for text in covered["water-barrier"].assumptions)


def test_circumstances_never_shorten_anything():
    for zone in ("cheek-left", "thigh-left", "hand-right"):
        for length_mm in (0.25, 1.0, 2.0):
            plain = hours(zone, length_mm)
            for worse in (
                NOTHING_SAID,
                replace(LIGHT, is_occluded=True),
                replace(LIGHT, is_anti_inflammatory_used=True),
            ):
                for name, clock in hours(zone, length_mm, worse).items():
                    assert clock.p50_hours >= plain[name].p50_hours
                    assert clock.p95_hours >= plain[name].p95_hours


def test_a_half_life_without_spread_ends_where_its_mean_says():
    sure = HalfLife(site="arm", confidence="excerpt", mean_hours=24, sd_hours=1e-9, zones=("upper-arm-left",))
    p50, p95 = hours_of_half_life(sure, 0.25)
    assert (p50, p95) == pytest.approx((48, 48))
