"""The face map: which zones a page shows, what is marked on each, and the drawing they belong to."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clinic.web.templatetags.needlepoint import mm, two_decimals

_DRAWING = Path(__file__).resolve().parent / "static" / "img" / "face_map.svg"
_SVG = "{http://www.w3.org/2000/svg}"

VIEW_NAMES: dict[str, Promise] = {
    "front": _("Front"),
    "oblique-right": _("Patient’s right"),
    "oblique-left": _("Patient’s left"),
}
VIEW_CAPTIONS: dict[str, Promise] = {
    "front": _("seen from the front"),
    "oblique-right": _("seen from the patient’s right"),
    "oblique-left": _("seen from the patient’s left"),
}

# Zones in the middle have one toggle; the others have one for each side of the patient.
MIDDLE_FACE: dict[str, Promise] = {
    "scalp": _("Scalp"),
    "forehead": _("Forehead"),
    "glabella": _("Between the brows"),
    "nose": _("Nose"),
    "upper-lip": _("Upper lip"),
    "chin": _("Chin"),
    "neck": _("Neck"),
    "decolletage": _("Décolletage"),
}
PAIRED_FACE: dict[str, Promise] = {
    "temple": _("Temple"),
    "periorbital": _("Around the eye"),
    "cheek": _("Cheek"),
    "nasolabial": _("Nose-to-mouth fold"),
    "jawline": _("Jawline"),
}
MIDDLE_BODY: dict[str, Promise] = {"abdomen": _("Abdomen"), "back": pgettext_lazy("body", "Back")}
PAIRED_BODY: dict[str, Promise] = {
    "flank": _("Flank"),
    "buttock": _("Buttock"),
    "thigh": _("Thigh"),
    "upper-arm": _("Upper arm"),
    "hand": _("Hand"),
    "breast": _("Breast"),
}
# Zones that a fact or a concern may name, though nobody plans them: listed only where they carry a mark.
MIDDLE_ELSEWHERE: dict[str, Promise] = {"lips": _("Lips"), "chest": _("Chest"), "genital": _("Genital area")}
PAIRED_ELSEWHERE: dict[str, Promise] = {
    "ear": _("Ear"),
    "eyelid": _("Eyelid"),
    "shoulder": _("Shoulder"),
    "areola": _("Areola"),
}
DEFAULT_LEGEND = _("Zones")
SIDES: dict[str, Promise] = {"right": _("patient’s right"), "left": _("patient’s left")}

_MIDDLE = {**MIDDLE_FACE, **MIDDLE_BODY, **MIDDLE_ELSEWHERE}
_PAIRED = {**PAIRED_FACE, **PAIRED_BODY, **PAIRED_ELSEWHERE}
ZONE_IDS: frozenset[str] = frozenset(_MIDDLE) | {f"{zone}-{side}" for zone in _PAIRED for side in SIDES}


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMark:
    """What a page has to say about one zone.

    `planned_length_mm` and `delivered_length_mm` are needle lengths; `deviation` and `note` are
    sentences, and an empty one means there is nothing to say.
    """

    zone: str
    selected: bool = False
    planned_length_mm: Decimal | float | None = None
    delivered_length_mm: Decimal | float | None = None
    delivered: bool = False
    deviation: str = ""
    healing: bool = False
    changed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnZone:
    """One zone's outline in one view, in the view's own units, and where its label stands.

    A zone on the far side of an oblique view lights up but carries no label: it is too narrow there.
    """

    zone: str
    outline: str
    label_x: float
    label_y: float
    is_far: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One view as drawn: what lies under the zones, the zones, and the lines over them."""

    viewbox: str
    transform: str
    under: tuple[tuple[str, str], ...]
    zones: tuple[DrawnZone, ...]
    over: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownZone:
    """A drawn zone with its name and its mark, ready for the template."""

    drawn: DrawnZone
    name: str
    side: str
    mark: ZoneMark
    states: tuple[str, ...]

    @property
    def label(self) -> str:
        """The length written on the zone: what was delivered, else what is planned."""
        given = self.mark.delivered_length_mm if self.mark.delivered else None
        length = self.mark.planned_length_mm if given is None else given
        return "" if length is None else two_decimals(length)

    @property
    def described(self) -> str:
        """The whole sentence for a screen reader and a pointer."""
        return ": ".join(filter(None, [self.name, ", ".join(self.states)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """One entry of the list beside the drawing."""

    zone: str
    name: str
    side: str
    mark: ZoneMark
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToggleRow:
    """Both sides of one zone, the patient's right first, as in the drawing."""

    name: Promise
    toggles: tuple[Toggle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToggleGroup:
    """A part of the list: zones in the middle, then pairs."""

    key: str
    title: Promise
    middle: tuple[Toggle, ...]
    pairs: tuple[ToggleRow, ...]

    @property
    def is_marked(self) -> bool:
        """Whether anything in the group carries a state, so that the page opens it."""
        every = [*self.middle, *(toggle for row in self.pairs for toggle in row.toggles)]
        return any(toggle.mark.selected or toggle.states for toggle in every)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """One view with its name and marked zones."""

    key: str
    name: Promise
    caption: Promise
    drawing: Drawing
    zones: tuple[ShownZone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceMap:
    """Everything that `components/face_map.html` needs, under the name `map`."""

    map_id: str
    field_name: str
    legend: Promise | str
    read_only: bool
    views: tuple[ShownView, ...]
    groups: tuple[ToggleGroup, ...]
    listed: tuple[Toggle, ...]
    keys: tuple[str, ...]
    drawn: tuple[Any, ...] | None = None  # points and strokes over it, from clinic.web.shown.marks


def zone_name(zone: str) -> str:
    """Name a zone in full, "Cheek, patient’s left"."""
    _check_zone(zone)
    if zone in _MIDDLE:
        return str(_MIDDLE[zone])
    stem, side = zone.rsplit("-", 1)
    return gettext("%(zone)s, %(side)s") % {"zone": _PAIRED[stem], "side": SIDES[side]}


def face_map(
    marks: Iterable[ZoneMark] = (),
    *,
    map_id: str = "face-map",
    field_name: str = "zones",
    legend: Promise | str = DEFAULT_LEGEND,
    read_only: bool = False,
    with_body: bool = True,
    views: Iterable[str] = tuple(VIEW_NAMES),
) -> FaceMap:
    """Put marks on the face map.

    A page with two maps gives each its own `map_id`. Selected zones are posted as `field_name`,
    one value a zone, from the list beside the drawing.
    """
    by_zone = {mark.zone: mark for mark in marks}
    for zone in by_zone:
        _check_zone(zone)
    return FaceMap(
        map_id=map_id,
        field_name=field_name,
        legend=legend,
        read_only=read_only,
        views=tuple(_show_view(key, by_zone) for key in views),
        groups=tuple(_list_groups(by_zone, with_body=with_body)),
        listed=tuple(
            toggle
            for toggle in (_toggle(by_zone, zone) for zone in by_zone)
            if toggle.mark.selected or toggle.states
        ),
        keys=_keys_in_use(by_zone.values()),
    )


def zone_states(mark: ZoneMark) -> tuple[str, ...]:
    """Say in words what a mark shows by colour and sign."""
    said = [
        gettext("%(length)s planned") % {"length": mm(mark.planned_length_mm)}
        if mark.planned_length_mm is not None
        else "",
        _delivered_words(mark),
        gettext("deviation: %(what)s") % {"what": mark.deviation} if mark.deviation else "",
        gettext("healing") if mark.healing else "",
        gettext("changed") if mark.changed else "",
        mark.note,
    ]
    return tuple(filter(None, said))


def _delivered_words(mark: ZoneMark) -> str:
    if not mark.delivered:
        return ""
    if mark.delivered_length_mm is None:
        return gettext("delivered")
    return gettext("%(length)s delivered") % {"length": mm(mark.delivered_length_mm)}


def _check_zone(zone: str) -> None:
    if zone not in ZONE_IDS:
        known = ", ".join(sorted(ZONE_IDS))
        raise ValueError(f"zone: must be a zone id of the anatomy, given {zone!r}; use one of {known}")


def _show_view(key: str, marks: Mapping[str, ZoneMark]) -> ShownView:
    drawing = DRAWINGS[key]
    zones = tuple(_show_zone(zone, marks) for zone in drawing.zones)
    return ShownView(key=key, name=VIEW_NAMES[key], caption=VIEW_CAPTIONS[key], drawing=drawing, zones=zones)


def _show_zone(drawn: DrawnZone, marks: Mapping[str, ZoneMark]) -> ShownZone:
    mark = marks.get(drawn.zone, ZoneMark(zone=drawn.zone))
    return ShownZone(
        drawn=drawn,
        name=zone_name(drawn.zone),
        side=_side_of(drawn.zone),
        mark=mark,
        states=zone_states(mark),
    )


def _side_of(zone: str) -> str:
    side = zone.rsplit("-", 1)[-1]
    return side if side in SIDES and zone not in _MIDDLE else ""


def _toggle(marks: Mapping[str, ZoneMark], zone: str) -> Toggle:
    mark = marks.get(zone, ZoneMark(zone=zone))
    return Toggle(zone=zone, name=zone_name(zone), side=_side_of(zone), mark=mark, states=zone_states(mark))


def _list_groups(marks: Mapping[str, ZoneMark], *, with_body: bool) -> Iterable[ToggleGroup]:
    yield _group("face", _("Face, neck and scalp"), MIDDLE_FACE, PAIRED_FACE, marks)
    if with_body:
        yield _group("body", _("Body"), MIDDLE_BODY, PAIRED_BODY, marks)
    elsewhere = {zone: name for zone, name in MIDDLE_ELSEWHERE.items() if zone in marks}
    paired = {
        zone: name
        for zone, name in PAIRED_ELSEWHERE.items()
        if any(f"{zone}-{side}" in marks for side in SIDES)
    }
    if elsewhere or paired:
        yield _group("elsewhere", _("Elsewhere"), elsewhere, paired, marks)


def _group(
    key: str,
    title: Promise,
    middle: Mapping[str, Promise],
    paired: Mapping[str, Promise],
    marks: Mapping[str, ZoneMark],
) -> ToggleGroup:
    toggle = partial(_toggle, marks)
    rows = (
        ToggleRow(name=name, toggles=tuple(toggle(f"{zone}-{side}") for side in SIDES))
        for zone, name in paired.items()
    )
    return ToggleGroup(key=key, title=title, middle=tuple(map(toggle, middle)), pairs=tuple(rows))


def _keys_in_use(marks: Iterable[ZoneMark]) -> tuple[str, ...]:
    """Name the signs that the key under the drawing has to explain."""
    marked = list(marks)
    used = {
        "planned": any(mark.planned_length_mm is not None for mark in marked),
        "delivered": any(mark.delivered for mark in marked),
        "deviation": any(mark.deviation for mark in marked),
        "healing": any(mark.healing for mark in marked),
        "changed": any(mark.changed for mark in marked),
    }
    return tuple(key for key, is_used in used.items() if is_used)


def _read_drawings(path: Path) -> dict[str, Drawing]:
    root = ElementTree.parse(path).getroot()
    drawings = {group.attrib["id"]: _read_drawing(group) for group in root.findall(f"{_SVG}g")}
    return drawings | {"oblique-left": _mirror(drawings["oblique-right"])}


def _mirror(drawing: Drawing) -> Drawing:
    """Turn one oblique view into the other, so that both sides are drawn alike."""
    left, _top, width, _height = (float(number) for number in drawing.viewbox.split())
    axis = 2 * left + width
    zones = tuple(
        replace(zone, zone=_other_side(zone.zone), label_x=round(axis - zone.label_x, 1))
        for zone in drawing.zones
    )
    return replace(drawing, transform=f"translate({axis:g}) scale(-1 1)", zones=zones)


def _other_side(zone: str) -> str:
    stem, _dash, side = zone.rpartition("-")
    return {"left": f"{stem}-right", "right": f"{stem}-left"}.get(side, zone)


def _read_drawing(group: ElementTree.Element) -> Drawing:
    paths = [dict(path.attrib) for path in group.findall(f"{_SVG}path")]
    shapes = [(path["class"], path["d"]) for path in paths if path["class"] != "zone"]
    return Drawing(
        viewbox=group.attrib["data-viewbox"],
        transform="",
        under=tuple(shape for shape in shapes if _lies_under(shape[0])),
        zones=tuple(_read_zone(path) for path in paths if path["class"] == "zone"),
        over=tuple(shape for shape in shapes if not _lies_under(shape[0])),
    )


def _lies_under(css_class: str) -> bool:
    return css_class in {"map-skin", "map-hair"}


def _read_zone(path: Mapping[str, str]) -> DrawnZone:
    _check_zone(path["data-zone"])
    return DrawnZone(
        zone=path["data-zone"],
        outline=path["d"],
        label_x=float(path["data-x"]),
        label_y=float(path["data-y"]),
        is_far="data-far" in path,
    )


DRAWINGS = _read_drawings(_DRAWING)
# What is marked on a drawing means nothing on another one.
DRAWING_VERSION = sha256(_DRAWING.read_bytes()).hexdigest()[:16]
