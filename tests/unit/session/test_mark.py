"""Points and strokes: what a drawing can hold, and what it cannot."""

import math
from dataclasses import replace

import pytest

from needlepoint.session.mark import MOST_MARKS, MOST_POINTS, Mark, check_mark, check_room
from needlepoint.vocabulary.errors import BadInput

POINT = Mark(kind="bleeding", view="front", points=((0.31, 0.42),), drawing="v1")
STROKE = Mark(kind="pass", view="oblique-left", points=((0.1, 0.2), (0.3, 0.4)), drawing="v1")


@pytest.mark.parametrize("mark", [POINT, STROKE, replace(POINT, points=((0.0, 1.0),))])
def test_a_point_and_a_stroke_are_passed_as_they_are(mark):
    assert check_mark(mark) == mark


def test_places_are_rounded_to_what_a_finger_can_mean():
    assert check_mark(replace(POINT, points=((1 / 3, 2 / 3),))).points == ((0.3333, 0.6667),)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"kind": "blood"}, "must be one of bleeding"),
        ({"view": "back"}, "must be one of front"),
        ({"points": ()}, "a point has one place"),
        ({"points": ((0.1, 0.2), (0.3, 0.4))}, "a point has one place"),
        ({"points": ((1.0001, 0.2),)}, "must lie on the drawing"),
        ({"points": ((0.2, -0.0001),)}, "must lie on the drawing"),
        ({"points": ((math.nan, 0.2),)}, "must lie on the drawing"),
        ({"points": ((0.2, math.inf),)}, "must lie on the drawing"),
    ],
)
def test_a_point_that_cannot_be_is_refused_in_a_sentence(changed, rule):
    with pytest.raises(BadInput, match=rule):
        check_mark(replace(POINT, **changed))


@pytest.mark.parametrize("count", [0, 1, MOST_POINTS + 1])
def test_a_stroke_has_two_places_and_not_too_many(count):
    with pytest.raises(BadInput, match="a stroke has from 2 to"):
        check_mark(replace(STROKE, points=((0.5, 0.5),) * count))


def test_a_stroke_of_the_most_places_passes():
    assert len(check_mark(replace(STROKE, points=((0.5, 0.5),) * MOST_POINTS)).points) == MOST_POINTS


def test_a_face_holds_only_so_many_marks():
    check_room(MOST_MARKS - 1)
    with pytest.raises(BadInput, match=f"at most {MOST_MARKS} marks"):
        check_room(MOST_MARKS)
