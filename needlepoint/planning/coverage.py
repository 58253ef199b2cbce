"""How much of the skin a density of punctures covers, how far apart they lie, and how many fall together.

Limitation first: no coverage formula for microneedling is published. This is the Boolean model of random discs:
punctures at random, each a cylinder as wide as its needle (or half as wide, where the channel stays open). A needle
tapers, a roller cuts a curved cleft, and a straight glide that is never crossed is not random; the alternatives below
bound it.

Densities L in punctures per cm², disc areas a in cm². phi = 1 - exp(-L a) (Stoyan, Kendall and Mecke 1987);
over-dispersed with shape k, phi = 1 - (1 + L a / k)^(-k); a regular pattern gives the upper bound min(1, L a).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from needlepoint.planning.reach import Penetration, layer_borders_mm, share_not_deeper
from needlepoint.planning.tissue import Skin

# The share of places that have a puncture within `within_95_mm`.
NEARLY_EVERYWHERE = 0.95
# Below this mean number of earlier holes within reach, re-entry is nothing, and dividing by it is noise.
NO_OVERLAP = 1e-9
DEPTH_NODES, DEPTH_WEIGHTS = np.polynomial.legendre.leggauss(33)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The share of the skin's surface that needles of one width cover, and what stays open of it.

    regular_fraction : were the punctures laid out evenly; nothing covers more
    straight_glide_fraction : were all passes in the same lanes; None where the lanes are not known
    """

    needle_diameter_mm: float
    channel_diameter_mm: float
    injured_fraction: float
    open_channel_fraction: float
    regular_fraction: float
    straight_glide_fraction: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How punctures at random lie to one another.

    mean_nearest_mm : from a puncture to the next
    within_95_mm : 95 % of all places have a puncture this near
    distinct_per_cm2 : holes, where a needle that falls near an earlier one slides into it
    """

    mean_nearest_mm: float
    within_95_mm: float
    distinct_per_cm2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiplicity:
    """How often the same place is hit where punctures lie at random; the four shares of the surface add up to 1."""

    never: float
    once: float
    twice: float
    more: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFractions:
    """The share of each layer's volume that was injured."""

    epidermis: float
    papillary_dermis: float
    reticular_dermis: float


def disc_area_cm2(diameter_mm: float) -> float:
    """Gives the area of a disc in cm² from its diameter in mm."""
    return math.pi * diameter_mm**2 / 400


def covered_fraction(per_cm2: float, area_cm2: float, k: float = math.inf) -> float:
    """Gives the covered share; `k` is the shape of an uneven hand, infinite for an even one."""
    mean = per_cm2 * area_cm2
    if math.isinf(k):
        return -math.expm1(-mean)
    return -math.expm1(-k * math.log1p(mean / k))


def regular_fraction(per_cm2: float, area_cm2: float) -> float:
    """Gives the covered share of an even pattern: the most that any pattern covers."""
    return min(1.0, per_cm2 * area_cm2)


def straight_glide_fraction(per_cm2: float, diameter_mm: float, lanes_per_cm: float) -> float:
    """Gives the covered share where every puncture falls evenly into straight lanes that are never crossed.

    In a lane the discs stand 1/(L x lane width) apart; nearer than their diameter they overlap. Lanes that are nearer
    to one another than a disc is wide are taken as covered at most whole.
    """
    apart_mm = 10 * lanes_per_cm / per_cm2
    radius = diameter_mm / 2
    if apart_mm >= diameter_mm:
        covered_mm2 = math.pi * radius**2
    else:
        half = apart_mm / 2
        covered_mm2 = 2 * (half * math.sqrt(radius**2 - half**2) + radius**2 * math.asin(half / radius))
    return min(1.0, covered_mm2 * per_cm2 / 100)


def mean_nearest_mm(per_cm2: float) -> float:
    """Gives the mean distance from a random puncture to the next: 1 / (2 sqrt L)."""
    return 10 / (2 * math.sqrt(per_cm2))


def within_95_mm(per_cm2: float) -> float:
    """Gives the radius within which 95 % of all places have a puncture: sqrt(ln 20 / (pi L))."""
    return 10 * math.sqrt(-math.log(1 - NEARLY_EVERYWHERE) / (math.pi * per_cm2))


