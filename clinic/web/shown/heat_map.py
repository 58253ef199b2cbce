"""The heat map: where a simulated zone gets how many punctures, as shapes for the face map and as a table.

Limitation: a picture of a simulation, not of skin; what was assumed for it stands beside it. Squares of `BLOCK_MM` are
drawn, each with the mean of its cells; the table is made from the cells themselves.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from clinic.web.facemap import Drawing, DrawnZone, zone_name
from clinic.web.shown.outlines import ScaledZone
from needlepoint.planning.density import DensityMap
from needlepoint.planning.histogram import Histogram
from needlepoint.planning.simulation import Simulation

BLOCK_MM = 1.5
STEPS = 5  # equal steps, and one more for what lies above them
NICE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
OVERLAP = 0.05  # of a square's height, so that no hairline shows between two rows
CURVE_POINTS = 60
PAPER = ("#eef4f4", "#cfe3e4", "#a5cbcd", "#74aeb2", "#438c92", "#0b5c63")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One step of the scale, in punctures per cm²; the last has no upper end."""

    number: int
    low_per_cm2: float
    high_per_cm2: float | None

    @property
    def paper(self) -> str:
        """The colour on paper, darker with the number; on a screen the style sheet has its own."""
        return PAPER[self.number]

    @property
    def said(self) -> str:
        """The band in words, such as "100 to 200"."""
        if self.high_per_cm2 is None:
            return gettext("%(low)s and more") % {"low": f"{self.low_per_cm2:g}"}
        ends = {"low": f"{self.low_per_cm2:g}", "high": f"{self.high_per_cm2:g}"}
        return gettext("%(low)s to %(high)s") % ends


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatShape:
    """The squares of one band in one zone, as a path in drawing units."""

    band: Band
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatZone:
    """A zone on the drawing: its squares by band, and the density that half of it received."""

    drawn: DrawnZone
    name: str
    shapes: tuple[HeatShape, ...]
    half_per_cm2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A zone in the table, which says all that the drawing shows.

    `band_percents` is how many per cent of the zone lie in each band that occurs in any zone.
    """

    zone: str
    name: str
    mean_per_cm2: float
    half_per_cm2: float
    nearly_all_per_cm2: float
    covered_percent: float
    homogeneity: float | None
    chance_homogeneity: float | None
    band_percents: tuple[tuple[Band, float], ...]
    curve: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Everything that `components/heat_map.html` needs, under the name `heat`."""

    map_id: str
    drawing: Drawing
    zones: tuple[HeatZone, ...]
    bands: tuple[Band, ...]
    occurring: tuple[Band, ...]
    curves_end_per_cm2: float
    rows: tuple[HeatRow, ...]
    window_mm: float
    assumptions: tuple[str, ...]


def heat_map(
    drawing: Drawing,
    scaled: Mapping[str, ScaledZone],
    simulations: Mapping[str, Simulation],
    assumptions: Iterable[str] = (),
    *,
    map_id: str = "heat-map",
) -> HeatMap:
    """Lays simulated zones over a drawing; zones that the drawing does not show stand in the table alone."""
    if not simulations:
        raise ValueError("simulations: must hold at least one zone, given none; simulate a zone first")
    bands = bands_for(made.histogram for made in simulations.values())
    occurring = tuple(band for band in bands if any(occurs(band, one) for one in simulations.values()))
    shown = [drawn for drawn in drawing.zones if drawn.zone in simulations and drawn.zone in scaled]
    return HeatMap(
        map_id=map_id,
        drawing=drawing,
        zones=tuple(heat_zone(one, scaled[one.zone], simulations[one.zone], bands) for one in shown),
        bands=bands,
        occurring=occurring,
        curves_end_per_cm2=curves_end(bands),
        rows=tuple(heat_row(zone, made, bands, occurring) for zone, made in simulations.items()),
        window_mm=next(iter(simulations.values())).density.window_mm,
        assumptions=tuple(dict.fromkeys(assumptions)),
    )


def bands_for(histograms: Iterable[Histogram]) -> tuple[Band, ...]:
    """Gives one scale for all zones, so that the same colour means the same density everywhere."""
    step = nice_step(max(histogram.received_by(2) for histogram in histograms) / STEPS)
    ends = [*(number * step for number in range(1, STEPS + 1)), None]
    return tuple(
        Band(number=number, low_per_cm2=number * step, high_per_cm2=end) for number, end in enumerate(ends)
    )


def nice_step(least: float) -> float:
    """Gives the next round number, such as 15, 20, 25, 30 or 40."""
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(nice * power for nice in NICE if nice * power >= least * (1 - 1e-9))


