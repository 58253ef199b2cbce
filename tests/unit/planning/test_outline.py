"""An outline is a polygon in millimetres; what is none is refused with a sentence."""

import math

import numpy as np
import pytest

from needlepoint.planning.outline import contains, crossings, outline_of, rotated
from needlepoint.vocabulary.errors import BadInput

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
HOLE = [(2, 2), (4, 2), (4, 4), (2, 4)]


def test_the_area_of_a_square_with_a_hole_is_in_square_centimetres():
    assert outline_of(SQUARE).area_cm2 == pytest.approx(1)
    assert outline_of(SQUARE, [HOLE]).area_cm2 == pytest.approx(0.96)


def test_the_way_round_does_not_matter():
    assert outline_of(SQUARE[::-1], [HOLE]).area_cm2 == pytest.approx(0.96)


def test_a_closing_corner_and_repeated_corners_are_left_out():
    drawn = [(0, 0), (0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    assert len(outline_of(drawn).rings_mm[0]) == 4


def test_a_corner_on_a_straight_edge_is_allowed():
    assert outline_of([(0, 0), (5, 0), (10, 0), (10, 10), (0, 10)]).area_cm2 == pytest.approx(1)


def test_two_edges_on_one_line_with_a_notch_between_them_do_not_touch():
    notched = [(0, 0), (4, 0), (4, 2), (6, 2), (6, 0), (10, 0), (10, 10), (0, 10)]
    assert outline_of(notched).area_cm2 == pytest.approx(0.96)


def test_a_zone_far_from_the_origin_keeps_its_area():
    far = np.array(SQUARE) + 900_000
    assert outline_of(far).area_cm2 == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ([], "pairs of x and y"),
        ("abc", "pairs of numbers"),
        ([(0, 0), (1,)], "pairs of numbers"),
        ([(0, 0, 0), (1, 1, 1), (2, 0, 0)], "pairs of x and y"),
        ([(0, 0), (10, 0)], "at least three"),
        ([(0, 0), (10, 0), (10, 0), (0, 0)], "at least three"),
        ([(0, 0), (10, 0), (math.nan, 5)], "finite"),
        ([(0, 0), (10, 0), (math.inf, 5)], "finite"),
        ([(0, 0), (5, 0), (10, 0)], "enclose at least"),
        ([(0, 0), (0.1, 0), (0.1, 0.1)], "enclose at least"),
        ([(0, 0), (5_000, 0), (0, 5_000)], "at most 2000 mm"),
        ([(0, 0), (10, 10), (10, 0), (0, 8)], "cross or touch"),
        ([(0, 0), (10, 10), (10, 0), (0, 10)], "cross or touch"),
        ([(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)], "cross or touch"),
        ([(0, 0), (10, 0), (4, 0), (4, 10)], "cross or touch"),
        ([(0, 0), (20, 0), (20, 10), (10, 10), (10, 5), (10, 10), (0, 10)], "cross or touch"),
    ],
)
def test_what_is_no_outline_is_refused(given, rule):
    with pytest.raises(BadInput, match=f"outline_mm: .*{rule}"):
        outline_of(given)


@pytest.mark.parametrize(
    ("holes", "rule"),
    [
        ([[(20, 20), (24, 20), (24, 24)]], "holes inside"),
        ([[(8, 8), (14, 8), (14, 14)]], "cross or touch"),
        ([HOLE, [(2.2, 2.2), (3.8, 2.2), (3.8, 3.8)]], "holes inside"),
        ([HOLE, [(3, 3), (6, 3), (6, 6)]], "cross or touch"),
        ([[(2, 2), (3, 3)]], "at least three"),
    ],
)
def test_a_hole_lies_inside_and_apart(holes, rule):
    with pytest.raises(BadInput, match=rule):
        outline_of(SQUARE, holes)


def test_two_holes_apart_are_allowed():
    assert outline_of(SQUARE, [HOLE, [(6, 6), (8, 6), (8, 8), (6, 8)]]).area_cm2 == pytest.approx(0.92)


def test_too_many_corners_are_refused():
    turn = np.linspace(0, 2 * math.pi, 2_002)[:-1]
    with pytest.raises(BadInput, match="at most 2000 corners"):
        outline_of(np.stack([50 * np.cos(turn), 50 * np.sin(turn)], axis=1))


def test_a_point_in_a_hole_is_outside():
    points = np.array([(1.0, 1.0), (3.0, 3.0), (5.0, 5.0), (11.0, 5.0)])
    assert contains(outline_of(SQUARE, [HOLE]), points).tolist() == [True, False, True, False]


def test_a_level_line_enters_and_leaves_around_a_hole():
    line, spans = crossings(outline_of(SQUARE, [HOLE]), np.array([11.0, 3.0, 5.0]))
    assert line.tolist() == [1, 1, 2]
    assert spans.tolist() == [[0, 2], [4, 10], [0, 10]]


def test_turning_goes_from_x_towards_y():
    np.testing.assert_allclose(rotated(np.array([[1.0, 0.0]]), 90), [[0, 1]], atol=1e-12)
