"""Points and strokes in words, and as shapes over the face map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy

from clinic.records.queries.chart import Chart
from clinic.records.queries.marks import MarkLine, mark_of, marks_of
from clinic.web.facemap import DRAWING_VERSION, DRAWINGS, VIEW_NAMES, FaceMap, zone_name
from needlepoint.session.mark import MARKS, MOST_MARKS, MOST_POINTS, STROKE, Mark

WORDS: Final = {
    "bleeding": gettext_lazy("Pinpoint bleeding"),
    "stamped": gettext_lazy("Stamped spot"),
    "reaction": pgettext_lazy("of the skin", "Reaction"),
    STROKE: gettext_lazy("Pass"),
}
# How each kind of point is drawn, from its place on.
SHAPES: Final = {
    "bleeding": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "stamped": "m-4-4h8v8h-8z",
    "reaction": "m0-5.5 5.5 9.5h-11z",
}
COUNTED: Final = {
    "bleeding": ngettext_lazy("%(n)s point of pinpoint bleeding", "%(n)s points of pinpoint bleeding", "n"),
    "stamped": ngettext_lazy("%(n)s stamped spot", "%(n)s stamped spots", "n"),
    "reaction": ngettext_lazy("%(n)s reaction", "%(n)s reactions", "n"),
    STROKE: ngettext_lazy("%(n)s stroke of a pass", "%(n)s strokes of passes", "n"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMark:
    """A mark in the units of its view. path : of a stroke, as SVG writes places; x, y : where its number stands."""

    number: str
    place: int
    kind: str
    view: str
    x: str
    y: str
    path: str

    @property
    def shape(self) -> str:
        """Give how the point is drawn from its place on."""
        return SHAPES.get(self.kind, "")

    @property
    def is_stroke(self) -> bool:
        """Tell whether it is a line."""
        return self.kind == STROKE


def with_marks(face_map: FaceMap, chart: Chart) -> FaceMap:
    """Draw the marks that stand over the face map.

    Limitation: one that was put on an earlier drawing is only listed, for here it would stand where nobody put it.
    """
    placed = enumerate(marks_of(chart), start=1)
    return replace(face_map, drawn=tuple(_drawn(one, n) for n, one in placed if not _is_old(one.mark)))


def _is_old(mark: Mark) -> bool:
    """Tell whether it was put on a drawing that is shown no more."""
    return mark.drawing != DRAWING_VERSION


def _drawn(line: MarkLine, place: int) -> DrawnMark:
    mark = line.mark
    places = [_in_units(mark.view, share) for share in mark.points]
    (x, y), path = places[0], " ".join(f"{x},{y}" for x, y in places)
    return DrawnMark(number=line.number, place=place, kind=mark.kind, view=mark.view, x=x, y=y, path=path)


def _in_units(view: str, share: tuple[float, float]) -> tuple[str, str]:
    """Give a place in the units of a view, whatever its zoom."""
    left, top, width, height = _box(view)
    return f"{left + share[0] * width:.2f}", f"{top + share[1] * height:.2f}"


def _box(view: str) -> tuple[float, ...]:
    return tuple(float(number) for number in DRAWINGS[view].viewbox.split())


def listed(chart: Chart) -> list[dict[str, Any]]:
    """Give the marks that stand as lines: its number on the drawing, what it says, on which view."""
    return [
        {
            "number": line.number,
            "place": place,
            "text": said(line.mark),
            "is_old": _is_old(line.mark),
        }
        for place, line in enumerate(marks_of(chart), start=1)
    ]


def said(mark: Mark) -> str:
    """Say what one mark is: its kind and its view."""
    kind, view = WORDS.get(mark.kind, mark.kind), VIEW_NAMES.get(mark.view, mark.view)
    return _("%(kind)s, %(view)s") % {"kind": kind, "view": str(view).lower()}


def said_of(content: dict[str, Any]) -> str:
    """Say a mark as a delivery keeps it."""
    return said(mark_of(content))


def counted(marks: Sequence[Mark]) -> str:
    """Say in one sentence what is marked: how many of each kind, in which views."""
    kinds = [_count(kind, [one for one in marks if one.kind == kind]) for kind in MARKS]
    return "; ".join(one for one in kinds if one)


def _count(kind: str, marks: Sequence[Mark]) -> str:
    if not marks:
        return ""
    views = ", ".join(str(VIEW_NAMES[view]).lower() for view in _views(marks))
    return f"{COUNTED[kind] % {'n': len(marks)}} ({views})"


def _views(marks: Iterable[Mark]) -> list[str]:
    named = {one.view for one in marks}
    return [view for view in VIEW_NAMES if view in named]


def note_words(contents: Sequence[dict[str, Any]]) -> str:
    """Say in the procedure note what is marked on the drawing."""
    marks = [mark_of(one) for one in contents]
    total = ngettext("%(n)s mark on the drawing", "%(n)s marks on the drawing", len(marks)) % {
        "n": len(marks)
    }
    return _("%(total)s: %(what)s.") % {"total": total, "what": counted(marks)}


def board(chart: Chart) -> dict[str, Any]:
    """Gather what the page needs to mark: what a tap may do, places to choose by keyboard, and the version drawn on."""
    return {
        "kinds": [
            {"value": kind, "label": words, "shape": SHAPES.get(kind, "")} for kind, words in WORDS.items()
        ],
        "places": list(_places()),
        "drawing": DRAWING_VERSION,
        "number": str(uuid4()),
        "lines": listed(chart),
        "most_marks": MOST_MARKS,
        "most_points": MOST_POINTS,
    }


def _places() -> Iterable[dict[str, str]]:
    """List the centre of every zone in every view in which it is wide enough to be named."""
    for view, drawing in DRAWINGS.items():
        left, top, width, height = _box(view)
        for zone in drawing.zones:
            if zone.is_far:
                continue
            x, y = (zone.label_x - left) / width, (zone.label_y - top) / height
            words = {"zone": zone_name(zone.zone), "view": str(VIEW_NAMES[view]).lower()}
            yield {"value": f"{view} {x:.4f},{y:.4f}", "label": _("%(zone)s: %(view)s") % words}
