"""Depth and layers against the evidence: its own table, its three held-out measurements, and a slow twin."""

import numpy as np
import pytest

from needlepoint.planning.reach import (
    LAYERS,
    Penetration,
    depth_interval,
    layer_shares,
    penetration_of,
    sampled_layer_shares,
    share_not_deeper,
)
from needlepoint.planning.tissue import Skin, skins_of
from needlepoint.protocols.library import shipped_content
from tests.reference import depth_twin

CONTENT = shipped_content()
COLUMNS = (("pen", 0.5), ("pen", 1.0), ("pen", 1.5), ("pen", 2.0), ("roller", 1.5))
# Section 10.6 of the evidence: percent of tips in epidermis / papillary / reticular / subcutis of 400,000 samples, and
# the thickness that each row names. Standard deviations are those of the study's dermis; the thigh's is as it says.
TABLE = {
    "forehead F, A": (1.06, 0.16, "0/0/100/0 0/0/88/12 0/0/19/81 0/0/1/99 0/0/77/23"),
    "forehead F, B": (1.86, 0.26, "0/15/85/0 0/0/100/0 0/0/99/1 0/0/72/28 0/1/99/0"),
    "cheek F, A": (1.07, 0.35, "0/1/98/1 0/0/72/28 0/0/28/72 0/0/8/92 0/0/68/32"),
    "cheek F, B": (1.90, 0.21, "0/16/84/0 0/0/100/0 0/0/100/0 0/0/79/21 0/1/99/0"),
    "eyelid F, A": (0.75, 0.11, "0/0/100/0 0/0/28/72 0/0/0/100 0/0/0/100 0/0/34/66"),
    "eyelid F, B": (1.24, 0.25, "0/1/99/0 0/0/95/5 0/0/46/54 0/0/9/91 0/0/88/12"),
    "neck F, A": (1.16, 0.20, "0/0/100/0 0/0/94/6 0/0/34/66 0/0/4/96 0/0/85/15"),
    "thigh": (1.55, 0.25, "0/4/96/0 0/0/100/0 0/0/85/15 0/0/34/66 0/0/99/1"),
    "abdomen": (2.29, 0.37, "0/46/54/0 0/0/100/0 0/0/100/0 0/0/95/5 0/3/97/0"),
}
CELLS = [
    (row, column, [int(share) for share in cell.split("/")])
    for row, (_, _, cells) in TABLE.items()
    for column, cell in zip(COLUMNS, cells.split(), strict=True)
]


def skin(mean_mm: float, sd_mm: float) -> Skin:
    """Makes a skin of the table: its thickness, and the epidermis of a face, which the table uses everywhere."""
    return Skin(
        key="table",
        scenario="table",
        name="Section 10.6",
        zone="forehead",
        site="table",
        sex="female",
        ages=None,
        total_mean_mm=mean_mm,
        total_sd_mm=sd_mm,
        epidermis_mean_mm=0.08,
        epidermis_sd_mm=0.03,
        papillary_fraction=0.15,
        is_nearest=False,
        is_nearest_age=False,
        is_spread_assumed=False,
        limitation="none",
        sources=(),
    )


def needle(kind: str, length_mm: float, error_sd_mm: float) -> Penetration:
    """Makes a needle of a class with an error of its own."""
    prior = CONTENT.parameter[f"efficiency-{kind}"]
    return Penetration(
        needle_length_mm=length_mm,
        efficiency_low=prior.value_low or 0,
        efficiency_mode=prior.value or 0,
        efficiency_high=prior.value_high or 0,
        error_sd_mm=error_sd_mm,
    )


def percent(shares) -> list[float]:
    return [100 * getattr(shares, layer) for layer in LAYERS]


@pytest.mark.parametrize(("row", "column", "published"), CELLS)
def test_the_layer_table_comes_out_with_its_own_noise(row, column, published):
    """With the table's noise (a factor of 5 %) every cell agrees within 1.5 points, and all but two within 0.6.

    Half a point is rounding. The rest is what the table does not say: whether the spread of a whole is that of its
    dermis alone, and the shape of the epidermis. The cell that is 1.5 off is the forehead of scenario A at 1.0 mm.
    """
    kind, length_mm = column
    mean_mm, sd_mm, _ = TABLE[row]
    found = percent(layer_shares(needle(kind, length_mm, 0.05 * length_mm), skin(mean_mm, sd_mm)))
    assert found == pytest.approx(published, abs=1.55 if (row, length_mm) == ("forehead F, A", 1.0) else 0.8)


@pytest.mark.parametrize(("row", "column", "published"), CELLS)
def test_the_layer_table_comes_out_with_the_noise_of_the_model(row, column, published):
    """The model's noise is 0.075 mm at every length, as section 10.1 says; the table's is 5 % of the length.

    They are equal at 1.5 mm. At 0.5 mm the model's is three times as wide (0.075 against 0.025 mm), so that a short
    needle ends in the papillary dermis more often, by up to 7.3 points (cheek B: 23 against 16). Elsewhere one point
    covers it.
    """
    kind, length_mm = column
    mean_mm, sd_mm, _ = TABLE[row]
    found = percent(layer_shares(needle(kind, length_mm, 0.075), skin(mean_mm, sd_mm)))
    assert found == pytest.approx(published, abs=7.5 if length_mm < 1 else 1.0)


