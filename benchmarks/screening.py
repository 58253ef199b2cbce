"""Measures screening beside two peers that run the same rules: cql-execution and json-rules-engine.

One run: the same varied cases go through each engine, as a process of its own on one core; each writes its answers;
the answers are compared case by case; then times are told as ratios, with the memory at its peak. See
docs/explanation/performance.md for what is measured and what is not.

NEEDLEPOINT_BENCH_CASES says how many cases (100,000 where it is missing); node and npm must be there for the peers.
"""

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from peers.exported import exported
from peers.given import ON, as_line, generated_cases

from needlepoint.protocols.library import shipped_content

HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "output"
PEERS = {"cql-execution": "cql", "json-rules-engine": "json_rules_engine"}
AIMS = {"cql-execution": 20, "json-rules-engine": 5}
COMPARED = ("decision", "candidacy", "defer_until", "zones", "devices", "would_change")
CASES = int(os.environ.get("NEEDLEPOINT_BENCH_CASES", "100000"))


def main() -> int:
    """Makes the cases, runs every engine, compares and tells; fails where an answer differs."""
    OUTPUT.mkdir(exist_ok=True)
    print(f"{CASES:,} cases, one core. {machine()}", flush=True)
    write_cases()
    tell("needlepoint screen --batch, the whole process", command_line())
    ours = measured([sys.executable, "peers/ours.py", "output/cases.ndjson", "output/ours.ndjson"])
    tell("needlepoint", ours)
    if not (shutil.which("node") and shutil.which("npm")):
        print("!! node or npm is missing: the peers were NOT measured.")
        return 1 if os.environ.get("CI") == "true" else 0
    return max(beside(name, folder, ours) for name, folder in PEERS.items())


def machine() -> str:
    """Names what it runs on."""
    named = Path("/proc/cpuinfo")
    lines = named.read_text().splitlines() if named.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def write_cases() -> None:
    """Writes the cases, and the rules for the peers."""
    content = shipped_content()
    rules = exported(content, ON.isoformat())
    (OUTPUT / "rules.json").write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")
    clauses = sum(len(rule["clauses"]) for rule in rules["rules"])
    print(f"{len(rules['rules'])} rules with {clauses} clauses, in every engine", flush=True)
    with (OUTPUT / "cases.ndjson").open("w", encoding="utf-8") as file:
        file.writelines(as_line(case) for case in generated_cases(content, CASES))


def on_one_core() -> None:
    """Keeps a process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measured(command: list[str]) -> dict[str, Any]:
    """Runs an engine on one core and gives what it says of itself."""
    environment = os.environ | {"PYTHONPATH": str(HERE)}
    done = subprocess.run(
        command, cwd=HERE, env=environment, preexec_fn=on_one_core, stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(done.stdout))


def command_line() -> dict[str, Any]:
    """Runs the command that a user runs, and measures its process from outside."""
    command = [sys.executable, "-m", "needlepoint.cli", "screen", "--batch", "output/cases.ndjson"]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with (OUTPUT / "decisions.ndjson").open("wb") as out:
        subprocess.run(
            [*command, "--on", ON.isoformat(), "--json"],
            cwd=HERE,
            preexec_fn=on_one_core,
            stdout=out,
            check=True,
        )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": time.perf_counter() - start, "cpu_seconds": cpu, "peak_mib": used.ru_maxrss / 1024}


def beside(name: str, folder: str, ours: dict[str, Any]) -> int:
    """Runs a peer, compares its answers with ours, and tells the ratios."""
    place = HERE / "peers" / folder
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"], cwd=place, check=True
    )
    output = OUTPUT / f"{folder}.ndjson"
    peer = measured(
        ["node", f"peers/{folder}/index.js", "output/rules.json", "output/cases.ndjson", str(output)]
    )
    tell(name, peer)
    different = differences(output)
    print(f"   answers that differ: {different} of {CASES:,}")
    for what, key in (("batch", "cpu_seconds"), ("one explained decision", "one_us"), ("memory", "peak_mib")):
        aim = f" (aim {AIMS[name]}x)" if what == "batch" else ""
        print(f"   {what}: {name} takes {peer[key] / ours[key]:.1f} times as much{aim}")
    return 1 if different else 0


def differences(output: Path) -> int:
    """Counts the cases in which a peer's answer is not ours."""
    with (OUTPUT / "ours.ndjson").open(encoding="utf-8") as ours, output.open(encoding="utf-8") as theirs:
        return sum(
            compared(json.loads(one)) != json.loads(other) for one, other in zip(ours, theirs, strict=True)
        )


def compared(decision: dict[str, Any]) -> dict[str, Any]:
    """Gives what of a decision is compared: the rules that are met go by rule, layer and effect."""
    met = {
        f"{found['rule']} {found['device'] or found['layer']} {found['effect']}"
        for found in decision["findings"]
        if found["met"] == "yes"
    }
    return {name: decision[name] for name in COMPARED} | {"met": sorted(met)}


def tell(name: str, figures: dict[str, Any]) -> None:
    """Prints one line of figures."""
    one = f", one decision {figures['one_us'] / 1000:.2f} ms" if "one_us" in figures else ""
    each = figures["cpu_seconds"] / CASES * 1000
    print(
        f"{name}: {figures['seconds']:.1f} s, processor {figures['cpu_seconds']:.1f} s ({each:.3f} ms a case)"
        f"{one}, memory at its peak {figures['peak_mib']:.0f} MiB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
