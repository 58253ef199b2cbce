"""How far the nearest puncture is, from places in a zone and from one puncture to the next.

Limitation: measured at a sample of places, so each number has the noise of that sample.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlepoint.planning.outline import Points
from needlepoint.vocabulary.errors import BadInput

PER_BUCKET = 2  # punctures in a bucket, on the average


@dataclass(frozen=True, slots=True, eq=False)
class Buckets:
    """Points sorted into square buckets, row by row; `first` tells where each bucket's points begin."""

    points_mm: Points
    order: NDArray[np.intp]
    first: NDArray[np.intp]
    low_mm: Points
    side_mm: float
    columns: int
    rows: int

    def bucket_of(self, places_mm: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Gives each place's column and row; a place beside the buckets belongs to the nearest."""
        column, row = np.floor((places_mm - self.low_mm) / self.side_mm).astype(np.intp).T
        return np.clip(column, 0, self.columns - 1), np.clip(row, 0, self.rows - 1)


def buckets_of(points_mm: Points) -> Buckets:
    """Sorts points, (n, 2) in millimetres, into buckets of about two."""
    if not len(points_mm):
        raise BadInput("punctures_mm", "must have at least one puncture", 0, "simulate some first")
    low, wide = points_mm.min(axis=0), np.maximum(np.ptp(points_mm, axis=0), 1e-9)
    # On a line the buckets would be endless; a side is at least the line's length over the number of points.
    count = len(points_mm) / PER_BUCKET
    side = max(float(np.sqrt(wide.prod() / count)), float(wide.max()) / max(count, 1))
    columns, rows = (int(cells) + 1 for cells in wide // side)
    made = Buckets(points_mm, np.empty(0, np.intp), np.empty(0, np.intp), low, side, columns, rows)
    column, row = made.bucket_of(points_mm)
    bucket = row * columns + column
    order = np.argsort(bucket, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=rows * columns))])
    return Buckets(points_mm[order], order, first, low, side, columns, rows)


def nearest_mm(
    places_mm: Points, buckets: Buckets, own: NDArray[np.intp] | None = None
) -> NDArray[np.float64]:
    """(places,): the distance from each place, (n, 2) in millimetres, to the nearest point in the buckets.

    `own` names for each place the point that is the place itself and is left out. Infinite where no other is.
    """
    distances = np.full(len(places_mm), np.inf)
    unsure, reach = np.arange(len(places_mm)), 1
    while len(unsure):
        found = nearest_within(buckets, places_mm[unsure], None if own is None else own[unsure], reach)
        distances[unsure] = found
        # What lies beyond the searched buckets is farther than this.
        if reach >= max(buckets.rows, buckets.columns):
            return distances
        unsure, reach = unsure[found > reach * buckets.side_mm], reach * 2
    return distances


def nearest_within(
    buckets: Buckets, places_mm: Points, own: NDArray[np.intp] | None, reach: int
) -> NDArray[np.float64]:
    """(places,): the distance to the nearest point in the buckets up to `reach` rows and columns away."""
    column, row = buckets.bucket_of(places_mm)
    rows = row[:, None] + np.arange(-reach, reach + 1)
    is_row = (rows >= 0) & (rows < buckets.rows)
    start = np.clip(rows, 0, buckets.rows - 1) * buckets.columns
    low = buckets.first[start + np.maximum(column - reach, 0)[:, None]]
    high = buckets.first[start + np.minimum(column + reach + 1, buckets.columns)[:, None]]
    counts = np.where(is_row, high - low, 0).ravel()
    asked = np.repeat(np.arange(counts.size), counts)
    which = np.arange(len(asked)) - np.repeat(np.cumsum(counts) - counts, counts) + low.ravel()[asked]
    place = asked // rows.shape[1]
    squared = ((buckets.points_mm[which] - places_mm[place]) ** 2).sum(axis=1)
    if own is not None:
        squared[buckets.order[which] == own[place]] = np.inf
    least = np.full(len(places_mm), np.inf)
    np.minimum.at(least, place, squared)
    return np.asarray(np.sqrt(least))
