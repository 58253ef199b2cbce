"""How many punctures a setting gives: by the geometry of a roller, by the rate of a pen, and the question turned round.

Limitation first: nobody counted punctures on skin after passes of a pen or a roller. A roller's density is geometry,
and so is the published one beside it. For a pen, kappa (contact of the needles times the chance that a stroke
penetrates) was never measured: without a stamp test the density is an upper bound, and the planner answers the
inverse question instead. A stamp test on film or paper counts strokes that reached the film; skin may take fewer.

Roller: passes x N / (pi D W). Pen: N f t / A. Both times kappa.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, stdev

from needlepoint.planning.bounds import check_above_zero, check_whole
from needlepoint.protocols.model import Content, Device, GeometryReading
from needlepoint.vocabulary.errors import BadInput

MOST_PASSES = 100
MOST_SECONDS = 7_200.0
MOST_CM2 = 5_000.0
MOST_PER_CM2 = 100_000.0
MOST_NEEDLES = 1_000
MOST_HZ = 1_000.0
# A count above this multiple of the strokes is a slip; up to it, it is the error of counting.
COUNTING_SLIP = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """What a device's density is computed from; None where it was not read, and nobody gave it.

    is_given : the count or the rate was given by a person, not by the content
    """

    device: str
    kind: str
    needle_count: int | None
    rate_hz_low: float | None
    rate_hz_high: float | None
    drum_diameter_mm: float | None
    drum_width_mm: float | None
    ring_count: int | None
    is_given: bool
    other_readings: tuple[GeometryReading, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names what is needed for a density and is not known, in words."""
        drum = (self.drum_diameter_mm, self.drum_width_mm)
        needed = {
            "the number of needles": self.needle_count,
            **(
                {"the size of the drum": None if None in drum else drum}
                if self.kind == "roller"
                else {"the rate of strokes": self.rate_hz_high}
            ),
        }
        return tuple(name for name, value in needed.items() if value is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StampTest:
    """One stamp test: what was counted on film or paper, and how many strokes geometry gives for it."""

    counted: int
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """The share of strokes that make a puncture. `sd` is the spread between tests, None where there was only one."""

    mean: float
    sd: float | None = None
    tests: int = 0

    @property
    def low(self) -> float:
        """Gives the lower end of two standard deviations, on the scale of a factor, so that it stays above 0."""
        return self.mean * math.exp(-2 * (self.sd or 0.0) / self.mean)

    @property
    def high(self) -> float:
        """Gives the upper end of the same, at most 1."""
        return min(self.mean * math.exp(2 * (self.sd or 0.0) / self.mean), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """Punctures on a square centimetre.

    per_cm2 : the upper end: what is too dense harms, what is too thin does not
    is_upper_bound : kappa is unknown and taken as 1
    """

    per_cm2: float
    low_per_cm2: float
    high_per_cm2: float
    is_upper_bound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDensity:
    """What another source's geometry gives for the same work, in its own words."""

    text: str
    low_per_cm2: float
    high_per_cm2: float
    sources: tuple[str, ...]


def geometry_of(device: Device, needle_count: int | None = None, rate_hz: float | None = None) -> Geometry:
    """Gives a device's geometry; what a person counted on the cartridge in hand comes before what was read."""
    count = device.needle_count
    if needle_count is not None:
        count = check_whole("needle_count", needle_count, MOST_NEEDLES, "count the needles")
    rate = None if rate_hz is None else check_above_zero("rate_hz", rate_hz, MOST_HZ, "strokes a second")
    return Geometry(
        device=device.id,
        kind=device.kind,
        needle_count=count,
        rate_hz_low=rate or device.rate_hz_low,
        rate_hz_high=rate or device.rate_hz_high,
        drum_diameter_mm=device.drum_diameter_mm,
        drum_width_mm=device.drum_width_mm,
        ring_count=device.ring_count,
        is_given=needle_count is not None or rate_hz is not None,
        other_readings=() if needle_count is not None or rate_hz is not None else device.other_reading,
    )


def kappa_of(tests: Iterable[StampTest]) -> Kappa:
    """Gives kappa with its spread from repeated stamp tests; a mean above 1 is counting error and read as 1."""
    shares = [share_of(test) for test in tests]
    if not shares:
        raise BadInput(
            "stamp tests", "must be at least one", 0, "needle a film, count, and enter both numbers"
        )
    spread = stdev(shares) if len(shares) > 1 else None
    return Kappa(mean=min(fmean(shares), 1.0), sd=spread, tests=len(shares))


def share_of(test: StampTest) -> float:
    """Gives the share of strokes that one test counted."""
    check_whole("counted", test.counted, 10**7, "count the holes")
    check_above_zero(
        "expected", test.expected, 1e7, "give needles x rate x seconds, or needles of the passes"
    )
    share = test.counted / test.expected
    if share > COUNTING_SLIP:
        rule = f"cannot be above {COUNTING_SLIP:g} times the strokes that the device made"
        raise BadInput("counted", rule, test.counted, "check the count, the seconds and the rate")
    return share


def known_kappa(kappa: float) -> Kappa:
    """Gives a kappa that a person entered, between 0 and 1."""
    return Kappa(mean=check_above_zero("kappa", kappa, 1.0, "give the share from a stamp test, such as 0.6"))


def kappa_for(geometry: Geometry, kappa: Kappa | None, content: Content) -> tuple[Kappa, bool]:
    """Gives the kappa to use, and whether it is only an upper bound."""
    if kappa is not None:
        return kappa, False
    if geometry.kind == "roller":
        return Kappa(mean=content.parameter["roller-kappa"].value or 1.0), False
    return Kappa(mean=content.parameter["pen-kappa"].value_high or 1.0), True


def roller_per_cm2(passes: int, needle_count: int, drum_diameter_mm: float, drum_width_mm: float) -> float:
    """Gives a roller's punctures on a square centimetre, each needle once a turn: passes x N / (pi D W)."""
    turned_cm2 = math.pi * drum_diameter_mm * drum_width_mm / 100
    return passes * needle_count / turned_cm2


def strokes_per_second(needle_count: int, rate_hz: float) -> float:
    """Gives the strokes that a pen makes in a second: needles x rate."""
    return needle_count * rate_hz


def pen_per_cm2(needle_count: int, rate_hz: float, contact_seconds: float, area_cm2: float) -> float:
    """Gives a pen's strokes on a square centimetre: N f t / A."""
    return strokes_per_second(needle_count, rate_hz) * contact_seconds / area_cm2


def glide_per_cm2(
    needle_count: int, rate_hz: float, passes: int, speed_mm_per_second: float, width_mm: float
) -> float:
    """Gives a pen's strokes on a square centimetre of a glide: N f passes / (v w). Widths of pens were not found."""
    return strokes_per_second(needle_count, rate_hz) * passes / (speed_mm_per_second * width_mm / 100)


def seconds_for(
    per_cm2: float, area_cm2: float, needle_count: int, rate_hz: float, kappa: float = 1.0
) -> float:
    """Turns the question round: the seconds of contact that a pen needs for a prescribed density."""
    return per_cm2 * area_cm2 / (strokes_per_second(needle_count, rate_hz) * kappa)


def passes_for(
    per_cm2: float, needle_count: int, drum_diameter_mm: float, drum_width_mm: float, kappa: float = 1.0
) -> float:
    """Turns the question round: the passes that a roller needs for a prescribed density, not rounded."""
    return per_cm2 / (roller_per_cm2(1, needle_count, drum_diameter_mm, drum_width_mm) * kappa)


def density_between(low_per_cm2: float, high_per_cm2: float, kappa: Kappa, *, is_bound: bool) -> Density:
    """Gives the density between two nominal ones, with what kappa leaves of it."""
    return Density(
        per_cm2=high_per_cm2 * kappa.high,
        low_per_cm2=low_per_cm2 * kappa.low,
        high_per_cm2=high_per_cm2 * kappa.high,
        is_upper_bound=is_bound,
    )


def density_of_passes(
    geometry: Geometry, passes: int, kappa: Kappa | None, content: Content
) -> Density | None:
    """Gives the density of a roller's passes; None for a pen, and where its geometry is not known."""
    count, diameter, width = geometry.needle_count, geometry.drum_diameter_mm, geometry.drum_width_mm
    if geometry.kind != "roller" or count is None or diameter is None or width is None:
        return None
    nominal = roller_per_cm2(passes, count, diameter, width)
    used, is_bound = kappa_for(geometry, kappa, content)
    return density_between(nominal, nominal, used, is_bound=is_bound)


def density_of_contact(
    geometry: Geometry, contact_seconds: float, area_cm2: float, kappa: Kappa | None, content: Content
) -> Density | None:
    """Gives the density of a pen's seconds on an area; None for a roller, and where its geometry is not known."""
    count, low, high = geometry.needle_count, geometry.rate_hz_low, geometry.rate_hz_high
    if geometry.kind == "roller" or count is None or high is None:
        return None
    used, is_bound = kappa_for(geometry, kappa, content)
    slow, fast = (pen_per_cm2(count, rate, contact_seconds, area_cm2) for rate in (low or high, high))
    return density_between(slow, fast, used, is_bound=is_bound)


def other_densities(geometry: Geometry, contact_seconds: float, area_cm2: float) -> tuple[OtherDensity, ...]:
    """Gives what other readings of a pen's needles and rate would make of the same seconds, with kappa 1."""
    return tuple(
        OtherDensity(
            text=other.text,
            low_per_cm2=pen_per_cm2(other.needle_count, other.rate_hz_low, contact_seconds, area_cm2),
            high_per_cm2=pen_per_cm2(other.needle_count, other.rate_hz_high, contact_seconds, area_cm2),
            sources=other.sources,
        )
        for other in geometry.other_readings
        if other.needle_count and other.rate_hz_low and other.rate_hz_high
    )