@pytest.mark.parametrize(
    ("zone", "scenario", "row"),
    [
        ("forehead", "meng-2022", "forehead F, A"),
        ("forehead", "face-50mhz-2020:20-29", "forehead F, B"),
        ("cheek-left", "meng-2022", "cheek F, A"),
        ("cheek-right", "face-50mhz-2020:20-29", "cheek F, B"),
        ("periorbital-left", "meng-2022", "eyelid F, A"),
        ("neck", "meng-2022", "neck F, A"),
        ("thigh-left", "laurent-2007", "thigh"),
        ("abdomen", "sim-2014", "abdomen"),
    ],
)
def test_the_content_gives_the_rows_of_the_table(zone, scenario, row):
    """The shipped scenarios are the table's rows, for the pen at 1.5 mm; the body's epidermis is 0.10 mm here."""
    found = {one.key: one for one in skins_of(zone, "female", CONTENT)}[scenario]
    pen = penetration_of(CONTENT.device["skinpen-precision"], 1.5, CONTENT)
    published = [int(share) for share in TABLE[row][2].split()[2].split("/")]
    assert percent(layer_shares(pen, found)) == pytest.approx(published, abs=1.0)


# What was measured, as depth over nominal length, and the class that it belongs to.
HELD_OUT = {
    "Donnelly, polymer array, human, OCT": ("stamp", 0.6, 0.46),
    "PMC4119956, hydrogel array, human, OCT": ("stamp", 0.6, 0.3),
    "Sasaki, pen 0.5 mm, human, histology": ("pen", 0.5, 0.5),
}
OUTSIDE = {
    "Sasaki, pen 1.5 mm, human, histology": ("pen", 1.5, 1.5, 0.95),
    "Kalluri, roller 0.77 mm, hairless rat": ("roller", 0.77, 0.1525, 0.0),
}


@pytest.mark.parametrize("study", HELD_OUT)
def test_a_measured_depth_lies_inside_the_interval_of_its_class(study):
    kind, length_mm, measured_mm = HELD_OUT[study]
    interval = depth_interval(needle(kind, length_mm, 0.075))
    assert interval.p05_mm <= measured_mm <= interval.p95_mm


@pytest.mark.parametrize("study", OUTSIDE)
def test_two_measured_depths_lie_outside_and_the_page_says_so(study):
    """The criterion of section 10.8 fails for these two. The priors stay as they are: fitting them would hide it."""
    kind, length_mm, measured_mm, _ = OUTSIDE[study]
    interval = depth_interval(needle(kind, length_mm, 0.075))
    assert not interval.p05_mm <= measured_mm <= interval.p95_mm


def test_the_pen_at_1_5_mm_lies_outside_by_three_hundredths_of_a_millimetre():
    """ "Closely approximated" is read as exactly 1.5 mm, the abstract gives no spread: 97 % of needles end above."""
    pen = needle("pen", 1.5, 0.075)
    assert 1.5 - depth_interval(pen).p95_mm == pytest.approx(0.03, abs=0.01)
    assert float(share_not_deeper(pen, 1.5)) == pytest.approx(0.973, abs=0.003)


def test_the_rat_s_roller_lies_below_nearly_everything_the_prior_allows():
    roller = needle("roller", 0.77, 0.075)
    assert 0 < float(share_not_deeper(roller, 0.1525)) < 0.01
    assert CONTENT.parameter["efficiency-roller"].value_low == pytest.approx(0.1525 / 0.77, abs=0.01)


@pytest.mark.parametrize(
    ("kind", "length_mm", "thickness"),
    [
        ("pen", 0.5, (1.86, 0.26)),
        ("pen", 1.5, (1.06, 0.16)),
        ("roller", 1.5, (1.07, 0.35)),
        ("stamp", 0.25, (0.75, 0.11)),
    ],
)
def test_the_slow_twin_agrees(kind, length_mm, thickness):
    """The twin cuts every distribution into few equal parts, which costs it up to half a percent point."""
    one, other = needle(kind, length_mm, 0.075), skin(*thickness)
    slow = depth_twin.layers(one, other)
    assert {layer: getattr(layer_shares(one, other), layer) for layer in LAYERS} == pytest.approx(
        slow, abs=0.005
    )


def test_drawn_needles_agree_with_the_quadrature():
    count = 400_000
    generator = np.random.default_rng(20261128)
    for row, (mean_mm, sd_mm, _) in TABLE.items():
        for kind, length_mm in COLUMNS:
            one, other = needle(kind, length_mm, 0.075), skin(mean_mm, sd_mm)
            exact = np.array(percent(layer_shares(one, other))) / 100
            drawn = np.array(percent(sampled_layer_shares(one, other, count, generator))) / 100
            error = np.sqrt(np.maximum(exact * (1 - exact), 1e-6) / count)
            assert np.all(np.abs(exact - drawn) < 5 * error + 1e-5), (row, kind, length_mm)
