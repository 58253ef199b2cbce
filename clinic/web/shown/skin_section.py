"""A zone's skin drawn to scale: every scenario's layers, the needle beside them, and where its tips end.

Limitation: borders stand at the mean thickness of a study, with one standard deviation between people as a band; the
curve of depths is the model's (see `needlepoint.planning.reach`), not a measurement. Shares are those that the plan
holds; the picture is drawn only while the model still gives those shares, whatever else of the evidence changed since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _

from clinic.web.facemap import zone_name
from clinic.web.shown.layers import LAYERS, LEAST_SHOWN, percent
from clinic.web.templatetags.needlepoint import mm
from needlepoint.planning.plan import Plan, PlannedZone, ZoneLayers
from needlepoint.planning.reach import (
    DepthInterval,
    LayerShares,
    Penetration,
    depth_interval,
    layer_borders_mm,
    layer_shares,
    penetration_of,
    share_not_deeper,
)
from needlepoint.planning.tissue import Skin, skins_of
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.patient import Sex

# The drawing's own units: a millimetre of skin, a column, the needle's lane, the widest place of the curve.
UNITS_PER_MM: Final = 72.0
TOP, FOOT = 14.0, 18.0
NEEDLE_X, FIRST_X, COLUMN, GAP = 34.0, 58.0, 104.0, 10.0
CURVE_WIDTH: Final = 46.0
CURVE_POINTS: Final = 48
LEAST_TEXT_UNITS: Final = 13.0
SAME_SHARE: Final = 0.005
TICK_MM: Final = 0.5
SEXES: Final[tuple[Sex, ...]] = ("female", "male", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One layer of a column: from where to where, and the share of tips that end in it."""

    layer: str
    y: float
    height: float
    share: str
    text_y: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One scenario: its layers, and the band in which the lower border of the skin lies in two of three people."""

    letter: str
    name: str
    x: float
    middle: float
    bands: tuple[Band, ...]
    spread_y: float
    spread_height: float
    end_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The drawing of one zone, in its own units; y grows with depth."""

    width: float
    height: float
    columns: tuple[Column, ...]
    ticks: tuple[tuple[float, str], ...]
    top_y: float
    end_y: float
    needle_x: float
    needle_y: float
    needle: str
    curve: str
    right: float
    low_y: float
    middle_y: float
    high_y: float
    words: str


def section_of(planned: PlannedZone, plan: Plan) -> Section | None:
    """Draw a zone; None without a length, without any skin, or where the model says something else by now."""
    content = shipped_content()
    length_mm, layers = planned.needle_length_mm, planned.layers
    if not layers or length_mm is None:
        return None
    skins = [skin_shown(planned.zone, one.scenario, one.total_mean_mm) for one in layers]
    known = [(one, skin) for one, skin in zip(layers, skins, strict=True) if skin is not None]
    penetration = penetration_of(content.device[plan.device], length_mm, content)
    if len(known) < len(layers) or not all(still_holds(*pair, penetration) for pair in known):
        return None
    return drawn(planned.zone, known, penetration)


def still_holds(layers: ZoneLayers, skin: Skin, penetration: Penetration) -> bool:
    """Tell whether the model gives the shares that a plan holds, to half a point."""
    shares = shares_now(penetration, skin)
    return all(abs(getattr(shares, name) - getattr(layers, name)) < SAME_SHARE for name in LAYERS)


@lru_cache(maxsize=512)
def shares_now(penetration: Penetration, skin: Skin) -> LayerShares:
    """Give the shares of the model, worked out once for a needle and a skin."""
    return layer_shares(penetration, skin)


def section_for_card(planned: PlannedZone, plan: Plan) -> dict[str, Any]:
    """Give the drawing and its table as a zone card names them."""
    return {
        "section_id": f"section-{planned.zone}",
        "section": section_of(planned, plan),
        "section_table": section_table(planned),
        "scenarios": scenario_lines(planned),
    }


def section_table(planned: PlannedZone) -> dict[str, Any]:
    """Give the table that says what the drawing shows: a row a layer, a column a scenario."""
    scenarios = planned.layers or ()
    heads: list[dict[str, Any]] = [{"label": _("Layer")}]
    heads += [
        {"label": f"{letter_of(n)} · {mm(one.total_mean_mm)}", "number": True}
        for n, one in enumerate(scenarios)
    ]
    rows = [
        {
            "layer": name.replace("_", "-"),
            "name": str(word),
            "shares": [percent(getattr(s, name)) for s in scenarios],
        }
        for name, word in LAYERS.items()
    ]
    return {
        "caption": _("Where the tips end: %(zone)s") % {"zone": zone_name(planned.zone)},
        "columns": heads,
        "rows": rows,
    }


def scenario_lines(planned: PlannedZone) -> list[dict[str, str]]:
    """Say of every scenario which study it is and where it measured."""
    return [
        {
            "letter": letter_of(number),
            "name": one.name,
            "where": _("measured at: %(site)s") % {"site": one.site} if one.is_nearest else "",
        }
        for number, one in enumerate(planned.layers or ())
    ]


@lru_cache(maxsize=512)
def skin_shown(zone: str, scenario: str, total_mean_mm: float) -> Skin | None:
    """Find the skin that a plan names by its scenario; the sex that it was asked for stands in the thickness."""
    content = shipped_content()
    found = (skin for sex in SEXES for skin in skins_of(zone, sex, content))
    same = (skin for skin in found if skin.key == scenario and abs(skin.total_mean_mm - total_mean_mm) < 1e-6)
    return next(same, None)


