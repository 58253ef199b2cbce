"""What measured and assumed numbers must keep: said how they were read, possible, and told apart from one another."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from needlepoint.protocols.model import (
    ChannelClock,
    Confidence,
    Constraint,
    Device,
    Epidermis,
    HalfLife,
    OpenSpan,
    Parameter,
    SkinScenario,
    Thickness,
)

Problem = tuple[str, str]
Typed = Mapping[str, Mapping[str, Any]]
THINNEST_MM, THICKEST_MM = 0.3, 6.0
ABSTRACTS = ("abstract", "not-read")


def scenario_problems(scenario: SkinScenario, typed: Typed) -> Iterator[Problem]:
    """Finds thicknesses that cannot be, that nobody can tell apart, or that claim to be read further than they were."""
    if not scenario.thickness:
        yield "holds no thickness", "leave the scenario out, or write what it measured"
    for one in scenario.thickness:
        yield from thickness_problems(one)
        yield from reading_problems(one.confidence, scenario.sources, scenario.certainty, typed)
    yield from said_for_the_same(scenario.thickness)


def thickness_problems(one: Thickness) -> Iterator[Problem]:
    """Finds what is wrong in one measurement."""
    if (one.total_mm is None) == (one.dermis_mm is None):
        yield (
            f"{one.site}: gives the whole skin and the dermis, or neither",
            "write the one that was measured",
        )
    if one.epidermis_by_ultrasound_mm is not None and one.dermis_mm is None:
        yield f"{one.site}: an epidermis by ultrasound without its dermis", "it only adds up to a whole"
    if not one.zones and not one.nearest_for:
        yield f"{one.site}: stands for no zone", "name its zones, or what it is nearest for"
    for number in (one.total_mm, one.dermis_mm):
        if number is not None and not THINNEST_MM <= number <= THICKEST_MM:
            yield f"{one.site}: {number:g} mm is no thickness of skin", "check the unit: millimetres"
    mean = one.total_mm or one.dermis_mm or 0.0
    if one.sd_mm is not None and not 0 < one.sd_mm <= mean:
        yield f"{one.site}: a spread of {one.sd_mm:g} mm around {mean:g} mm", "write the SD in millimetres"


def said_for_the_same(rows: Iterable[Thickness]) -> Iterator[Problem]:
    """Finds two measurements of the same scenario that stand for the same zone, sex, age and variant."""
    seen: set[tuple[object, ...]] = set()
    for one in rows:
        for zone in (*one.zones, *one.nearest_for):
            key = (zone, one.variant, one.sex, one.age_low_years)
            if key in seen:
                yield f"{one.site}: {zone} stands twice for {one.sex}", "give them a variant each"
            seen.add(key)


def epidermis_problems(row: Epidermis, typed: Typed) -> Iterator[Problem]:
    """Finds an epidermis that cannot be, or that two rows claim."""
    if not 0 < row.mean_mm < THINNEST_MM or not 0 < row.sd_mm < row.mean_mm:
        yield (
            f"an epidermis of {row.mean_mm:g} mm, give or take {row.sd_mm:g}",
            "histology reads 0.03 to 0.2 mm",
        )
    for other in typed["epidermis"].values():
        for zone in sorted(set(row.zones) & set(other.zones)) if other.id < row.id else ():
            yield f"{zone} stands in {other.id}, too", "keep it in one of them"
    yield from reading_problems(row.confidence, row.sources, row.certainty, typed)


def parameter_problems(row: Parameter, typed: Typed) -> Iterator[Problem]:
    """Finds a value outside its own range, and an assumption that does not say that it is one."""
    if row.value is not None and not (row.value_low or 0) <= row.value <= (row.value_high or row.value):
        yield f"value {row.value:g} lies outside its own range", "correct one of them"
    yield from reading_problems(row.confidence, row.sources, row.certainty, typed)
    if row.is_assumed and not row.text.startswith(("Assumption:", "Convention:")):
        found = 'is assumed, but its text does not begin with "Assumption:" or "Convention:"'
        yield found, "say so where it is read"


def clock_problems(clock: ChannelClock, typed: Typed) -> Iterator[Problem]:
    """Finds a clock that says nothing, or not how it was read."""
    if not clock.half_life and not clock.span:
        yield "gives neither a half-life nor a span", "leave the clock out, or write what was measured"
    for half_life in clock.half_life:
        yield from half_life_problems(half_life)
        yield from reading_problems(half_life.confidence, clock.sources, clock.certainty, typed)
    for span in clock.span:
        yield from span_problems(span)
        yield from reading_problems(span.confidence, span.sources, "convention", typed)


def half_life_problems(one: HalfLife) -> Iterator[Problem]:
    """Finds a half-life that cannot be, or that stands for no zone."""
    if one.mean_hours <= 0 or one.sd_hours <= 0:
        yield f"{one.site}: a half-life of {one.mean_hours:g} ± {one.sd_hours:g} h", "write hours above 0"
    if not one.zones and not one.nearest_for:
        yield f"{one.site}: stands for no zone", "name its zones, or what it is nearest for"


def span_problems(span: OpenSpan) -> Iterator[Problem]:
    """Finds a span for no needle length, and one that begins at nothing."""
    if span.below_mm is not None and span.below_mm <= span.from_mm:
        yield f"a span from {span.from_mm:g} to below {span.below_mm:g} mm", "write the longer length second"
    if span.hours_low <= 0:
        yield f"hours_low is {span.hours_low:g}", "write hours above 0"


def reading_problems(
    confidence: Confidence, sources: tuple[str, ...], certainty: str, typed: Typed
) -> Iterator[Problem]:
    """Finds a number that claims more than its source, and an assumption that is not called convention."""
    read = [typed["source"][name].read_as for name in sources if name in typed["source"]]
    if confidence == "opened" and read and all(one in ABSTRACTS for one in read):
        yield "is called opened, but only abstracts of its sources were read", 'write confidence = "excerpt"'
    if confidence == "assumed" and certainty != "convention":
        yield "is assumed, but not called convention", 'write certainty = "convention"'


def constraint_problems(row: Constraint, _: Typed) -> Iterator[Problem]:
    """Finds a limit that cannot be, and a number of nobody that does not call itself a convention."""
    if not 0 <= row.at_most < float("inf"):
        yield f"at_most is {row.at_most:g}", "write a number of 0 or more"
    if row.measure == "subcutis_fraction_thinnest" and row.at_most > 1:
        yield f"at_most is {row.at_most:g}, but is a share", "write a fraction between 0 and 1"
    if row.certainty == "convention" and not row.text.startswith("Convention:"):
        yield 'is a convention, but its text does not begin with "Convention:"', "say so where it is read"


def reading_of_geometry_problems(device: Device, typed: Typed) -> Iterator[Problem]:
    """Finds another reading of a device's needles that reads nothing, or claims more than its source."""
    for other in device.other_reading:
        numbers = (other.needle_count, other.needle_diameter_mm, other.rate_hz_low)
        if all(number is None for number in numbers):
            yield f"another reading gives no number: {other.text[:40]!r}", "write the number it differs in"
        if any(number is not None and number <= 0 for number in numbers):
            yield f"another reading gives a number of 0 or below: {other.text[:40]!r}", "leave it out"
        yield from reading_problems(other.confidence, other.sources, "convention", typed)
