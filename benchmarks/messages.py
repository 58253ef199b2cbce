"""Sends 100,000 due messages by two processes that are killed every few seconds, by a provider that is slow and fails.

One run a way and an engine: a clinic is filled, two senders work, and every few seconds one of them is killed with the
signal that nobody can catch, and begun again. Then the provider's book is compared with the record, message by message.
Beside it stands the loop that one would write at first: read what is due, send it, write down that it was sent. See
docs/explanation/performance.md for what is measured and what is not.

NEEDLEPOINT_BENCH_MESSAGES  how many messages (100,000)
NEEDLEPOINT_BENCH_KILL      seconds between two kills (4); nobody is killed before something was sent since the last
NEEDLEPOINT_BENCH_POSTGRES  a PostgreSQL server whose database needlepoint_bench_messages is made anew (the local one)
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import psycopg  # noqa: E402
from outbox.provider import keys_known, read_book  # noqa: E402

MESSAGES = int(os.environ.get("NEEDLEPOINT_BENCH_MESSAGES", "100000"))
KILL_EVERY_SECONDS = float(os.environ.get("NEEDLEPOINT_BENCH_KILL", "4"))
SERVER = os.environ.get("NEEDLEPOINT_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
DATABASE = "needlepoint_bench_messages"
SENDERS = 2
LOOK_EVERY_SECONDS = 0.2
COUNTED = "SELECT replace(cast(id AS text), '-', ''), state FROM records_message"
LEFT = "SELECT count(*) FROM records_message WHERE state = 'due'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An engine, and the environment of the processes that work on it."""

    engine: str
    address: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Give the environment of a process that works here."""
        kept = {name: value for name, value in os.environ.items() if name != "PUBLIC_URL"}
        return kept | {
            "DATABASE_URL": self.address,
            "NEEDLEPOINT_DATA": str(self.folder),
            "PYTHONPATH": f"{HERE}:{HERE.parent}",
            "DJANGO_SETTINGS_MODULE": "clinic.project.settings",
        }

    def asked(self, question: str) -> list[tuple]:
        """Ask the database beside everybody who works in it."""
        if self.engine == "postgresql":
            with psycopg.connect(self.address) as connection:
                return connection.execute(question).fetchall()
        connection = sqlite3.connect(self.folder / "needlepoint.sqlite3", timeout=20)
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()


def main() -> int:
    """Measures on each engine; fails where ours loses a message, or where keys do not prevent a second."""
    print(f"{MESSAGES:,} messages, {SENDERS} senders, one killed every {KILL_EVERY_SECONDS:g} seconds.")
    print(f"Load of the machine: {os.getloadavg()[0]:.1f}", flush=True)
    return max(run(way, place) for way in ("ours", "plain") for place in places(way))


def places(way: str) -> Iterator[Place]:
    """Gives each engine that is here, empty; a PostgreSQL that is missing is said loudly."""
    for engine in ("sqlite", "postgresql"):
        folder = HERE / "output" / f"messages-{engine}-{way}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if engine == "sqlite":
            yield Place(engine=engine, address=f"sqlite:///{folder}/needlepoint.sqlite3", folder=folder)
        elif is_made_anew():
            yield Place(engine=engine, address=f"{SERVER}/{DATABASE}", folder=folder)


def is_made_anew() -> bool:
    """Makes the database anew, and tells whether a PostgreSQL answered."""
    try:
        with psycopg.connect(f"{SERVER}/postgres", connect_timeout=5, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        print("!! PostgreSQL does not answer: it was NOT measured.")
        return False
    return True


def run(way: str, place: Place) -> int:
    """Fills, sends while killing, compares and tells."""
    start("fill", str(MESSAGES), place).wait()
    began = time.perf_counter()
    kills = send_while_killing(way, place)
    return told(way, place, time.perf_counter() - began, kills)


def start(what: str, number: str, place: Place) -> subprocess.Popen:
    """Start a process of the benchmark."""
    command = [sys.executable, "-m", "outbox.work", what, number, str(place.folder)]
    return subprocess.Popen(command, env=place.environment, cwd=HERE)


def send_while_killing(way: str, place: Place) -> int:
    """Let senders work until nothing is due; kill one of them again and again, and begin another in its place."""
    seeds, kills = count(1), 0
    senders = [start(way, str(next(seeds)), place) for _ in range(SENDERS)]
    last_kill, left_then = time.perf_counter(), MESSAGES
    while left := place.asked(LEFT)[0][0]:
        time.sleep(LOOK_EVERY_SECONDS)
        if time.perf_counter() - last_kill > KILL_EVERY_SECONDS and left < left_then:
            victim = kills % SENDERS
            senders[victim].send_signal(signal.SIGKILL)
            senders[victim].wait()
            senders[victim] = start(way, str(next(seeds)), place)
            kills, last_kill, left_then = kills + 1, time.perf_counter(), left
    for one in senders:
        one.wait()
    return kills


def told(way: str, place: Place, seconds: float, kills: int) -> int:
    """Compare the provider's book with the record, message by message, and say what came of it."""
    stored = dict(place.asked(COUNTED))
    sent, taken = read_book(place.folder, "sent"), read_book(place.folder, "requests")
    known = keys_known(place.folder) | set(sent)
    lost = [key for key, state in stored.items() if key not in known and state != "phone_task"]
    unknown = known - stored.keys()
    twice = len(sent) - len(set(sent))
    print(
        f"{way:5} on {place.engine:10}: {len(stored) / seconds:6.0f} a second, {seconds:6.1f} s, {kills} kills; "
        f"lost {len(lost)}; sent twice {twice}; requests twice, as by SMTP: {len(taken) - len(set(taken))}; "
        f"states {dict(Counter(stored.values()))}",
        flush=True,
    )
    is_open = set(stored.values()) - {"sent", "phone_task"}
    return int(way == "ours" and bool(lost or unknown or twice or is_open))


if __name__ == "__main__":
    sys.exit(main())
