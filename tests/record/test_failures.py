"""A full disk, and the plug pulled between the row and its audit event: the record stays consistent.

Both happen to a real process with a real SQLite file of its own.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from tests.cast import Cast
Cast()
"""
DO = """
import os, resource, signal, sys
import django; django.setup()
from django.db import OperationalError
from clinic.accounts.models import Membership
from clinic.audit import chain
from clinic.records.actions.patients import register_patient
from clinic.records.actors import Actor
from tests.cast import details
actor = Actor.member(Membership.objects.get(user__email="nurse@example.org"))
{trouble}
try:
    register_patient(actor, details("Mary Somerville", chosen_name="M" * 190))
except OperationalError as fault:
    print("refused:", fault)
    sys.exit(7)
"""
LOOK = """
import django; django.setup()
from clinic.audit.chain import verify
from clinic.audit.models import AuditEvent
from clinic.records.models import Patient, PatientNameWord
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA integrity_check").fetchone()[0], end=" ")
print(Patient.objects.count(), PatientNameWord.objects.count(), AuditEvent.objects.count(), len(list(verify())))
"""
PULL_THE_PLUG = "chain.AuditEvent.save = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)"
PULL_THE_PLUG_AFTERWARDS = """
written = chain.AuditEvent.save
def save(event, **given):
    written(event, **given)
    os.kill(os.getpid(), signal.SIGKILL)
chain.AuditEvent.save = save
"""
FILL_THE_DISK = """
from django.db import connection
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
"""


@pytest.fixture(scope="module")
def prepared_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    assert run(folder, PREPARE).returncode == 0
    return folder


@pytest.fixture
def clinic_folder(prepared_folder, tmp_path) -> Path:
    shutil.copytree(prepared_folder, tmp_path, dirs_exist_ok=True)
    return tmp_path


def run(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    without_database = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = without_database | {
        "NEEDLEPOINT_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "clinic.project.settings",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("plug", [PULL_THE_PLUG, PULL_THE_PLUG_AFTERWARDS], ids=["before", "after"])
def test_a_kill_beside_the_audit_event_leaves_neither_row_nor_event(clinic_folder, plug):
    before = run(clinic_folder, LOOK).stdout
    assert run(clinic_folder, DO.format(trouble=plug)).returncode == -signal.SIGKILL
    assert run(clinic_folder, LOOK).stdout == before == "ok 2 4 2 0\n"


@pytest.mark.parametrize("limit", [1, 5_000, 10_000, 20_000])
def test_a_full_disk_refuses_the_deed_and_leaves_neither_row_nor_event(clinic_folder, limit):
    before = run(clinic_folder, LOOK).stdout
    done = run(clinic_folder, DO.format(trouble=FILL_THE_DISK.format(limit=limit)))
    assert done.returncode == 7, done.stderr
    assert run(clinic_folder, LOOK).stdout == before == "ok 2 4 2 0\n"


def test_without_trouble_the_same_deed_is_done(clinic_folder):
    assert run(clinic_folder, DO.format(trouble="")).returncode == 0
    assert run(clinic_folder, LOOK).stdout == "ok 3 7 3 0\n"


KEEP_A_PHOTOGRAPH = """
import os, signal, sys
import django; django.setup()
from django.conf import settings
from clinic.accounts.models import Membership
from clinic.audit import chain
from clinic.records import photograph_files
from clinic.records.actions.consent import state_photo_consent
from clinic.records.actions.photographs import Taken, add_photograph
from clinic.records.actors import Actor
from clinic.records.models import Patient, Photograph
from tests.pictures import a_picture
actor = Actor.member(Membership.objects.get(user__email="nurse@example.org"))
patient = Patient.objects.get(clinic=actor.clinic)
state_photo_consent(actor, patient, "treatment-record", True)
def stop(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)
{trouble}
add_photograph(actor, patient, Taken(picture=a_picture()))
"""
LOOK_AT_PHOTOGRAPHS = """
import django; django.setup()
from django.conf import settings
from clinic.audit.chain import verify
from clinic.records.models import Photograph
from clinic.records.photograph_files import faults, sweep
found = len(list(settings.PHOTOGRAPH_FOLDER.glob("??/*")))
swept = sweep(older_than_seconds=-1)
print(Photograph.objects.count(), len(faults()), len(list(verify())), found - swept)
"""
KILLED = {
    "while a file is written": ("photograph_files.os.fsync = stop", "0 0 0 0"),
    "between the two files": ("photograph_files._sync_folder = stop", "0 0 0 0"),
    "between file and row": ("Photograph.save = stop", "0 0 0 0"),
    "between row and audit": ("chain.AuditEvent.save = stop", "0 0 0 0"),
    "nowhere": ("", "1 0 0 2"),
}


@pytest.mark.parametrize("where", KILLED)
def test_killed_while_a_photograph_is_kept_no_row_names_a_file_that_is_not_there(clinic_folder, where):
    trouble, left = KILLED[where]
    done = run(clinic_folder, KEEP_A_PHOTOGRAPH.format(trouble=trouble))
    assert done.returncode == (-signal.SIGKILL if trouble else 0), done.stderr
    looked = run(clinic_folder, LOOK_AT_PHOTOGRAPHS)
    assert looked.stdout.strip() == left, looked.stderr
