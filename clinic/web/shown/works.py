"""What a picture of the density is made from, and how an address says it: device, works, pattern and strokes."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from needlepoint.planning.patterns import PATTERNS, Pattern
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

Stroke = tuple[tuple[float, float], ...]
MOST_ZONES: Final = 30
MOST_STROKES: Final = 40
MOST_POINTS: Final = 60
FARTHEST: Final = 1_000.0  # the drawing is a few hundred units high
POINT: Final = re.compile(r"(\d{1,4}(?:\.\d{1,3})?),(\d{1,4}(?:\.\d{1,3})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is done to one zone: passes of a roller, seconds of a pen, or the density that is aimed at instead.

    passes : of a pen, over which its seconds are spread; absent, one in each direction
    """

    zone: str
    passes: int | None = None
    contact_seconds: float | None = None
    aim_per_cm2: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a picture is made from.

    kappa : the share of strokes that pierce, None where nobody measured it
    pattern : how the passes lie; strokes : drawn over the face map, in its units, in place of passes
    """

    device: str
    works: tuple[Work, ...]
    kappa: float | None = None
    pattern: Pattern = "crossed"
    strokes: tuple[Stroke, ...] = ()

    @property
    def query(self) -> str:
        """Write them as the end of an address; nothing of a person is in them."""
        given = [("device", self.device), *(("zone", written(work)) for work in self.works)]
        if self.kappa is not None:
            given.append(("kappa", f"{self.kappa:g}"))
        if self.pattern != "crossed":
            given.append(("pattern", self.pattern))
        return urlencode([*given, *(("stroke", written_stroke(one)) for one in self.strokes)])


def written(work: Work) -> str:
    """Write what is done to a zone as the address has it."""
    if work.aim_per_cm2 is not None:
        said = f"{work.zone}:aim:{work.aim_per_cm2:g}"
    elif work.contact_seconds is not None:
        said = f"{work.zone}:seconds:{work.contact_seconds:g}"
    else:
        return f"{work.zone}:passes:{work.passes}"
    return said if work.passes is None else f"{said}:{work.passes}"


def read_settings(
    device: str, zones: list[str], kappa: str, pattern: str = "", strokes: Sequence[str] = ()
) -> Settings:
    """Read settings from an address; what cannot be is refused by its field."""
    if device not in shipped_content().device:
        raise BadInput("device", "must be the id of a device", device, "open the picture from a plan")
    if not 0 < len(zones) <= MOST_ZONES:
        rule = f"must be between 1 and {MOST_ZONES} zones"
        raise BadInput("zone", rule, len(zones), "open the picture from a plan")
    works = tuple(read_work(text) for text in dict.fromkeys(zones))
    return Settings(
        device=device,
        works=works,
        kappa=read_number("kappa", kappa, 1.0) if kappa else None,
        pattern=read_pattern(pattern or "crossed"),
        strokes=read_strokes(strokes),
    )


def read_pattern(text: str) -> Pattern:
    """Read how the passes lie."""
    for known in PATTERNS:
        if known == text:
            return known
    raise BadInput("pattern", f"must be one of {', '.join(PATTERNS)}", text[:20], "choose one of the list")


def read_strokes(texts: Sequence[str]) -> tuple[Stroke, ...]:
    """Read strokes that were drawn, each `x,y;x,y;…` in the units of the drawing."""
    if len(texts) > MOST_STROKES:
        raise BadInput("stroke", f"must be at most {MOST_STROKES}", len(texts), "take some of them back")
    return tuple(read_stroke(text) for text in texts)


def read_stroke(text: str) -> Stroke:
    """Read one stroke: at least two points, on the drawing."""
    found = [POINT.fullmatch(point) for point in text.split(";")]
    points = tuple((float(one[1]), float(one[2])) for one in found if one)
    is_drawn = len(points) == len(found) and len(set(points)) > 1
    if not is_drawn or len(points) > MOST_POINTS or max(max(point) for point in points) > FARTHEST:
        rule = f"must be 2 to {MOST_POINTS} points on the drawing, such as 10,20;60,25"
        raise BadInput("stroke", rule, text[:60], "draw it once more")
    return points


def written_stroke(stroke: Stroke) -> str:
    """Write a stroke as the address has it."""
    return ";".join(f"{x:g},{y:g}" for x, y in stroke)


def read_work(text: str) -> Work:
    """Read `zone:seconds:20`, `zone:aim:250` or `zone:passes:16`; a third number is the passes of a pen."""
    zone, _colon, rest = text.partition(":")
    what, *numbers = rest.split(":")
    if zone not in shipped_content().zone:
        raise BadInput("zone", "must be the id of a zone", zone[:60], "open the picture from a plan")
    if what not in ("seconds", "aim", "passes") or len(numbers) not in (1, 2):
        rule = "must be a zone with its seconds, aim or passes"
        raise BadInput("zone", rule, text[:60], "open the picture from a plan")
    amount = read_number("zone", numbers[0], 10_000)
    passes = whole(numbers[-1]) if len(numbers) == 2 or what == "passes" else None
    return Work(
        zone=zone,
        passes=passes,
        contact_seconds=amount if what == "seconds" else None,
        aim_per_cm2=amount if what == "aim" else None,
    )


def read_number(field: str, text: str, most: float) -> float:
    """Read a number above zero and not above the most that can be meant."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= most:
        raise BadInput(field, f"must be a number above 0 and at most {most:g}", text[:20], "give such as 1")
    return number


def whole(text: str) -> int:
    """Read a whole number of passes."""
    number = read_number("passes", text, 100)
    if not number.is_integer():
        raise BadInput("passes", "must be a whole number", text[:20], "give such as 4")
    return int(number)
