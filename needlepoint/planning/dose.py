"""What a setting does to the skin of a zone: punctures, covered skin, layers reached, channels open. Physical only.

Limitation first: not validated, and not a dose in the sense of an effect. No study relates punctures, depth or
injured volume to what the skin then does, so no biologically effective dose is given and no collagen is forecast.
Density of a pen is an upper bound until a stamp test; layers come from scenarios that disagree; closing times were
not measured with pens. What cannot be answered is `missing`, with its reason.
"""

from dataclasses import dataclass

from needlepoint.planning.bounds import check_fits_zone
from needlepoint.planning.caveats import assumptions_in, missing_in, sources_in
from needlepoint.planning.channels import OpenHours, latest, open_hours_of
from needlepoint.planning.coverage import (
    Coverage,
    LayerFractions,
    Placement,
    channel_length_cm_per_cm2,
    coverage_of,
    injured_fractions,
    placement_of,
)
from needlepoint.planning.geometry import Density, Geometry, OtherDensity, geometry_of
from needlepoint.planning.plan import Missing, OffLabel
from needlepoint.planning.reach import (
    DepthInterval,
    LayerShares,
    Penetration,
    depth_interval,
    layer_shares,
    penetration_of,
)
from needlepoint.planning.settings import check_setting
from needlepoint.planning.tissue import Skin, skins_of
from needlepoint.planning.work import Effort, Setting, check_work, density_for, effort_for, others_for
from needlepoint.protocols.model import Content, Device
from needlepoint.vocabulary.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinDose:
    """The answer for one scenario. `injured` is None where the density or the needle's width is not known."""

    skin: Skin
    layers: LayerShares
    injured: LayerFractions | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """What a setting does; whatever is None or empty has its reason in `missing`.

    other_densities : what another source's geometry of the same device would make of the same seconds
    restricted_until : the clock that ends last
    """

    setting: Setting
    density: Density | None
    other_densities: tuple[OtherDensity, ...]
    effort: Effort | None
    coverage: tuple[Coverage, ...]
    placement: Placement | None
    channel_length_cm_per_cm2: float | None
    penetration: DepthInterval
    skins: tuple[SkinDose, ...]
    clocks: tuple[OpenHours, ...]
    restricted_until: OpenHours | None
    off_label: tuple[OffLabel, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


def dose_of(setting: Setting, content: Content) -> Dose:
    """Gives the physical dose of a setting, or says what is missing; what cannot be is refused."""
    device = device_of(setting, content)
    off_label = check_setting(content.zone[setting.zone], setting.needle_length_mm, device)
    check_work(setting)
    check_area(setting, content)
    geometry = geometry_of(device, setting.needle_count, setting.rate_hz)
    density = density_for(setting, geometry, content)
    needle = penetration_of(device, setting.needle_length_mm, content)
    interval = depth_interval(needle)
    widths = diameters_mm(device, content)
    skins = skins_of(setting.zone, setting.sex, content, setting.age_years)
    clocks = open_hours_of(setting.zone, setting.needle_length_mm, setting.circumstances, content)
    per_cm2 = density.per_cm2 if density else None
    return Dose(
        setting=setting,
        density=density,
        other_densities=others_for(setting, geometry),
        effort=effort_for(setting, geometry, content),
        coverage=coverage_for(setting, geometry, per_cm2, widths, content),
        placement=placement_of(per_cm2, setting.re_entry_radius_mm) if per_cm2 else None,
        channel_length_cm_per_cm2=channel_length_cm_per_cm2(per_cm2, interval.mean_mm) if per_cm2 else None,
        penetration=interval,
        skins=tuple(skin_dose(skin, needle, per_cm2, widths, setting.unevenness) for skin in skins),
        clocks=clocks,
        restricted_until=latest(clocks),
        off_label=off_label,
        missing=tuple(missing_in(setting, geometry, density, widths, skins, content)),
        assumptions=tuple(
            dict.fromkeys(assumptions_in(setting, device, geometry, density, skins, clocks, content))
        ),
        sources=tuple(dict.fromkeys(sources_in(device, skins, clocks, content))),
    )


def check_area(setting: Setting, content: Content) -> None:
    """Refuses an area that cannot be of its zone, where the zone's own is known."""
    zone = content.zone[setting.zone]
    if setting.area_cm2 is not None and zone.area_cm2 is not None:
        check_fits_zone("area_cm2", setting.area_cm2, zone.id, zone.area_cm2)


def device_of(setting: Setting, content: Content) -> Device:
    """Gives the device; refuses ids that the content does not have."""
    for field, name, known in (
        ("device", setting.device, content.device),
        ("zone", setting.zone, content.zone),
    ):
        if name not in known:
            raise BadInput(field, f"must be the id of a {field}", name, f"use one of {', '.join(known)}")
    return content.device[setting.device]


def diameters_mm(device: Device, content: Content) -> tuple[float, ...]:
    """Gives the needle's width, or every width that sources name; for a pen the range of pens in general."""
    if device.needle_diameter_mm is not None:
        return (device.needle_diameter_mm,)
    read = [one.needle_diameter_mm for one in device.other_reading if one.needle_diameter_mm is not None]
    if read or device.kind != "pen":
        return tuple(sorted(read))
    general = content.parameter["pen-needle-diameter"]
    return tuple(width for width in (general.value_low, general.value_high) if width is not None)


def coverage_for(
    setting: Setting, geometry: Geometry, per_cm2: float | None, widths: tuple[float, ...], content: Content
) -> tuple[Coverage, ...]:
    """Gives the coverage for each width that the needle may have."""
    share = content.parameter["open-channel-share"].value or 1.0
    rings, drum = geometry.ring_count, geometry.drum_width_mm
    lanes = 10 * rings / drum if rings and drum else None
    return tuple(
        coverage_of(per_cm2, width, share, k=setting.unevenness, lanes_per_cm=lanes)
        for width in widths
        if per_cm2
    )


def skin_dose(
    skin: Skin, needle: Penetration, per_cm2: float | None, widths: tuple[float, ...], k: float
) -> SkinDose:
    """Gives the layers of one scenario, and the injured share by the widest needle that may be meant."""
    injured = injured_fractions(per_cm2, max(widths), needle, skin, k) if per_cm2 and widths else None
    return SkinDose(skin=skin, layers=layer_shares(needle, skin), injured=injured)
