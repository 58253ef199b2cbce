"""A slow and obvious twin of `needlepoint.planning.reach`: loops over equal chances, one needle after another."""

import math
from collections.abc import Iterator
from statistics import NormalDist

from needlepoint.planning.reach import Penetration
from needlepoint.planning.tissue import Skin

STANDARD = NormalDist()


def chances(count: int) -> Iterator[float]:
    """Gives the middles of so many equal parts of what may happen."""
    return ((place + 0.5) / count for place in range(count))


def efficiency_at(chance: float, needle: Penetration) -> float:
    """Gives the efficiency below which so many needles lie."""
    low, mode, high = needle.efficiency_low, needle.efficiency_mode, needle.efficiency_high
    if chance * (high - low) < mode - low:
        return low + math.sqrt(chance * (high - low) * (mode - low))
    return high - math.sqrt((1 - chance) * (high - low) * (high - mode))


def depths_mm(needle: Penetration, steps: int) -> Iterator[float]:
    """Gives the depths of a needle of each efficiency with each error."""
    for chance in chances(steps):
        for other in chances(steps):
            reaching = needle.needle_length_mm + needle.error_sd_mm * STANDARD.inv_cdf(other)
            yield max(0.0, efficiency_at(chance, needle) * reaching)


def lognormal(mean: float, sd: float) -> NormalDist:
    """Gives the normal distribution of the logarithm."""
    sigma = math.sqrt(math.log(1 + (sd / mean) ** 2))
    return NormalDist(math.log(mean) - sigma**2 / 2, sigma)


def layers(needle: Penetration, skin: Skin, steps: int = 60) -> dict[str, float]:
    """Counts in which layer each needle ends in each of many skins."""
    total = lognormal(skin.total_mean_mm, skin.total_sd_mm)
    epidermis = lognormal(skin.epidermis_mean_mm, skin.epidermis_sd_mm)
    tops = [math.exp(epidermis.inv_cdf(chance)) for chance in chances(15)]
    wholes = [math.exp(total.inv_cdf(chance)) for chance in chances(40)]
    counted = dict.fromkeys(("epidermis", "papillary_dermis", "reticular_dermis", "subcutis"), 0)
    for depth in depths_mm(needle, steps):
        for whole in wholes:
            for top in tops:
                counted[layer_of(depth, min(top, whole), whole, skin.papillary_fraction)] += 1
    everything = sum(counted.values())
    return {layer: count / everything for layer, count in counted.items()}


def layer_of(depth: float, top: float, whole: float, papillary_fraction: float) -> str:
    """Names the layer at a depth."""
    if depth <= top:
        return "epidermis"
    if depth <= top + papillary_fraction * (whole - top):
        return "papillary_dermis"
    return "reticular_dermis" if depth <= whole else "subcutis"
