"""A plan's passes are rehearsed with what is known of the device, and every assumption is told."""

from dataclasses import replace

import numpy as np
import pytest

from needlepoint.planning.geometry import geometry_of, pen_per_cm2
from needlepoint.planning.outline import outline_of
from needlepoint.planning.rehearsal import Technique, rehearse
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

CONTENT = shipped_content()
CHEEK = outline_of([(0, 0), (70, 0), (85, 60), (40, 80), (0, 60)])
SKINPEN = geometry_of(CONTENT.device["skinpen-precision"])
ROLLER = geometry_of(CONTENT.device["dermaroller-192"])
PEN = Technique(passes=4, needle_diameter_mm=0.25, contact_seconds=20, footprint_diameter_mm=8, cell_mm=0.2)
ROLLING = Technique(passes=15, needle_diameter_mm=0.25, cell_mm=0.2)


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_a_pen_uses_up_its_seconds():
    made = rehearse(CHEEK, SKINPEN, PEN, rng()).simulation
    expected = pen_per_cm2(SKINPEN.needle_count, SKINPEN.rate_hz_high, 20, CHEEK.area_cm2) * CHEEK.area_cm2
    # Tolerance: each stroke may lose part of its last stamp.
    assert made.punctures + made.beside == pytest.approx(expected, rel=0.01)
    assert made.beside > 0


def test_kappa_thins_what_a_pen_makes():
    whole = rehearse(CHEEK, SKINPEN, PEN, rng()).simulation
    some = rehearse(CHEEK, SKINPEN, replace(PEN, kappa=0.3), rng()).simulation
    assert some.mean_per_cm2 == pytest.approx(whole.mean_per_cm2 * 0.3, rel=0.03)


def test_a_rollers_passes_are_its_geometry():
    made = rehearse(CHEEK, ROLLER, ROLLING, rng()).simulation
    assert made.histogram.received_by(50) == pytest.approx(229, rel=0.05)


def test_lanes_lie_half_a_footprint_apart_unless_they_are_given():
    usual = rehearse(CHEEK, SKINPEN, PEN, rng())
    assert usual.strokes == rehearse(CHEEK, SKINPEN, replace(PEN, lane_spacing_mm=4), rng()).strokes
    assert usual.strokes > rehearse(CHEEK, SKINPEN, replace(PEN, lane_spacing_mm=8), rng()).strokes * 1.5
    assert rehearse(CHEEK, ROLLER, ROLLING, rng()).strokes >= 15 * 80 / 20


def test_the_hand_goes_twice_as_far_with_twice_the_passes_and_lanes_half_as_wide():
    """Tolerance: a lane more or less in a crooked zone, and the lanes of a diagonal are longer."""
    usual = rehearse(CHEEK, SKINPEN, PEN, rng()).track_mm
    assert rehearse(CHEEK, SKINPEN, replace(PEN, passes=8), rng()).track_mm == pytest.approx(
        2 * usual, rel=0.02
    )
    assert rehearse(CHEEK, SKINPEN, replace(PEN, lane_spacing_mm=2), rng()).track_mm == pytest.approx(
        2 * usual, rel=0.05
    )
    # Lanes of 4 mm over the area, four times: the strokes run past the edge by less than a tenth of it.
    assert usual == pytest.approx(4 * CHEEK.area_cm2 * 100 / 4, rel=0.1)


def test_every_assumption_about_a_pen_is_told():
    told = " ".join(rehearse(CHEEK, SKINPEN, PEN, rng()).assumptions)
    for word in ("circle of 8 mm", "not published", "upper bounds", "nobody measured a hand", "flat"):
        assert word in told
    assert "upper bound" not in " ".join(rehearse(CHEEK, SKINPEN, replace(PEN, kappa=0.3), rng()).assumptions)


def test_a_roller_is_told_without_a_cartridge():
    told = " ".join(rehearse(CHEEK, ROLLER, ROLLING, rng()).assumptions)
    assert "24 rings" in told
    assert "cartridge" not in told


def test_the_speed_of_a_pen_with_a_range_is_told():
    exceed = geometry_of(CONTENT.device["exceed"])
    assert exceed.rate_hz_low != exceed.rate_hz_high
    told = " ".join(rehearse(CHEEK, exceed, PEN, rng()).assumptions)
    assert f"{exceed.rate_hz_high:g} strokes a second" in told


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"contact_seconds": None}, "contact_seconds"),
        ({"contact_seconds": 0}, "contact_seconds"),
        ({"footprint_diameter_mm": None}, "footprint_diameter_mm"),
        ({"footprint_diameter_mm": -8}, "footprint_diameter_mm"),
        ({"kappa": 1.5}, "kappa"),
        ({"passes": 0}, "passes"),
        ({"lane_spacing_mm": 0}, "lane_spacing_mm"),
        ({"contact_seconds": 0.001}, "contact_seconds: .*cm of strokes"),
    ],
)
def test_a_technique_that_is_none_is_refused(changed, field):
    with pytest.raises(BadInput, match=field):
        rehearse(CHEEK, SKINPEN, replace(PEN, **changed), rng())


def test_a_device_without_geometry_is_refused_and_says_what_is_missing():
    unknown = geometry_of(CONTENT.device["generic-pen"])
    with pytest.raises(BadInput, match="number of needles and the rate of strokes"):
        rehearse(CHEEK, unknown, PEN, rng())


def test_a_drum_whose_needles_do_not_fit_its_rings_is_refused():
    with pytest.raises(BadInput, match="ring_count"):
        rehearse(CHEEK, replace(ROLLER, ring_count=7), ROLLING, rng())
    with pytest.raises(BadInput, match="ring_count"):
        rehearse(CHEEK, replace(ROLLER, ring_count=None), ROLLING, rng())
