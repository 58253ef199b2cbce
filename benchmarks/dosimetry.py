"""Measures the simulator beside three other ways to do the same, and layers beside drawing their random numbers.

One run: the same face (zones of the face map, four default passes of a pen, a million punctures, cells of 0.1 mm) goes
through our simulator, a straightforward NumPy version, scikit-image drawing discs, and Shapely uniting them, each a
process of its own on one core. Every zone's answers are compared, then times are told as ratios, with the memory at its
peak, and beside how fast this core moves memory. See docs/explanation/performance.md for what is measured and what not.

NEEDLEPOINT_BENCH_PUNCTURES says how many punctures (1,000,000 where it is missing). Shapely and scikit-image are put
into benchmarks/output/packages at the first run; where that cannot be, they are loudly left out.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from peers.simulation.face import PUNCTURES, write_face
from screening import machine, on_one_core

from needlepoint.planning.dose import dose_of
from needlepoint.planning.reach import layer_shares, penetration_of, sampled_layer_shares
from needlepoint.planning.tissue import skins_of
from needlepoint.planning.work import Setting
from needlepoint.protocols.library import shipped_content

HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "output"
PACKAGES = OUTPUT / "packages"
REQUIREMENTS = HERE / "peers" / "simulation" / "requirements.txt"
PEERS = {"straightforward NumPy": "plain", "scikit-image": "skimage_discs", "Shapely": "shapely_union"}
AIM_SECONDS, AIM_TIMES = 0.5, 10
SAMPLES = 100_000
COPIED_MIB = 256


def main() -> int:
    """Makes the face, runs every engine, compares and tells; fails where an answer differs."""
    OUTPUT.mkdir(exist_ok=True)
    on_one_core()
    print(f"{write_face():,} punctures over a face, one core. {machine()}", flush=True)
    ours = measured("ours")
    tell("needlepoint, from punctures", ours)
    whole = measured("ours", "needling")
    tell("needlepoint, with strokes and punctures made anew", whole)
    tell_bandwidth(ours)
    installed = install_peers()
    different, fastest = 0, math.inf
    for name, module in PEERS.items():
        if installed or module == "plain":
            peer = measured(module)
            different += beside(name, peer, ours)
            fastest = min(fastest, peer["cpu_seconds"] / ours["cpu_seconds"])
    print(f"   the fastest of these takes {fastest:.1f} times as long (aim {AIM_TIMES}x)")
    print(f"   a face takes {whole['cpu_seconds']:.2f} s of processor time in all (aim {AIM_SECONDS} s)")
    tell_layers()
    return 1 if different or (not installed and os.environ.get("CI") == "true") else 0


def install_peers() -> bool:
    """Puts the peers beside the benchmark, and says loudly where that cannot be."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    constraints = str(HERE.parent / "constraints.txt")
    if not (PACKAGES / "shapely").exists():
        target = ["--target", str(PACKAGES), "-c", constraints, "-r", str(REQUIREMENTS)]
        subprocess.run([*pip, *target], stderr=subprocess.DEVNULL)
    installed = all((PACKAGES / name).exists() for name in ("shapely", "skimage"))
    if not installed:
        print("!! Shapely and scikit-image could not be installed: they were NOT measured.", flush=True)
    return installed