def share_hit(per_cm2: float, area_cm2: float, times: int) -> float:
    """Gives the share of places that lie in exactly so many punctures (Poisson with mean L a)."""
    mean = per_cm2 * area_cm2
    return math.exp(-mean) * mean**times / math.factorial(times)


def multiplicity_of(per_cm2: float, needle_diameter_mm: float) -> Multiplicity:
    """Gives the shares of the surface that lie in no puncture, in one, in two and in more."""
    area_cm2 = disc_area_cm2(needle_diameter_mm)
    never, once, twice = (share_hit(per_cm2, area_cm2, times) for times in range(3))
    return Multiplicity(never=never, once=once, twice=twice, more=max(1 - never - once - twice, 0.0))


def distinct_per_cm2(per_cm2: float, re_entry_radius_mm: float) -> float:
    """Gives the holes where a needle nearer than the radius to an earlier one slides into it: (1 - exp(-b L)) / b."""
    area_cm2 = disc_area_cm2(2 * re_entry_radius_mm)
    if area_cm2 * per_cm2 < NO_OVERLAP:
        return per_cm2
    return -math.expm1(-area_cm2 * per_cm2) / area_cm2


def placement_of(per_cm2: float, re_entry_radius_mm: float = 0.0) -> Placement:
    """Gives how punctures at random lie to one another."""
    return Placement(
        mean_nearest_mm=mean_nearest_mm(per_cm2),
        within_95_mm=within_95_mm(per_cm2),
        distinct_per_cm2=distinct_per_cm2(per_cm2, re_entry_radius_mm),
    )


def coverage_of(
    per_cm2: float,
    needle_diameter_mm: float,
    channel_share: float,
    *,
    k: float = math.inf,
    lanes_per_cm: float | None = None,
) -> Coverage:
    """Gives the coverage by needles of one width; `channel_share` is the open channel's width over the needle's."""
    channel_mm = needle_diameter_mm * channel_share
    area_cm2 = disc_area_cm2(needle_diameter_mm)
    glide = lanes_per_cm and straight_glide_fraction(per_cm2, needle_diameter_mm, lanes_per_cm)
    return Coverage(
        needle_diameter_mm=needle_diameter_mm,
        channel_diameter_mm=channel_mm,
        injured_fraction=covered_fraction(per_cm2, area_cm2, k),
        open_channel_fraction=covered_fraction(per_cm2, disc_area_cm2(channel_mm), k),
        regular_fraction=regular_fraction(per_cm2, area_cm2),
        straight_glide_fraction=glide,
    )


def injured_fractions(
    per_cm2: float, needle_diameter_mm: float, penetration: Penetration, skin: Skin, k: float = math.inf
) -> LayerFractions:
    """Gives the injured share of each layer's volume, at the skin's mean thickness: the mean over its depth of phi(z).

    phi(z) counts only needles that come deeper than z. The subcutis has no lower border, so no share of it is given.
    """
    return mean_over_layers([(per_cm2 * disc_area_cm2(needle_diameter_mm), penetration)], skin, k)


def mean_over_layers(
    needled: Sequence[tuple[float, Penetration]], skin: Skin, k: float = math.inf
) -> LayerFractions:
    """Gives the injured share of each layer after several needlings, each with its mean L a; nothing heals between."""
    borders = (0.0, *layer_borders_mm(skin))
    shares = [mean_fraction(needled, top, bottom, k) for top, bottom in pairwise(borders)]
    return LayerFractions(epidermis=shares[0], papillary_dermis=shares[1], reticular_dermis=shares[2])


def mean_fraction(
    needled: Sequence[tuple[float, Penetration]], top_mm: float, bottom_mm: float, k: float
) -> float:
    """Gives the mean covered share between two depths, by Gauss-Legendre quadrature."""
    depths = (top_mm + bottom_mm) / 2 + (bottom_mm - top_mm) / 2 * DEPTH_NODES
    reaching = sum(mean * (1 - share_not_deeper(needle, depths)) for mean, needle in needled)
    covered = [covered_fraction(float(mean), 1.0, k) for mean in np.atleast_1d(reaching)]
    return float(np.dot(DEPTH_WEIGHTS, covered) / 2)


def channel_length_cm_per_cm2(per_cm2: float, mean_depth_mm: float) -> float:
    """Gives the length of channel in each square centimetre of skin: density times mean depth."""
    return per_cm2 * mean_depth_mm / 10
