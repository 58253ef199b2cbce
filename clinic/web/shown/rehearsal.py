"""What a plan's passes and seconds would make of its zones, simulated on the face map, or why that cannot be told.

Limitation: a picture of geometry. Nobody counted punctures on skin, measured a hand or published how the needles of a
pen stand; without a stamp test every stroke of a pen is taken to pierce, so that its densities are upper bounds. Where
neither seconds nor passes are planned, the picture answers for the published density and says so. The same settings
give the same picture, made once and kept by its settings; nothing of a person is in them.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.web.facemap import DRAWINGS, zone_name
from clinic.web.shown.heat_map import HeatMap, heat_map
from clinic.web.shown.multiplicity import HitRow, hit_row
from clinic.web.shown.outlines import ScaledZone, scaled_zones
from clinic.web.shown.works import Settings, Work
from needlepoint.planning.dose import diameters_mm
from needlepoint.planning.geometry import Geometry, geometry_of, roller_per_cm2, seconds_for
from needlepoint.planning.outline import Outline, Points, contains
from needlepoint.planning.plan import Plan, PlannedZone
from needlepoint.planning.rehearsal import Rehearsal, Technique, rehearse
from needlepoint.planning.strokes import DIRECTIONS_DEGREES
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput

KEPT_PICTURES = 16
VIEW = "front"


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedZone:
    """One zone of the table beside the picture; `reason` says why it has no density, else it is empty."""

    name: str
    work: str = ""
    per_cm2: float | None = None
    hand_cm_per_s: float | None = None
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The heat map of every zone that has one, and a line for each zone. `heat` is None where no zone has one."""

    device: str
    heat: HeatMap | None
    zones: tuple[RehearsedZone, ...]
    is_upper_bound: bool
    is_of_film: bool
    is_aimed: bool
    hits: tuple[HitRow, ...] = ()

    @property
    def has_hand(self) -> bool:
        """Tell whether any zone says how fast the hand goes."""
        return any(zone.hand_cm_per_s is not None for zone in self.zones)


def settings_of(plan: Plan) -> Settings:
    """Read from a plan what is done to its zones, each once."""
    by_zone: dict[str, PlannedZone] = {}
    for one in plan.zones:
        if one.zone not in by_zone or one.contact_seconds is not None:
            by_zone[one.zone] = one
    kinds = [work_of(one, plan.device_kind) for one in by_zone.values()]
    return Settings(device=plan.device, works=tuple(kinds), kappa=kappa_behind(plan))


def work_of(planned: PlannedZone, kind: str) -> Work:
    """Read what is planned for a zone; where no work is, the prescribed density is aimed at, else the published one."""
    if kind == "roller" and planned.passes is not None:
        return Work(zone=planned.zone, passes=planned.passes)
    if planned.contact_seconds is not None:
        return Work(zone=planned.zone, passes=planned.passes, contact_seconds=planned.contact_seconds)
    published = shipped_content().parameter["published-target-density"].value_low
    aim = planned.prescribed_per_cm2 or published
    return Work(zone=planned.zone, passes=planned.passes, aim_per_cm2=aim)


def kappa_behind(plan: Plan) -> float | None:
    """Give the upper end of the share that a plan reckoned with, read off the zone whose seconds are the longest."""
    geometry = geometry_of(shipped_content().device[plan.device])
    told = [one.target for one in plan.zones if one.target and one.target.seconds_low and one.target.area_cm2]
    if not told or any(one.is_lower_bound for one in told) or geometry.needle_count is None:
        return None
    one = max(told, key=lambda target: target.seconds_low or 0.0)
    strokes = geometry.needle_count * (geometry.rate_hz_high or 0.0) * (one.seconds_low or 0.0)
    return min(round(one.per_cm2 * (one.area_cm2 or 0.0) / strokes, 3), 1.0) if strokes else None


def address_of(plan: Plan) -> str:
    """Give the address of a plan's picture: its settings, and nothing of a person."""
    return address_with(settings_of(plan))


def address_with(settings: Settings) -> str:
    """Give the address of the picture of some settings."""
    return f"{reverse('density')}?{settings.query}"


def offer_of(plan: Plan) -> dict[str, str]:
    """Offer a plan’s picture; its id stands for its settings, so that a page keeps it while they stay the same."""
    if not plan.zones:
        return {}
    address = address_of(plan)
    return {"address": address, "id": f"density-{zlib.crc32(address.encode()):08x}"}


def picture_of(settings: Settings) -> Picture:
    """Give the picture of settings, made once for each content."""
    return _made(settings, shipped_content().digest)


