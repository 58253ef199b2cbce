"""How often the same place is hit: shares that add up, and the published numbers of re-entry."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.planning.coverage import disc_area_cm2, distinct_per_cm2, multiplicity_of


@given(st.floats(1, 5000), st.floats(0.05, 0.5))
def test_the_shares_add_up_and_never_is_what_is_not_covered(per_cm2, width):
    hits = multiplicity_of(per_cm2, width)
    assert hits.never + hits.once + hits.twice + hits.more == pytest.approx(1)
    assert hits.never == pytest.approx(math.exp(-per_cm2 * disc_area_cm2(width)))
    assert min(hits.never, hits.once, hits.twice, hits.more) >= 0


def test_a_quarter_millimetre_at_250_covers_what_was_derived():
    # 11.5 % are covered (dosimetry 4), nearly all of it once.
    hits = multiplicity_of(250, 0.25)
    assert 1 - hits.never == pytest.approx(0.115, abs=0.001)
    assert hits.once == pytest.approx(0.109, abs=0.001)
    assert hits.twice + hits.more < 0.01


def test_the_holes_that_re_entry_leaves_are_those_that_were_derived():
    assert distinct_per_cm2(250, 0.1) == pytest.approx(240, abs=1)
    assert distinct_per_cm2(4000, 0.1) == pytest.approx(2280, abs=5)
