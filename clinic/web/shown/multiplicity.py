"""How often needles hit the same place, and how many holes are left where one slides into another: a bar and a table.

Limitation: punctures at random, beside what the simulated strokes gave. That a needle near an earlier hole slides into
it is one inventor's observation; how near was never measured.
"""

from dataclasses import dataclass

from needlepoint.planning.coverage import Multiplicity, distinct_per_cm2, multiplicity_of
from needlepoint.planning.simulation import Simulation
from needlepoint.protocols.library import shipped_content

RE_ENTRY = "re-entry-radius"


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """One zone: shares of its surface in per cent, and holes on a square centimetre.

    again_percent : what lies under two punctures or more in the simulated strokes
    distinct_per_cm2 : where every needle that falls within the radius of an earlier hole slides into it
    segments : (class number, start, width) of a bar of 100
    """

    name: str
    never_percent: float
    once_percent: float
    twice_percent: float
    more_percent: float
    again_percent: float
    per_cm2: float
    distinct_per_cm2: float
    segments: tuple[tuple[int, float, float], ...]


def hit_row(name: str, made: Simulation, width_mm: float) -> HitRow:
    """Say of one simulated zone how often its places are hit."""
    hits = multiplicity_of(made.mean_per_cm2, width_mm)
    return HitRow(
        name=name,
        never_percent=100 * hits.never,
        once_percent=100 * hits.once,
        twice_percent=100 * hits.twice,
        more_percent=100 * hits.more,
        again_percent=100 * made.covered_again_fraction,
        per_cm2=made.mean_per_cm2,
        distinct_per_cm2=distinct_per_cm2(made.mean_per_cm2, re_entry_radius_mm()),
        segments=segments_of(hits),
    )


def re_entry_radius_mm() -> float:
    """Give the radius that is tried beside none, which is the one that is used."""
    return shipped_content().parameter[RE_ENTRY].value_high or 0.0


def re_entry_words() -> str:
    """Say what is assumed of re-entry."""
    return shipped_content().parameter[RE_ENTRY].text


def segments_of(hits: Multiplicity) -> tuple[tuple[int, float, float], ...]:
    """Give the parts of a bar of 100, from never to more than twice, each darker than the one before."""
    widths = [100 * share for share in (hits.never, hits.once, hits.twice, hits.more)]
    return tuple(
        (shade, round(sum(widths[:place]), 2), round(width, 2))
        for place, (shade, width) in enumerate(zip((0, 2, 4, 5), widths, strict=True))
    )
