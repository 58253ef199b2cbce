"""A needle length is what the device can be set to, and what leaves its label is said."""

import math
from dataclasses import replace
from types import MappingProxyType

import pytest

from needlepoint.planning.settings import (
    Ceiling,
    ceiling_of,
    check_setting,
    chosen_length,
    on_dial,
)
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
CHEEK = CONTENT.zone["cheek-left"]
SKINPEN = CONTENT.device["skinpen-precision"]
ROLLING = CONTENT.indication["acne-scars-rolling"]


@pytest.mark.parametrize("length_mm", [0, 0.0, -0.25, -1, math.nan, math.inf, -math.inf, 0.001])
def test_what_is_no_length_is_refused(length_mm):
    with pytest.raises(BadInput, match="needle_length_mm"):
        check_setting(CHEEK, length_mm, SKINPEN)


@pytest.mark.parametrize("length_mm", [True, "1.5", None])
def test_what_is_no_number_is_refused(length_mm):
    with pytest.raises(BadInput, match="finite number"):
        check_setting(CHEEK, length_mm, SKINPEN)


@pytest.mark.parametrize("length_mm", [0.25, 0.5, 1.0, 1.5])
def test_every_step_up_to_the_evaluated_maximum_is_within_the_label(length_mm):
    assert check_setting(CHEEK, length_mm, SKINPEN) == ()


@pytest.mark.parametrize("length_mm", [1.75, 2.0, 2.5])
def test_above_the_evaluated_maximum_is_off_label(length_mm):
    (found,) = check_setting(CHEEK, length_mm, SKINPEN)
    assert (found.id, found.what) == ("needle-length:cheek-left", "needle length")
    assert f"{length_mm:g} mm" in found.reason
    assert found.sources


@pytest.mark.parametrize("length_mm", [2.75, 3, 150])
def test_above_the_mechanical_maximum_is_refused_with_the_remedy(length_mm):
    with pytest.raises(BadInput, match=r"above 2\.5 mm.*choose a shorter length"):
        check_setting(CHEEK, length_mm, SKINPEN)


@pytest.mark.parametrize("length_mm", [0.3, 1.1, 1.49])
def test_a_length_off_the_dial_is_refused(length_mm):
    with pytest.raises(BadInput, match=r"steps of 0\.25 mm"):
        check_setting(CHEEK, length_mm, SKINPEN)


def test_a_device_whose_step_was_not_read_takes_any_hundredth():
    assert check_setting(CHEEK, 1.13, CONTENT.device["exceed"]) == ()


def test_a_device_of_which_nothing_was_read_refuses_only_a_slip_of_the_keyboard():
    pen = CONTENT.device["generic-pen"]
    assert check_setting(CHEEK, 2.2, pen) == ()
    with pytest.raises(BadInput, match="decimal point"):
        check_setting(CHEEK, 15, pen)


@pytest.mark.parametrize(
    "zone", [z.id for z in CONTENT.zone.values() if z.is_excluded or not z.may_be_planned]
)
def test_a_zone_that_is_never_needled_has_no_length(zone):
    with pytest.raises(BadInput, match="never needled"):
        check_setting(CONTENT.zone[zone], 0.5, SKINPEN)


def test_the_ceiling_is_the_labels_unless_policy_follows_another_side():
    assert ceiling_of(CHEEK, SKINPEN, CONTENT, SHIPPED).mm == 1.5
    looser = Policy(choices=MappingProxyType({"skinpen-depth": "trial-2.5"}))
    ceiling = ceiling_of(CHEEK, SKINPEN, CONTENT, looser)
    assert (ceiling.mm, ceiling.is_loosened) == (2.5, True)
    assert "trial-2.5" in ceiling.source


def test_a_side_never_lifts_the_ceiling_above_what_the_device_can_do():
    looser = Policy(choices=MappingProxyType({"skinpen-depth": "trial-2.5"}))
    short = replace(SKINPEN, mechanical_maximum_mm=2.0)
    assert ceiling_of(CHEEK, short, CONTENT, looser).mm == 2.0


def test_every_side_of_a_depth_conflict_carries_its_length_in_its_id():
    named = {d.evaluated_maximum_conflict for d in CONTENT.device.values()} - {None}
    assert named
    for conflict in named:
        for side in CONTENT.conflict[conflict].side:
            assert f"{float(side.id.rpartition('-')[2]):.1f} mm" in side.text


def test_a_length_is_rounded_down_to_the_dial_never_up():
    assert on_dial(1.49, SKINPEN) == 1.25
    assert on_dial(1.5, SKINPEN) == 1.5
    assert on_dial(1.49, CONTENT.device["exceed"]) == 1.49


@pytest.mark.parametrize(("chosen_mm", "basis"), [(1.5, "evidence"), (1.0, "label"), (2.0, "convention")])
def test_what_a_chosen_length_rests_on_is_said(chosen_mm, basis):
    assert chosen_length(ROLLING, chosen_mm, Ceiling(mm=1.5, source="x")).basis == basis


def test_the_reported_range_does_not_make_a_length_above_the_label_disappear():
    (found,) = check_setting(CHEEK, 2.0, SKINPEN)
    burn = CONTENT.indication["scar-burn"]
    assert chosen_length(burn, 2.0, Ceiling(mm=1.5, source="x")).basis == "evidence"
    assert found.what == "needle length"
