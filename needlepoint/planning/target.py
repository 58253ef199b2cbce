"""How dense a zone of a plan becomes, and what the published density takes there.

Limitation first: a stamp test counts strokes that reached a film. Skin gives way and may take fewer, so that a density
from it is the most, and a time the fewest, that can be meant. Without a test every stroke of a pen is taken to pierce.
Areas of zones are those of a mesh, give or take a quarter.
"""

from needlepoint.planning.bounds import check_above_zero
from needlepoint.planning.geometry import (
    MOST_PER_CM2,
    MOST_SECONDS,
    Density,
    Geometry,
    Kappa,
    density_of_contact,
    density_of_passes,
    geometry_of,
    kappa_for,
    passes_for,
    roller_per_cm2,
    seconds_for,
)
from needlepoint.planning.plan import PlannedDensity, TargetWork
from needlepoint.protocols.model import Content, Device, Zone
from needlepoint.vocabulary.errors import BadInput

FIELD = "contact_seconds"


def checked_seconds(contact_seconds: float | None, device: Device) -> float | None:
    """Gives the planned seconds; refuses what cannot be, and seconds of a device whose work is counted in passes."""
    if contact_seconds is None:
        return None
    if device.kind == "roller":
        rule = "says nothing of a roller, whose work is counted in passes"
        raise BadInput(FIELD, rule, contact_seconds, "leave it out")
    return check_above_zero(FIELD, contact_seconds, MOST_SECONDS, "give seconds, such as 60")


def density_here(
    zone: Zone,
    device: Device,
    contact_seconds: float | None,
    kappa: Kappa | None,
    content: Content,
    passes: int | None = None,
) -> PlannedDensity | None:
    """Gives the density of planned work; None where none is planned, or the area or the geometry is not known.

    passes : of a roller, whose geometry tells what they come to; those of a pen only spread its seconds
    """
    density = density_of_work(zone, device, contact_seconds, passes, kappa, content)
    if density is None:
        return None
    return PlannedDensity(
        low_per_cm2=round(density.low_per_cm2, 1),
        high_per_cm2=round(density.high_per_cm2, 1),
        is_upper_bound=density.is_upper_bound,
    )


def density_of_work(
    zone: Zone,
    device: Device,
    contact_seconds: float | None,
    passes: int | None,
    kappa: Kappa | None,
    content: Content,
) -> Density | None:
    """Gives the density of a roller's passes, or of a pen's seconds on the zone."""
    geometry = geometry_of(device)
    if device.kind == "roller":
        return None if passes is None else density_of_passes(geometry, passes, kappa, content)
    if contact_seconds is None or zone.area_cm2 is None:
        return None
    return density_of_contact(geometry, contact_seconds, zone.area_cm2, kappa, content)


def target_here(
    zone: Zone, device: Device, kappa: Kappa | None, content: Content, wanted_per_cm2: float | None = None
) -> TargetWork | None:
    """Turns the question round: the seconds or passes that a density takes over a zone.

    wanted_per_cm2 : the density that is prescribed; None is that of the trade journal
    """
    per_cm2, geometry = wanted_here(wanted_per_cm2, content), geometry_of(device)
    if per_cm2 is None or geometry.missing or geometry.needle_count is None:
        return None
    used, is_bound = kappa_for(geometry, kappa, content)
    if geometry.kind == "roller":
        return roller_target(per_cm2, geometry, geometry.needle_count, used)
    if zone.area_cm2 is None:
        return None
    fast = geometry.rate_hz_high or 0.0
    slow = geometry.rate_hz_low or fast
    return TargetWork(
        per_cm2=per_cm2,
        area_cm2=zone.area_cm2,
        seconds_low=round(seconds_for(per_cm2, zone.area_cm2, geometry.needle_count, fast, used.high), 1),
        seconds_high=round(seconds_for(per_cm2, zone.area_cm2, geometry.needle_count, slow, used.low), 1),
        is_lower_bound=is_bound,
    )


def wanted_here(wanted_per_cm2: float | None, content: Content) -> float | None:
    """Gives the density that is asked about: the prescribed one, else the published one."""
    if wanted_per_cm2 is None:
        return content.parameter["published-target-density"].value_low
    return check_above_zero("punctures_per_cm2", wanted_per_cm2, MOST_PER_CM2, "give such as 250")


def roller_target(per_cm2: float, geometry: Geometry, needle_count: int, kappa: Kappa) -> TargetWork:
    """Gives the passes of a roller, which do not depend on the area."""
    diameter, width = geometry.drum_diameter_mm or 0.0, geometry.drum_width_mm or 0.0
    passes = passes_for(per_cm2, needle_count, diameter, width, kappa.mean)
    return TargetWork(per_cm2=per_cm2, passes=round(passes, 1))


def note_here(zone: Zone, device: Device, kappa: Kappa | None, content: Content) -> str:
    """Says in a sentence what the density and the work rest on, or why there is none."""
    geometry = geometry_of(device)
    if geometry.missing:
        return f"Not read for {device.name}: {' and '.join(geometry.missing)}. Without it no density can be told."
    if zone.area_cm2 is None and geometry.kind != "roller":
        return f"No area of its own was found for: {zone.name.lower()}. Measure it on the person."
    if kappa is not None:
        return kappa_words(kappa)
    turned_round = "roller-kappa" if geometry.kind == "roller" else "pen-kappa-turned-round"
    return content.parameter[turned_round].text


def why_no_density(
    device: Device, zone: Zone, contact_seconds: float | None, density: PlannedDensity | None
) -> str:
    """Says why a plan knows no density that a limit could be held against."""
    geometry = geometry_of(device)
    if geometry.missing:
        return f"Not read for {device.name}: {' and '.join(geometry.missing)}."
    if geometry.kind == "roller":
        diameter, width = geometry.drum_diameter_mm or 0.0, geometry.drum_width_mm or 0.0
        one = roller_per_cm2(1, geometry.needle_count or 0, diameter, width)
        return (
            f"The density of a roller is unknown here: it follows from passes, {one:.3g} per cm² in each, and none are "
            "planned. Count them."
        )
    if contact_seconds is None:
        return "No seconds of contact are planned, so the density is unknown."
    if density is None:
        return f"No area of its own was found for: {zone.name.lower()}."
    return f"At most {density.high_per_cm2:.0f} per cm²: without a stamp test nobody knows how many strokes pierce."


def kappa_words(kappa: Kappa) -> str:
    """Says what share of strokes a clinic's stamp tests counted, and what that leaves open."""
    tests = {0: "A share that was given", 1: "One stamp test"}.get(kappa.tests, f"{kappa.tests} stamp tests")
    spread = (
        f" ({kappa.low:.2f} to {kappa.high:.2f})"
        if kappa.sd is not None
        else ", with a spread that is not known"
    )
    return (
        f"{tests}: {kappa.mean:.2f} of the strokes make a puncture on film{spread}. Skin may take fewer: "
        "the density is the most, the time the fewest."
    )
