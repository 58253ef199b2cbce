"""What was measured of a handpiece, whether it still counts, and what is missing before its numbers are used.

Limitation first: a stamp test counts strokes that reached a film, and a depth check measures steel in the air. Neither
says what skin lets in. How long either counts is a convention of this program: no source says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from needlepoint.planning.bounds import check_above_zero, check_area_cm2, check_not_negative, check_whole
from needlepoint.planning.geometry import (
    MOST_CM2,
    MOST_HZ,
    MOST_NEEDLES,
    MOST_PASSES,
    MOST_SECONDS,
    Kappa,
    StampTest,
    kappa_of,
    roller_per_cm2,
    share_of,
    strokes_per_second,
)
from needlepoint.planning.settings import TYPING_ERROR_MM, refuse_beyond_device, refuse_impossible
from needlepoint.protocols.model import Content, Device
from needlepoint.vocabulary.errors import BadInput

Item = Literal["stamp", "depth", "service"]
Standing = Literal["missing", "outside", "due", "kept"]
FEWEST_SETTINGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StampWork:
    """What was done in a stamp test: seconds of a pen, or passes of a roller, on an area of film.

    needle_count, rate_hz : of the cartridge in hand and the rate that was used; a roller has no rate
    """

    needle_count: int
    rate_hz: float | None
    seconds: float | None
    passes: int | None
    area_cm2: float
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StampRecord:
    """A stamp test on its day, with the type of the cartridge and its needles; a share holds for that type alone."""

    on: date
    test: StampTest
    cartridge: str = ""
    needle_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartridgeShare:
    """What the stamp tests of one type of cartridge come to, as far as they still count.

    name : the type as it was written last; last_on : the day of the newest test
    """

    name: str
    needle_count: int | None
    kappa: Kappa
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthReading:
    """A length that was set, and how far the needles stood out."""

    set_mm: float
    protruding_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthResult:
    """What a depth check says.

    tolerance_mm : the device's, or another pen's where none was read (`is_assumed`)
    worst_mm : the reading that is furthest from what was set, above it positive
    """

    tolerance_mm: float
    is_assumed: bool
    worst_mm: float
    is_within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthRecord:
    """A depth check on its day."""

    on: date
    result: DepthResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """A service on its day; `next_due_on` is None where nobody named one."""

    on: date
    next_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStanding:
    """How one item of the commissioning stands on a day.

    last_on : the newest record; due_on : the first day on which it no longer counts
    """

    item: Item
    standing: Standing
    last_on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioning:
    """How a handpiece stands on a day. `shares` are from the stamp tests that still count, by type of cartridge."""

    shares: tuple[CartridgeShare, ...]
    items: tuple[ItemStanding, ...]

    @property
    def is_commissioned(self) -> bool:
        """Says whether it was stamped and its depth was measured, within tolerance."""
        needed = (one.standing for one in self.items if one.item != "service")
        return all(standing in ("kept", "due") for standing in needed)

    @property
    def open_items(self) -> tuple[ItemStanding, ...]:
        """Gives what is missing, outside tolerance or due; a service that nobody noted is missing and shown."""
        return tuple(one for one in self.items if one.standing != "kept")


def stamp_test(work: StampWork, device: Device) -> StampTest:
    """Gives a stamp test from what was done and counted; refuses what cannot be."""
    check_whole("needle_count", work.needle_count, MOST_NEEDLES, "count the needles of the cartridge")
    check_area_cm2("area_cm2", work.area_cm2, MOST_CM2, "give the area that was needled, such as 16")
    expected = roller_holes(work, device) if device.kind == "roller" else pen_strokes(work)
    test = StampTest(counted=work.counted, expected=expected)
    share_of(test)
    return test


def pen_strokes(work: StampWork) -> float:
    """Gives the strokes of a pen in the seconds of a test."""
    rate = check_above_zero("rate_hz", work.rate_hz, MOST_HZ, "give the strokes a second, such as 116.7")
    seconds = check_above_zero("seconds", work.seconds, MOST_SECONDS, "give the seconds, such as 10")
    return strokes_per_second(work.needle_count, rate) * seconds


def roller_holes(work: StampWork, device: Device) -> float:
    """Gives the holes that geometry gives for a roller's passes on an area."""
    passes = check_whole("passes", work.passes, MOST_PASSES, "give whole passes, such as 4")
    diameter, width = device.drum_diameter_mm, device.drum_width_mm
    if diameter is None or width is None:
        raise BadInput("passes", "need the size of the drum", None, "use a device whose drum was read")
    return roller_per_cm2(passes, work.needle_count, diameter, width) * work.area_cm2


def depth_result(readings: Iterable[DepthReading], device: Device, content: Content) -> DepthResult:
    """Holds what stood out against what was set; refuses too few settings and lengths that cannot be."""
    checked = tuple(readings)
    for one in checked:
        refuse_impossible(one.set_mm)
        refuse_beyond_device(one.set_mm, device)
        check_not_negative("protruding_mm", one.protruding_mm, TYPING_ERROR_MM, "give mm, such as 1.05")
    if len({one.set_mm for one in checked}) < FEWEST_SETTINGS:
        raise BadInput("readings", "must be of at least two settings", len(checked), "measure another length")
    tolerance_mm, is_assumed = tolerance_of(device, content)
    off_mm = [round(one.protruding_mm - one.set_mm, 2) for one in checked]
    worst_mm = max(off_mm, key=abs)
    return DepthResult(
        tolerance_mm=tolerance_mm,
        is_assumed=is_assumed,
        worst_mm=worst_mm,
        is_within=abs(worst_mm) <= tolerance_mm + 1e-9,
    )


