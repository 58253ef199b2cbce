"""The heat map shows a simulation twice: as shapes on the face map and as a table that says the same."""

import re
import xml.etree.ElementTree as ElementTree
from functools import cache

import numpy as np
import pytest
from django.template.loader import render_to_string

from clinic.web.facemap import DRAWINGS
from clinic.web.shown.heat_map import (
    OVERLAP,
    Band,
    HeatMap,
    band_numbers,
    bands_for,
    block_means,
    curve_of,
    heat_map,
    nice_step,
    path_of,
)
from clinic.web.shown.outlines import ScaledZone, scaled_zones
from needlepoint.planning.density import DensityMap
from needlepoint.planning.geometry import geometry_of
from needlepoint.planning.grid import Grid
from needlepoint.planning.histogram import histogram_of
from needlepoint.planning.outline import outline_of
from needlepoint.planning.rehearsal import Rehearsal, Technique, rehearse
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
FRONT = DRAWINGS["front"]
SCALED = scaled_zones(FRONT, {zone.id: zone.area_cm2 for zone in CONTENT.zone.values()})
ZONES = ("forehead", "cheek-left", "periorbital-right")
BANDS = bands_for([histogram_of(np.linspace(0, 500, 5001))])


@cache
def rehearsed() -> dict[str, Rehearsal]:
    technique = Technique(
        passes=4, needle_diameter_mm=0.25, contact_seconds=8, footprint_diameter_mm=8, cell_mm=0.3
    )
    pen = geometry_of(CONTENT.device["skinpen-precision"])
    return {
        zone: rehearse(SCALED[zone].outline, pen, technique, np.random.default_rng(seed))
        for seed, zone in enumerate(ZONES)
    }


@cache
def heated() -> HeatMap:
    assumed = [said for made in rehearsed().values() for said in made.assumptions]
    return heat_map(
        FRONT, SCALED, {zone: made.simulation for zone, made in rehearsed().items()}, assumed, map_id="h"
    )


def page() -> str:
    return render_to_string("components/heat_map.html", {"heat": heated()})


def test_every_simulated_zone_is_drawn_and_in_the_table():
    assert {zone.drawn.zone for zone in heated().zones} == set(ZONES)
    assert [row.zone for row in heated().rows] == list(ZONES)


def test_the_shares_of_a_zone_add_up_to_all_of_it():
    for row in heated().rows:
        assert sum(percent for _, percent in row.band_percents) == pytest.approx(100, abs=1)


def test_a_band_that_occurs_nowhere_has_no_column():
    occurring = {band.number for band in heated().occurring}
    assert 0 < len(occurring) < len(heated().bands)
    for row in heated().rows:
        assert [band.number for band, _ in row.band_percents] == sorted(occurring)
    assert page().count('scope="col"') == 5 + len(occurring)


def test_the_shares_in_the_table_are_the_areas_on_the_drawing():
    """Tolerance: a square of 1.5 mm has one band, and stands over the zone's edge until it is cut there."""
    for zone, row in zip(ZONES, heated().rows, strict=True):
        drawn = next(one for one in heated().zones if one.drawn.zone == zone)
        areas = {shape.band.number: rectangles_area(shape.path) for shape in drawn.shapes}
        whole = sum(areas.values())
        scale = SCALED[zone].mm_per_unit
        assert whole * scale**2 / 100 == pytest.approx(SCALED[zone].outline.area_cm2, rel=0.12)
        for band, percent in row.band_percents:
            assert 100 * areas.get(band.number, 0) / whole == pytest.approx(percent, abs=9)


def rectangles_area(path: str) -> float:
    sides = re.findall(r"h([\d.]+)v([\d.]+)h-", path)
    return sum(float(wide) * float(high) / (1 + OVERLAP) for wide, high in sides)


def test_one_scale_serves_all_zones_in_round_numbers():
    assert [band.low_per_cm2 for band in BANDS] == [0, 100, 200, 300, 400, 500]
    assert BANDS[0].said == "0 to 100"
    assert BANDS[-1].said == "500 and more"
    assert len({band.paper for band in BANDS}) == len(BANDS)


@pytest.mark.parametrize(
    ("least", "step"), [(0, 1), (0.3, 0.3), (1, 1), (1.2, 1.5), (2.1, 2.5), (3.5, 4), (66, 80), (830, 1000)]
)
def test_a_step_is_the_next_round_number(least, step):
    assert nice_step(least) == pytest.approx(step)


def test_blocks_are_means_of_what_lies_in_the_zone():
    densities = np.array([[10, 20, np.nan], [30, np.nan, np.nan]], dtype=np.float32)
    np.testing.assert_allclose(block_means(densities, 2), [[20, np.nan]])


def test_a_block_outside_the_zone_has_no_band_and_the_densest_the_last():
    assert band_numbers(np.array([[np.nan, 0.0, 99.9, 100.0, 499.0, 9_999.0]]), BANDS).tolist() == [
        [-1, 0, 0, 1, 4, 5]
    ]


def test_runs_of_blocks_are_one_rectangle_in_drawing_units():
    grid = Grid(left_mm=20, top_mm=40, cell_mm=1, rows=2, columns=5)
    density = DensityMap(grid, np.ones((2, 5), dtype=bool), 2.5, np.zeros(10, dtype=np.float32), 0)
    scaled = ScaledZone(
        zone="nose", outline=outline_of([(0, 0), (9, 0), (9, 9)]), mm_per_unit=2.0, is_scale_borrowed=False
    )
    blocks = np.array([[True, True, False, True, False], [False] * 5])
    assert path_of(blocks, density, 1, scaled) == "M10.00 20.00h1.00v0.53h-1.00zM11.50 20.00h0.50v0.53h-0.50z"


def test_the_curve_falls_from_all_to_none():
    points = [tuple(map(float, one.split(","))) for one in curve_of(histogram_of([250.0]), BANDS).split()]
    assert points[0] == (0, 0)
    assert points[-1] == (100, 100)
    # All of the zone received 250 of a scale that ends at 600: the line falls just after 100 * 250 / 600.
    assert max(x for x, y in points if y == 0) == pytest.approx(41.7, abs=100 / 60)
    assert [y for _, y in points] == sorted(y for _, y in points)


def test_the_drawing_is_well_formed_and_small():
    (drawing,) = re.findall(r'<svg class="heat-map__svg".*?</svg>', page(), re.DOTALL)
    ElementTree.fromstring(drawing)
    assert len(drawing) < 120_000


def test_the_page_says_the_table_its_limits_and_what_was_assumed():
    text = page()
    for row in heated().rows:
        assert f'<th scope="row">{row.name}</th>' in text
    assert text.count("<tr>") == 1 + len(ZONES)
    assert text.count("<polyline") == len(ZONES)
    assert "never measured" in text
    assert "circle of 8 mm" in text
    assert " style=" not in text
    assert "<script" not in text


def test_a_zone_that_is_not_on_the_drawing_is_in_the_table_alone():
    simulation = rehearsed()["forehead"].simulation
    made = heat_map(FRONT, SCALED, {"abdomen": simulation})
    assert made.zones == ()
    assert [row.zone for row in made.rows] == ["abdomen"]


def test_an_untouched_zone_has_a_scale_too():
    assert bands_for([histogram_of([0.0])])[1] == Band(number=1, low_per_cm2=1, high_per_cm2=2)


def test_nothing_simulated_is_refused():
    with pytest.raises(ValueError, match="at least one zone"):
        heat_map(FRONT, SCALED, {})