def drawn(zone: str, known: list[tuple[ZoneLayers, Skin]], penetration: Penetration) -> Section:
    """Lay scenarios beside one needle, all from the same surface and at the same scale."""
    interval = depth_interval(penetration)
    deepest_mm = deepest_of([skin for _layers, skin in known], penetration)
    columns = tuple(column_of(n, *pair, deepest_mm) for n, pair in enumerate(known))
    return Section(
        width=FIRST_X + len(known) * (COLUMN + GAP),
        height=y_of(deepest_mm) + FOOT,
        columns=columns,
        ticks=tuple(ticks_to(deepest_mm)),
        top_y=y_of(0),
        end_y=y_of(deepest_mm),
        needle_x=NEEDLE_X,
        needle_y=y_of(penetration.needle_length_mm),
        needle=needle_path(penetration.needle_length_mm),
        curve=curve_path(penetration, deepest_mm),
        right=columns[-1].x + COLUMN,
        low_y=y_of(interval.p05_mm),
        middle_y=y_of(interval.p50_mm),
        high_y=y_of(interval.p95_mm),
        words=words_of(zone, penetration, interval),
    )


def deepest_of(skins: list[Skin], penetration: Penetration) -> float:
    """Give the depth at which the drawing ends: below every skin, its spread and every tip, on a tick."""
    needed = [skin.total_mean_mm + skin.total_sd_mm for skin in skins]
    needed.append(penetration.needle_length_mm + 2 * penetration.error_sd_mm)
    return float(np.ceil((max(needed) + 0.1) / TICK_MM) * TICK_MM)


def column_of(number: int, layers: ZoneLayers, skin: Skin, deepest_mm: float) -> Column:
    """Draw one scenario."""
    borders = (0.0, *layer_borders_mm(skin), deepest_mm)
    x = FIRST_X + number * (COLUMN + GAP)
    least, most = max(skin.total_mean_mm - skin.total_sd_mm, 0.0), skin.total_mean_mm + skin.total_sd_mm
    return Column(
        letter=letter_of(number),
        name=layers.name,
        x=x,
        middle=x + COLUMN - 6,
        bands=tuple(
            band_of(name, getattr(layers, name), above, below)
            for name, above, below in zip(LAYERS, borders, borders[1:], strict=False)
        ),
        spread_y=y_of(least),
        spread_height=(most - least) * UNITS_PER_MM,
        end_y=y_of(skin.total_mean_mm),
    )


def band_of(layer: str, share: float, above_mm: float, below_mm: float) -> Band:
    """Draw one layer; its share is written into it where there is room, and always in the table."""
    y, height = y_of(above_mm), (below_mm - above_mm) * UNITS_PER_MM
    has_room = height >= LEAST_TEXT_UNITS and (share >= LEAST_SHOWN or (layer == "subcutis" and share > 0))
    return Band(
        layer=layer.replace("_", "-"),
        y=round(y, 2),
        height=round(height, 2),
        share=percent(share),
        text_y=round(y + height / 2, 2) if has_room else None,
    )


def curve_path(penetration: Penetration, deepest_mm: float) -> str:
    """Draw how many tips end at each depth, as a curve that leans on the left edge of a column."""
    depths = np.linspace(0.0, deepest_mm, CURVE_POINTS + 1)
    share = np.diff(share_not_deeper(penetration, depths))
    widths = share / share.max() * CURVE_WIDTH
    middles = (depths[:-1] + depths[1:]) / 2
    points = (f"{x:.1f} {y_of(y):.1f}" for x, y in zip(widths.tolist(), middles.tolist(), strict=True))
    return f"M0 {y_of(0):.1f}L{'L'.join(points)}L0 {y_of(deepest_mm):.1f}z"


def needle_path(length_mm: float) -> str:
    """Draw the needle: its shaft above the skin, its tip at the set length."""
    top, tip = y_of(0), y_of(length_mm)
    point = min(10.0, (tip - top) / 2)
    return f"M{NEEDLE_X - 3} 2V{tip - point:.1f}L{NEEDLE_X} {tip:.1f}L{NEEDLE_X + 3} {tip - point:.1f}V2z"


def ticks_to(deepest_mm: float) -> Iterator[tuple[float, str]]:
    """Mark every half millimetre; whole ones are numbered."""
    for step in range(round(deepest_mm / TICK_MM) + 1):
        yield y_of(step * TICK_MM), f"{step * TICK_MM:g}" if step % 2 == 0 else ""


def words_of(zone: str, penetration: Penetration, interval: DepthInterval) -> str:
    """Say what the drawing shows, for those who do not see it."""
    return _(
        "%(zone)s, skin in section, to scale: needle set to %(length)s; "
        "nine of ten tips end between %(low)s and %(high)s."
    ) % {
        "zone": zone_name(zone),
        "length": mm(penetration.needle_length_mm),
        "low": mm(round(interval.p05_mm, 2)),
        "high": mm(round(interval.p95_mm, 2)),
    }


def y_of(depth_mm: float) -> float:
    """Give where a depth lies in the drawing."""
    return TOP + depth_mm * UNITS_PER_MM


def letter_of(number: int) -> str:
    """Name scenarios A, B, C, the thinnest first."""
    return chr(ord("A") + number)