def measured(module: str, *more: str) -> dict[str, Any]:
    """Runs an engine in a process of its own, and gives what it says of itself."""
    path = [str(HERE), str(HERE.parent), str(PACKAGES)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", f"peers.simulation.{module}", *more]
    done = subprocess.run(
        command, cwd=HERE, env=environment, preexec_fn=on_one_core, stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(done.stdout))


def tell(name: str, figures: dict[str, Any]) -> None:
    """Prints one line of figures."""
    print(
        f"{name}: {figures['seconds']:.2f} s, processor {figures['cpu_seconds']:.2f} s, "
        f"memory at its peak {figures['peak_mib']:.0f} MiB",
        flush=True,
    )


def beside(name: str, peer: dict[str, Any], ours: dict[str, Any]) -> int:
    """Tells a peer's figures and ratios, and counts the answers that differ from ours."""
    tell(name, peer)
    differing = differences(ours["answers"], peer["answers"])
    for line in differing:
        print(f"!! {name}: {line}")
    print(f"   answers that differ: {len(differing)} of {len(ours['answers'])} zones")
    for what, key in (("time", "cpu_seconds"), ("memory", "peak_mib")):
        print(f"   {what}: {name} takes {peer[key] / ours[key]:.1f} times as much", flush=True)
    return len(differing)


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Gives the zones in which a peer's answer is not ours, within the noise of sampling by cells."""
    found = ((zone, differing_key(answer, theirs[zone])) for zone, answer in ours.items())
    return [f"{zone} {key}: {ours[zone][key]} here, {theirs[zone][key]} there" for zone, key in found if key]


def differing_key(one: dict[str, float], other: dict[str, float]) -> str | None:
    """Names the first of a zone's numbers that differs by more than its noise."""
    share = one["covered"]
    # The covered share is read off at the cells' centres: four standard errors of as many independent readings.
    noise = {"covered": 4 * math.sqrt(share * (1 - share) / one["cells"]), "cells": 0.001 * one["cells"]}
    # A centre or a puncture on an edge may be called either way; the indices are rounded to a 65,535th.
    noise["punctures"] = 2 + 1e-4 * one["punctures"]
    allowed = {key: noise.get(key, 0.01 * value) for key, value in one.items()}
    return next((key for key in one if abs(one[key] - other[key]) > allowed[key]), None)


def tell_bandwidth(ours: dict[str, Any]) -> None:
    """Tells the time beside how fast this core copies memory: what the machine itself would allow."""
    source, target = np.ones(COPIED_MIB * 2**17), np.empty(COPIED_MIB * 2**17)
    best = min(processor_seconds(lambda: np.copyto(target, source)) for _ in range(5))
    per_second = 2 * source.nbytes / best
    cells = sum(answer["cells"] for answer in ours["answers"].values())
    # Every puncture is read (16 bytes), and of every cell a density (4) and a count of discs (4) are written, once.
    least = PUNCTURES * 16 + cells * 8
    print(f"   this core copies memory at {per_second / 1e9:.1f} GB/s", flush=True)
    print(
        f"   only to move in and out what must be ({least / 1e6:.0f} MB) takes {least / per_second * 1e3:.0f} ms: "
        f"a face takes {ours['cpu_seconds'] * per_second / least:.0f} times that"
    )


def tell_layers() -> None:
    """Tells what one zone's layers cost, from 100,000 samples and by quadrature, beside drawing the random numbers."""
    content = shipped_content()
    penetration = penetration_of(content.device["skinpen-precision"], 1.5, content)
    skin = skins_of("cheek-left", "female", content)[0]
    rng = np.random.default_rng(1)
    setting = Setting(
        device="skinpen-precision",
        zone="cheek-left",
        sex="female",
        needle_length_mm=1.5,
        contact_seconds=20,
        area_cm2=73.5,
    )
    drawing = typical(lambda: draw(rng))
    whole = typical(lambda: dose_of(setting, content))
    sampled = typical(lambda: sampled_layer_shares(penetration, skin, SAMPLES, rng))
    closed = typical(lambda: layer_shares(penetration, skin))
    print(
        f"one zone's layers, {SAMPLES:,} samples: {sampled * 1e3:.1f} ms, {sampled / drawing:.1f} times",
        end=" ",
    )
    print(f"the cost of drawing its random numbers ({drawing * 1e3:.1f} ms; aim 2 times, or closed form)")
    print(f"   by quadrature: {closed * 1e3:.2f} ms")
    print(
        f"one zone's full answer, every scenario, in closed form: {whole * 1e3:.1f} ms, "
        f"{whole / drawing:.1f} times the cost of drawing",
        flush=True,
    )


def draw(rng: np.random.Generator) -> None:
    """Draws the random numbers of one zone: an efficiency, an error and two thicknesses for each needle."""
    rng.triangular(0.6, 0.9, 1.0, SAMPLES)
    rng.standard_normal((3, SAMPLES))


def typical(deed: Callable[[], object]) -> float:
    """Gives the median processor time of a deed, in seconds."""
    deed()
    return statistics.median(processor_seconds(deed) for _ in range(25))


def processor_seconds(deed: Callable[[], object]) -> float:
    """Gives the processor time of a deed, in seconds."""
    before = time.process_time()
    deed()
    return time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
