"""Writes what a setting does as `needlepoint/dose/1`, and as lines for somebody who reads a terminal."""

import math
from collections.abc import Iterator
from typing import Any

from needlepoint.planning.channels import OpenHours
from needlepoint.planning.coverage import Coverage, LayerFractions
from needlepoint.planning.dose import Dose, SkinDose
from needlepoint.planning.geometry import Density
from needlepoint.planning.reach import LAYERS
from needlepoint.planning.work import Effort, Setting
from needlepoint.protocols.model import Content

SCHEMA = "needlepoint/dose/1"
LAYER_WORDS = ("epidermis", "papillary", "reticular dermis", "below the dermis")


def dose_document(dose: Dose) -> dict[str, Any]:
    """Gives the document; what is null or empty has its reason in `missing`."""
    density = dose.density
    return {
        "schema": SCHEMA,
        "setting": setting_document(dose.setting),
        "punctures_per_cm2": density and round(density.per_cm2, 1),
        "density": density_document(dose, density),
        "covered_fraction": {f"{c.needle_diameter_mm:g}": coverage_document(c) for c in dose.coverage},
        "placement": placement_document(dose),
        "layers": {one.skin.key: layers_document(one) for one in dose.skins},
        "skins": {one.skin.key: skin_document(one) for one in dose.skins},
        "penetration_mm": penetration_document(dose),
        "channel_open_hours": {clock.clock: hours_document(clock) for clock in dose.clocks},
        "restricted_until": dose.restricted_until and dose.restricted_until.clock,
        "off_label": [{"id": one.id, "label": one.label, "reason": one.reason} for one in dose.off_label],
        "missing": {one.what: one.reason for one in dose.missing},
        "assumptions": list(dose.assumptions),
        "sources": list(dose.sources),
    }


def setting_document(setting: Setting) -> dict[str, Any]:
    """Writes what was asked."""
    circumstances = setting.circumstances
    return {
        "device": setting.device,
        "zone": setting.zone,
        "sex": setting.sex,
        "age_years": setting.age_years,
        "phototype": circumstances.phototype,
        "needle_length_mm": setting.needle_length_mm,
        "passes": setting.passes,
        "contact_seconds": setting.contact_seconds,
        "area_cm2": setting.area_cm2,
        "prescribed_per_cm2": setting.prescribed_per_cm2,
        "kappa": setting.kappa and setting.kappa.mean,
        "unevenness": None if math.isinf(setting.unevenness) else setting.unevenness,
        "re_entry_radius_mm": setting.re_entry_radius_mm,
        "is_occluded": circumstances.is_occluded,
        "is_anti_inflammatory_used": circumstances.is_anti_inflammatory_used,
    }


def density_document(dose: Dose, density: Density | None) -> dict[str, Any]:
    """Writes the range of a density, whether it is a bound, what other readings give, and what a prescription takes."""
    effort = dose.effort
    return {
        "low_per_cm2": density and round(density.low_per_cm2, 1),
        "high_per_cm2": density and round(density.high_per_cm2, 1),
        "is_upper_bound": density.is_upper_bound if density else None,
        "channel_length_cm_per_cm2": rounded(dose.channel_length_cm_per_cm2, 1),
        "other_readings": [
            {
                "text": other.text,
                "low_per_cm2": round(other.low_per_cm2, 1),
                "high_per_cm2": round(other.high_per_cm2, 1),
                "sources": list(other.sources),
            }
            for other in dose.other_densities
        ],
        "effort": effort
        and {
            "contact_seconds_low": rounded(effort.seconds_low, 1),
            "contact_seconds_high": rounded(effort.seconds_high, 1),
            "passes": rounded(effort.passes, 2),
            "is_lower_bound": effort.is_lower_bound,
        },
    }


def rounded(value: float | None, digits: int) -> float | None:
    """Rounds a number that may not be known."""
    return None if value is None else round(value, digits)


def coverage_document(coverage: Coverage) -> dict[str, float | None]:
    """Writes the share of the surface that needles of one width cover."""
    return {
        "injured": round(coverage.injured_fraction, 5),
        "open_channel": round(coverage.open_channel_fraction, 5),
        "open_channel_diameter_mm": round(coverage.channel_diameter_mm, 4),
        "if_regular": round(coverage.regular_fraction, 5),
        "if_straight_glide": rounded(coverage.straight_glide_fraction, 5),
    }


def placement_document(dose: Dose) -> dict[str, float] | None:
    """Writes how punctures lie to one another."""
    placement = dose.placement
    if placement is None:
        return None
    return {
        "mean_nearest_mm": round(placement.mean_nearest_mm, 3),
        "within_95_mm": round(placement.within_95_mm, 3),
        "distinct_per_cm2": round(placement.distinct_per_cm2, 1),
    }


def layers_document(one: SkinDose) -> dict[str, float]:
    """Writes the shares of tips by layer."""
    return {layer: round(getattr(one.layers, layer), 4) for layer in LAYERS}


