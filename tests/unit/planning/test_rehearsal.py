"""A plan's passes are rehearsed with what is known of the device, and every assumption is told."""

from dataclasses import replace

import numpy as np
import pytest

from needlepoint.planning.coverage import disc_area_cm2, regular_fraction
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


# Patterns


@pytest.mark.parametrize("pattern", ["random", "regular"])
def test_a_pattern_without_a_hand_makes_as_many_punctures_as_the_work(pattern):
    made = rehearse(CHEEK, SKINPEN, replace(PEN, pattern=pattern, kappa=0.5), rng())
    expected = (
        pen_per_cm2(SKINPEN.needle_count, SKINPEN.rate_hz_high, 20, CHEEK.area_cm2) * CHEEK.area_cm2 / 2
    )
    # Tolerance: a lattice that is cut by the edge of the zone.
    assert made.simulation.punctures == pytest.approx(expected, rel=0.02)
    assert (made.strokes, made.track_mm, made.simulation.beside) == (0, 0.0, pytest.approx(0, abs=40))
    rolled = rehearse(CHEEK, ROLLER, replace(ROLLING, pattern=pattern), rng()).simulation
    assert rolled.mean_per_cm2 == pytest.approx(229.2, rel=0.02)


def test_random_is_the_boolean_model_and_an_even_lattice_covers_the_most():
    fine = replace(PEN, cell_mm=0.05, contact_seconds=30)
    found = {
        name: rehearse(CHEEK, SKINPEN, replace(fine, pattern=name), rng()).simulation
        for name in ("random", "regular", "crossed")
    }
    random, regular = found["random"], found["regular"]
    assert random.covered_fraction == pytest.approx(random.boolean_covered_fraction, rel=0.01)
    most = regular_fraction(regular.mean_per_cm2, disc_area_cm2(0.25))
    assert regular.covered_fraction == pytest.approx(most, rel=0.02)
    assert found["crossed"].covered_fraction < regular.covered_fraction


def test_a_straight_glide_keeps_to_its_lanes_and_is_the_most_uneven():
    rolling = replace(ROLLING, passes=4, lane_spacing_mm=20.0)
    crossed = rehearse(CHEEK, ROLLER, rolling, rng())
    glide = rehearse(CHEEK, ROLLER, replace(rolling, pattern="straight-glide"), rng())
    assert glide.strokes % 4 == 0
    assert glide.simulation.homogeneity > crossed.simulation.homogeneity
    assert any("never crossed" in text for text in glide.assumptions)


def test_a_drawn_stroke_is_needled_and_nothing_else():
    drawn = np.array([[10.0, 30.0], [60.0, 30.0]])
    made = rehearse(CHEEK, SKINPEN, replace(PEN, contact_seconds=2, drawn_mm=(drawn,)), rng())
    assert (made.strokes, made.track_mm) == (1, 50.0)
    # A pen of 8 mm leaves a band of 8 mm: everything else of the zone has nothing.
    assert made.simulation.histogram.share_at_least(1.0) < 58 * 13 / (CHEEK.area_cm2 * 100)
    assert any("were drawn" in text for text in made.assumptions)


def test_a_pattern_that_nobody_knows_is_refused():
    with pytest.raises(BadInput, match="pattern"):
        rehearse(CHEEK, SKINPEN, replace(PEN, pattern="spiral"), rng())
