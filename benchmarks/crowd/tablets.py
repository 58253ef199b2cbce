"""Readies sessions for many tablets, and compares afterwards what is stored with what was typed.

`python -m crowd.tablets ready HOW_MANY FILE` fills an empty clinic with as many sessions in progress, and writes for
each tablet its addresses, its zones and the cookies of somebody signed in. `python -m crowd.tablets compare FILE` reads
what each tablet typed, entry by entry, and ends with an error where one is missing, doubled, strange or altered.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from clinic.accounts.models import User  # noqa: E402
from clinic.audit.chain import verify  # noqa: E402
from clinic.records import clock  # noqa: E402
from clinic.records.models import Delivery, Session, SessionState  # noqa: E402
from clinic.records.queries.chart import planned_zones, treatment_of  # noqa: E402
from crowd.fill import details  # noqa: E402
from crowd.people import invented  # noqa: E402
from crowd.tell import SIGN_IN, cookies_of  # noqa: E402
from tests.copies import Course, save_all  # noqa: E402
from tests.full_house import STARTED, fill_the_house, patient_named  # noqa: E402


def ready(how_many: int) -> list[dict[str, Any]]:
    """Fill an empty clinic, and give the tablets."""
    now = clock.now()
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        fill_the_house(now)
        course = Course(patient_named(STARTED))
        for person in invented(how_many, now.date()):
            save_all(course.told_of(**details(person)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    started = Session.objects.filter(state=SessionState.IN_PROGRESS).select_related("plan", "plan__patient")
    sessions = list(started.order_by("created_at", "pk")[:how_many])
    assert len(sessions) == how_many, f"only {len(sessions)} sessions are in progress"
    return [a_tablet(session) for session in sessions]


def a_tablet(session: Session) -> dict[str, Any]:
    """Sign somebody in on a tablet of their own."""
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get(email="nadia@linden.example"), backend=SIGN_IN)
    return {
        "session": str(session.pk),
        "chart": reverse("session_chart", args=[session.pk]),
        "deliver": reverse("deliver_entry", args=[session.pk]),
        "zones": list(planned_zones(treatment_of(session))),
        "cookies": cookies_of(browser),
    }


def faults(typed: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Compare what each session holds with what its tablet typed, in order."""
    found = [f"audit: {fault}" for fault in verify()]
    for session, entries in typed.items():
        rows = Delivery.objects.filter(session=session).select_related("entry").order_by("entry__sequence")
        stored = [as_typed(row) for row in rows]
        found += [
            f"{session}, place {n}: typed {a}, stored {b}"
            for n, (a, b) in enumerate(paired(entries, stored))
            if a != b
        ]
    known = {one["key"] for entries in typed.values() for one in entries}
    found += [
        f"strange: {key}" for key in Delivery.objects.values_list("key", flat=True) if str(key) not in known
    ]
    return found


def paired(typed: list[Any], stored: list[Any]) -> list[tuple[Any, Any]]:
    """Put both beside each other, the shorter one filled up with nothing."""
    longest = max(len(typed), len(stored))
    return list(
        zip(typed + [None] * (longest - len(typed)), stored + [None] * (longest - len(stored)), strict=True)
    )


def as_typed(row: Delivery) -> dict[str, Any]:
    """Give what the record holds in the words of the tablet: from the log, not from what was delivered."""
    zone = row.entry.content["zones"][0] if row.entry else {}
    return {
        "key": str(row.key),
        "zone": zone.get("zone"),
        "passes": zone.get("passes"),
        "needle_length": zone.get("needle_length"),
        "contact_seconds": zone.get("contact_seconds"),
        "directions": zone.get("directions"),
        "endpoint": zone.get("endpoint"),
    }


def main(deed: str, *given: str) -> int:
    """Do one of both."""
    file = Path(given[-1])
    if deed == "ready":
        file.write_text(json.dumps(ready(int(given[0]))), encoding="utf-8")
        return 0
    found = faults(json.loads(file.read_text(encoding="utf-8")))
    print(*found[:20], sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
