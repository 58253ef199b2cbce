"""Passes that nobody drew: parallel lanes from edge to edge, and strokes laid end to end."""

import math

import numpy as np
import pytest

from needlepoint.planning.outline import outline_of
from needlepoint.planning.strokes import DIRECTIONS_DEGREES, default_passes, lanes, track_of
from needlepoint.vocabulary.errors import BadInput

SQUARE = outline_of([(0, 0), (40, 0), (40, 20), (0, 20)])
RING = outline_of([(0, 0), (40, 0), (40, 40), (0, 40)], [[(10, 10), (30, 10), (30, 30), (10, 30)]])


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_level_lanes_go_to_and_fro_at_their_spacing():
    made = lanes(SQUARE, 0, 5)
    assert [stroke[:, 1].tolist() for stroke in made] == [[y, y] for y in (2.5, 7.5, 12.5, 17.5)]
    assert [stroke[0, 0] < stroke[1, 0] for stroke in made] == [True, False, True, False]


def test_upright_and_diagonal_lanes_run_in_their_direction():
    for degrees in DIRECTIONS_DEGREES:
        for stroke in lanes(SQUARE, degrees, 6):
            x, y = stroke[1] - stroke[0]
            assert math.degrees(math.atan2(y, x)) % 180 == pytest.approx(degrees % 180, abs=1e-9)


def test_a_shifted_pass_begins_beside_the_zone_so_that_its_edge_is_not_left_out():
    heights = [float(stroke[0, 1]) for stroke in lanes(SQUARE, 0, 10, shift_fraction=0.9)]
    assert heights == pytest.approx([-1, 9, 19])


def test_a_hole_is_never_crossed():
    made = lanes(RING, 0, 4)
    through = [stroke for stroke in made if 10 < stroke[0, 1] < 30]
    assert through
    for stroke in through:
        left, right = sorted(stroke[:, 0].tolist())
        assert right <= 10 + 1e-9 or left >= 30 - 1e-9


def test_a_lane_that_runs_back_passes_a_hole_from_the_other_side():
    lines = {}
    for stroke in lanes(RING, 0, 4):
        lines.setdefault(float(stroke[0, 1]), []).extend(stroke[:, 0].tolist())
    broken = [line for line in lines.values() if len(line) == 4]
    assert [line == sorted(line) for line in broken] == [True, False, True, False, True]
    assert all(line in (sorted(line), sorted(line, reverse=True)) for line in broken)


def test_passes_go_through_the_directions_in_turn():
    made = default_passes(SQUARE, 5, 10, rng())
    steps = [stroke[1] - stroke[0] for stroke in made]
    turns = [round(math.degrees(math.atan2(y, x)) % 180) % 180 for x, y in steps]
    assert list(dict.fromkeys(turns)) == [0, 90, 45, 135]
    assert turns[-1] == 0


def test_two_passes_in_one_direction_do_not_begin_at_the_same_place():
    made = default_passes(SQUARE, 2, 10, rng(), directions_degrees=(0.0,))
    assert len({round(float(stroke[0, 1]), 6) for stroke in made}) == len(made)


def test_the_same_generator_gives_the_same_passes():
    one, other = default_passes(SQUARE, 4, 3, rng()), default_passes(SQUARE, 4, 3, rng())
    assert all((a == b).all() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("passes", [0, -1, 1.5, 101, math.nan, "4", True, None])
def test_passes_that_are_none_are_refused(passes):
    with pytest.raises(BadInput, match="passes"):
        default_passes(SQUARE, passes, 5, rng())


@pytest.mark.parametrize("spacing_mm", [0, -5, math.nan, math.inf, 1e-9, 1e9, "5"])
def test_a_spacing_that_is_none_is_refused(spacing_mm):
    with pytest.raises(BadInput, match="lane_spacing_mm"):
        default_passes(SQUARE, 4, spacing_mm, rng())


@pytest.mark.parametrize("directions", [(), (math.nan,), ("level",)])
def test_a_direction_that_is_none_is_refused(directions):
    with pytest.raises(BadInput, match="direction"):
        default_passes(SQUARE, 4, 5, rng(), directions)


def test_places_along_strokes_stay_on_their_own_stroke():
    track = track_of([np.array([(0.0, 0.0), (3.0, 4.0), (3.0, 10.0)]), np.array([(50.0, 0.0), (60.0, 0.0)])])
    assert track.lengths_mm.tolist() == [11, 10]
    places, ahead = track.at(np.array([0, 0, 0, 1]), np.array([2.5, 6.0, 11.0, 0.0]))
    np.testing.assert_allclose(places, [(1.5, 2), (3, 5), (3, 10), (50, 0)])
    np.testing.assert_allclose(ahead, [(0.6, 0.8), (0, 1), (0, 1), (1, 0)])


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [np.zeros((1, 2))],
        [np.zeros((3, 2))],
        [np.array([(0.0, 0.0), (math.nan, 1.0)])],
        [np.zeros((0, 2))],
    ],
)
def test_a_stroke_that_is_none_is_refused(strokes):
    with pytest.raises(BadInput, match="stroke_mm"):
        track_of(strokes)