def heat_zone(
    drawn: DrawnZone, scaled: ScaledZone, simulation: Simulation, bands: tuple[Band, ...]
) -> HeatZone:
    """Turns a zone's densities into one path for each band that occurs in it."""
    block = max(1, round(BLOCK_MM / simulation.density.grid.cell_mm))
    numbers = band_numbers(block_means(simulation.density.laid_out(), block), bands)
    paths = ((band, path_of(numbers == band.number, simulation.density, block, scaled)) for band in bands)
    return HeatZone(
        drawn=drawn,
        name=zone_name(drawn.zone),
        shapes=tuple(HeatShape(band=band, path=path) for band, path in paths if path),
        half_per_cm2=simulation.histogram.received_by(50),
    )


def block_means(densities: NDArray[np.float32], block: int) -> NDArray[np.float64]:
    """(rows, columns) of blocks: the mean of the cells of the zone in each, NaN where there are none."""
    rows, columns = (-(-size // block) for size in densities.shape)
    padded = np.full((rows * block, columns * block), np.nan)
    padded[: densities.shape[0], : densities.shape[1]] = densities
    blocks = padded.reshape(rows, block, columns, block)
    cells = np.count_nonzero(~np.isnan(blocks), axis=(1, 3))
    return np.where(cells, np.nansum(blocks, axis=(1, 3)) / np.maximum(cells, 1), np.nan)


def band_numbers(means: NDArray[np.float64], bands: tuple[Band, ...]) -> NDArray[np.intp]:
    """Gives the number of each block's band, -1 outside the zone."""
    step = bands[1].low_per_cm2
    numbers = np.minimum(np.nan_to_num(means, nan=0.0) // step, len(bands) - 1).astype(np.intp)
    return np.where(np.isnan(means), -1, numbers)


def path_of(blocks: NDArray[np.bool_], density: DensityMap, block: int, scaled: ScaledZone) -> str:
    """Draws the marked blocks, every run of a row as one rectangle, in drawing units."""
    size = block * density.grid.cell_mm / scaled.mm_per_unit
    left, top = density.grid.left_mm / scaled.mm_per_unit, density.grid.top_mm / scaled.mm_per_unit
    edges = np.diff(np.pad(blocks, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    starts, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    return "".join(
        f"M{left + start * size:.2f} {top + row * size:.2f}h{(end - start) * size:.2f}v{size * (1 + OVERLAP):.2f}"
        f"h{(start - end) * size:.2f}z"
        for (row, start), (_, end) in zip(starts.tolist(), ends.tolist(), strict=True)
    )


def occurs(band: Band, simulation: Simulation) -> bool:
    """Says whether at least half a per cent of a zone lies in a band."""
    return percent_in(band, simulation.histogram) >= 0.5


def percent_in(band: Band, histogram: Histogram) -> float:
    """Gives how many per cent of a zone lie in a band."""
    above = 0.0 if band.high_per_cm2 is None else histogram.share_at_least(band.high_per_cm2)
    return 100 * (histogram.share_at_least(band.low_per_cm2) - above)


def heat_row(zone: str, made: Simulation, bands: tuple[Band, ...], occurring: tuple[Band, ...]) -> HeatRow:
    """Says of one zone what the drawing shows."""
    histogram = made.histogram
    return HeatRow(
        zone=zone,
        name=zone_name(zone),
        mean_per_cm2=made.mean_per_cm2,
        half_per_cm2=histogram.received_by(50),
        nearly_all_per_cm2=histogram.received_by(95),
        covered_percent=100 * made.covered_fraction,
        homogeneity=made.homogeneity,
        chance_homogeneity=made.chance_homogeneity,
        band_percents=tuple((band, percent_in(band, histogram)) for band in occurring),
        curve=curve_of(histogram, bands),
    )


def curves_end(bands: tuple[Band, ...]) -> float:
    """Gives the density at which the curves end: one step above the scale's last border."""
    return bands[-1].low_per_cm2 + bands[1].low_per_cm2


def curve_of(histogram: Histogram, bands: tuple[Band, ...]) -> str:
    """Gives the density-area histogram as points in a box of 100 by 100, from all of the zone to none of it."""
    highest = curves_end(bands)
    asked = np.linspace(0, highest, CURVE_POINTS + 1)
    shares = histogram.shares_at_least(asked)
    return " ".join(
        f"{100 * x / highest:.1f},{100 * (1 - share):.1f}"
        for x, share in zip(asked.tolist(), shares.tolist(), strict=True)
    )
