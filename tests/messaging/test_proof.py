"""Two senders at once, and senders that die: nothing is lost, and nothing is sent twice by whom a key is enough for.

Commits are real here, on both engines; a sender that dies is a process of its own that the system kills.
"""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from clinic.records.actions import messages as deeds
from clinic.records.actors import Actor
from clinic.records.models import Message
from clinic.records.queries.messages import in_hand
from clinic.records.refusals import WrongState
from tests.cast import Cast, details, register_patient
from tests.messaging.providers import Provider, Slow, sender, sent_keys
from tests.record.calls.messages import a_message, agree

TREE = Path(__file__).parents[2]
pytestmark = pytest.mark.database
MANY = 24
PROGRAM = """
import sys, django
django.setup()
from tests.messaging.providers import send_in_a_process_of_its_own
send_in_a_process_of_its_own(*sys.argv[1:])
"""


@pytest.fixture
def cast(committed_db) -> Cast:
    """Give a cast that other processes see; whom it writes to has no night, for tests run at any hour."""
    cast = Cast()
    agree(cast, sms=True)
    return cast


def write(cast, count: int) -> list[str]:
    """Write messages about safety, which no night holds up, to as many people."""
    keys = []
    for number in range(count):
        name = "Anna " + "abcdefghijklmnopqrstuvwxyz"[number % 26] * (number // 26 + 3)
        born = details().birth_date - timedelta(days=400 * (number + 1))
        patient = register_patient(cast.actor("director"), details(name, birth_date=born))
        agree(cast, patient, sms=True)
        keys.append(str(a_message(cast, patient=patient, is_safety=True).pk))
    return keys


def states() -> Counter:
    return Counter(Message.objects.values_list("state", flat=True))


def database_address() -> str:
    """Give the address of the database of this test, for another process."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    who = quote(said["USER"]) + (f":{quote(said['PASSWORD'])}" if said["PASSWORD"] else "")
    return f"postgres://{who}@{said['HOST']}:{said['PORT'] or 5432}/{said['NAME']}"


def another_process(ledger: Path, kind: str, dies: str = "", folder: Path | None = None) -> subprocess.Popen:
    """Start a sender of its own that writes what it sent into a ledger, and dies where it is told."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_address(),
        "NEEDLEPOINT_DATA": str(folder or ledger.parent / "data"),
        "DJANGO_SETTINGS_MODULE": "clinic.project.settings",
        "PYTHONPATH": str(TREE),
    }
    command = [sys.executable, "-c", PROGRAM, str(ledger), kind, dies]
    return subprocess.Popen(command, cwd=TREE, env=environment, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen) -> int:
    """Wait for a process and give how it ended; one that failed shows why."""
    _out, said = process.communicate(timeout=120)
    assert process.returncode in (0, -9), said.decode()[-2000:]
    return process.returncode


def test_a_claim_that_cannot_be_audited_is_no_claim(db, monkeypatch):
    cast = Cast()
    message = a_message(cast)
    monkeypatch.setattr("clinic.audit.chain.record", lambda entry: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deeds.claim_messages(Actor.system(cast.clinic), 4, timedelta(minutes=5))
    message.refresh_from_db()
    assert (message.claimed_until, message.attempts) == (None, 0)


def test_of_two_claims_at_once_each_message_belongs_to_one(cast):
    write(cast, MANY)
    batches: list[list[Message]] = []
    meet = threading.Barrier(4)

    def claim() -> None:
        actor = Actor.system(cast.clinic)
        meet.wait()
        for _ in range(3):
            try:
                batches.append(in_hand(deeds.claim_messages(actor, 4, timedelta(minutes=5))))
            except WrongState:
                batches.append([])
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    claimed = [one.pk for batch in batches for one in batch]
    assert len(claimed) == len(set(claimed)) == MANY


def test_two_senders_at_once_send_each_message_once_and_leave_none(cast):
    keys = write(cast, MANY)
    providers = [Slow(0.01), Slow(0.01)]

    def work(provider: Provider) -> None:
        sender(provider, at_once=3).send_due()
        connection.close()

    threads = [threading.Thread(target=work, args=[one]) for one in providers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(providers[0].keys + providers[1].keys) == sorted(keys)
    assert states() == {"sent": MANY}


def test_killed_between_claim_and_sending_nothing_is_lost_and_nothing_was_sent(cast, tmp_path):
    keys, ledger = write(cast, 3), tmp_path / "ledger"
    assert ended(another_process(ledger, "keys", "before")) == -9
    assert sent_keys(ledger) == []
    held = Message.objects.get(attempts=1)
    assert (held.state, held.claimed_until is not None) == ("due", True)
    time.sleep(1.1)  # the claim of a process that died ends by itself
    assert ended(another_process(ledger, "keys")) == 0
    assert sorted(sent_keys(ledger)) == sorted(keys)
    assert states() == {"sent": 3}


@pytest.mark.parametrize(("kind", "twice"), [("keys", 0), ("smtp", 1)])
def test_killed_between_sending_and_recording_a_key_prevents_a_second_and_smtp_does_not(
    cast, tmp_path, kind, twice
):
    keys, ledger = write(cast, 3), tmp_path / "ledger"
    assert ended(another_process(ledger, kind, "after")) == -9
    assert len(sent_keys(ledger)) == 1
    time.sleep(1.1)
    assert ended(another_process(ledger, kind)) == 0
    counted = Counter(sent_keys(ledger))
    assert set(counted) == set(keys)
    assert sum(counted.values()) - len(keys) == twice
    assert states() == {"sent": 3}


def test_two_processes_that_are_killed_again_and_again_lose_nothing(cast, tmp_path):
    """Each is killed at whatever it is doing; the row-by-row comparison is of the provider's ledger and our record."""
    keys, ledger = write(cast, MANY), tmp_path / "ledger"
    for reached in (3, 9, 15):
        pair = [another_process(ledger, "keys") for _ in range(2)]
        while len(sent_keys(ledger)) < reached and None in [one.poll() for one in pair]:
            time.sleep(0.005)
        for one in pair:
            one.kill()
            ended(one)
    assert len(sent_keys(ledger)) < MANY  # else nobody was killed at work
    time.sleep(1.1)
    assert ended(another_process(ledger, "keys")) == 0
    assert sorted(sent_keys(ledger)) == sorted(keys)
    assert set(Message.objects.filter(state="sent").values_list("pk", flat=True)) == {
        one.pk for one in Message.objects.all()
    }
