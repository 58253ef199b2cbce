"""The skin in section: to scale, moved by the length, and said again in a table."""

import re
from dataclasses import replace

import numpy as np
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from clinic.web.shown.skin_section import (
    CURVE_POINTS,
    FIRST_X,
    FOOT,
    NEEDLE_X,
    UNITS_PER_MM,
    Section,
    deepest_of,
    section_for_card,
    section_of,
    skin_shown,
    y_of,
)
from needlepoint.planning.plan import Plan, PlannedZone
from needlepoint.planning.reach import Penetration, penetration_of, sample_depths_mm, share_not_deeper
from needlepoint.planning.tissue import skins_of
from needlepoint.protocols.library import shipped_content
from tests.plans import clean_plan
from tests.record.calls.planning import a_draft

CONTENT = shipped_content()
EVERY_SKIN = [
    skin
    for zone in CONTENT.zone
    for sex in ("female", "male", "unknown")
    for skin in skins_of(zone, sex, CONTENT)
]


def planned(length_mm: float = 0.75) -> tuple[PlannedZone, Plan]:
    plan = clean_plan(needle_lengths_mm={"cheek-left": length_mm})
    return next(one for one in plan.zones if one.zone == "cheek-left"), plan


def section(length_mm: float = 0.75) -> Section:
    made = section_of(*planned(length_mm))
    assert made is not None
    return made


def page_of(zone: PlannedZone, plan: Plan) -> str:
    card = section_for_card(zone, plan)
    given = {"id": card["section_id"], "table": card["section_table"]}
    return render_to_string("planning/section.html", card | given)


def widest_depth_mm(made: Section) -> float:
    points = [tuple(map(float, point.split())) for point in re.findall(r"[\d.]+ [\d.]+", made.curve)]
    return (max(points)[1] - y_of(0)) / UNITS_PER_MM


def test_both_readings_of_the_skin_stand_side_by_side_at_one_scale():
    zone, _plan = planned()
    made = section()
    assert [column.x for column in made.columns] == [FIRST_X, FIRST_X + 114]
    for column, layers in zip(made.columns, zone.layers or (), strict=True):
        assert column.end_y - y_of(0) == pytest.approx(layers.total_mean_mm * UNITS_PER_MM)
        assert column.bands[-1].y == pytest.approx(column.end_y, abs=0.01)
        assert sum(band.height for band in column.bands) == pytest.approx(
            made.height - FOOT - y_of(0), abs=0.1
        )


@pytest.mark.parametrize("length_mm", [0.25, 0.75, 1.5, 2.5])
def test_the_needle_is_as_long_as_it_is_set_and_its_tips_end_above_that(length_mm):
    made = section(length_mm)
    assert made.needle_y - y_of(0) == pytest.approx(length_mm * UNITS_PER_MM)
    assert f"L{NEEDLE_X} {made.needle_y:.1f}" in made.needle
    assert made.low_y < made.middle_y < made.high_y
    assert 0.6 * length_mm < widest_depth_mm(made) < length_mm


def test_another_length_moves_needle_curve_and_shares():
    short, long = section(0.5), section(2.0)
    assert long.needle_y > short.needle_y
    assert long.curve != short.curve
    assert [band.share for band in long.columns[0].bands] != [band.share for band in short.columns[0].bands]


def test_the_band_of_people_is_one_standard_deviation_to_each_side():
    zone, _plan = planned()
    for column, layers in zip(section().columns, zone.layers or (), strict=True):
        skin = skin_shown("cheek-left", layers.scenario, layers.total_mean_mm)
        assert skin is not None
        assert column.spread_height == pytest.approx(2 * skin.total_sd_mm * UNITS_PER_MM)


def test_the_table_says_every_share_that_the_plan_holds():
    zone, plan = planned(1.5)
    table = section_for_card(zone, plan)["section_table"]
    assert [column["label"] for column in table["columns"]] == ["Layer", "A · 1.07 mm", "B · 2.12 mm"]
    assert [row["shares"] for row in table["rows"]][-1] == ["72 %", "under 1 %"]


def test_on_a_screen_the_numbers_are_one_tap_away_and_on_paper_they_stand_there():
    card = section_for_card(*planned())
    given = card | {"id": card["section_id"], "table": card["section_table"]}
    assert "<details" in render_to_string("planning/section.html", given)
    paper = render_to_string("planning/section.html", given | {"is_paper": True})
    assert "<details" not in paper
    assert "<table" in paper


def test_every_skin_of_the_content_is_found_by_what_a_plan_keeps_of_it():
    assert len(EVERY_SKIN) > 100
    for skin in EVERY_SKIN:
        assert skin_shown(skin.zone, skin.key, skin.total_mean_mm) == skin


def test_the_drawing_reaches_below_every_skin_and_every_needle():
    device = CONTENT.device["skinpen-precision"]
    for length_mm in (0.25, 2.5):
        needle = penetration_of(device, length_mm, CONTENT)
        deepest = deepest_of(EVERY_SKIN, needle)
        assert all(deepest > skin.total_mean_mm + skin.total_sd_mm for skin in EVERY_SKIN)
        assert deepest > length_mm


def holding(share: float) -> PlannedZone:
    """Give a zone whose plan holds another share below the dermis than the model gives now."""
    zone, _plan = planned()
    first, *others = zone.layers or ()
    return replace(zone, layers=(replace(first, subcutis=share), *others))