def tolerance_of(device: Device, content: Content) -> tuple[float, bool]:
    """Gives how exactly a setting must be kept, and whether that is only assumed for this device."""
    if device.tolerance_mm is not None:
        return device.tolerance_mm, False
    return content.parameter["protrusion-tolerance-elsewhere"].value or 0.0, True


def stand(
    stamps: Iterable[StampRecord],
    depths: Iterable[DepthRecord],
    services: Iterable[ServiceRecord],
    on: date,
    content: Content,
) -> Commissioning:
    """Says how a handpiece stands on a day."""
    stamped, measured = tuple(stamps), tuple(depths)
    return Commissioning(
        shares=shares_on(stamped, on, content),
        items=(
            stamp_standing(stamped, on, content),
            depth_standing(measured, on, content),
            service_standing(tuple(services), on),
        ),
    )


def shares_on(stamps: Iterable[StampRecord], on: date, content: Content) -> tuple[CartridgeShare, ...]:
    """Gives the share of strokes by type of cartridge from the tests that still count, the last measured first.

    Tests are put together only where the type reads the same and has as many needles: a mean over two types would
    hold for neither.
    """
    counting = [one for one in stamps if on < due_after(one.on, "stamp-test-valid", content)]
    types = {type_of(one): None for one in sorted(counting, key=lambda one: one.on, reverse=True)}
    return tuple(share_of_type([one for one in counting if type_of(one) == each]) for each in types)


def type_of(stamp: StampRecord) -> tuple[str, int | None]:
    """Gives what two tests must have in common: the type without capitals and spaces, and the needles."""
    return "".join(stamp.cartridge.casefold().split()), stamp.needle_count


def share_of_type(tests: list[StampRecord]) -> CartridgeShare:
    """Puts the tests of one type together."""
    newest = max(tests, key=lambda one: one.on)
    return CartridgeShare(
        name=newest.cartridge,
        needle_count=newest.needle_count,
        kappa=kappa_of([one.test for one in tests]),
        last_on=newest.on,
    )


def shares_for(device: Device, shares: Iterable[CartridgeShare]) -> tuple[CartridgeShare, ...]:
    """Leaves out the types with other needles than a plan reckons with: their share is of other strokes."""
    count = device.needle_count
    return tuple(one for one in shares if count is None or one.needle_count in (None, count))


def share_named(shares: Iterable[CartridgeShare], name: str) -> CartridgeShare | None:
    """Gives the share of a type; where nobody measured it, of the type that was measured last."""
    found = tuple(shares)
    return share_of_named_type(found, name) or (found[0] if found else None)


def share_of_named_type(shares: Iterable[CartridgeShare], name: str) -> CartridgeShare | None:
    """Gives the share of a type, and of no other."""
    return next((one for one in shares if is_same_type(one.name, name)), None)


def is_same_type(name: str, other: str) -> bool:
    """Says whether two names are of one type of cartridge, however they are spaced and capitalised."""
    return "".join(name.casefold().split()) == "".join(other.casefold().split())


def due_after(day: date, parameter: str, content: Content) -> date:
    """Gives the first day on which something measured on a day no longer counts."""
    return day + timedelta(days=int(content.parameter[parameter].value or 0))


def stamp_standing(stamps: tuple[StampRecord, ...], on: date, content: Content) -> ItemStanding:
    """Says how the stamp test stands."""
    if not stamps:
        return missing("stamp")
    last = max(one.on for one in stamps)
    return dated("stamp", last, due_after(last, "stamp-test-valid", content), on)


def depth_standing(depths: tuple[DepthRecord, ...], on: date, content: Content) -> ItemStanding:
    """Says how the depth check stands; of one day, the worst counts."""
    if not depths:
        return missing("depth")
    last = max(depths, key=lambda one: (one.on, abs(one.result.worst_mm)))
    due_on = due_after(last.on, "depth-check-valid", content)
    if not last.result.is_within:
        return ItemStanding(item="depth", standing="outside", last_on=last.on, due_on=due_on)
    return dated("depth", last.on, due_on, on)


def service_standing(services: tuple[ServiceRecord, ...], on: date) -> ItemStanding:
    """Says how the service stands; where nobody named a next day, it is kept."""
    if not services:
        return missing("service")
    last = max(services, key=lambda one: one.on)
    return dated("service", last.on, last.next_due_on, on)


def missing(item: Item) -> ItemStanding:
    """Says that nobody noted an item."""
    return ItemStanding(item=item, standing="missing", last_on=None, due_on=None)


def dated(item: Item, last_on: date, due_on: date | None, on: date) -> ItemStanding:
    """Says whether an item still counts."""
    is_due = due_on is not None and on >= due_on
    return ItemStanding(item=item, standing="due" if is_due else "kept", last_on=last_on, due_on=due_on)
