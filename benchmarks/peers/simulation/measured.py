"""How an engine is measured: each zone's answer, processor time and the memory at its peak, as one line of JSON."""

import json
import math
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

OUTPUT = Path(__file__).resolve().parents[2] / "output"
CELL_MM, WINDOW_MM, NEEDLE_MM = 0.1, 2.5, 0.25
REACH = round(WINDOW_MM / CELL_MM)
PERCENTS = (2, 50, 95, 98)

Zone = tuple[list[np.ndarray], np.ndarray]  # rings and punctures, each (n, 2) in millimetres


def read_face() -> dict[str, Zone]:
    """Reads outlines and punctures."""
    with np.load(OUTPUT / "face.npz") as stored:
        arrays = dict(stored)
    names = [name.removesuffix("/punctures") for name in arrays if name.endswith("/punctures")]
    rings = {one: [a for n, a in sorted(arrays.items()) if n.startswith(f"{one}/ring")] for one in names}
    return {one: (rings[one], arrays[f"{one}/punctures"]) for one in names}


def grid_of(rings: list[np.ndarray]) -> tuple[float, float, int, int]:
    """Gives left, top, rows and columns of the least grid, in the middle of the zone, as the library lays it."""
    low, high = rings[0].min(axis=0), rings[0].max(axis=0)
    columns, rows = (math.ceil(size / CELL_MM) for size in high - low)
    left, top = (low + high) / 2 - np.array([columns, rows]) * CELL_MM / 2
    return float(left), float(top), rows, columns


def answered(punctures: int, densities: np.ndarray, covered_fraction: float) -> dict[str, float]:
    """Gives what is compared of one zone."""
    received = np.percentile(densities, [100 - percent for percent in PERCENTS])
    indices = {f"L_{percent}": float(value) for percent, value in zip(PERCENTS, received, strict=True)}
    return {"punctures": punctures, "cells": len(densities), "covered": covered_fraction, **indices}


def tell(
    zones: dict[str, Zone],
    answer: Callable[[Zone], dict[str, float]],
    runs: int,
    before: Callable[[dict[str, Zone]], dict[str, Zone]] | None = None,
) -> None:
    """Answers every zone `runs` times, and prints the answers, the median times and the memory."""
    wall, cpu, answers = [], [], {}
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        given = before(zones) if before else zones
        answers = {name: answer(zone) for name, zone in given.items()}
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
    told = {
        "seconds": statistics.median(wall),
        "cpu_seconds": statistics.median(cpu),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "answers": answers,
    }
    print(json.dumps(told))
