"""Points and strokes upon a drawing of the face: what somebody saw or did, and where. Frozen; refused in a sentence.

Limitation: a drawing is no skin. A place on it tells where on a face like this one, never a distance in millimetres.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

from needlepoint.vocabulary.errors import BadInput

View = Literal["front", "oblique-right", "oblique-left"]
VIEWS: Final[tuple[View, ...]] = ("front", "oblique-right", "oblique-left")
# What a point says; and a pass, which is a stroke.
POINTS: Final = ("bleeding", "stamped", "reaction")
STROKE: Final = "pass"
MARKS: Final = (*POINTS, STROKE)
# A face that carries more marks than these tells nothing more; a stroke is simplified before it is sent.
MOST_MARKS: Final = 60
MOST_POINTS: Final = 60
DECIMALS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One point or one stroke.

    kind : one of `MARKS`
    points : places as shares of the drawing's width and height from its upper left corner, each from 0 to 1
    drawing : the version of the drawing on which it was put
    """

    kind: str
    view: str
    points: tuple[tuple[float, float], ...]
    drawing: str

    @property
    def is_stroke(self) -> bool:
        """Says whether it is a line and not a point."""
        return self.kind == STROKE


def check_mark(mark: Mark) -> Mark:
    """Passes a mark that can be so, its places rounded; raises BadInput with the first thing that cannot."""
    if mark.kind not in MARKS:
        raise BadInput("kind", f"must be one of {', '.join(MARKS)}", mark.kind, "choose what the mark says")
    if mark.view not in VIEWS:
        raise BadInput("view", f"must be one of {', '.join(VIEWS)}", mark.view, "choose one of the views")
    _check_count(mark)
    for place in mark.points:
        if not all(math.isfinite(share) and 0 <= share <= 1 for share in place):
            given = ", ".join(f"{share:g}" for share in place)
            raise BadInput(
                "points", "must lie on the drawing, from 0 to 1", given, "put the mark on the drawing"
            )
    return Mark(kind=mark.kind, view=mark.view, points=_rounded(mark.points), drawing=mark.drawing)


def check_room(marks_so_far: int) -> None:
    """Refuses one mark more than a face can show."""
    if marks_so_far >= MOST_MARKS:
        remedy = "take one off first, or write what you saw into the note of the zone"
        raise BadInput("points", f"shows at most {MOST_MARKS} marks", marks_so_far + 1, remedy)


def _check_count(mark: Mark) -> None:
    count = len(mark.points)
    if mark.is_stroke and not 2 <= count <= MOST_POINTS:
        remedy = "draw it once more, in one line"
        raise BadInput("points", f"a stroke has from 2 to {MOST_POINTS} places", count, remedy)
    if not mark.is_stroke and count != 1:
        raise BadInput("points", "a point has one place", count, "tap once on the drawing")


def _rounded(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    return tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y in points)
