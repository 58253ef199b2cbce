"""What an answer does not know: what is missing and why, what had to be assumed, and on which sources it rests."""

from collections.abc import Iterable, Iterator

from needlepoint.planning.channels import OpenHours
from needlepoint.planning.geometry import Density, Geometry
from needlepoint.planning.plan import Missing
from needlepoint.planning.tissue import Skin, assumptions_of, epidermis_of, missing_of
from needlepoint.planning.work import Setting, effort_for
from needlepoint.protocols.model import Content, Device


def missing_in(
    setting: Setting,
    geometry: Geometry,
    density: Density | None,
    widths: tuple[float, ...],
    skins: tuple[Skin, ...],
    content: Content,
) -> Iterator[Missing]:
    """Lists what cannot be answered, each with its reason."""
    name = content.device[setting.device].name
    if density is None:
        yield Missing(what="punctures_per_cm2", reason=why_no_density(setting, geometry, name))
    if density is None or not widths:
        why = (
            "Without a density there is no coverage."
            if density is None
            else f"No needle width was read for {name}."
        )
        yield Missing(what="covered_fraction", reason=why)
    if setting.prescribed_per_cm2 is not None and effort_for(setting, geometry, content) is None:
        what = "passes" if geometry.kind == "roller" else "contact_seconds"
        yield Missing(what=what, reason=why_no_effort(setting, geometry, name))
    unmeasured = missing_of(setting.zone, skins, content)
    if unmeasured is not None:
        yield Missing(what="layers" if not skins else "thickness", reason=unmeasured)


def why_no_density(setting: Setting, geometry: Geometry, name: str) -> str:
    """Says why there is no density."""
    if geometry.kind == "roller" and setting.contact_seconds is not None:
        return f"{name} is rolled: its density comes from passes, not from seconds. Give passes."
    if geometry.missing:
        return (
            f"{name}: {' and '.join(geometry.missing)} was not read. Count and give them, or do a stamp test."
        )
    return (
        f"{name} is a pen: passes say nothing of its density without the speed of the hand and the width of the "
        "cartridge, and the width was not found for any pen. Give contact seconds and the area, or a density."
    )


def why_no_effort(setting: Setting, geometry: Geometry, name: str) -> str:
    """Says why a prescribed density cannot be turned into work."""
    if geometry.missing:
        return (
            f"{name}: {' and '.join(geometry.missing)} was not read. Count and give them, or do a stamp test."
        )
    return "The seconds depend on the area. Give the area in cm²."


def assumptions_in(
    setting: Setting,
    device: Device,
    geometry: Geometry,
    density: Density | None,
    skins: tuple[Skin, ...],
    clocks: tuple[OpenHours, ...],
    content: Content,
) -> Iterator[str]:
    """Tells everything that had to be assumed, in sentences, the weightiest first."""
    text = {name: parameter.text for name, parameter in content.parameter.items()}
    if density is not None:
        yield from density_assumptions(setting, geometry, density, text)
        if device.needle_diameter_mm is None and device.kind == "pen":
            yield text["pen-needle-diameter"]
    yield text[f"efficiency-{device.kind}"]
    yield text["protrusion-tolerance" if device.tolerance_mm else "protrusion-tolerance-elsewhere"]
    yield text["papillary-share"]
    yield text["depth-and-thickness"]
    epidermis = epidermis_of(setting.zone, content)
    if epidermis is not None:
        yield epidermis.text
    for skin in skins:
        yield from assumptions_of(skin, content)
    for clock in clocks:
        if clock.site:
            yield f"{clock.name} clock: not measured in this zone; the nearest place stands in: {clock.site}."
        yield from clock.assumptions


def density_assumptions(
    setting: Setting, geometry: Geometry, density: Density, text: dict[str, str]
) -> Iterator[str]:
    """Tells what a density rests on."""
    effort = setting.prescribed_per_cm2 is not None and geometry.kind != "roller" and setting.kappa is None
    if effort:
        yield text["pen-kappa-turned-round"]
    if density.is_upper_bound:
        yield text["pen-kappa"]
    elif geometry.kind == "roller" and setting.kappa is None:
        yield text["roller-kappa"]
    if geometry.is_given:
        yield "Needle count or rate were given by hand for this answer; no source was read for them."
    elif density.low_per_cm2 < density.high_per_cm2:
        yield "The density is a range; the upper end is used, because too dense harms."
    yield from (one.text for one in geometry.other_readings)
    yield text["random-placement"]
    if setting.re_entry_radius_mm == 0:
        yield text["re-entry-radius"]
    yield text["open-channel-share"]


def sources_in(
    device: Device, skins: Iterable[Skin], clocks: Iterable[OpenHours], content: Content
) -> Iterator[str]:
    """Gives every source that the answer rests on."""
    yield from device.sources
    for reading in device.other_reading:
        yield from reading.sources
    for name in (
        f"efficiency-{device.kind}",
        "protrusion-tolerance",
        "open-channel-share",
        "random-placement",
    ):
        yield from content.parameter[name].sources
    for skin in skins:
        yield from skin.sources
    for clock in clocks:
        yield from clock.sources
