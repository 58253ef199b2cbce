"""The plug pulled and the disk full while somebody decides, approves, consents or signs: all of it or nothing.

As in test_failures.py, to a real process with a real SQLite file of its own.
"""

import shutil
import signal
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.record.test_failures import (
    FILL_THE_DISK,
    PULL_THE_PLUG,
    PULL_THE_PLUG_AFTERWARDS,
    run,
)

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from tests.cast import Cast
from tests.record.calls.consent import an_offer
from tests.record.calls.planning import a_draft, clear
from tests.record.calls.session import signable
{stage}(Cast())
"""
DO = """
import os, resource, signal, sys
import django; django.setup()
from django.db import OperationalError
from clinic.accounts.models import Membership
from clinic.audit import chain
from clinic.records.actions.consent import sign_consent
from clinic.records.actions.screening import record_decision
from clinic.records.actions.session import sign_session
from clinic.records.actors import Actor
from clinic.records.models import ConsentOffer, Patient, Plan, Session
from tests.record.calls.consent import SIGNED
from tests.record.calls.planning import approve
actor = Actor.member(Membership.objects.get(user__email="doctor@example.org"))
patient = Patient.objects.select_related("clinic").get(name="Ada Lovelace")
row = {row}
{trouble}
try:
    {deed}
except OperationalError as fault:
    print("refused:", fault)
    sys.exit(7)
"""
# Everything in the record, row by row, and whether file and chain are sound.
LOOK = """
import django; django.setup()
from django.apps import apps
from django.db import connection
from clinic.audit.chain import verify
from clinic.audit.digests import digest_of
from clinic.records.deeds import row_content
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA integrity_check").fetchone()[0], len(list(verify())))
for app in ("records", "audit"):
    for model in apps.get_app_config(app).get_models():
        rows = [digest_of(row_content(row)) for row in model._base_manager.order_by("pk")]
        print(model.__name__, len(rows), digest_of(rows))
"""
# The deed: what must have happened before, the row, and the deed itself. A decision is recorded once, so another
# device makes it a new one.
DEEDS = {
    "record_decision": ("clear", "patient", "record_decision(actor, row, 'exceed')"),
    "approve_plan": ("a_draft", "Plan.objects.get(state='draft')", "approve(None, actor, row)"),
    "sign_consent": (
        "an_offer",
        "ConsentOffer.objects.get()",
        "sign_consent(Actor.patient(patient), row, SIGNED)",
    ),
    "sign_session": (
        "signable",
        "Session.objects.get(state='charted')",
        "sign_session(actor, row, actor.name)",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A record just before a deed: where it lies, and everything in it."""

    deed: str
    folder: Path
    before: str


@pytest.fixture(scope="module", params=DEEDS)
def prepared(request, tmp_path_factory) -> Moment:
    folder = tmp_path_factory.mktemp(request.param)
    done = run(folder, PREPARE.format(stage=DEEDS[request.param][0]))
    assert done.returncode == 0, done.stderr
    before = run(folder, LOOK).stdout
    assert before.startswith("ok 0\n")
    return Moment(deed=request.param, folder=folder, before=before)


@pytest.fixture
def moment(prepared, tmp_path) -> Moment:
    shutil.copytree(prepared.folder, tmp_path, dirs_exist_ok=True)
    return replace(prepared, folder=tmp_path)


def do(moment: Moment, trouble: str) -> subprocess.CompletedProcess[str]:
    _, row, deed = DEEDS[moment.deed]
    return run(moment.folder, DO.format(row=row, deed=deed, trouble=trouble))


@pytest.mark.parametrize("plug", [PULL_THE_PLUG, PULL_THE_PLUG_AFTERWARDS], ids=["before", "after"])
def test_a_kill_beside_the_audit_event_leaves_everything_as_it_was(moment, plug):
    assert do(moment, plug).returncode == -signal.SIGKILL
    assert run(moment.folder, LOOK).stdout == moment.before


def test_a_full_disk_refuses_the_deed_and_leaves_everything_as_it_was(moment):
    done = do(moment, FILL_THE_DISK.format(limit=12_000))
    assert done.returncode == 7, done.stderr
    assert run(moment.folder, LOOK).stdout == moment.before


def test_without_trouble_the_same_deed_is_done(moment):
    done = do(moment, "")
    assert done.returncode == 0, done.stderr
    after = run(moment.folder, LOOK).stdout
    assert after.startswith("ok 0\n")
    assert after != moment.before
