"""How deep a needle comes, and in which layer its tip ends.

Limitation first: how much of its length a needle reaches is judgement (a wide triangle), not measurement; depth and
thickness of skin are taken as independent because nobody measured both; and the scenarios of thickness disagree.
These are shares of tips under stated assumptions, not a forecast for one person.

Depth D = max(0, eta (length + error)), eta triangular, error normal. Layer by comparing D with the epidermis E, with
E + papillary share of the dermis, and with the whole T; E and T lognormal and independent of D. The default path is
quadrature and gives the same answer every time; `sampled_layer_shares` is the Monte Carlo beside it.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlepoint.planning.tissue import Skin
from needlepoint.protocols.model import Content, Device
from needlepoint.vocabulary.errors import BadInput

Floats = NDArray[np.float64]
LAYERS = ("epidermis", "papillary_dermis", "reticular_dermis", "subcutis")
# The error of a setting is cut into this many steps between plus and minus six standard deviations.
STEPS = np.linspace(-6.0, 6.0, 97)
STEP_WEIGHTS = np.exp(-(STEPS**2) / 2) / np.exp(-(STEPS**2) / 2).sum()
# So are the thicknesses, each by its own number of steps.
THICKNESSES = np.linspace(-6.0, 6.0, 97)
EPIDERMES = np.linspace(-6.0, 6.0, 61)
THICKNESS_WEIGHTS = np.outer(np.exp(-(THICKNESSES**2) / 2), np.exp(-(EPIDERMES**2) / 2))
THICKNESS_WEIGHTS /= THICKNESS_WEIGHTS.sum()
TABLE_LENGTH = 1_537


@dataclass(frozen=True, slots=True, kw_only=True)
class Penetration:
    """What decides how deep a needle comes; efficiencies are depth over length, as a triangle."""

    needle_length_mm: float
    efficiency_low: float
    efficiency_mode: float
    efficiency_high: float
    error_sd_mm: float

    def __post_init__(self) -> None:
        low, mode, high = self.efficiency_low, self.efficiency_mode, self.efficiency_high
        if not 0 < low <= mode <= high or low == high:
            raise BadInput("efficiency", "must rise from low to high", (low, mode, high), "order the three")
        if not self.needle_length_mm > 0 or not self.error_sd_mm >= 0:
            given = (self.needle_length_mm, self.error_sd_mm)
            raise BadInput("penetration", "needs a length above 0 and an error of 0 or more", given, "in mm")


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthInterval:
    """Nine of ten needles end between `p05_mm` and `p95_mm`."""

    p05_mm: float
    p50_mm: float
    p95_mm: float
    mean_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerShares:
    """The shares of tips that end in each layer; they add up to 1."""

    epidermis: float
    papillary_dermis: float
    reticular_dermis: float
    subcutis: float


def penetration_of(device: Device, needle_length_mm: float, content: Content) -> Penetration:
    """Gives the penetration of a device's needles, from the priors of the content."""
    prior = content.parameter[f"efficiency-{device.kind}"]
    tolerance_mm = device.tolerance_mm or content.parameter["protrusion-tolerance-elsewhere"].value or 0.0
    return Penetration(
        needle_length_mm=needle_length_mm,
        efficiency_low=prior.value_low or 0.0,
        efficiency_mode=prior.value or 0.0,
        efficiency_high=prior.value_high or 0.0,
        error_sd_mm=tolerance_mm / 2,
    )


def share_not_deeper(penetration: Penetration, depth_mm: ArrayLike) -> Floats:
    """Gives the share of needles that end at a depth or above it; any shape of depths in, the same shape out."""
    depths = np.asarray(depth_mm, dtype=np.float64)
    reaching = np.maximum(penetration.needle_length_mm + penetration.error_sd_mm * STEPS, 1e-12)
    shares = triangle_share(penetration, depths[..., np.newaxis] / reaching) @ STEP_WEIGHTS
    # The weights add up to 1 only as far as floats do.
    return np.where(depths < 0, 0.0, np.minimum(shares, 1.0))


def triangle_share(penetration: Penetration, efficiency: Floats) -> Floats:
    """Gives the share of a triangular distribution that lies at or below each efficiency."""
    low, mode, high = penetration.efficiency_low, penetration.efficiency_mode, penetration.efficiency_high
    rising = np.maximum(np.minimum(efficiency, mode) - low, 0.0) ** 2
    falling = np.maximum(high - np.maximum(efficiency, mode), 0.0) ** 2
    below_mode = rising / ((high - low) * (mode - low)) if mode > low else np.zeros_like(efficiency)
    above_mode = 1 - falling / ((high - low) * (high - mode)) if high > mode else np.ones_like(efficiency)
    return np.where(efficiency < mode, below_mode, above_mode)


@lru_cache(maxsize=256)
def depth_table(penetration: Penetration) -> tuple[Floats, Floats]:
    """Tabulates depths in mm and the shares that end at or above them; reckoned once for all scenarios of a needle."""
    reaching = penetration.needle_length_mm + 6 * penetration.error_sd_mm
    depths = np.linspace(0.0, penetration.efficiency_high * reaching, TABLE_LENGTH)
    shares = share_not_deeper(penetration, depths)
    depths.setflags(write=False)
    shares.setflags(write=False)
    return depths, shares


