"""What the settings read from the environment and from the data folder."""

import os
import secrets
import tempfile
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# recursive_triggers: without it REPLACE removes a signed row past the trigger that refuses its removal.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000; "
    "PRAGMA recursive_triggers=ON;"
)
POSTGRES_SCHEMES = ("postgres", "postgresql")


def data_folder(environment: Mapping[str, str]) -> Path:
    """Find the clinic's data folder, made at first start and closed to other users of the machine."""
    folder = Path(environment.get("NEEDLEPOINT_DATA", "var")).expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def set_apart(environment: MutableMapping[str, str]) -> None:
    """Give the demonstration a data folder and a database of its own, whatever the clinic here has."""
    environment["NEEDLEPOINT_DATA"] = str(data_folder(environment) / "demonstration")
    environment.pop("DATABASE_URL", None)


def secret_key(folder: Path) -> str:
    """Read the secret key of this clinic; the first start makes it, readable by its owner only."""
    path = folder / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _existing_key(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return _existing_key(path)


def _existing_key(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"{path}: the secret key must have at least 50 characters, found {len(key)}. "
            "Remove the file to have a new key made; everybody is then signed out and links that were sent expire."
        )
    return key


def database(environment: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Describe the database: SQLite in the data folder unless DATABASE_URL names another."""
    url = environment.get("DATABASE_URL", "")
    if not url:
        return sqlite(folder / "needlepoint.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in POSTGRES_SCHEMES:
        return postgres(url)
    raise ImproperlyConfigured(
        f"DATABASE_URL: must begin with sqlite:/// or postgres://, given {parts.scheme or 'nothing'}://. "
        "Leave it out to use SQLite in the data folder."
    )


def sqlite(path: Path) -> dict[str, Any]:
    """Describe a SQLite file: every transaction takes the write lock at once, and a commit is on the disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        # Tests need a real file: threads that share a database in memory lock each other in ways a file never does.
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"needlepoint-test-{os.getpid()}.sqlite3"},
    }


def postgres(url: str) -> dict[str, Any]:
    """Describe a PostgreSQL database from its URL; options such as sslmode stand after the question mark."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def proxies_in_front(environment: Mapping[str, str]) -> int:
    """Read how many proxies of ours stand in front: as many entries of X-Forwarded-For, from the right, are theirs."""
    given = environment.get("NEEDLEPOINT_PROXIES", "0")
    if given not in {"0", "1", "2", "3", "4"}:
        raise ImproperlyConfigured(
            f"NEEDLEPOINT_PROXIES: must be a number from 0 to 4, given {given!r}. Count the proxies of yours that a "
            "visitor passes; with a single TLS proxy it is 1."
        )
    return int(given)


def is_on(environment: Mapping[str, str], name: str) -> bool:
    """Tell whether a switch in the environment is on."""
    return environment.get(name, "").lower() in {"1", "true", "yes", "on"}
