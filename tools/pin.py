"""Writes constraints.txt: the exact versions that this tree was tested with, and no host.

Run by `make pins` after a dependency of pyproject.toml has changed.
"""

import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
HEADER = """\
# The versions this tree was tested with, for every system and Python >= 3.11.
# Made by `make pins` from pyproject.toml. Names and versions only: where packages
# come from is the business of whoever installs (docs/decisions/0003).
"""


def resolve() -> str:
    """Gives the pinned versions of every dependency, the extras included."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11"]
    command += ["--extra", "clinic", "--extra", "dev", "--no-header", "--no-annotate", "--no-emit-index-url"]
    command += ["--no-emit-find-links", "--quiet", "pyproject.toml"]
    return subprocess.run(command, cwd=TREE, check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Writes the file and says how many packages it pins."""
    pins = resolve()
    (TREE / "constraints.txt").write_text(HEADER + pins, encoding="utf-8")
    print(f"constraints.txt pins {len(pins.splitlines())} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
