"""What a benchmark's processes do: fill a clinic, send as Needlepoint does, or send as one would write at first.

python -m outbox.work fill COUNT FOLDER
python -m outbox.work ours|plain SEED FOLDER
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import django
import numpy as np

django.setup()

from django.core.management import call_command  # noqa: E402

from clinic.accounts.models import Clinic  # noqa: E402
from clinic.messaging import sender as sending  # noqa: E402
from clinic.messaging.channel import Outgoing, Unavailable  # noqa: E402
from clinic.records.models import ContactPreference, Message, Patient  # noqa: E402
from needlepoint.aftercare.letters import letter_for  # noqa: E402
from outbox.provider import Provider  # noqa: E402

AT_ONCE = 16
PACE = sending.Pace(at_once=AT_ONCE, lease=timedelta(seconds=10), answer_within_seconds=5)
AGAIN_AFTER = timedelta(seconds=1)
IDLE_SECONDS = 0.2
BATCH = 2_000


def fill(count: int) -> None:
    """Make a clinic in which it is noon, and a message that is due for each of its people."""
    call_command("migrate", interactive=False, verbosity=0)
    now = datetime.now(UTC)
    hour = now.hour - 12
    clinic = Clinic.objects.create(
        name="Linden Street",
        country="US",
        time_zone=f"Etc/GMT{hour:+d}" if hour else "UTC",
        phone="+1 212 555 0100",
        emergency_number="911",
        created_at=now,
    )
    for start in range(0, count, BATCH):
        people = [patient(clinic, now, n) for n in range(start, min(start + BATCH, count))]
        Patient.objects.bulk_create(people)
        ContactPreference.objects.bulk_create(
            ContactPreference(
                clinic=clinic,
                created_at=now,
                patient=one,
                number=1,
                sms=True,
                by_kind="member",
                by_name="Desk",
            )
            for one in people
        )
        Message.objects.bulk_create(
            Message(
                clinic=clinic,
                created_at=now,
                patient=one,
                kind="check_in",
                day=1,
                key=str(one.pk),
                not_before=now - timedelta(minutes=1),
            )
            for one in people
        )


def patient(clinic: Clinic, now: datetime, number: int) -> Patient:
    """Give one of very many people."""
    return Patient(
        clinic=clinic,
        created_at=now,
        name=f"Anna {number}",
        birth_date=date(1990, 1, 1),
        country="US",
        phone=f"+1212{number:07d}",
    )


def ours(provider: Provider, generator: np.random.Generator) -> None:
    """Send as the clinic does; only the wait after a failure is a second, so that the run ends."""
    sending.wait_after = lambda attempts, _generator: AGAIN_AFTER
    sending.logger.disabled = True
    sender = sending.Sender({"sms": provider}, generator, PACE)
    while Message.objects.filter(state="due").exists():
        sender.send_due()
        time.sleep(IDLE_SECONDS)  # for what failed to be due again
    sender.close()


def plain(provider: Provider) -> None:
    """Send as one would write at first: read what is due, send it, and write down that it was sent; without keys."""
    pool = ThreadPoolExecutor(AT_ONCE)

    def send(message: Message) -> bool:
        letter = letter_for("en", "Linden Street", "http://localhost/m/abc/", can_be_answered=True)
        outgoing = Outgoing(
            key=f"{message.pk}.{uuid4()}",
            to=message.patient.phone,
            letter=letter,
            clinic="Linden Street",
            link="",
        )
        try:
            return bool(provider.send(outgoing))
        except Unavailable:
            return False

    while rows := list(
        Message.objects.filter(state="due", not_before__lte=datetime.now(UTC)).select_related("patient")[
            :AT_ONCE
        ]
    ):
        for message, was_sent in zip(rows, pool.map(send, rows), strict=True):
            if was_sent:
                Message.objects.filter(pk=message.pk).update(state="sent", sent_at=datetime.now(UTC))
    pool.shutdown()


def main(what: str, number: str, folder: str) -> None:
    """Do one of them."""
    if what == "fill":
        return fill(int(number))
    generator = np.random.default_rng(int(number))
    provider = Provider(Path(folder), generator)
    return ours(provider, generator) if what == "ours" else plain(provider)


if __name__ == "__main__":
    main(*sys.argv[1:])
