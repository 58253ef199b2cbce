"""How dense a zone became: by seconds for a pen, by passes for a roller, and why it is not known."""

from dataclasses import replace

import pytest

from needlepoint.planning.geometry import Kappa, pen_per_cm2, roller_per_cm2
from needlepoint.protocols.library import shipped_content
from needlepoint.session.density import density_delivered, why_not_known
from needlepoint.session.record import ZoneRecord, check_zone
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
PEN, ROLLER = "skinpen-precision", "dermaroller-192"
CHEEK = ZoneRecord(zone="cheek-left", needle_length_mm=1.0, passes=4, contact_seconds=60)
AREA_CM2 = CONTENT.zone["cheek-left"].area_cm2 or 0.0


def test_seconds_of_a_pen_are_an_upper_bound_until_a_stamp_test() -> None:
    pen = CONTENT.device[PEN]
    found = density_delivered(CHEEK, PEN, None, CONTENT)
    assert found is not None
    assert found.is_upper_bound
    assert found.high_per_cm2 == pytest.approx(
        pen_per_cm2(pen.needle_count or 0, pen.rate_hz_high or 0.0, 60, AREA_CM2)
    )


def test_a_stamp_test_makes_it_a_density() -> None:
    bound = density_delivered(CHEEK, PEN, None, CONTENT)
    found = density_delivered(CHEEK, PEN, Kappa(mean=0.6, tests=1), CONTENT)
    assert bound is not None
    assert found is not None
    assert not found.is_upper_bound
    assert found.high_per_cm2 == pytest.approx(0.6 * bound.high_per_cm2)


def test_a_roller_is_counted_in_passes_and_twice_the_passes_are_twice_as_dense() -> None:
    roller = CONTENT.device[ROLLER]
    once = roller_per_cm2(
        1, roller.needle_count or 0, roller.drum_diameter_mm or 0.0, roller.drum_width_mm or 0.0
    )
    rolled = replace(CHEEK, contact_seconds=None)
    found = [density_delivered(replace(rolled, passes=n), ROLLER, None, CONTENT) for n in (1, 4)]
    kappa = CONTENT.parameter["roller-kappa"].value or 1.0
    assert [one.per_cm2 for one in found if one] == pytest.approx([kappa * once, kappa * 4 * once])


def test_passes_of_a_pen_and_directions_change_no_density() -> None:
    first = density_delivered(CHEEK, PEN, None, CONTENT)
    other = replace(CHEEK, passes=8, directions=("vertical", "diagonal"))
    assert density_delivered(other, PEN, None, CONTENT) == first
    assert density_delivered(replace(CHEEK, contact_seconds=None), PEN, None, CONTENT) is None


@pytest.mark.parametrize(
    ("changed", "device", "why"),
    [
        ({"contact_seconds": None}, PEN, "seconds on the skin not charted"),
        ({"zone": "nasolabial-left"}, PEN, "no area of its own"),
        ({"passes": None, "contact_seconds": None}, ROLLER, "passes not charted"),
    ],
)
def test_why_there_is_none_is_said(changed: dict[str, object], device: str, why: str) -> None:
    charted = replace(CHEEK, **changed)  # type: ignore[arg-type]
    assert density_delivered(charted, device, None, CONTENT) is None
    assert why in why_not_known(charted, device, CONTENT)


@pytest.mark.parametrize("seconds", [0.0, -5.0, 7_201.0, float("nan"), float("inf")])
def test_seconds_that_cannot_be_are_refused(seconds: float) -> None:
    with pytest.raises(BadInput, match="contact_seconds"):
        check_zone(replace(CHEEK, contact_seconds=seconds), PEN, CONTENT)


def test_seconds_of_a_roller_are_refused_with_the_reason() -> None:
    with pytest.raises(BadInput, match="counted in passes"):
        check_zone(CHEEK, ROLLER, CONTENT)


@pytest.mark.parametrize(
    ("directions", "rule"), [(("sideways",), "must be one of"), (("vertical", "vertical"), "once")]
)
def test_directions_are_known_and_named_once(directions: tuple[str, ...], rule: str) -> None:
    with pytest.raises(BadInput, match=rule):
        check_zone(replace(CHEEK, directions=directions), PEN, CONTENT)