def skin_document(one: SkinDose) -> dict[str, Any]:
    """Writes whose skin a scenario is, and the injured share of its layers."""
    skin = one.skin
    return {
        "name": skin.name,
        "site": skin.site,
        "sex": skin.sex,
        "ages": skin.ages,
        "is_nearest": skin.is_nearest,
        "is_nearest_age": skin.is_nearest_age,
        "total_mean_mm": skin.total_mean_mm,
        "total_sd_mm": round(skin.total_sd_mm, 4),
        "is_spread_assumed": skin.is_spread_assumed,
        "epidermis_mean_mm": skin.epidermis_mean_mm,
        "papillary_fraction": skin.papillary_fraction,
        "injured_fraction": injured_document(one.injured),
        "limitation": skin.limitation,
        "sources": list(skin.sources),
    }


def injured_document(injured: LayerFractions | None) -> dict[str, float] | None:
    """Writes the injured share of each layer's volume."""
    if injured is None:
        return None
    return {
        "epidermis": round(injured.epidermis, 4),
        "papillary_dermis": round(injured.papillary_dermis, 4),
        "reticular_dermis": round(injured.reticular_dermis, 4),
    }


def penetration_document(dose: Dose) -> dict[str, float]:
    """Writes how deep needles come."""
    depth = dose.penetration
    return {
        "p05": round(depth.p05_mm, 3),
        "p50": round(depth.p50_mm, 3),
        "p95": round(depth.p95_mm, 3),
        "mean": round(depth.mean_mm, 3),
    }


def hours_document(clock: OpenHours) -> dict[str, Any]:
    """Writes one clock."""
    return {
        "p50": round(clock.p50_hours, 2),
        "p95": round(clock.p95_hours, 2),
        "name": clock.name,
        "measured_at": clock.site,
        "text": clock.text,
    }


def dose_lines(dose: Dose, content: Content) -> Iterator[str]:
    """Writes a dose for somebody who reads a terminal: the answer, what is missing, and what was assumed."""
    setting, depth = dose.setting, dose.penetration
    yield (
        f"{content.device[setting.device].name}, {content.zone[setting.zone].name}, {setting.sex}, "
        f"{setting.needle_length_mm:g} mm"
    )
    yield from density_lines(dose)
    yield (
        f"  Depth: nine of ten needles end between {depth.p05_mm:.2f} and {depth.p95_mm:.2f} mm, "
        f"half of them above {depth.p50_mm:.2f} mm"
    )
    yield from (layer_line(one) for one in dose.skins)
    yield from (
        f"  Channels, {clock.name.lower()}: {clock.p50_hours:.2g} hours for half of people, "
        f"up to {clock.p95_hours:.3g}"
        for clock in dose.clocks
    )
    yield from (f"  Off-label: {one.reason}" for one in dose.off_label)
    yield from (f"  No {one.what}: {one.reason}" for one in dose.missing)
    yield from (f"  {text}" for text in dose.assumptions)
    yield "A model with these assumptions, not validated; the clinician decides."


def density_lines(dose: Dose) -> Iterator[str]:
    """Writes density, coverage and what a prescription takes."""
    density, effort = dose.density, dose.effort
    if density is not None:
        bound = ", an upper bound" if density.is_upper_bound else ""
        low = f"{density.low_per_cm2:.0f} to " if density.low_per_cm2 < density.high_per_cm2 else ""
        yield f"  Punctures: {low}{density.high_per_cm2:.0f} per cm²{bound}"
    if effort is not None:
        least = "at least " if effort.is_lower_bound else ""
        yield f"  That takes {least}{work_words(effort)}"
    for other in dose.other_densities:
        yield f"  Another reading: {other.low_per_cm2:.0f} to {other.high_per_cm2:.0f} per cm²"
    for one in dose.coverage:
        yield (
            f"  Covered, needle of {one.needle_diameter_mm:g} mm: {one.injured_fraction:.1%} of the surface, "
            f"{one.open_channel_fraction:.1%} stays open"
        )


def work_words(effort: Effort) -> str:
    """Writes the work that a prescribed density takes."""
    if effort.passes is not None:
        return f"{effort.passes:.1f} passes"
    low, high = f"{effort.seconds_low:.0f}", f"{effort.seconds_high:.0f}"
    return f"{low} seconds of contact" if low == high else f"{low} to {high} seconds of contact"


def layer_line(one: SkinDose) -> str:
    """Writes the layers of one scenario."""
    shares = (getattr(one.layers, layer) for layer in LAYERS)
    told = ", ".join(f"{share:.0%} {word}" for share, word in zip(shares, LAYER_WORDS, strict=True))
    nearest = f", nearest place: {one.skin.site}" if one.skin.is_nearest else ""
    return f"  {one.skin.key} ({one.skin.total_mean_mm:.2f} mm{nearest}): {told}"
