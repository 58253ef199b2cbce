"""Backup and restore: made while the clinic works, proved, and put back whole."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic.audit.chain import verify
from clinic.records import clock, photograph_copies
from clinic.records.actions.patients import mark_arrived
from clinic.records.actions.photographs import destroy_photograph, state_image_consent
from clinic.records.actors import Actor
from clinic.records.copies import CopyRefused, back_up, check_sqlite_copy, restore
from clinic.records.models import Attendance, Patient, Photograph
from clinic.records.photograph_copies import DAYS_TO_PROVE_ALL
from clinic.records.photograph_files import PARTS, WHOLE, faults, is_whole, place_of, read_file
from clinic.records.pictures import digest_of_bytes
from tests.cast import Cast
from tests.record.calls.photographs import a_photograph

pytestmark = pytest.mark.database


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.BACKUP_FOLDER = tmp_path / "backups"
    return settings.BACKUP_FOLDER


@pytest.fixture
def full(committed_db, folder) -> Cast:
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    return Cast()


def test_what_was_done_after_the_backup_is_gone_after_restoring_and_kept_beside(full, folder):
    copy = back_up(folder)
    mark_arrived(full.actor("nurse"), full.patient)
    kept = restore(copy)
    assert not Attendance.objects.exists()
    assert Patient.objects.get(pk=full.patient.pk).name == "Ada Lovelace"
    assert list(verify()) == []
    restore(kept)
    assert Attendance.objects.count() == 1


def test_a_backup_is_readable_by_its_owner_only_and_leaves_nothing_half_made(full, folder):
    copy = back_up(folder)
    assert copy.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in folder.iterdir()) == [copy.name, f"{copy.name}.photographs"]


def copy_in(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.suffix in (".sqlite3", ".pgdump"))


def test_the_commands_say_what_they_did_and_restore_wants_a_word_more(full, folder):
    said = StringIO()
    call_command("backup", stdout=said)
    copy = copy_in(folder)
    assert str(copy) in said.getvalue()
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(copy))
    call_command("restore", str(copy), "--replace", stdout=said)
    assert "was restored" in said.getvalue()


def test_a_file_that_is_not_there_is_refused_in_a_sentence(full, tmp_path):
    with pytest.raises(CopyRefused, match="no such file"):
        restore(tmp_path / "nothing")


def only_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a SQLite file is spoilt here")


def test_a_file_that_is_no_database_is_refused(full, tmp_path):
    only_on_sqlite()
    (tmp_path / "picture").write_bytes(b"JPEG" * 4000)
    with pytest.raises(CopyRefused, match="not a SQLite database"):
        restore(tmp_path / "picture")


def test_a_database_of_somebody_else_is_refused(full, tmp_path):
    only_on_sqlite()
    with closing(sqlite3.connect(tmp_path / "other.sqlite3")) as other:
        other.execute("CREATE TABLE holidays (day TEXT)")
    with pytest.raises(CopyRefused, match="not one of Needlepoint"):
        restore(tmp_path / "other.sqlite3")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_auditevent SET deed = 'nothing' WHERE sequence = 1",
        "DELETE FROM audit_auditevent WHERE sequence = 1",
        "UPDATE audit_audithead SET sequence = 0",
    ],
)
def test_a_copy_that_somebody_changed_is_refused(full, folder, attack):
    only_on_sqlite()
    copy = back_up(folder)
    with closing(sqlite3.connect(copy)) as opened, opened:
        opened.execute("DROP TRIGGER audit_auditevent_no_update")
        opened.execute("DROP TRIGGER audit_auditevent_no_delete")
        opened.execute(attack)
    with pytest.raises(CopyRefused, match="audit chain does not hold"):
        check_sqlite_copy(copy)


def test_a_damaged_copy_is_refused(full, folder):
    only_on_sqlite()
    copy = back_up(folder)
    content = bytearray(copy.read_bytes())
    content[8192:60000] = b"\x00" * (60000 - 8192)
    copy.write_bytes(content)
    with pytest.raises(CopyRefused):
        check_sqlite_copy(copy)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("??/*") if path.suffix != ".destroyed")


def emptied(settings) -> None:
    shutil.rmtree(settings.PHOTOGRAPH_FOLDER)


def test_photographs_are_copied_once_and_come_back_byte_for_byte(full, folder, settings):
    row = a_photograph(full)
    copy = back_up(folder)
    stored = files_in(folder / "photographs")
    assert stored == files_in(settings.PHOTOGRAPH_FOLDER)
    assert len(stored) == len(PARTS)
    moments = [path.stat().st_mtime_ns for path in sorted((folder / "photographs").glob("??/*"))]
    back_up(folder)
    assert [path.stat().st_mtime_ns for path in sorted((folder / "photographs").glob("??/*"))] == moments
    emptied(settings)
    restore(copy)
    assert faults() == []
    assert digest_of_bytes(read_file(Photograph.objects.get(), WHOLE)) == row.digest
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "photographs").rglob("*"))


@pytest.mark.parametrize("damage", ["removed", "changed"])
def test_a_copy_whose_photographs_are_not_beside_it_is_refused_and_nothing_is_replaced(
    full, folder, settings, damage
):
    row = a_photograph(full)
    copy = back_up(folder)
    path = place_of(folder / "photographs", row.pk, WHOLE)
    path.unlink() if damage == "removed" else path.write_bytes(b"another picture")
    mark_arrived(full.actor("nurse"), full.patient)
    with pytest.raises(CopyRefused, match="1 of its photographs are missing or damaged"):
        restore(copy)
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("left", ["nothing", "half of it", "the list of nobody"])
def test_a_copy_without_its_whole_list_is_refused_on_either_engine_and_nothing_is_replaced(
    full, folder, settings, left
):
    a_photograph(full)
    copy = back_up(folder)
    lines = copy.with_name(f"{copy.name}.photographs")
    if left == "nothing":
        lines.unlink()
    else:
        lines.write_text(lines.read_text()[:-9] if left == "half of it" else "end 0 sha256:e3b0\n")
    mark_arrived(full.actor("nurse"), full.patient)
    with pytest.raises(CopyRefused, match=r"names 1 photographs, and their list .* Carry the whole folder"):
        restore(copy)
    assert Attendance.objects.count() == 1


def test_a_copy_that_names_no_photograph_needs_no_list(full, folder, tmp_path):
    made = back_up(folder)
    carried = tmp_path / "elsewhere" / made.name
    carried.parent.mkdir()
    shutil.copy(made, carried)
    restore(carried)
    assert Patient.objects.get(pk=full.patient.pk).name == "Ada Lovelace"


def test_what_is_destroyed_while_a_copy_is_made_is_on_its_list_and_the_copy_restores(
    full, folder, settings, monkeypatch
):
    row, other = a_photograph(full), a_photograph(full)
    state_image_consent(Actor.patient(full.patient), row, "treatment-record", False)
    copied = photograph_copies.copy_out

    def destroyed_first(copy: Path) -> None:
        destroy_photograph(full.actor("director"), row, "The patient asked for it")
        copied(copy)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(photograph_copies, "copy_out", destroyed_first)
        copy = back_up(folder)
    assert photograph_copies.missing_here(copy) == 0
    assert photograph_copies.needed(copy) == 1
    restore(copy)
    assert Photograph.objects.count() == 2
    assert faults() == [row.pk]
    assert read_file(other, WHOLE)


@pytest.mark.parametrize("content", [b"", b"cut off"])
def test_what_lies_cut_off_in_the_folder_of_copies_is_copied_anew(full, folder, settings, content):
    row = a_photograph(full)
    back_up(folder)
    for part in PARTS:
        place_of(folder / "photographs", row.pk, part).write_bytes(content)
    copy = back_up(folder)
    assert is_whole(folder / "photographs", row)
    emptied(settings)
    restore(copy)
    assert faults() == []


def test_what_changed_in_the_folder_of_copies_and_kept_its_size_is_found_within_so_many_days(full, folder):
    row = a_photograph(full)
    back_up(folder)
    path = place_of(folder / "photographs", row.pk, WHOLE)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    healed = []
    for day in range(DAYS_TO_PROVE_ALL):
        with clock.at(row.created_at + timedelta(days=day)):
            photograph_copies.copy_out(folder / "later.sqlite3")
        healed.append(is_whole(folder / "photographs", row))
    assert (healed[-1], healed.count(False)) == (True, healed.index(True))


def test_what_the_data_folder_lost_is_still_taken_from_the_folder_of_copies(full, folder, settings):
    row = a_photograph(full)
    back_up(folder)
    emptied(settings)
    copy = back_up(folder)
    assert is_whole(folder / "photographs", row)
    restore(copy)
    assert faults() == []


def test_what_is_missing_when_a_copy_is_made_is_said_loudly_and_the_copy_is_kept(full, folder, settings):
    row = a_photograph(full)
    place_of(settings.PHOTOGRAPH_FOLDER, row.pk, WHOLE).unlink()
    with pytest.raises(CommandError, match="The copy is kept, but 1 photographs are missing"):
        call_command("backup", stdout=StringIO())
    restore(copy_in(folder))
    assert faults() == [row.pk]


def test_what_was_destroyed_is_taken_out_of_the_copies_and_an_older_one_still_restores(
    full, folder, settings
):
    row = a_photograph(full)
    older = back_up(folder)
    state_image_consent(Actor.patient(full.patient), row, "treatment-record", False)
    destroy_photograph(full.actor("director"), row, "The patient asked for it")
    assert files_in(settings.PHOTOGRAPH_FOLDER) == []
    back_up(folder)
    assert files_in(folder / "photographs") == []
    restore(older)
    assert faults() == [row.pk]
    assert Photograph.objects.get().digest == row.digest


def test_a_release_before_photographs_is_backed_up_too(full, folder, monkeypatch):
    a_photograph(full)
    with monkeypatch.context() as before:
        before.setattr(Photograph._meta, "db_table", "records_not_there_yet")
        copy = back_up(folder)
    assert [path.name for path in folder.iterdir()] == [copy.name]


def test_the_command_names_what_is_damaged_and_sweeps_what_is_nobodys(full, settings):
    said = StringIO()
    row = a_photograph(full)
    call_command("photographs", "verify", stdout=said)
    assert "Every photograph is there" in said.getvalue()
    call_command("photographs", "sweep", stdout=said)
    assert "0 files" in said.getvalue()
    place_of(settings.PHOTOGRAPH_FOLDER, row.pk, WHOLE).write_bytes(b"")
    with pytest.raises(CommandError, match="1 photographs are missing or damaged"):
        call_command("photographs", "verify", stdout=said)
    assert str(row.pk) in said.getvalue()
