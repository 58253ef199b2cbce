"""What every test may rely on: profiles of Hypothesis, the shared records, a browser, and loud skips."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tools.browser import VARIABLE, find_browser

SHARED_FHIR = "NEEDLEPOINT_SHARED_FHIR"
PROFILE = "NEEDLEPOINT_HYPOTHESIS"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "admin_client"}

SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large)
# `usual` is what `make test` runs: the same examples every time, so that a red run can be repeated.
settings.register_profile(
    "usual", max_examples=100, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("quick", parent=settings.get_profile("usual"), max_examples=20)
# `thorough` is what `make bench` runs: ten thousand new examples each time, and the failing one is printed.
settings.register_profile(
    "thorough", max_examples=10_000, deadline=None, print_blob=True, suppress_health_check=SLOW_IS_FINE
)
settings.load_profile(os.environ.get(PROFILE, "usual"))


def is_on_postgres() -> bool:
    """Tells whether this run is the one on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))


def touches_database(item: pytest.Item) -> bool:
    """Tells whether a test uses the database, by its mark, its fixtures or its class."""
    bases = getattr(getattr(item, "cls", None), "__mro__", ())
    by_class = any(base.__module__.startswith("django.test") for base in bases)
    by_fixture = not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
    return by_class or by_fixture or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what touches the database and what feeds nonsense, so that both can be chosen by `-m`."""
    for item in items:
        if touches_database(item):
            item.add_marker(pytest.mark.database)
        if "fuzz" in item.nodeid.lower():
            item.add_marker(pytest.mark.fuzz)
        if "tests/journey/" in item.nodeid:
            item.add_marker(pytest.mark.journey)
        if item.get_closest_marker("postgres") and not is_on_postgres():
            item.add_marker(pytest.mark.skip(reason="runs in the pass on PostgreSQL (DATABASE_URL)"))


def skip_reasons(reports: Iterable[pytest.TestReport]) -> Counter[str]:
    """Counts the skipped tests by their reason."""
    reasons: Counter[str] = Counter()
    for report in reports:
        where_and_why = report.longrepr
        said = where_and_why[2] if isinstance(where_and_why, tuple) else str(where_and_why)
        reasons[said.removeprefix("Skipped: ")] += 1
    return reasons


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly what was not tested."""
    reasons = skip_reasons(terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("NOT TESTED", sep="!", yellow=True, bold=True)
        for reason, count in reasons.most_common():
            terminalreporter.line(f"{count:5d}  {reason}", yellow=True)


@pytest.fixture(scope="session")
def shared_records() -> list[Path]:
    """Gives the shared records of an EHR: real FHIR R4 Bundles of people who do not exist."""
    folder = os.environ.get(SHARED_FHIR)
    if not folder:
        pytest.skip(f"{SHARED_FHIR} does not name a folder of FHIR R4 Bundles")
    records = sorted(Path(folder).glob("*.json"))
    assert records, f"{SHARED_FHIR} names a folder in which there is no .json file: {folder}"
    return records


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Gives the browser that the journeys drive; with CI=true none is a failure."""
    path = find_browser()
    if path is None and os.environ.get("CI"):
        pytest.fail(f"No Chromium or Chrome found; name one in {VARIABLE}")
    if path is None:
        pytest.skip(f"no Chromium or Chrome found; name one in {VARIABLE}")
    return path
