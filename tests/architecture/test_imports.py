"""The import contracts of pyproject.toml hold, and each of them would notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import TREE

PROGRAM = "from importlinter.cli import lint_imports_command; lint_imports_command()"
COURSE = "The course of treatment is the import order"
RECORD = "The clinic stands on the record"
PURE = "The library knows no clinic, no network and no database"
PAGES = "A page asks, shows and reads forms, in this order"
CIRCLES = "No circles in the library"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter in a folder with the contracts that lie there."""
    command = [sys.executable, "-c", PROGRAM, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def plant(folder: Path, modules: dict[str, str]) -> Path:
    """Makes a small house with our contracts and the given modules."""
    shutil.copy(TREE / "pyproject.toml", folder)
    sound = {
        "needlepoint/screening/decision.py": "",
        "needlepoint/session/record.py": "",
        "clinic/records/a.py": "",
        "clinic/web/shown/a.py": "",
    }
    for name, source in (sound | modules).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    for package in [*folder.glob("*/"), *folder.glob("*/*/"), *folder.glob("*/*/*/")]:
        (package / "__init__.py").touch()
    return folder


def test_the_floors_hold():
    result = lint(TREE)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_small_sound_house_passes(tmp_path):
    sound = {"needlepoint/session/record.py": "import needlepoint.screening.decision\n"}
    result = lint(plant(tmp_path, sound))
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("contract", "module", "source"),
    [
        (COURSE, "needlepoint/screening/decision.py", "import needlepoint.session.record\n"),
        (COURSE, "needlepoint/vocabulary/zones.py", "import needlepoint.screening.decision\n"),
        (RECORD, "clinic/records/a.py", "import clinic.web.views\n"),
        (PAGES, "clinic/web/forms/a.py", "import clinic.web.shown.a\n"),
        (PURE, "needlepoint/screening/decision.py", "import django\n"),
        (PURE, "needlepoint/screening/decision.py", "import sqlite3\n"),
        (PURE, "needlepoint/session/record.py", "import clinic.records.a\n"),
    ],
)
def test_a_planted_breach_is_found(tmp_path, contract, module, source):
    result = lint(plant(tmp_path, {"clinic/web/views.py": "", module: source}))
    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout


def test_a_planted_circle_is_found(tmp_path):
    circle = {
        "needlepoint/screening/rules.py": "import needlepoint.screening.decision\n",
        "needlepoint/screening/decision.py": "import needlepoint.screening.rules\n",
    }
    result = lint(plant(tmp_path, circle))
    assert f"{CIRCLES} BROKEN" in result.stdout
