"""Looking back over a million signed sessions, on SQLite and on PostgreSQL, and how the time grows with their number.

One clinic an engine is filled by a stream, and grows from size to size; at each it is looked back from lots, from
operators and one of their weeks, from people (now and then by a second record of theirs), and at the shelf of a
time-out. **Every answer is held against what was filled in**: the run fails where somebody is missing or extra, never
on a time.

NEEDLEPOINT_BENCH_SESSIONS  the sizes (10000,100000,1000000)
NEEDLEPOINT_BENCH_LOOKS     how often from each at each size (200)
NEEDLEPOINT_BENCH_ENGINES   which engines (sqlite,postgresql)
NEEDLEPOINT_BENCH_POSTGRES  a PostgreSQL server; its database needlepoint_bench_trace is made anew (the local one)
"""

import json
import math
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import psycopg  # noqa: E402

from benchmarks.pages import SERVER, is_reachable, run  # noqa: E402

SIZES = [int(one) for one in os.environ.get("NEEDLEPOINT_BENCH_SESSIONS", "10000,100000,1000000").split(",")]
LOOKS = int(os.environ.get("NEEDLEPOINT_BENCH_LOOKS", "200"))
ENGINES = os.environ.get("NEEDLEPOINT_BENCH_ENGINES", "sqlite,postgresql").split(",")
DATABASE = "needlepoint_bench_trace"
MOST_MS = 50.0
WORDS = {"lot": "a lot", "operator": "an operator, a week", "person": "a person", "shelf": "the shelf"}
Times = dict[str, list[float]]


def main() -> int:
    """Measures each engine."""
    sizes = ", ".join(f"{size:,}" for size in SIZES)
    print(f"{sizes} signed sessions, {LOOKS} looks from each. Load of the machine: {os.getloadavg()[0]:.1f}")
    for engine, environment in engines():
        found = [(size, measured(engine, size, environment)) for size in SIZES]
        print(*growth(engine, found), sep="\n", flush=True)
    return 0


def engines() -> Iterator[tuple[str, dict[str, str]]]:
    """Gives the environment of an empty clinic for each engine that is here."""
    usual = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL")}
    for engine in ENGINES:
        if engine == "postgresql" and not is_reachable():
            print("!! PostgreSQL does not answer: it was NOT measured.")
            continue
        folder = HERE / "output" / f"trace-{engine}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield (
            engine,
            usual
            | {
                "NEEDLEPOINT_DATA": str(folder),
                "DATABASE_URL": emptied()
                if engine == "postgresql"
                else f"sqlite:///{folder}/needlepoint.sqlite3",
                "PYTHONPATH": f"{HERE}:{HERE.parent}",
                "DJANGO_SETTINGS_MODULE": "clinic.project.settings",
            },
        )


def emptied() -> str:
    """Makes the database anew, and gives its address."""
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    return f"{SERVER}/{DATABASE}"


def measured(engine: str, size: int, environment: dict[str, str]) -> Times:
    """Lets the clinic grow to a size, looks back in a process of its own, and tells the times."""
    start = time.perf_counter()
    run(environment, "crowd.treated", "fill", str(size))
    took = time.perf_counter() - start
    file = Path(environment["NEEDLEPOINT_DATA"]) / "times.json"
    run(environment, "crowd.treated", "time", str(LOOKS), str(file))
    found: Times = json.loads(file.read_text(encoding="utf-8"))
    print(f"\n== {engine}, {size:,} sessions; filled up in {took:.0f} s; load {os.getloadavg()[0]:.1f}")
    for kind, times in found.items():
        p95 = ninety_fifth(times)
        verdict = "within" if p95 <= MOST_MS else "NOT within"
        print(
            f"   from {WORDS[kind]:<20} median {median(times):6.1f} ms, p95 {p95:6.1f} ms, {verdict} {MOST_MS:.0f} ms"
        )
    print(
        f"   {LOOKS * len(found):,} answers held against what was filled in: nobody missing, nobody extra",
        flush=True,
    )
    return found


def ninety_fifth(times: list[float]) -> float:
    """Gives the 95th percentile."""
    return quantiles(times, n=20)[-1]


def growth(engine: str, found: list[tuple[int, Times]]) -> list[str]:
    """Tells how the medians grew from the smallest size to the largest, beside what a logarithm would."""
    (small, before), (large, after) = found[0], found[-1]
    if small == large:
        return []
    logarithm = math.log(large) / math.log(small)
    lines = [f"\n== {engine}: from {small:,} to {large:,} sessions (a logarithm grows {logarithm:.2f} times)"]
    for kind, words in WORDS.items():
        ratio = median(after[kind]) / median(before[kind])
        verdict = "no more than a logarithm" if ratio <= logarithm else "MORE than a logarithm"
        lines.append(f"   from {words:<20} {ratio:.2f} times, {verdict}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
