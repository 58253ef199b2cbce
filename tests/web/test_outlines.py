"""The zones of the face map become outlines in millimetres, of the size that the content gives."""

import math

import numpy as np
import pytest

from clinic.web.facemap import DRAWINGS
from clinic.web.shown.outlines import STEPS, rings_of, scaled_zones
from needlepoint.protocols.library import shipped_content

AREAS_CM2 = {zone.id: zone.area_cm2 for zone in shipped_content().zone.values()}
FRONT = scaled_zones(DRAWINGS["front"], AREAS_CM2)


@pytest.mark.parametrize("view", list(DRAWINGS))
def test_every_near_zone_of_every_view_is_an_outline(view):
    made = scaled_zones(DRAWINGS[view], AREAS_CM2)
    assert set(made) == {drawn.zone for drawn in DRAWINGS[view].zones if not drawn.is_far}


def test_a_zone_has_the_area_of_the_content():
    known = {zone: area for zone, area in AREAS_CM2.items() if area and zone in FRONT}
    assert len(known) > 8
    for zone, area_cm2 in known.items():
        assert FRONT[zone].outline.area_cm2 == pytest.approx(area_cm2)
        assert not FRONT[zone].is_scale_borrowed


def test_a_zone_without_an_area_takes_the_scale_of_the_others():
    borrowed = {zone for zone in FRONT if FRONT[zone].is_scale_borrowed}
    assert "glabella" in borrowed
    assert len({FRONT[zone].mm_per_unit for zone in borrowed}) == 1
    assert 0.8 < FRONT["glabella"].mm_per_unit < 2.0


def test_the_eye_is_a_hole():
    assert len(FRONT["periorbital-left"].outline.rings_mm) == 2


def test_both_sides_are_alike():
    left, right = FRONT["cheek-left"].outline, FRONT["cheek-right"].outline
    np.testing.assert_allclose(left.high_mm - left.low_mm, right.high_mm - right.low_mm, rtol=1e-3)


def test_a_curve_is_followed():
    """Four curves that draw a circle of radius 10: their points lie on it to a few thousandths."""
    k = 10 * 4 / 3 * (math.sqrt(2) - 1)
    path = f"M10 0C10 {k} {k} 10 0 10C{-k} 10 -10 {k} -10 0C-10 {-k} {-k} -10 0 -10C{k} -10 10 {-k} 10 0Z"
    (ring,) = rings_of(path)
    assert len(ring) == 1 + 4 * STEPS
    np.testing.assert_allclose(np.hypot(*ring.T), 10, rtol=3e-4)


def test_the_outer_ring_comes_first():
    small, large = "M4 4C5 4 5 4 5 5C5 6 4 6 4 4Z", "M0 0C9 0 9 0 9 9C9 9 0 9 0 0Z"
    assert rings_of(small + large)[0][0].tolist() == [0, 0]


def test_a_path_that_would_be_drawn_wrongly_is_refused():
    with pytest.raises(ValueError, match="M, C and Z only, given 'L'"):
        rings_of("M0 0L5 5Z")


def test_without_any_area_nothing_can_be_scaled():
    with pytest.raises(ValueError, match="at least one drawn zone"):
        scaled_zones(DRAWINGS["front"], {"forehead": None})
