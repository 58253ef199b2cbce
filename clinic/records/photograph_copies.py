"""Photographs in the copies of the record: each is copied once, and beside every copy a list says which it needs.

The list ends with how many lines it has and their digest, so that half a list is not taken for a whole one. Bytes that
were destroyed on purpose are taken out of the folder of copies by the next copy that is made; a grave tells an older
list why they are missing. Limitation: what was carried elsewhere is out of reach.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from clinic.records import clock
from clinic.records.models import Photograph
from clinic.records.photograph_files import (
    PARTS,
    bytes_at,
    destroyed_ids,
    digest_in,
    is_whole,
    place_of,
    remove_files,
    size_at,
    standing_rows,
    write_file,
)
from clinic.records.pictures import digest_of_bytes

STORE: Final = "photographs"
LIST: Final = ".photographs"
MISSING: Final = "missing"
DESTROYED: Final = "destroyed"
_END: Final = "end"
# One of so many stored photographs is read again for each day of copies. Odd to seven, so that a clinic that copies
# once a week comes to each of them as well.
DAYS_TO_PROVE_ALL: Final = 32


def copy_out(copy: Path) -> None:
    """Bring the store beside a copy up to date, and write which photographs the copy needs and which are missing here.

    The rows are read after the record was copied: the list has every photograph of the copy, and perhaps newer ones.
    What is destroyed while this goes on is read last, so that it is on the list and not in the store.
    """
    if Photograph._meta.db_table not in connection.introspection.table_names():
        return  # a release before photographs is backed up, before its tables are brought up to date
    store = copy.parent / STORE
    states = {row.pk: _line(store, row) for row in standing_rows()}
    for gone in destroyed_ids():
        _bury(store, gone)
        states[gone] = DESTROYED
    _write_list(copy, [f"{one.hex} {state}" for one, state in states.items()])


def has_whole_list(copy: Path) -> bool:
    """Tell whether a list lies beside a copy, with every line that was written."""
    *lines, end = _all_lines(copy) or [""]
    return end == _end_of(lines)


def missing_here(copy: Path) -> int:
    """Count the photographs that were missing or damaged in the data folder when a copy was made."""
    return sum(line.endswith(f" {MISSING}") for line in _lines(copy))


def needed(copy: Path) -> int:
    """Count the photographs that lie beside a copy for its sake."""
    return sum(1 for _ in _rows(copy))


def listed(copy: Path) -> set[UUID]:
    """Give the ids on the list of a copy, also of what was missing or destroyed when it was made."""
    return {UUID(hex=line.split()[0]) for line in _lines(copy)}


def damaged(copy: Path) -> list[UUID]:
    """Name the photographs that the store beside a copy should hold and does not, or not as they were."""
    store = copy.parent / STORE
    return [row.pk for row in _rows(copy) if not is_whole(store, row) and not _grave(store, row.pk).exists()]


def copy_in(copy: Path) -> None:
    """Put the photographs of a copy into the data folder, before its rows are put into the record."""
    store = copy.parent / STORE
    for row in _rows(copy):
        if not is_whole(settings.PHOTOGRAPH_FOLDER, row):
            _carried(store, settings.PHOTOGRAPH_FOLDER, row)


def _line(store: Path, row: Photograph) -> str:
    state = "" if _stored(store, row) else f" {MISSING}"
    return f"{row.digest} {row.small_digest}{state}"


def _stored(store: Path, row: Photograph) -> bool:
    """Copy what the store lacks of a photograph, or holds otherwise; tell whether it then is there."""
    if _has_its_sizes(store, row) and (not _is_its_day(row) or is_whole(store, row)):
        return True
    _carried(settings.PHOTOGRAPH_FOLDER, store, row)
    # Where the data folder has lost it, the store may have it still.
    return is_whole(store, row)


def _has_its_sizes(store: Path, row: Photograph) -> bool:
    """Tell whether a stored photograph is as large as it should be: its row knows one part, the data folder both."""
    sizes = [size_at(place_of(store, row.pk, part)) for part in PARTS]
    here = [size_at(place_of(settings.PHOTOGRAPH_FOLDER, row.pk, part)) for part in PARTS]
    return None not in sizes and sizes == here and sizes[0] == row.size_bytes


def _is_its_day(row: Photograph) -> bool:
    """Tell whether the stored bytes of a photograph are read again by a copy of today."""
    return (row.pk.int + clock.now().toordinal()) % DAYS_TO_PROVE_ALL == 0


def _carried(source: Path, target: Path, row: Photograph) -> bool:
    """Copy the parts of a photograph, each only if it is what its row says; tell whether all were."""
    for part in PARTS:
        content = bytes_at(place_of(source, row.pk, part))
        if content is None or digest_of_bytes(content) != digest_in(row, part):
            return False
        write_file(place_of(target, row.pk, part), content)
    return True


def _bury(store: Path, gone: UUID) -> None:
    """Take destroyed bytes out of the store, and leave a grave in their place."""
    # The grave first: a crash in between must not leave an older copy that cannot be restored.
    if not _grave(store, gone).exists():
        write_file(_grave(store, gone), b"")
    remove_files(store, gone)


def _grave(store: Path, photograph_id: UUID) -> Path:
    return store / photograph_id.hex[:2] / f"{photograph_id.hex}.destroyed"


def _rows(copy: Path) -> Iterator[Photograph]:
    """Give the photographs that a copy needs, with their digests."""
    for line in _lines(copy):
        match line.split():
            case [name, digest, small_digest]:
                yield Photograph(pk=UUID(hex=name), digest=digest, small_digest=small_digest)


def _write_list(copy: Path, lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in [*lines, _end_of(lines)])
    write_file(_list_of(copy), text.encode("ascii"))


def _end_of(lines: list[str]) -> str:
    """Give the line with which a list ends: how many stand before it, and their digest."""
    return f"{_END} {len(lines)} {digest_of_bytes(chr(10).join(lines).encode())}"


def _lines(copy: Path) -> list[str]:
    return _all_lines(copy)[:-1]


def _all_lines(copy: Path) -> list[str]:
    path = _list_of(copy)
    return path.read_text(encoding="ascii", errors="replace").splitlines() if path.exists() else []


def _list_of(copy: Path) -> Path:
    return copy.with_name(copy.name + LIST)
