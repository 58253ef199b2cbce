"""The slow, obvious twin of the simulator: loops over plain floats; only the random numbers are drawn alike."""

import math
from fractions import Fraction
from itertools import pairwise


def edges_of(rings):
    return [(ring[index], ring[(index + 1) % len(ring)]) for ring in rings for index in range(len(ring))]


def is_inside(rings, x, y):
    inside = False
    for (x0, y0), (x1, y1) in edges_of(rings):
        if (y0 <= y) != (y1 <= y) and x >= x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


def distance_to_edge(rings, x, y):
    return min(distance_to_segment(x, y, start, end) for start, end in edges_of(rings))


def distance_to_segment(x, y, start, end):
    (x0, y0), (x1, y1) = start, end
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
    along = min(1.0, max(0.0, along))
    return math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))


def centre(grid, row, column):
    return grid.left_mm + (column + 0.5) * grid.cell_mm, grid.top_mm + (row + 0.5) * grid.cell_mm


def cells_inside(rings, grid):
    return [
        [is_inside(rings, *centre(grid, row, column)) for column in range(grid.columns)]
        for row in range(grid.rows)
    ]


def count_cells(punctures, grid):
    counts = [[0] * grid.columns for _ in range(grid.rows)]
    for x, y in punctures:
        column = math.floor((x - grid.left_mm) / grid.cell_mm)
        row = math.floor((y - grid.top_mm) / grid.cell_mm)
        if 0 <= column < grid.columns and 0 <= row < grid.rows:
            counts[row][column] += 1
    return counts


def density_map(counts, inside, grid, reach):
    """Punctures per cm² about each cell in the zone; None outside it."""
    densities = []
    for row in range(grid.rows):
        densities.append([])
        for column in range(grid.columns):
            window = [
                counts[r][c]
                for r in range(max(0, row - reach), min(grid.rows, row + reach + 1))
                for c in range(max(0, column - reach), min(grid.columns, column + reach + 1))
                if inside[r][c]
            ]
            is_in = inside[row][column]
            densities[-1].append(sum(window) / (len(window) * grid.cell_cm2) if is_in else None)
    return densities


def discs_over(punctures, grid, diameter):
    return [
        [
            sum(math.dist(centre(grid, row, column), puncture) <= diameter / 2 for puncture in punctures)
            for column in range(grid.columns)
        ]
        for row in range(grid.rows)
    ]


def share_at_least(densities, per_cm2):
    return sum(density >= per_cm2 for density in densities) / len(densities)


def received_by(densities, percent):
    """matRad's DX: linear between the sorted cells laid out from 0 to 1."""
    ordered = sorted(densities)
    rank = (len(ordered) - 1) * (1 - percent / 100)
    low = math.floor(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def nearest(place, points, own=None):
    return min(
        (math.dist(place, point) for index, point in enumerate(points) if index != own), default=math.inf
    )


def along(stroke, distance):
    """Where one is after `distance` along a polyline, and in which direction one goes."""
    for (x0, y0), (x1, y1) in pairwise(stroke):
        length = math.hypot(x1 - x0, y1 - y0)
        if distance < length:
            ahead = ((x1 - x0) / length, (y1 - y0) / length)
            return (x0 + ahead[0] * distance, y0 + ahead[1] * distance), ahead
        distance -= length
    raise AssertionError("walked past the end")


def length_of(stroke):
    return sum(math.dist(one, other) for one, other in pairwise(stroke))


def pen_punctures(strokes, needles, step, kappa, rng):
    """Draws what the simulator draws, in its order, and walks every stroke stamp by stamp."""
    angles = rng.uniform(0, 2 * math.pi, len(strokes))
    phases = rng.random(len(strokes)) * step
    made = []
    for stroke, angle, phase in zip(strokes, angles, phases, strict=True):
        stamp = 0
        while phase + stamp * step < length_of(stroke):
            (x, y), _ = along(stroke, phase + stamp * step)
            for a, b in needles:
                made.append(
                    (
                        x + math.cos(angle) * a - math.sin(angle) * b,
                        y + math.sin(angle) * a + math.cos(angle) * b,
                    )
                )
            stamp += 1
    return kept(made, kappa, rng)


def roller_punctures(strokes, roller, kappa, rng):
    """Draws what the simulator draws, in its order, and walks every ring of every stroke."""
    starts = rng.random(len(strokes))
    gap = math.pi * roller.drum_diameter_mm / roller.needles_per_ring
    made = []
    for stroke, start in zip(strokes, starts, strict=True):
        for ring in range(roller.rings):
            aside = ((ring + 0.5) / roller.rings - 0.5) * roller.drum_width_mm
            place = (start + (0.5 if ring % 2 else 0.0)) % 1 * gap
            while place < length_of(stroke):
                (x, y), (dx, dy) = along(stroke, place)
                made.append((x - dy * aside, y + dx * aside))
                place += gap
    return kept(made, kappa, rng)


def kept(made, kappa, rng):
    if kappa == 1:
        return made
    return [one for one, chance in zip(made, rng.random(len(made)), strict=True) if chance < kappa]


def doubled_area(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in edges_of([ring]))


def is_simple(ring):
    """Whether no two edges of a ring of whole numbers share more than the corner between them."""
    edges = edges_of([ring])
    for i, one in enumerate(edges):
        for j in range(i + 1, len(edges)):
            shared = shared_points(one, edges[j])
            corners = set(one) & set(edges[j]) if j - i in (1, len(edges) - 1) else set()
            if not shared <= corners:
                return False
    return True


def shared_points(one, other):
    """The points that two segments share, with exact fractions; of a shared stretch, its ends and its middle."""
    (x0, y0), (x1, y1) = one
    (x2, y2), (x3, y3) = other
    across = (x1 - x0) * (y3 - y2) - (y1 - y0) * (x3 - x2)
    if across:
        s = Fraction((x2 - x0) * (y3 - y2) - (y2 - y0) * (x3 - x2), across)
        t = Fraction((x2 - x0) * (y1 - y0) - (y2 - y0) * (x1 - x0), across)
        return {(x0 + s * (x1 - x0), y0 + s * (y1 - y0))} if 0 <= s <= 1 and 0 <= t <= 1 else set()
    if (x1 - x0) * (y2 - y0) != (y1 - y0) * (x2 - x0):
        return set()
    low, high = max(min(one), min(other)), min(max(one), max(other))
    if low > high:
        return set()
    return {low, high, (Fraction(low[0] + high[0], 2), Fraction(low[1] + high[1], 2))}
