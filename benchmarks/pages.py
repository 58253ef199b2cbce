"""Measures the clinic's pages at 100,000 patients, on SQLite and on PostgreSQL, beside Django's own admin.

One run an engine: a clinic is filled, served as its users serve it, and each page is opened many times over one
connection; then the same tables are searched and listed through the admin, served in the same way. Told are median and
95th percentile of the time to the last byte, processor time of the server, questions to the database, and the weight
with an empty cache. See docs/explanation/performance.md for what is measured and what is not.

NEEDLEPOINT_BENCH_PATIENTS  how many patients (100,000)
NEEDLEPOINT_BENCH_REQUESTS  how often each page is opened (100)
NEEDLEPOINT_BENCH_POSTGRES  a PostgreSQL server whose database needlepoint_bench is made anew (the usual local one)
NEEDLEPOINT_BENCH_REUSE     take the filled clinics of the last run
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import psycopg  # noqa: E402
from crowd.server import Served, Visitor, served  # noqa: E402

from tests.cold import Fetched, fetch_cold  # noqa: E402

PATIENTS = int(os.environ.get("NEEDLEPOINT_BENCH_PATIENTS", "100000"))
REQUESTS = int(os.environ.get("NEEDLEPOINT_BENCH_REQUESTS", "100"))
SERVER = os.environ.get("NEEDLEPOINT_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
DATABASE = "needlepoint_bench"
PORT = 8941
WARM = 3
MOST_BYTES, MOST_QUERIES = 150_000, 12
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
EVENTS = "/admin/audit/auditevent/"


def main() -> int:
    """Measures on each engine; fails where a budget of bytes or questions is broken, never on a time."""
    print(f"{PATIENTS:,} patients, each page {REQUESTS} times. Load of the machine: {os.getloadavg()[0]:.1f}")
    return max(measured(name, environment) for name, environment in engines())


def engines() -> Iterator[tuple[str, dict[str, str]]]:
    """Gives the environment for each engine that is here; a PostgreSQL that is missing is said loudly."""
    usual = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL")}
    for name, address in (("sqlite", ""), ("postgresql", f"{SERVER}/{DATABASE}")):
        folder = HERE / "output" / f"pages-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        address = address or f"sqlite:///{folder}/needlepoint.sqlite3"
        if name == "sqlite" or is_reachable():
            settings = {
                "NEEDLEPOINT_DATA": str(folder),
                "DATABASE_URL": address,
                "PYTHONPATH": f"{HERE}:{HERE.parent}",
            }
            yield name, usual | settings | {"DJANGO_SETTINGS_MODULE": "clinic.project.settings"}
        else:
            print("!! PostgreSQL does not answer: it was NOT measured.")


def is_reachable() -> bool:
    """Tells whether a PostgreSQL answers."""
    try:
        psycopg.connect(f"{SERVER}/postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def measured(engine: str, environment: dict[str, str]) -> int:
    """Fills, serves, measures and tells, on one engine."""
    folder = Path(environment["NEEDLEPOINT_DATA"])
    if not ("NEEDLEPOINT_BENCH_REUSE" in os.environ and (folder / "filled").exists()):
        fill(engine, folder, environment)
    known = tell(folder, environment)
    with served(environment, PORT) as server:
        started = server.peak_mib()
        lines = [line for kind in ("staff", "phone") for line in pages_of(server, kind, known)]
        ours = {what: timed(server, ask) for what, ask in asks_of_ours(known)}
        memory = f"{started:.0f} MiB before the first page, {server.peak_mib():.0f} MiB at its peak"
    with served(peer_of(environment), PORT + 1) as server:
        theirs = {what: timed(server, ask) for what, ask in asks_of_the_peer(known)}
    print(
        f"\n== {engine}: {known['rows']}\n   memory of the server: {memory}. Load: {os.getloadavg()[0]:.1f}\n"
    )
    for line in [*table_of_pages(lines), "", *table_of_peer(ours, theirs)]:
        print(line, flush=True)
    return verdict(known, lines)


def fill(engine: str, folder: Path, environment: dict[str, str]) -> None:
    """Fills a new clinic in a process of its own."""
    start = time.perf_counter()
    shutil.rmtree(folder)
    folder.mkdir()
    if engine == "postgresql":
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            connection.execute(f"CREATE DATABASE {DATABASE}")
    run(environment, "crowd.fill", str(PATIENTS))
    (folder / "filled").touch()
    print(f"filled on {engine} in {time.perf_counter() - start:.0f} s", flush=True)


def tell(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Signs in, and learns what each page asks."""
    run(environment, "crowd.tell", str(folder / "told.json"))
    return dict(json.loads((folder / "told.json").read_text(encoding="utf-8")))


def run(environment: dict[str, str], *command: str) -> None:
    """Runs a program of the benchmark."""
    subprocess.run([sys.executable, "-W", "ignore", "-m", *command], cwd=HERE, env=environment, check=True)


