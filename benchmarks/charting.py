"""Fifty tablets chart at once, against the clinic as its users serve it, on SQLite and on PostgreSQL.

Each tablet has a session of its own and charts its zones one after the other; of twenty answers one is not waited for,
as when the network goes, and the entry is sent again. At the end every entry is compared with what was typed: the run
fails where one is lost, doubled, altered or out of its place. Told are the times from sending to the last byte of the
answer, which brings the chart as it is now, at the pace of people, and then without a pause.

NEEDLEPOINT_BENCH_TABLETS   how many tablets (50)
NEEDLEPOINT_BENCH_ENTRIES   how many entries each (40 at the pace of people, and as many without a pause)
NEEDLEPOINT_BENCH_PACE      seconds between two entries of one tablet (5)
NEEDLEPOINT_BENCH_POSTGRES  a PostgreSQL server whose database needlepoint_bench is made anew (the usual local one)
"""

import json
import os
import random
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import psycopg  # noqa: E402
from crowd.server import Visitor, served  # noqa: E402

from benchmarks.pages import DATABASE, SERVER, is_reachable, run  # noqa: E402

TABLETS = int(os.environ.get("NEEDLEPOINT_BENCH_TABLETS", "50"))
ENTRIES = int(os.environ.get("NEEDLEPOINT_BENCH_ENTRIES", "40"))
PACE_SECONDS = float(os.environ.get("NEEDLEPOINT_BENCH_PACE", "5"))
PORT = 8943
MOST_MS = 150.0
LOST_ONE_IN = 20
TOKEN = re.compile(rb'X-CSRFToken&quot;: &quot;(\w+)|"X-CSRFToken": "(\w+)"')
DIRECTIONS = ("diagonal", "horizontal", "vertical")
SIGNS = ("pinpoint-bleeding", "warmth", "swelling", "erythema")


