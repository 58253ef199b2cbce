"""How long channels stay open, by three clocks that disagree.

Limitation first: closing was measured on arms, forearms and abdomens with small arrays, and on a face with needles of
0.15 and 0.25 mm; never after a pen, never on a face at clinical lengths. Two hours and three days are both in the
literature, for what is measured differs. Restrictions follow the latest clock.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from needlepoint.planning.settings import hundredths
from needlepoint.protocols.model import ChannelClock, Content, HalfLife, OpenSpan
from needlepoint.vocabulary.patient import Phototype

# The standard normal's 95 % point.
Z95 = 1.6448536269514722
SLOWER_PHOTOTYPES = frozenset({"IV", "V", "VI"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What makes channels close later; an unknown phototype is read as the one that closes later."""

    phototype: Phototype | None = None
    is_occluded: bool = False
    is_anti_inflammatory_used: bool = False


NOTHING_SAID = Circumstances()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHours:
    """How long channels are open by one clock: half of people are done at `p50_hours`, 19 of 20 at `p95_hours`.

    site : where it was measured, where that is not this zone
    """

    clock: str
    name: str
    p50_hours: float
    p95_hours: float
    site: str | None
    text: str
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


def open_hours_of(
    zone: str, needle_length_mm: float, circumstances: Circumstances, content: Content
) -> tuple[OpenHours, ...]:
    """Gives every clock that says something about a zone and a needle length, in the order of the content."""
    found = (
        reading_of(clock, zone, needle_length_mm, circumstances, content)
        for clock in content.channel_clock.values()
    )
    return tuple(reading for reading in found if reading)


def last_open_day(on: date, hours: float) -> date:
    """Gives the last day on which the skin may still be open, after a last puncture late in the day."""
    return on + timedelta(days=math.ceil(hours / 24))


def latest(readings: Iterable[OpenHours]) -> OpenHours | None:
    """Gives the clock that restrictions follow: the one that ends last."""
    return max(readings, key=lambda one: (one.p95_hours, one.p50_hours), default=None)


def reading_of(
    clock: ChannelClock, zone: str, needle_length_mm: float, circumstances: Circumstances, content: Content
) -> OpenHours | None:
    """Reads one clock; None where it says nothing here."""
    half_life = half_life_of(clock, zone)
    span = span_of(clock, zone, needle_length_mm)
    if half_life is not None:
        p50, p95 = hours_of_half_life(half_life, content.parameter["closure-residual"].value or 0.5)
    elif span is not None:
        p50, p95 = math.sqrt(span.hours_low * span.hours_high), span.hours_high
    else:
        return None
    p50, p95 = lengthened(p50, p95, clock, circumstances, content)
    return OpenHours(
        clock=clock.id,
        name=clock.name,
        p50_hours=p50,
        p95_hours=p95,
        site=half_life.site if half_life and zone not in half_life.zones else None,
        text=span.text if span else clock.text,
        assumptions=tuple(assumed(clock, half_life, circumstances, content)),
        sources=tuple(dict.fromkeys((*clock.sources, *(span.sources if span else ())))),
    )


def half_life_of(clock: ChannelClock, zone: str) -> HalfLife | None:
    """Gives the half-life that was measured here, or at the nearest place."""
    here = [one for one in clock.half_life if zone in one.zones]
    near = [one for one in clock.half_life if zone in one.nearest_for]
    return next(iter(here + near), None)


def span_of(clock: ChannelClock, zone: str, needle_length_mm: float) -> OpenSpan | None:
    """Gives the span for a zone and a needle length."""
    return next(
        (
            span
            for span in clock.span
            if zone in span.zones
            and hundredths(span.from_mm) <= hundredths(needle_length_mm)
            and (span.below_mm is None or hundredths(needle_length_mm) < hundredths(span.below_mm))
        ),
        None,
    )


def hours_of_half_life(one: HalfLife, residual_fraction: float) -> tuple[float, float]:
    """Gives median and 95 % point of the closing time of a lognormal half-life, in hours."""
    half_lives = -math.log2(residual_fraction)
    sigma = math.sqrt(math.log1p((one.sd_hours / one.mean_hours) ** 2))
    median = one.mean_hours * math.exp(-(sigma**2) / 2) * half_lives
    return median, median * math.exp(Z95 * sigma)


def lengthened(
    p50: float, p95: float, clock: ChannelClock, circumstances: Circumstances, content: Content
) -> tuple[float, float]:
    """Lengthens a time by what makes channels close later; nothing here makes it shorter."""
    factor = phototype_factor(clock, circumstances, content)
    if circumstances.is_anti_inflammatory_used and clock.does_anti_inflammatory_matter:
        factor *= content.parameter["closure-anti-inflammatory"].value or 1.0
    p50, p95 = p50 * factor, p95 * factor
    if circumstances.is_occluded and clock.does_occlusion_matter:
        floor = content.parameter["closure-occluded"]
        return max(p50, floor.value_low or 0.0), max(p95, floor.value_high or 0.0)
    return p50, p95


def phototype_factor(clock: ChannelClock, circumstances: Circumstances, content: Content) -> float:
    """Gives the longest measured factor for darker and for unknown skin, else 1."""
    is_slower = circumstances.phototype is None or circumstances.phototype in SLOWER_PHOTOTYPES
    if not clock.does_phototype_matter or not is_slower:
        return 1.0
    return content.parameter["closure-phototype"].value_high or 1.0


def assumed(
    clock: ChannelClock, half_life: HalfLife | None, circumstances: Circumstances, content: Content
) -> Iterator[str]:
    """Tells what had to be assumed for a reading."""
    parameter = content.parameter
    yield parameter["closure-residual" if half_life else "closure-span"].text
    if clock.does_phototype_matter:
        yield parameter["closure-phototype-reading"].text
    if half_life:
        yield parameter["closure-age"].text
    if circumstances.is_anti_inflammatory_used and clock.does_anti_inflammatory_matter:
        yield parameter["closure-anti-inflammatory"].text
    if circumstances.is_occluded and clock.does_occlusion_matter:
        yield parameter["closure-occluded"].text
