"""Runs the whole test suite: on SQLite with the browser journeys, then what touches the database on PostgreSQL.

What could not be run is said loudly. With CI=true, as on the machine that guards the main line, a missing
browser or a missing PostgreSQL is a failure. The last line printed by pytest is the verdict.
"""

import os
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

import psycopg

from tools.browser import VARIABLE, obtain_browser

POSTGRES = "postgres://postgres@127.0.0.1:5432/needlepoint"
NO_TESTS = 5


def is_ci() -> bool:
    """Tells whether nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def say_loudly(sentence: str) -> None:
    """Prints what was left out so that nobody overlooks it."""
    bar = "!" * 100
    print(f"\n{bar}\n!! {sentence}\n{bar}\n", flush=True)


def postgres_address() -> str:
    """Gives the PostgreSQL to test on: DATABASE_URL where it names one, else the usual local server."""
    named = os.environ.get("DATABASE_URL", "")
    return named if named.startswith(("postgres://", "postgresql://")) else POSTGRES


def is_reachable(address: str) -> bool:
    """Tells whether a PostgreSQL answers at an address; its own database `postgres` is asked."""
    try:
        with psycopg.connect(urlsplit(address)._replace(path="/postgres").geturl(), connect_timeout=5):
            return True
    except psycopg.Error as fault:
        print(f"PostgreSQL does not answer at {urlsplit(address).hostname}: {fault}", flush=True)
        return False


def pytest(arguments: list[str], settings: dict[str, str]) -> int:
    """Runs pytest on all cores with an environment of its own, and gives its exit status."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | settings
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadfile", *arguments]
    print("$", " ".join(command[1:]), flush=True)
    with tempfile.TemporaryDirectory(prefix="needlepoint-") as folder:
        return subprocess.run(command, env=environment | {"NEEDLEPOINT_DATA": folder}).returncode


def run_on_sqlite(browser: str | None, more: list[str]) -> int:
    """Runs everything; without a browser, everything else."""
    if browser:
        return pytest(more, {VARIABLE: browser})
    say_loudly(
        "SKIPPED: every browser journey. No Chromium or Chrome was found, and none could be installed."
    )
    status = pytest([*more, "-m", "not journey"], {})
    return 1 if is_ci() else status


def run_on_postgres(more: list[str]) -> int:
    """Runs what touches the database once more on PostgreSQL, where one answers."""
    address = postgres_address()
    if not is_reachable(address):
        say_loudly("SKIPPED: every test on PostgreSQL. Start one, or name it in DATABASE_URL.")
        return 1 if is_ci() else 0
    status = pytest([*more, "-m", "(database or postgres) and not journey"], {"DATABASE_URL": address})
    if status == NO_TESTS:
        say_loudly("No test touches the database: there was nothing to run on PostgreSQL.")
    return status


def main(more: list[str]) -> int:
    """Runs both passes even where the first fails, so that one run shows everything."""
    first = run_on_sqlite(obtain_browser(), more)
    if first:
        say_loudly("The tests on SQLite FAILED; the tests on PostgreSQL follow.")
    second = run_on_postgres(more)
    if first:
        say_loudly("The tests on SQLite FAILED: see above.")
    return first or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
