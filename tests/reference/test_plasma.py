"""The bound on lidocaine in the blood lies above every level that was measured with a known amount of cream.

Rows are of the evidence (dosimetry 7.1 and 7.3). Tolerances: the evidence rounds to two decimals.
"""

import pytest

from needlepoint.planning.plasma import Application, Injection, band_of, bound_of, valued
from needlepoint.protocols.library import shipped_content

CONTENT = shipped_content()
WEIGHT_KG = 70.0


@pytest.mark.parametrize(
    ("absorbed_mg", "bound", "measured"),
    [(25, 0.27, 0.16), (75, 0.82, 0.12), (64, 0.70, 0.13)],
    ids=["EMLA on a face", "EMLA on a thigh", "plasters on a back"],
)
def test_the_bound_of_a_known_mass_is_the_published_one_and_above_what_was_measured(
    absorbed_mg, bound, measured
):
    found = bound_of((), (Injection(name="absorbed", milligrams=absorbed_mg),), WEIGHT_KG, CONTENT)
    assert found.micrograms_per_ml == pytest.approx(bound, abs=0.005)
    assert found.micrograms_per_ml > measured


@pytest.mark.parametrize(
    ("product", "grams", "highest"),
    [
        ("emla-uk", 10, 0.16),  # 100 cm² of face, 2 h: mean
        ("emla-us", 60, 0.16),  # 400 cm², 3 h: end of the label's range
        ("pliaglis", 53, 0.22),  # about 400 cm², up to 2 h: peak (59 g; the label's last row is 53 g)
        ("compounded-23-7", 15, 3.4),  # a face, 2 h: the highest of 52; grams are not told, a face takes more
    ],
)
def test_the_bound_of_cream_lies_above_the_highest_level_read(product, grams, highest):
    found = bound_of((Application(product=product, grams=grams),), (), WEIGHT_KG, CONTENT)
    assert found.micrograms_per_ml > highest


def test_a_level_of_3_4_means_at_least_309_mg_which_is_above_the_limit_of_what_is_injected():
    milligrams = 3.4 * valued("lidocaine-distribution-volume", CONTENT) * WEIGHT_KG
    assert milligrams == pytest.approx(309, abs=0.5)
    assert milligrams > valued("injected-limit", CONTENT)


@pytest.mark.parametrize(
    ("level", "band"),
    [(0.99, "below"), (1.0, "caution"), (3.0, "caution"), (3.4, "alert"), (5.0, "alert"), (5.1, "toxic")],
)
def test_the_bands_are_1_3_and_5(level, band):
    assert band_of(level, CONTENT) == band


def test_what_was_left_out_is_said_with_the_bound():
    found = bound_of((Application(product="emla-uk", grams=10),), (), WEIGHT_KG, CONTENT)
    assert any("leaves out" in text for text in found.assumptions)
