"""The source tree as the architecture tests see it: which files count, and which are exempt."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
PACKAGES = ("needlepoint", "clinic")
EXEMPT_FOLDERS = {"migrations", "vendor", "content", "static", "__pycache__"}


def modules_of(package: str, tree: Path = TREE) -> list[Path]:
    """Gives the hand-written modules of a package: no migration, no vendored file, no drawing.

    Tests of the content are written by hand like all others; only a package's own content is free of the budget.
    """
    found = sorted((tree / package).rglob("*.py"))
    exempt = EXEMPT_FOLDERS - {"content"} if package == "tests" else EXEMPT_FOLDERS
    return [path for path in found if exempt.isdisjoint(path.relative_to(tree).parts)]


@cache
def files_of_the_repository() -> tuple[Path, ...]:
    """Gives every file that is tracked, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=TREE, check=True, capture_output=True, text=True).stdout
    paths = (TREE / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in set(paths) if path.is_file()))


def links_of_the_repository() -> tuple[str, ...]:
    """Names every symbolic link that is tracked."""
    command = ["git", "ls-files", "-z", "--stage"]
    listed = subprocess.run(command, cwd=TREE, check=True, capture_output=True, text=True).stdout
    return tuple(line.split("\t")[1] for line in listed.split("\0") if line.startswith("120000 "))


def texts_of(paths: tuple[Path, ...], tree: Path = TREE) -> Iterator[tuple[str, str]]:
    """Gives the name and the text of each file that is text."""
    for path in paths:
        try:
            yield str(path.relative_to(tree)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
