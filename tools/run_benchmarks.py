"""Runs every benchmark, and feeds the readers 10,000 examples of nonsense each."""

import os
import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
NO_TESTS = 5


def run_benchmark(script: Path) -> int:
    """Runs one benchmark as a program of its own, so that its memory is its own."""
    print(f"\n== {script.relative_to(TREE)}", flush=True)
    return subprocess.run([sys.executable, str(script)], cwd=TREE).returncode


def run_fuzz() -> int:
    """Runs the tests marked `fuzz` with the thorough profile."""
    print("\n== nonsense, 10,000 examples for each reader", flush=True)
    environment = os.environ | {"NEEDLEPOINT_HYPOTHESIS": "thorough"}
    command = [sys.executable, "-m", "pytest", "-m", "fuzz", "-n", "auto"]
    status = subprocess.run(command, cwd=TREE, env=environment).returncode
    return 0 if status == NO_TESTS else status


def main() -> int:
    """Runs all, and fails when one failed."""
    scripts = sorted((TREE / "benchmarks").glob("[a-z]*.py"))
    statuses = [run_benchmark(script) for script in scripts]
    return max([*statuses, run_fuzz()])


if __name__ == "__main__":
    sys.exit(main())