class Tablet:
    """One tablet in one session."""

    def __init__(self, told: dict[str, Any], number: int) -> None:
        self.told = told
        self.chance = random.Random(number)
        self.number = UUID(int=self.chance.getrandbits(128), version=4)
        self.visitor = Visitor(PORT, told["cookies"])
        self.typed: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.resent = 0

    def open(self) -> None:
        """Open the chart, as a browser does before it can send anything."""
        page = self.visitor.get(self.told["chart"]).whole
        found, seen = TOKEN.search(page), re.search(rb'data-sequence="(\d+)"', page)
        assert found, "the chart has no token"
        assert seen, "the chart does not say what it has seen"
        self.token, self.seen = (found[1] or found[2]).decode(), int(seen[1])

    def chart(self, how_many: int, pace_seconds: float, start: float) -> None:
        """Chart entry after entry; behind the pace it does not try to catch up."""
        offset = self.chance.random() * pace_seconds
        for place in range(how_many):
            time.sleep(max(0.0, start + offset + place * pace_seconds - time.perf_counter()))
            self._deliver(self._next())

    def _next(self) -> dict[str, Any]:
        entry = {
            "key": str(UUID(int=self.chance.getrandbits(128), version=4)),
            "zone": self.chance.choice(self.told["zones"]),
            "passes": self.chance.randint(1, 8),
            "needle_length": self.chance.choice((25, 50, 75, 100, 125, 150)),
            "contact_seconds": float(self.chance.randint(5, 180)),
            "directions": sorted(self.chance.sample(DIRECTIONS, self.chance.randint(0, 3))),
            "endpoint": [self.chance.choice(SIGNS)],
        }
        self.typed.append(entry)
        return entry

    def _deliver(self, entry: dict[str, Any]) -> None:
        body = self._body(entry)
        if self.chance.randrange(LOST_ONE_IN) == 0:
            self._send_and_hang_up(body)
            self.resent += 1
        start = time.perf_counter()
        answer = json.loads(self.visitor.post(self.told["deliver"], body).whole)
        self.times.append((time.perf_counter() - start) * 1000)
        assert (answer["key"], answer["outcome"]) == (entry["key"], "stored"), answer
        assert "chart-live" in answer["live"]

    def _body(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {
            "csrfmiddlewaretoken": self.token,
            "key": entry["key"],
            "tablet": str(self.number),
            "deed": "chart",
            "seen": str(self.seen),
            "waited_seconds": "0.2",
            "is_last": "on",
            "zones": entry["zone"],
            "passes": str(entry["passes"]),
            "needle_length_mm": f"{entry['needle_length'] / 100:.2f}",
            "contact_seconds": f"{entry['contact_seconds']:g}",
            "shows": "directions",
            "directions": entry["directions"],
            "endpoint": entry["endpoint"][0],
        }

    def _send_and_hang_up(self, body: dict[str, Any]) -> None:
        """Send, and never hear whether it arrived."""
        line = HTTPConnection("localhost", PORT, timeout=30)
        headers = self.visitor.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request("POST", self.told["deliver"], urlencode(body, doseq=True), headers)
        except (OSError, HTTPException):
            return
        finally:
            line.close()


def main() -> int:
    """Measures on each engine; fails on an entry that is not as it was typed, never on a time."""
    print(f"{TABLETS} tablets, {ENTRIES} entries each, twice. Load of the machine: {os.getloadavg()[0]:.1f}")
    statuses = [measured("sqlite", "")]
    if is_reachable():
        statuses.append(measured("postgresql", f"{SERVER}/{DATABASE}"))
    else:
        print("!! PostgreSQL does not answer: it was NOT measured.")
    return max(statuses)


def environment_of(engine: str, address: str) -> dict[str, str]:
    """Gives the environment of a clinic that is empty."""
    folder = HERE / "output" / f"charting-{engine}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if address:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            connection.execute(f"CREATE DATABASE {DATABASE}")
    usual = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL")}
    return usual | {
        "NEEDLEPOINT_DATA": str(folder),
        "DATABASE_URL": address or f"sqlite:///{folder}/needlepoint.sqlite3",
        "PYTHONPATH": f"{HERE}:{HERE.parent}",
        "DJANGO_SETTINGS_MODULE": "clinic.project.settings",
    }


def measured(engine: str, address: str) -> int:
    """Readies, serves, charts, tells and compares, on one engine."""
    environment = environment_of(engine, address)
    folder = Path(environment["NEEDLEPOINT_DATA"])
    run(environment, "crowd.tablets", "ready", str(TABLETS), str(folder / "tablets.json"))
    told = json.loads((folder / "tablets.json").read_text(encoding="utf-8"))
    tablets = [Tablet(one, number) for number, one in enumerate(told)]
    with served(environment, PORT) as server:
        for tablet in tablets:
            tablet.open()
        for what, pace_seconds in (("at the pace of people", PACE_SECONDS), ("without a pause", 0.0)):
            before, begun = server.cpu_seconds(), time.perf_counter()
            chart_all(tablets, pace_seconds)
            took = time.perf_counter() - begun
            print(told_of(engine, what, tablets, took, server.cpu_seconds() - before), flush=True)
    typed = {tablet.told["session"]: tablet.typed for tablet in tablets}
    (folder / "typed.json").write_text(json.dumps(typed), encoding="utf-8")
    run(environment, "crowd.tablets", "compare", str(folder / "typed.json"))
    count, resent = sum(map(len, typed.values())), sum(tablet.resent for tablet in tablets)
    print(
        f"{engine}: {count:,} entries compared one by one, {resent} sent twice: none lost, none doubled\n",
        flush=True,
    )
    return 0


def chart_all(tablets: list[Tablet], pace_seconds: float) -> None:
    """Lets all of them chart at once."""
    start = time.perf_counter()
    for tablet in tablets:
        tablet.times.clear()
    with ThreadPoolExecutor(len(tablets)) as hands:
        list(hands.map(lambda tablet: tablet.chart(ENTRIES, pace_seconds, start), tablets))


def told_of(engine: str, what: str, tablets: list[Tablet], took: float, processor: float) -> str:
    """Tells the times of one way of charting."""
    times = [one for tablet in tablets for one in tablet.times]
    p95 = quantiles(times, n=20)[-1]
    verdict = "within" if p95 <= MOST_MS else "NOT within"
    return (
        f"{engine}, {what}: {len(times) / took:.1f} entries a second, median {median(times):.0f} ms, p95 {p95:.0f} ms, "
        f"{verdict} {MOST_MS:.0f} ms; processor {processor / len(times) * 1000:.0f} ms an entry; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )


if __name__ == "__main__":
    sys.exit(main())
