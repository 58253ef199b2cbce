"""The programs behind the Makefile: a browser is sought in every way, and nothing is left out in silence."""

import os
import subprocess
import sys

import pytest

from tests.architecture.tree import TREE
from tools import install, run_tests
from tools.browser import obtain_browser

CLOSED = "postgres://postgres@127.0.0.1:1/needlepoint"


class Shop:
    """A place that has no browser until the way that works was tried."""

    def __init__(self, *, works: str) -> None:
        self.works = works
        self.tried: list[str] = []

    def find(self) -> str | None:
        return "/bin/browser" if self.works in self.tried else None

    def first(self) -> None:
        self.tried.append("first")
        raise OSError("no network")

    def second(self) -> None:
        self.tried.append("second")


def test_a_way_that_fails_is_followed_by_the_next():
    shop = Shop(works="second")
    assert obtain_browser(shop.find, (shop.first, shop.second)) == "/bin/browser"
    assert shop.tried == ["first", "second"]


def test_no_browser_is_an_answer():
    shop = Shop(works="never")
    assert obtain_browser(shop.find, (shop.first, shop.second)) is None


def test_a_browser_that_is_there_installs_nothing():
    shop = Shop(works="never")
    assert obtain_browser(lambda: "/usr/bin/chromium", (shop.first,)) == "/usr/bin/chromium"
    assert shop.tried == []


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_a_missing_postgres_fails_only_where_nothing_may_be_left_out(monkeypatch, capsys, ci, status):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("DATABASE_URL", CLOSED)
    assert run_tests.run_on_postgres([]) == status
    assert "SKIPPED: every test on PostgreSQL" in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_a_missing_browser_fails_only_where_nothing_may_be_left_out(monkeypatch, capfd, ci, status):
    monkeypatch.setenv("CI", ci)
    assert run_tests.run_on_sqlite(None, ["--version"]) == status
    assert "SKIPPED: every browser journey" in capfd.readouterr().out


def test_a_sqlite_address_does_not_replace_the_postgres_to_test_on(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///a.sqlite3")
    assert run_tests.postgres_address() == run_tests.POSTGRES


def test_the_same_state_is_installed_once(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(install, "PYTHON", tmp_path / "python")
    (tmp_path / "python").touch()
    assert not install.is_installed("clinic")
    install.stamp_of("dev").write_text(install.fingerprint())
    assert install.is_installed("clinic"), "what tests need includes what the demo needs"
    install.stamp_of("dev").write_text("another state")
    assert not install.is_installed("clinic")


def test_an_unknown_kind_is_answered_with_a_sentence():
    command = [sys.executable, "tools/install.py", "everything"]
    result = subprocess.run(command, cwd=TREE, capture_output=True, text=True)
    assert (result.returncode, result.stderr.strip()) == (2, "What to install? One of: clinic, dev.")


def test_a_skip_is_said_loudly(tmp_path):
    (tmp_path / "test_record.py").write_text("def test_it(shared_records):\n    assert shared_records\n")
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    environment = {name: value for name, value in os.environ.items() if name != "NEEDLEPOINT_SHARED_FHIR"}
    command = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += ["-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)]
    result = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True)
    assert "NOT TESTED" in result.stdout
    assert "NEEDLEPOINT_SHARED_FHIR does not name a folder" in result.stdout