def test_where_the_model_says_something_else_by_now_nothing_is_drawn_and_the_numbers_stay():
    _zone, plan = planned()
    changed = holding(0.5)
    page = page_of(changed, plan)
    assert section_of(changed, plan) is None
    assert '<svg class="section__svg"' not in page
    assert "nothing is drawn anew" in page
    assert "50 %" in page


def test_a_skin_that_is_no_longer_in_the_content_is_not_drawn():
    zone, plan = planned()
    gone = replace(zone, layers=tuple(replace(one, total_mean_mm=9.9) for one in zone.layers or ()))
    assert section_of(gone, plan) is None


def test_a_change_of_the_evidence_that_leaves_the_shares_leaves_the_drawing():
    zone, plan = planned()
    assert section_of(zone, replace(plan, content_digest="sha256:another")) == section_of(zone, plan)


def test_the_drawing_says_in_words_what_it_shows():
    page = page_of(*planned())
    assert "nine of ten tips end between" in page
    assert "<caption" in page
    assert 'style="' not in page
    assert len(page) < 12_000


def test_a_zone_without_a_length_shows_nothing():
    plan = clean_plan(device="dr-pen")
    zone = plan.zones[0]
    assert zone.layers is None
    assert section_of(zone, plan) is None
    assert page_of(zone, plan).strip() == ""


def curve_widths(made: Section) -> np.ndarray:
    """Read how wide the curve is drawn at each depth, without its two ends on the edge."""
    points = [tuple(map(float, point.split())) for point in re.findall(r"[\d.]+ [\d.]+", made.curve)]
    return np.array([x for x, _y in points[1:-1]])


@pytest.mark.parametrize("length_mm", [0.5, 1.5])
def test_the_curve_is_as_wide_as_so_many_drawn_needles_end_there(length_mm):
    """200,000 needles; the widest place holds about 20,000, so that 4 % of it is six times its error."""
    needle = penetration_of(CONTENT.device["skinpen-precision"], length_mm, CONTENT)
    depths = sample_depths_mm(needle, 200_000, np.random.default_rng(7))
    deepest = deepest_of(list(skins_of("cheek-left", "female", CONTENT, 35)), needle)
    counts, _edges = np.histogram(depths, bins=CURVE_POINTS, range=(0, deepest))
    drawn_widths = curve_widths(section_at(needle))
    assert np.abs(drawn_widths / drawn_widths.max() - counts / counts.max()).max() < 0.04


def section_at(needle: Penetration) -> Section:
    """Draw the cheek of a woman of 35 with a needle."""
    zone, plan = planned(needle.needle_length_mm)
    made = section_of(zone, plan)
    assert made is not None
    return made


def test_nine_of_ten_needles_end_within_the_bar():
    made = section(1.5)
    needle = penetration_of(CONTENT.device["skinpen-precision"], 1.5, CONTENT)
    low, high = ((y - y_of(0)) / UNITS_PER_MM for y in (made.low_y, made.high_y))
    inside = float(share_not_deeper(needle, high) - share_not_deeper(needle, low))
    assert inside == pytest.approx(0.9, abs=0.002)


def test_a_share_is_written_only_where_there_is_room_for_it_and_something_to_say():
    for column in section(1.5).columns:
        by_layer = {band.layer: band for band in column.bands}
        assert by_layer["epidermis"].text_y is None
        assert by_layer["reticular-dermis"].text_y is not None
        for band in column.bands:
            assert band.text_y is None or band.y < band.text_y < band.y + band.height


def test_every_half_millimetre_is_marked_and_whole_ones_are_numbered():
    ticks = section(2.5).ticks
    assert [said for _y, said in ticks if said] == ["0", "1", "2", "3"]
    assert ticks[1][0] - ticks[0][0] == pytest.approx(UNITS_PER_MM / 2)


def test_a_place_that_nobody_measured_says_whose_number_stands_in():
    plan = clean_plan(
        case={"concerns": [{"indication": "acne-scars-rolling", "zones": ["chin"], "severity": "moderate"}]}
    )
    lines = section_for_card(plan.zones[0], plan)["scenarios"]
    assert [line["letter"] for line in lines] == [chr(ord("A") + n) for n in range(len(lines))]
    assert all("measured at:" in line["where"] for line in lines)


def test_two_zones_on_a_page_share_no_id():
    plan = clean_plan()
    cards = [section_for_card(zone, plan) for zone in plan.zones]
    assert len({card["section_id"] for card in cards}) == len(cards)


def test_on_the_page_another_length_draws_another_picture(cast, as_member):
    draft = a_draft(cast)
    client = as_member("nurse")

    def drawn(length: str) -> list[str]:
        given = {
            "version": draft.version,
            "device": draft.device,
            "for_device": draft.device,
            "zones": ["cheek-left", "cheek-right"],
            "length-cheek-left": length,
            "length-cheek-right": "0.75",
        }
        address = reverse("preview_plan", args=[cast.patient.pk])
        page = client.post(address, given, headers={"HX-Request": "true"}).content.decode()
        return re.findall(r'class="section__needle"[^>]* d="([^"]+)"', page)

    short, long = drawn("0.75"), drawn("1.50")
    assert short[0] == short[1]
    assert long[0] != short[0]
    assert long[1] == short[1]