@lru_cache(maxsize=KEPT_PICTURES)
def _made(settings: Settings, _content: str) -> Picture:
    content = shipped_content()
    drawn = drawn_zones()
    made: dict[str, Rehearsal] = {}
    lines: list[RehearsedZone] = []
    for work in settings.works:
        line, rehearsal = rehearsed(work, settings, drawn.get(work.zone))
        lines.append(line)
        if rehearsal is not None:
            made[work.zone] = rehearsal
    is_pen = content.device[settings.device].kind != "roller"
    return Picture(
        device=content.device[settings.device].name,
        heat=heat_of(made, drawn, settings) if made else None,
        zones=tuple(lines),
        is_upper_bound=is_pen and settings.kappa is None,
        is_of_film=is_pen and settings.kappa is not None,
        is_aimed=any(work.aim_per_cm2 is not None for work in settings.works),
        hits=tuple(
            hit_row(zone_name(zone), one.simulation, width_mm(settings.device)) for zone, one in made.items()
        ),
    )


@lru_cache(maxsize=1)
def drawn_zones() -> dict[str, ScaledZone]:
    """Give the zones of the front view in millimetres."""
    return scaled_zones(DRAWINGS[VIEW], {zone.id: zone.area_cm2 for zone in shipped_content().zone.values()})


def heat_of(made: dict[str, Rehearsal], drawn: dict[str, ScaledZone], settings: Settings) -> HeatMap:
    """Lay what was simulated over the drawing, with everything that had to be assumed."""
    said = (text for one in made.values() for text in one.assumptions)
    simulations = {zone: one.simulation for zone, one in made.items()}
    return heat_map(
        DRAWINGS[VIEW], drawn, simulations, (*said, *assumed_of(made, drawn, settings)), map_id="density"
    )


def assumed_of(made: Iterable[str], drawn: dict[str, ScaledZone], settings: Settings) -> Iterator[str]:
    """Tell what was assumed beside what the rehearsal tells itself."""
    content = shipped_content()
    device = content.device[settings.device]
    if device.kind != "roller":
        yield content.parameter["pen-footprint"].text
    yield _(
        "Covered: each puncture counts as a round hole as wide as the widest needle read, %(width)s mm."
    ) % {"width": f"{width_mm(settings.device):g}"}
    borrowed = [zone_name(zone) for zone in made if drawn[zone].is_scale_borrowed]
    if borrowed:
        yield _(
            "No area was found for these zones; they are drawn as large as the others let them be: %(zones)s."
        ) % {"zones": "; ".join(borrowed)}


def rehearsed(
    work: Work, settings: Settings, drawn: ScaledZone | None
) -> tuple[RehearsedZone, Rehearsal | None]:
    """Rehearse one zone with as many passes as a hand could make, or say why there is no picture of it."""
    name = zone_name(work.zone)
    if drawn is None:
        return RehearsedZone(name=name, reason=_("It is not on the drawing of the face.")), None
    try:
        done = done_of(work, settings)
        rehearsal, passes, note = most_passes(done, settings, drawn)
    except BadInput as fault:
        return RehearsedZone(name=name, reason=why_none(work, settings, fault)), None
    return line_of(name, done, passes, note, rehearsal, settings), rehearsal


def done_of(work: Work, settings: Settings) -> Work:
    """Turn a density that is aimed at into the seconds or passes that geometry asks for it."""
    if work.aim_per_cm2 is None:
        return work
    geometry, zone = geometry_of(shipped_content().device[settings.device]), shipped_content().zone[work.zone]
    if geometry.missing:
        rule = f"must have known geometry; not read: {' and '.join(geometry.missing)}"
        raise BadInput("device", rule, geometry.device, "count them on the device")
    if geometry.kind == "roller":
        return Work(zone=work.zone, passes=passes_of(work.aim_per_cm2, geometry))
    if zone.area_cm2 is None:
        raise BadInput("area_cm2", "must be known, to turn a density into seconds", None, "measure the zone")
    seconds = seconds_for(
        work.aim_per_cm2,
        zone.area_cm2,
        geometry.needle_count or 0,
        geometry.rate_hz_high or 0.0,
        settings.kappa or 1.0,
    )
    return Work(zone=work.zone, passes=work.passes, contact_seconds=round(seconds, 2))


def passes_of(per_cm2: float, geometry: Geometry) -> int:
    """Give the whole passes of a roller that come nearest to a density, at least one."""
    one = roller_per_cm2(
        1, geometry.needle_count or 0, geometry.drum_diameter_mm or 1.0, geometry.drum_width_mm or 1.0
    )
    return max(round(per_cm2 / one), 1)