def peer_of(environment: dict[str, str]) -> dict[str, str]:
    """Gives the environment of the peer: the same database and key, and static files of its own."""
    folder = Path(environment["NEEDLEPOINT_DATA"]) / "admin"
    folder.mkdir(exist_ok=True)
    shutil.copy(folder.parent / "secret-key", folder / "secret-key")
    return environment | {"NEEDLEPOINT_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "crowd.admin"}


def pages_of(server: Served, kind: str, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Measures the pages of staff, or those on the phone."""
    visitor = Visitor(server.port, known["cookies"][kind])
    for name, address in known[kind].items():
        if "?q=" in address:
            continue
        cold = fetch_cold(visitor.get, address)
        figures = timed(server, lambda address=address: visitor.get(address))
        yield {"name": name, "queries": known["queries"][name], **figures, **weight_of(cold)}


def weight_of(cold: list[Fetched]) -> dict[str, Any]:
    """Tells what a browser with an empty cache fetches."""
    page = cold[0]
    return {
        "page_bytes": len(page.body),
        "cold_bytes": sum(len(one.body) for one in cold),
        "whole_bytes": sum(len(one.whole) for one in cold),
    }


def timed(server: Served, ask: Callable[[], object]) -> dict[str, float]:
    """Asks many times, and gives median and 95th percentile in milliseconds, and the server's processor time."""
    for _ in range(WARM):
        ask()
    before, times = server.cpu_seconds(), []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    cpu_ms = (server.cpu_seconds() - before) / REQUESTS * 1000
    return {"median_ms": median(times), "p95_ms": quantiles(times, n=20)[-1], "cpu_ms": cpu_ms}


def asks_of_ours(known: dict[str, Any]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Gives what is asked of the clinic, and of the peer too."""
    visitor = Visitor(PORT, known["cookies"]["staff"])
    token = TOKEN.search(visitor.get("/patients/").whole)
    assert token, "the search has no token"
    sent = {"csrfmiddlewaretoken": token[1].decode()}
    for what, typed in known["searches"].items():
        yield f"search: {what}", lambda typed=typed: visitor.post("/patients/", {**sent, "q": typed})
    yield "list of patients", lambda: visitor.get("/patients/")
    yield "newest events", lambda: visitor.get("/audit/")
    yield "events of long ago", lambda: visitor.get(f"/audit/?page={last_page(known)}")


def asks_of_the_peer(known: dict[str, Any]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Gives the same, asked of the peer."""
    visitor, patients = Visitor(PORT + 1, known["cookies"]["staff"]), "/admin/records/patient/"
    for what, typed in known["searches"].items():
        yield f"search: {what}", lambda typed=typed: visitor.get(f"{patients}?q={quote(typed)}")
    yield "list of patients", lambda: visitor.get(patients)
    yield "newest events", lambda: visitor.get(EVENTS)
    yield "events of long ago", lambda: visitor.get(f"{EVENTS}?p={last_page(known)}")


def last_page(known: dict[str, Any]) -> int:
    """Gives a page near the end."""
    return int(known["rows"]["AuditEvent"] // 50)


def table_of_pages(lines: list[dict[str, Any]]) -> Iterator[str]:
    """Tells the pages as the table that stands in the documentation."""
    yield "| page | median | 95th | processor | questions | cold, as served | of it the page | cold, uncompressed |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in lines:
        times = f"{one['median_ms']:.0f} ms | {one['p95_ms']:.0f} ms | {one['cpu_ms']:.0f} ms"
        sizes = " | ".join(f"{one[key] / 1000:.0f} KB" for key in ("cold_bytes", "page_bytes", "whole_bytes"))
        yield f"| {one['name']} | {times} | {one['queries']} | {sizes} |"


def table_of_peer(ours: dict[str, dict[str, float]], theirs: dict[str, dict[str, float]]) -> Iterator[str]:
    """Tells ours beside the peer's, as ratios."""
    yield "| asked | ours: median, 95th, processor | Django admin: the same | admin takes |"
    yield "|---|---|---|---|"
    for what, one in ours.items():
        other = theirs[what]
        told = [
            f"{each['median_ms']:.0f}, {each['p95_ms']:.0f}, {each['cpu_ms']:.0f} ms" for each in (one, other)
        ]
        yield f"| {what} | {told[0]} | {told[1]} | {other['median_ms'] / one['median_ms']:.1f} times |"


def verdict(known: dict[str, Any], lines: list[dict[str, Any]]) -> int:
    """Tells what breaks a budget that does not depend on the machine."""
    heavy = [one["name"] for one in lines if one["cold_bytes"] > MOST_BYTES]
    talkative = [name for name, queries in known["queries"].items() if queries > MOST_QUERIES]
    print(
        f"\nover {MOST_BYTES // 1000} KB: {heavy or 'none'}; over {MOST_QUERIES} questions: {talkative or 'none'}"
    )
    print(f"pages that read a whole table: {known['whole_tables'] or 'none'}", flush=True)
    return 1 if heavy or talkative else 0


if __name__ == "__main__":
    sys.exit(main())
