"""Installs this tree into .venv, once for each state of pyproject.toml and constraints.txt.

`python tools/install.py clinic` installs what `make demo` needs, `python tools/install.py dev` what
`make check` and `make test` need. A stamp in .venv remembers what was installed, so that a second call
takes no time and no network. It is run by any Python >= 3.11 and imports nothing but the standard library.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
ENVIRONMENT = TREE / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
EXTRAS = {"clinic": "clinic", "dev": "clinic,dev"}
OLDEST = (3, 11)


def fingerprint() -> str:
    """Gives the digest of everything that decides what is installed, and for which folder and Python."""
    digest = hashlib.sha256(f"{TREE}\n{sys.version_info[:2]}\n".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((TREE / name).read_bytes())
    return digest.hexdigest()


def stamp_of(kind: str) -> Path:
    """Gives the file that remembers an installation."""
    return ENVIRONMENT / f".installed-{kind}"


def is_installed(kind: str) -> bool:
    """Tells whether this very state was installed before; what tests need includes what the demo needs."""
    wanted = fingerprint()
    stamps = [stamp_of(kind), stamp_of("dev")]
    return PYTHON.exists() and any(stamp.exists() and stamp.read_text() == wanted for stamp in stamps)


def make_environment() -> None:
    """Makes .venv where there is none."""
    if not PYTHON.exists():
        print("Making .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)


def install(kind: str) -> int:
    """Installs the tree with its extras, within the pinned versions."""
    print(f"Installing what `{kind}` needs into .venv (the first time takes a few minutes)", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["-c", "constraints.txt", "-e", f".[{EXTRAS[kind]}]"]
    status = subprocess.run(command, cwd=TREE).returncode
    if status == 0:
        stamp_of(kind).write_text(fingerprint())
    else:
        print("Installing failed. Is there a network, and does pip reach its index?", file=sys.stderr)
    return status


def main(arguments: list[str]) -> int:
    """Installs one kind unless that was done before."""
    if sys.version_info < OLDEST:
        print(f"Needlepoint needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    if len(arguments) != 1 or arguments[0] not in EXTRAS:
        print(f"What to install? One of: {', '.join(EXTRAS)}.", file=sys.stderr)
        return 2
    if is_installed(arguments[0]):
        return 0
    try:
        make_environment()
    except subprocess.CalledProcessError:
        print("Making .venv failed. On Debian and Ubuntu: apt-get install python3-venv", file=sys.stderr)
        return 2
    return install(arguments[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
