"""What one visit takes: minutes of numbing and needling, cartridges, and by a clinic's own prices what that comes to.

Limitation first: no source that was read says how long a session takes. What can be counted is the time that a label
wants a cream to act and the time of contact that planned seconds, or a density, come to. Talking, photographs,
cleaning, taking the cream off and going from zone to zone are not in it, so that a visit always takes longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from needlepoint.planning.bounds import check_whole
from needlepoint.planning.plan import Plan, PlannedZone
from needlepoint.vocabulary.errors import BadInput

SECONDS_IN_A_MINUTE = 60
MOST_CENTS = 100_000_00
Counted = Literal["planned", "density", "not_known"]
ASSUMED = (
    "Numbing is the time that the label of the planned product wants it to act.",
    "Needling is contact alone: planned seconds, else what the density takes; without a stamp test the least.",
    "One cartridge for each session of one person, never used again; another whenever it is dropped, blunt or soiled.",
    "Not in it: talking, photographs, taking the cream off, cleaning, going from zone to zone.",
    "No source says how long those take, so that a visit always takes longer.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From the least to the most; both are the same where only one is known."""

    low: float
    high: float

    def __add__(self, other: "Span") -> "Span":
        return Span(low=self.low + other.low, high=self.high + other.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTime:
    """The seconds of contact in one zone, and what they were counted from; None where nothing tells."""

    zone: str
    counted: Counted
    seconds: Span | None
    is_lower_bound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a clinic asks, in hundredths of its currency; what is None is not asked apart."""

    currency: str
    flat_cents: int | None = None
    minute_cents: int | None = None
    cartridge_cents: int | None = None

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise BadInput(
                "currency", "must be three capital letters", self.currency, "write such as USD or EUR"
            )
        amounts = {"flat_cents": self.flat_cents, "minute_cents": self.minute_cents}
        for name, cents in (amounts | {"cartridge_cents": self.cartridge_cents}).items():
            if cents is not None:
                check_whole(name, cents, MOST_CENTS, "give an amount above 0, or leave it out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One session of a plan.

    numbing_minutes : None where nothing is planned, or its label names no time
    needling_minutes : of the zones that can be counted; None where none can
    is_lower_bound : no stamp test, or a zone that is not counted
    cartridges : the least
    """

    numbing_minutes: Span | None
    zones: tuple[ZoneTime, ...]
    needling_minutes: Span | None
    is_lower_bound: bool
    cartridges: int
    assumptions: tuple[str, ...] = ASSUMED

    @property
    def minutes(self) -> Span | None:
        """Gives numbing and needling together, as far as either is known."""
        known = [span for span in (self.numbing_minutes, self.needling_minutes) if span]
        return sum(known[1:], start=known[0]) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a visit comes to by a clinic's prices, in hundredths of its currency.

    is_lower_bound : something is asked by the minute, and not every minute is known
    """

    currency: str
    cents: Span
    is_lower_bound: bool


def visit_of(plan: Plan) -> Visit:
    """Counts what one session of a plan takes."""
    zones = tuple(zone_time(zone) for zone in by_zone(plan.zones))
    counted = [zone.seconds for zone in zones if zone.seconds]
    seconds = sum(counted[1:], start=counted[0]) if counted else None
    return Visit(
        numbing_minutes=numbing_minutes(plan),
        zones=zones,
        needling_minutes=None if seconds is None else in_minutes(seconds),
        is_lower_bound=any(zone_time(zone).is_lower_bound for zone in plan.zones),
        cartridges=1,
    )


def by_zone(zones: Iterable[PlannedZone]) -> tuple[PlannedZone, ...]:
    """Gives each zone once: two concerns in one zone are needled together, for as long as the longer takes."""
    longest: dict[str, PlannedZone] = {}
    for zone in zones:
        longest[zone.zone] = max(longest.get(zone.zone, zone), zone, key=length_of_stay)
    return tuple(longest.values())


def length_of_stay(zone: PlannedZone) -> tuple[float, float]:
    """Gives the seconds in a zone as they are compared; what nobody knows is the shortest."""
    seconds = zone_time(zone).seconds
    return (seconds.high, seconds.low) if seconds else (0, 0)


def zone_time(zone: PlannedZone) -> ZoneTime:
    """Counts the seconds in one zone: those that are planned, else those that its density takes."""
    if zone.contact_seconds is not None:
        span = Span(low=zone.contact_seconds, high=zone.contact_seconds)
        return ZoneTime(zone=zone.zone, counted="planned", seconds=span, is_lower_bound=False)
    target = zone.target
    if target is None or target.seconds_low is None or target.seconds_high is None:
        return ZoneTime(zone=zone.zone, counted="not_known", seconds=None, is_lower_bound=True)
    span = Span(low=target.seconds_low, high=target.seconds_high)
    return ZoneTime(zone=zone.zone, counted="density", seconds=span, is_lower_bound=target.is_lower_bound)


def numbing_minutes(plan: Plan) -> Span | None:
    """Gives how long the planned product is to act by its label."""
    planned = next((one for one in plan.anaesthetic.products if one.id == plan.anaesthetic.planned), None)
    if planned is None or planned.minutes_low is None:
        return None
    return Span(low=planned.minutes_low, high=planned.minutes_high or planned.minutes_low)


def in_minutes(seconds: Span) -> Span:
    """Turns seconds into minutes, to a tenth."""
    low, high = seconds.low / SECONDS_IN_A_MINUTE, seconds.high / SECONDS_IN_A_MINUTE
    return Span(low=round(low, 1), high=round(high, 1))


def cost_of(visit: Visit, prices: Prices) -> Cost | None:
    """Gives what a visit comes to; None where the clinic named no price."""
    if prices.flat_cents is None and prices.minute_cents is None and prices.cartridge_cents is None:
        return None
    fixed = (prices.flat_cents or 0) + visit.cartridges * (prices.cartridge_cents or 0)
    rate, minutes = prices.minute_cents or 0, visit.minutes or Span(low=0, high=0)
    return Cost(
        currency=prices.currency,
        cents=Span(low=round(fixed + rate * minutes.low), high=round(fixed + rate * minutes.high)),
        is_lower_bound=bool(rate) and (visit.is_lower_bound or visit.needling_minutes is None),
    )