def tabulated_share(penetration: Penetration, depth_mm: Floats) -> Floats:
    """Gives the share that ends at or above each depth, read off the table: within 1 in 10,000."""
    depths, shares = depth_table(penetration)
    return np.interp(depth_mm, depths, shares, left=0.0, right=1.0)


def depth_at(penetration: Penetration, share: ArrayLike) -> Floats:
    """Gives the depth in mm above which the given share of needles ends, read off the table: within 0.002 mm."""
    depths, shares = depth_table(penetration)
    return np.asarray(np.interp(np.asarray(share, dtype=np.float64), shares, depths))


def mean_depth_mm(penetration: Penetration) -> float:
    """Gives the mean depth: the mean efficiency times the mean of what stands out, never below 0."""
    mean = (penetration.efficiency_low + penetration.efficiency_mode + penetration.efficiency_high) / 3
    reaching = np.maximum(penetration.needle_length_mm + penetration.error_sd_mm * STEPS, 0.0)
    return float(mean * (reaching @ STEP_WEIGHTS))


def depth_interval(penetration: Penetration) -> DepthInterval:
    """Gives the depths between which nine of ten needles end."""
    p05, p50, p95 = (float(depth) for depth in depth_at(penetration, (0.05, 0.5, 0.95)))
    return DepthInterval(p05_mm=p05, p50_mm=p50, p95_mm=p95, mean_mm=mean_depth_mm(penetration))


def lognormal_mm(mean_mm: float, sd_mm: float, deviations: ArrayLike) -> Floats:
    """Gives the thicknesses that lie so many standard deviations from the middle of a lognormal."""
    sigma = np.sqrt(np.log1p((sd_mm / mean_mm) ** 2))
    centre = np.log(mean_mm) - sigma**2 / 2
    return np.asarray(np.exp(centre + sigma * np.asarray(deviations)))


def borders_mm(total_mm: Floats, epidermis_mm: Floats, papillary_fraction: float) -> tuple[Floats, Floats]:
    """Gives where the epidermis and where the papillary dermis end; an epidermis is never thicker than its skin."""
    top = np.minimum(epidermis_mm, total_mm)
    return top, top + papillary_fraction * (total_mm - top)


def layer_borders_mm(skin: Skin) -> tuple[float, float, float]:
    """Gives where epidermis, papillary and reticular dermis end in a skin of mean thickness."""
    top = min(skin.epidermis_mean_mm, skin.total_mean_mm)
    return top, top + skin.papillary_fraction * (skin.total_mean_mm - top), skin.total_mean_mm


def layer_shares(penetration: Penetration, skin: Skin) -> LayerShares:
    """Gives the shares of tips that end in each layer, summed over both thicknesses.

    Within half a point for efficiencies at least 0.2 wide; needles that all end at one depth would need finer steps.
    """
    total = lognormal_mm(skin.total_mean_mm, skin.total_sd_mm, THICKNESSES)[:, np.newaxis]
    epidermis = lognormal_mm(skin.epidermis_mean_mm, skin.epidermis_sd_mm, EPIDERMES)
    borders = (*borders_mm(total, epidermis, skin.papillary_fraction), total)
    return shares_between(
        [float((tabulated_share(penetration, border) * THICKNESS_WEIGHTS).sum()) for border in borders]
    )


def shares_between(ends: list[float]) -> LayerShares:
    """Turns the shares that end at or above each border into the shares between borders."""
    borders = [0.0, *(min(max(end, 0.0), 1.0) for end in ends), 1.0]
    between = [max(below - above, 0.0) for above, below in pairwise(borders)]
    return LayerShares(**dict(zip(LAYERS, between, strict=True)))


def sample_depths_mm(penetration: Penetration, count: int, generator: np.random.Generator) -> Floats:
    """Draws the depths of so many needles."""
    low, mode, high = penetration.efficiency_low, penetration.efficiency_mode, penetration.efficiency_high
    efficiency = generator.triangular(low, mode, high, count)
    error = generator.normal(0.0, penetration.error_sd_mm, count)
    return np.maximum(efficiency * (penetration.needle_length_mm + error), 0.0)


def sampled_layer_shares(
    penetration: Penetration, skin: Skin, count: int, generator: np.random.Generator
) -> LayerShares:
    """Gives the same shares from so many drawn needles; its error is about sqrt(share (1 - share) / count)."""
    depths = sample_depths_mm(penetration, count, generator)
    total = lognormal_mm(skin.total_mean_mm, skin.total_sd_mm, generator.standard_normal(count))
    epidermis = lognormal_mm(skin.epidermis_mean_mm, skin.epidermis_sd_mm, generator.standard_normal(count))
    top, papillary_end = borders_mm(total, epidermis, skin.papillary_fraction)
    return shares_between([float(np.mean(depths <= end)) for end in (top, papillary_end, total)])
