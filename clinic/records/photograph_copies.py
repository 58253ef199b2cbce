"""Photographs in the copies of the record: each is copied once, and beside every copy a list says which it needs.

Bytes that were destroyed on purpose are taken out of the folder of copies by the next copy that is made; a grave tells
an older list why they are missing. Limitation: what was carried elsewhere is out of reach.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from clinic.records.models import Photograph
from clinic.records.photograph_files import (
    PARTS,
    bytes_at,
    destroyed_ids,
    is_whole,
    place_of,
    remove_files,
    standing_rows,
    write_file,
)

STORE: Final = "photographs"
LIST: Final = ".photographs"


def copy_out(copy: Path) -> None:
    """Bring the store beside a copy up to date, and write which photographs the copy needs and which are missing here.

    The rows are read after the record was copied: the list has every photograph of the copy, and perhaps newer ones.
    """
    if Photograph._meta.db_table not in connection.introspection.table_names():
        return  # a release before photographs is backed up, before its tables are brought up to date
    store, lines = copy.parent / STORE, []
    for gone in destroyed_ids():
        _bury(store, gone)
    for row in standing_rows():
        state = "" if _stored(store, row) else " missing"
        lines.append(f"{row.pk.hex} {row.digest} {row.small_digest}{state}\n")
    if lines:
        write_file(_list_of(copy), "".join(lines).encode("ascii"))


def missing_here(copy: Path) -> int:
    """Count the photographs that were missing or damaged in the data folder when a copy was made."""
    return sum(line.endswith(" missing") for line in _lines(copy))


def listed(copy: Path) -> set[UUID]:
    """Give the ids of the photographs on the list of a copy."""
    return {UUID(hex=line.split()[0]) for line in _lines(copy)}


def damaged(copy: Path) -> list[UUID]:
    """Name the photographs that the store beside a copy should hold and does not, or not as they were."""
    store = copy.parent / STORE
    return [row.pk for row in _rows(copy) if not _grave(store, row.pk).exists() and not is_whole(store, row)]


def copy_in(copy: Path) -> None:
    """Put the photographs of a copy into the data folder, before its rows are put into the record."""
    store = copy.parent / STORE
    for row in _rows(copy):
        if _grave(store, row.pk).exists() or is_whole(settings.PHOTOGRAPH_FOLDER, row):
            continue
        for part in PARTS:
            content = bytes_at(place_of(store, row.pk, part))
            if content is not None:
                write_file(place_of(settings.PHOTOGRAPH_FOLDER, row.pk, part), content)


def _stored(store: Path, row: Photograph) -> bool:
    """Copy what the store lacks of a photograph; tell whether it then is there."""
    if all(place_of(store, row.pk, part).exists() for part in PARTS):
        return True
    if not is_whole(settings.PHOTOGRAPH_FOLDER, row):
        return False
    for part in PARTS:
        content = bytes_at(place_of(settings.PHOTOGRAPH_FOLDER, row.pk, part))
        write_file(place_of(store, row.pk, part), content or b"")
    return is_whole(store, row)


def _bury(store: Path, gone: UUID) -> None:
    """Take destroyed bytes out of the store, and leave a grave in their place."""
    if any(place_of(store, gone, part).exists() for part in PARTS):
        remove_files(store, gone)
        write_file(_grave(store, gone), b"")


def _grave(store: Path, photograph_id: UUID) -> Path:
    return store / photograph_id.hex[:2] / f"{photograph_id.hex}.destroyed"


def _rows(copy: Path) -> Iterator[Photograph]:
    """Give the photographs that a copy needs, with their digests."""
    for line in _lines(copy):
        name, digest, small_digest, *missing = line.split()
        if not missing:
            yield Photograph(pk=UUID(hex=name), digest=digest, small_digest=small_digest)


def _lines(copy: Path) -> list[str]:
    path = _list_of(copy)
    return path.read_text(encoding="ascii").splitlines() if path.exists() else []


def _list_of(copy: Path) -> Path:
    return copy.with_name(copy.name + LIST)