def most_passes(done: Work, settings: Settings, drawn: ScaledZone) -> tuple[Rehearsal, int, str]:
    """Rehearse with the passes that are meant; a pen's are taken back one by one while its hand would have to fly."""
    wanted = done.passes or len(DIRECTIONS_DEGREES)
    fewest = wanted if done.contact_seconds is None else 1
    for passes in range(wanted, fewest, -1):
        try:
            return rehearse_with(passes, done, settings, drawn), passes, fewer_words(passes, wanted)
        except BadInput as fault:
            if fault.field != "contact_seconds":
                raise
    return rehearse_with(fewest, done, settings, drawn), fewest, fewer_words(fewest, wanted)


def rehearse_with(passes: int, done: Work, settings: Settings, drawn: ScaledZone) -> Rehearsal:
    """Simulate one zone, always from the same chance."""
    content = shipped_content()
    device = content.device[settings.device]
    technique = Technique(
        passes=passes,
        needle_diameter_mm=width_mm(settings.device),
        contact_seconds=done.contact_seconds,
        footprint_diameter_mm=content.parameter["pen-footprint"].value if device.kind != "roller" else None,
        kappa=settings.kappa,
        pattern=settings.pattern,
        drawn_mm=drawn_in(drawn, settings),
    )
    return rehearse(
        drawn.outline, geometry_of(device), technique, np.random.default_rng(zlib.crc32(done.zone.encode()))
    )


def drawn_in(drawn: ScaledZone, settings: Settings) -> tuple[Points, ...]:
    """Give the strokes that were drawn over a zone, in its millimetres; without any, the passes are."""
    if not settings.strokes:
        return ()
    scaled = [np.array(stroke, dtype=np.float64) * drawn.mm_per_unit for stroke in settings.strokes]
    found = tuple(stroke for stroke in scaled if meets(drawn.outline, stroke))
    if not found:
        raise BadInput("stroke", "must run over the zone", drawn.zone, "draw one over it")
    return found


def meets(outline: Outline, stroke: Points) -> bool:
    """Tell whether a stroke runs over a zone, looked at every twentieth part of each of its pieces."""
    part = np.linspace(0.0, 1.0, 21)[:, None, None]
    between = stroke[:-1] + (stroke[1:] - stroke[:-1]) * part
    return bool(contains(outline, between.reshape(-1, 2)).any())


def width_mm(device: str) -> float:
    """Give the widest needle that was read of a device, or of its kind."""
    content = shipped_content()
    general = content.parameter["pen-needle-diameter"].value_high or 0.0
    return max(diameters_mm(content.device[device], content), default=general)


def line_of(
    name: str, done: Work, passes: int, note: str, rehearsal: Rehearsal, settings: Settings
) -> RehearsedZone:
    """Say of a zone what was rehearsed, what it comes to, and how fast the hand would go."""
    seconds = done.contact_seconds
    return RehearsedZone(
        name=name,
        work=work_words(passes, seconds, rehearsal, settings),
        per_cm2=rehearsal.simulation.mean_per_cm2,
        hand_cm_per_s=rehearsal.track_mm / seconds / 10 if seconds and rehearsal.track_mm else None,
        note=note,
    )


def work_words(passes: int, seconds: float | None, rehearsal: Rehearsal, settings: Settings) -> str:
    """Say what is done in a zone: passes, or the strokes that were drawn."""
    given = {"passes": passes, "seconds": f"{seconds or 0:.1f}", "strokes": rehearsal.strokes}
    given |= {"length": f"{rehearsal.track_mm / 10:.0f}"}
    if settings.strokes and seconds is None:
        return _("%(strokes)s drawn, %(length)s cm") % given
    if settings.strokes:
        return _("%(seconds)s s along %(strokes)s drawn, %(length)s cm") % given
    if seconds is None:
        return _("%(passes)s passes") % given
    if not rehearsal.strokes:
        return _("%(seconds)s s") % given
    return _("%(seconds)s s in %(passes)s passes") % given


def fewer_words(passes: int, wanted: int) -> str:
    """Say that fewer passes were drawn than were meant, and why."""
    if passes == wanted:
        return ""
    return _(
        "%(passes)s instead of %(wanted)s passes: for more the hand would have to go over a metre a second."
    ) % {
        "passes": passes,
        "wanted": wanted,
    }


def why_none(work: Work, settings: Settings, fault: BadInput) -> str:
    """Say why a zone has no picture, in the words of whoever plans."""
    device = shipped_content().device[settings.device].name
    if fault.field == "contact_seconds":
        return _(
            "In so few seconds not even one pass can be made: the hand would have to go over a metre a second."
        )
    if fault.field == "stroke":
        return _("No stroke was drawn over it.")
    if fault.field == "area_cm2":
        return _("No area of its own was found, so seconds cannot be told. Measure it on the person.")
    if fault.field == "device":
        return _("%(device)s: %(rule)s.") % {"device": device, "rule": fault.rule}
    return _("%(rule)s.") % {"rule": fault.rule}
