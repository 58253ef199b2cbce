"""Copies of the whole record: made while the clinic works, proved before they are kept, and put back.

The database is one file, and the photographs lie beside it; see `photograph_copies`.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, connections

from clinic.audit.chain import verify
from clinic.audit.triggers import missing_triggers
from clinic.records import clock, photograph_copies

_PAGES_AT_A_TIME: Final = 2000
_CARRY_ALL: Final = "Carry the whole folder of copies over, with its list and its photographs."
# How `pg_restore` writes the rows of a table: a line with their columns, one line each, and a line that ends them.
_COPY: Final = re.compile(r"COPY [\w.\"]+ \((.+)\) FROM stdin;$")
_COPY_END: Final = "\\."


class CopyRefused(Exception):
    """A copy could not be made, or is not what it should be; the sentence says why."""


def back_up(folder: Path) -> Path:
    """Make a copy in a folder and give its path; what fails its proof is not kept."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    suffix = "sqlite3" if connection.vendor == "sqlite" else "pgdump"
    path = folder / f"needlepoint-{clock.now():%Y%m%dT%H%M%S%f}Z.{suffix}"
    unproved = path.with_suffix(path.suffix + ".part")
    try:
        _make_private(unproved)
        _copy_out(unproved)
        photograph_copies.copy_out(path)
        unproved.replace(path)
    except OSError as fault:
        raise CopyRefused(
            f"{path}: the copy could not be written ({fault}). Make room, and try again."
        ) from fault
    finally:
        unproved.unlink(missing_ok=True)
    return path


def restore(path: Path) -> Path:
    """Put a proved copy in the place of the present record, which is itself backed up first; give that backup."""
    if not path.is_file():
        raise CopyRefused(f"{path}: there is no such file. Give the path of a file that `backup` made.")
    if connection.vendor == "sqlite":
        check_sqlite_copy(path)
    check_photographs(path)
    kept = back_up(settings.BACKUP_FOLDER)
    photograph_copies.copy_in(path)
    _copy_in(path)
    return kept


def check_photographs(path: Path) -> None:
    """Prove that every photograph that a copy names is on the list beside it, and lies there byte for byte."""
    named = _photographs_in(path)
    if not photograph_copies.has_whole_list(path):
        if named:
            raise CopyRefused(
                f"{path}: it names {len(named)} photographs, and their list ({path.name}{photograph_copies.LIST}) "
                f"is not beside it or is not whole. {_CARRY_ALL}"
            )
        return
    if wanting := {*photograph_copies.damaged(path), *(named - photograph_copies.listed(path))}:
        store = path.parent / photograph_copies.STORE
        raise CopyRefused(
            f"{path}: {len(wanting)} of its photographs are missing or damaged in {store}. {_CARRY_ALL}"
        )


def _photographs_in(path: Path) -> set[UUID]:
    """Read from a copy which photographs it names, without those that were destroyed."""
    if connection.vendor == "sqlite":
        return _photographs_in_sqlite(path)
    destroyed = {
        UUID(hex=row["photograph_id"])
        for row in _rows_in_dump(path, "records_photographnote")
        if row["kind"] == "destroyed"
    }
    return {UUID(hex=row["id"]) for row in _rows_in_dump(path, "records_photograph")} - destroyed


def _rows_in_dump(path: Path, table: str) -> Iterator[dict[str, str]]:
    """Read the rows of a table out of a dump, as COPY writes them; a release without the table has none.

    Limitation: what is escaped stays escaped; ids and kinds never are.
    """
    told = _run_postgres(
        "pg_restore", "--data-only", f"--table={table}", "--file=-", str(path), with_database=False
    )
    names: list[str] = []
    for line in told.split("\n"):
        if found := _COPY.match(line):
            names = [name.strip(' "') for name in found[1].split(",")]
        elif line == _COPY_END:
            names = []
        elif names:
            yield dict(zip(names, line.split("\t"), strict=True))


def _photographs_in_sqlite(path: Path) -> set[UUID]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'records_photograph'").fetchone():
            return set()
        rows = copy.execute(
            "SELECT id FROM records_photograph WHERE id NOT IN "
            "(SELECT photograph_id FROM records_photographnote WHERE kind = 'destroyed')"
        )
        return {UUID(hex=row[0]) for row in rows}


def check_sqlite_copy(path: Path) -> None:
    """Prove a SQLite copy: its pages, its references, its audit chain and its triggers."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            answers = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            dangling = copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as fault:
        raise CopyRefused(f"{path}: this is not a SQLite database ({fault}).") from fault
    if answers != ["ok"] or dangling:
        raise CopyRefused(f"{path}: the file is damaged: {answers[0]}, {len(dangling)} dangling references.")
    with _opened(path) as alias:
        _check_audit(path, alias)


def _check_audit(path: Path, alias: str) -> None:
    tables = connections[alias].introspection.table_names()
    if "audit_auditevent" not in tables:
        raise CopyRefused(
            f"{path}: this is a database, but not one of Needlepoint. Give a file that `backup` made."
        )
    breaks = list(verify(using=alias))
    missing = missing_triggers(using=alias)
    if breaks or missing:
        raise CopyRefused(
            f"{path}: its audit chain does not hold ({len(breaks)} breaks, {len(missing)} triggers gone)."
        )


@contextmanager
def _opened(path: Path) -> Iterator[str]:
    """Open a copy beside the present database, under an alias of its own, for reading."""
    alias = f"copy_{uuid4().hex}"
    present = connections.settings["default"]
    address = {"NAME": f"file:{path}?mode=ro", "OPTIONS": {"uri": True}}
    connections.settings[alias] = {**present, **address, "TEST": present.get("TEST", {})}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


def _make_private(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _copy_out(path: Path) -> None:
    if connection.vendor != "sqlite":
        _run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={path}")
        _run_postgres("pg_restore", "--list", str(path), with_database=False)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy, pages=_PAGES_AT_A_TIME)
        copy.execute("PRAGMA journal_mode=DELETE")
    check_sqlite_copy(path)


def _copy_in(path: Path) -> None:
    if connection.vendor != "sqlite":
        connection.close()
        _run_postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(path))
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        copy.backup(connection.connection)
    connection.close()


def _run_postgres(program: str, *arguments: str, with_database: bool = True) -> str:
    """Run a program of PostgreSQL and give what it wrote; where it failed, its last words are the refusal."""
    found = shutil.which(program)
    if found is None:
        raise CopyRefused(
            f"{program} is not installed. Install the PostgreSQL client programs and try again."
        )
    given = connection.settings_dict
    address = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
    }
    environment = {**os.environ, **{name: str(value) for name, value in address.items() if value}}
    database = [f"--dbname={given['NAME']}"] if with_database else []
    done = subprocess.run(
        [found, *database, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CopyRefused(
            f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason given'}"
        )
    return done.stdout
