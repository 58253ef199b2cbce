"""constraints.txt pins every dependency and names no host, so that it installs from anybody's index."""

import re
import tomllib

from tests.architecture.tree import TREE

PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z0-9,_-]+\])?==[A-Za-z0-9.!+]+( ; .+)?")
HOST = re.compile(r"://|\b[\w-]+\.(com|org|net|io|dev|local|internal)\b|@")


def faults_of(constraints: str) -> list[str]:
    """Gives the lines that are neither a comment nor a bare pin, or that name a host."""
    lines = constraints.splitlines()
    odd = [line for line in lines if line and not line.startswith("#") and not PIN.fullmatch(line)]
    return odd + [line for line in lines if HOST.search(line)]


def normal(requirement: str) -> str:
    """Gives the name of a requirement as an index writes it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def unpinned(project: str, constraints: str) -> list[str]:
    """Names the dependencies of a pyproject.toml that have no pin."""
    table = tomllib.loads(project)["project"]
    extras = table.get("optional-dependencies", {}).values()
    wanted = [*table["dependencies"], *(requirement for extra in extras for requirement in extra)]
    pinned = {normal(line) for line in constraints.splitlines() if "==" in line}
    return sorted({normal(requirement) for requirement in wanted} - pinned)


def test_the_constraints_are_pins_without_a_host():
    assert faults_of((TREE / "constraints.txt").read_text()) == []


def test_every_dependency_is_pinned():
    assert unpinned((TREE / "pyproject.toml").read_text(), (TREE / "constraints.txt").read_text()) == []


def test_a_planted_host_is_found():
    for planted in (
        "--index-url https://example.org/simple",
        "numpy @ file:///numpy.whl",
        "# from example.com",
        "numpy>=2",
    ):
        assert faults_of(f"attrs==26.1.0\n{planted}\n") != [], planted


def test_a_planted_missing_pin_is_found():
    project = '[project]\ndependencies = ["numpy>=2", "cattrs"]\n'
    assert unpinned(project, "numpy==2.4.6\n") == ["cattrs"]
