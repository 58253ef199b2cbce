"""Writes what several sessions add up to in a zone."""

from collections.abc import Iterable
from typing import Any

from needlepoint.interop.dose import injured_document
from needlepoint.planning.accumulation import PunctureSum, ZoneSum


def sum_documents(sums: Iterable[ZoneSum]) -> list[dict[str, Any]]:
    """Gives a document a zone."""
    return [sum_document(one) for one in sums]


def sum_document(one: ZoneSum) -> dict[str, Any]:
    """Writes the sum of one zone; `depth_mm` is null and `injured_fraction` empty where no density is known."""
    depth = one.depth
    return {
        "zone": one.zone,
        "window_days": one.window_days,
        "total": punctures_document(one.total),
        "within": punctures_document(one.within),
        "busiest": punctures_document(one.busiest),
        "longest_needle_mm": one.longest_needle_mm,
        "depth_mm": None
        if depth is None
        else {
            "p05": round(depth.p05_mm, 3),
            "p50": round(depth.p50_mm, 3),
            "p95": round(depth.p95_mm, 3),
            "mean": round(depth.mean_mm, 3),
        },
        "injured_fraction": {
            scenario.scenario: injured_document(scenario.fractions) for scenario in one.injured
        },
        "assumption": one.assumption,
    }


def punctures_document(punctures: PunctureSum) -> dict[str, Any]:
    """Writes a density over some sessions, with their days."""
    return {
        "low_per_cm2": round(punctures.low_per_cm2, 1),
        "high_per_cm2": round(punctures.high_per_cm2, 1),
        "is_upper_bound": punctures.is_upper_bound,
        "sessions": [day.isoformat() for day in punctures.sessions],
        "unknown": [day.isoformat() for day in punctures.unknown],
    }
