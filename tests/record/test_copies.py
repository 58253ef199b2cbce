"""Backup and restore: made while the clinic works, proved, and put back whole."""

import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic.audit.chain import verify
from clinic.records.actions.patients import mark_arrived
from clinic.records.copies import CopyRefused, back_up, check_sqlite_copy, restore
from clinic.records.models import Attendance, Patient
from tests.cast import Cast

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
    assert [path.name for path in folder.iterdir()] == [copy.name]


def test_the_commands_say_what_they_did_and_restore_wants_a_word_more(full, folder):
    said = StringIO()
    call_command("backup", stdout=said)
    copy = next(folder.iterdir())
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
