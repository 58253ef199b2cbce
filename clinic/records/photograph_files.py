"""Where the bytes of photographs lie: in the data folder, each under the id of its row, written once and never changed.

A file is on the disk before its row is committed, so a row never names what is not there. What a crash leaves without a
row is swept away after a day; no deed lasts so long.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinic.records.models import NoteKind, Photograph, PhotographNote
from clinic.records.pictures import Picture, digest_of_bytes
from clinic.records.refusals import NotStored, WrongState

WHOLE: Final = "whole"
SMALL: Final = "small"
PARTS: Final = (WHOLE, SMALL)
UNFINISHED: Final = ".part"
ORPHAN_SECONDS: Final = 86_400
_A_BATCH: Final = 500


def place_of(folder: Path, photograph_id: UUID, part: str) -> Path:
    """Give where a part of a photograph lies under a folder; 256 folders keep each of them small."""
    return folder / photograph_id.hex[:2] / f"{photograph_id.hex}.{part}.jpg"


def digest_in(row: Photograph, part: str) -> str:
    """Give the digest that a row promises for a part."""
    return row.digest if part == WHOLE else row.small_digest


def write_files(photograph_id: UUID, picture: Picture) -> None:
    """Write both parts so that they are on the disk before anybody says so; a full disk is a refusal."""
    folder = settings.PHOTOGRAPH_FOLDER
    try:
        write_file(place_of(folder, photograph_id, WHOLE), picture.content)
        write_file(place_of(folder, photograph_id, SMALL), picture.small)
    except OSError as fault:
        remove_files(folder, photograph_id)
        raise NotStored(
            _("The photograph could not be written just now, so nothing was stored. Try once more.")
        ) from fault


def read_file(row: Photograph, part: str) -> bytes:
    """Give the bytes of a photograph, if they are still exactly what was stored."""
    content = bytes_at(place_of(settings.PHOTOGRAPH_FOLDER, row.pk, part))
    if content is None or digest_of_bytes(content) != digest_in(row, part):
        raise WrongState(
            _("The picture is missing or was damaged on the disk, so it is not shown. A backup may hold it.")
        )
    return content


def bytes_at(path: Path) -> bytes | None:
    """Give the bytes of a file, or nothing where it is not there or cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def size_at(path: Path) -> int | None:
    """Give how many bytes a file has, or nothing where it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def is_whole(folder: Path, row: Photograph) -> bool:
    """Tell whether every part of a photograph lies in a folder as its row promises."""
    found = ((part, bytes_at(place_of(folder, row.pk, part))) for part in PARTS)
    return all(
        content is not None and digest_of_bytes(content) == digest_in(row, part) for part, content in found
    )


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only, and wait until the disk has it."""
    _make_folder(path.parent)
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync_folder(path.parent)


def remove_files(folder: Path, photograph_id: UUID) -> int:
    """Take every part of a photograph away, also what was only begun; give how many files there were."""
    gone = 0
    for part in PARTS:
        path = place_of(folder, photograph_id, part)
        for one in (path, path.with_name(path.name + UNFINISHED)):
            gone += one.exists()
            one.unlink(missing_ok=True)
    return gone


def remove_everywhere(photograph_id: UUID) -> None:
    """Take the bytes of a destroyed photograph out of the data folder; the next copy takes them out of the copies."""
    remove_files(settings.PHOTOGRAPH_FOLDER, photograph_id)


def standing_rows() -> Iterator[Photograph]:
    """Give every photograph of every clinic whose bytes should be there."""
    rows = Photograph.objects.exclude(pk__in=_destroyed()).order_by("pk")
    yield from rows.only("id", "size_bytes", "digest", "small_digest").iterator(chunk_size=_A_BATCH)


def destroyed_ids() -> Iterator[UUID]:
    """Give the ids of the photographs whose bytes were destroyed on purpose."""
    yield from _destroyed().iterator(chunk_size=_A_BATCH)


def faults() -> list[UUID]:
    """Name the photographs whose bytes are missing or are not what was stored."""
    return [row.pk for row in standing_rows() if not is_whole(settings.PHOTOGRAPH_FOLDER, row)]


def remove_destroyed() -> int:
    """Remove what a crash left of photographs that were destroyed, at once; give how many files there were."""
    return sum(remove_files(settings.PHOTOGRAPH_FOLDER, gone) for gone in destroyed_ids())


def sweep(older_than_seconds: float = ORPHAN_SECONDS) -> int:
    """Remove what was destroyed, and files that no standing row names and that are older than any deed lasts.

    Gives how many files there were. One of the 256 folders is looked at after another, however many there are.
    """
    until = time.time() - older_than_seconds
    return remove_destroyed() + sum(
        _swept(folder, until) for folder in sorted(settings.PHOTOGRAPH_FOLDER.glob("??"))
    )


def _swept(folder: Path, until: float) -> int:
    old = [path for path in folder.iterdir() if _changed_before(path, until)]
    gone = 0
    for start in range(0, len(old), _A_BATCH):
        some = old[start : start + _A_BATCH]
        wanted = _standing_among({one for path in some if (one := _id_of(path))})
        for path in some:
            if path.suffix == UNFINISHED or _id_of(path) not in wanted:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _changed_before(path: Path, until: float) -> bool:
    """Tell whether a file is old; one that somebody took away meanwhile is not."""
    try:
        return path.stat().st_mtime < until
    except OSError:
        return False


def _standing_among(ids: set[UUID]) -> set[UUID]:
    rows = Photograph.objects.filter(pk__in=ids).exclude(pk__in=_destroyed())
    return set(rows.values_list("pk", flat=True))


def _destroyed() -> QuerySet[PhotographNote, UUID]:
    return PhotographNote.objects.filter(kind=NoteKind.DESTROYED).values_list("photograph", flat=True)


def _id_of(path: Path) -> UUID | None:
    try:
        return UUID(hex=path.name.partition(".")[0])
    except ValueError:
        return None


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Wait until the disk knows the name of a new file, not only its bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
