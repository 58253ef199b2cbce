"""Measures how long the server takes to show what a change of a draft comes to, on the demonstration's largest draft.

A request goes through the whole clinic (middleware, database, templates) and through no network. Processor time stands
beside the clock, because another load on the machine disturbs it less.
"""

import os
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="needlepoint-drafts-")
os.environ |= {"NEEDLEPOINT_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "clinic.project.settings"}
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402  the settings are named first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from clinic.accounts.models import User  # noqa: E402
from clinic.records import clock  # noqa: E402
from clinic.records.actions.planning import start_plan  # noqa: E402
from clinic.records.actors import Actor  # noqa: E402
from clinic.records.demonstration.seed import seed  # noqa: E402
from clinic.records.models import Plan  # noqa: E402
from clinic.records.queries.planning import choices_of  # noqa: E402
from clinic.records.queries.team import active_membership  # noqa: E402

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
TIMES, WARM = 50, 5
MOST_MS = 150.0
LENGTHS = ("0.5", "0.75", "1.0", "1.25")


def largest_draft(by: User) -> Plan:
    """Drafts a new version of the plan with the most zones."""
    member = active_membership(by)
    assert member is not None
    plans = Plan.objects.select_related("patient__clinic").filter(state="approved")
    largest = max(plans, key=lambda plan: len(plan.proposal["zones"]))
    return start_plan(Actor.member(member), largest.patient, choices_of(largest))


def sent_with(draft: Plan, number: int) -> dict[str, Any]:
    """Gives the form as a browser sends it, another length and another day each time."""
    zones = draft.to_domain().zone_ids
    ready_by, away = date(2027, 6, 12) + timedelta(days=number), date(2027, 1, 4) + timedelta(days=number)
    return {
        "version": draft.version,
        "device": draft.device,
        "for_device": draft.device,
        "zones": zones,
        "ready_by": ready_by.isoformat(),
        "occasion": "wedding",
        "weekdays_off": ["6"],
        "busy-0-kind": "away",
        "busy-0-from": away.isoformat(),
        "busy-0-to": (away + timedelta(days=9)).isoformat(),
        **{f"length-{zone}": LENGTHS[number % len(LENGTHS)] for zone in zones},
        **{f"seconds-{zone}": str(30 + number) for zone in zones},
    }


def measured(client: Client, draft: Plan, number: int) -> tuple[float, float, int]:
    """Sends one change, and gives milliseconds by the clock, of the processor, and how much came back."""
    address, sent = reverse("preview_plan", args=[draft.patient_id]), sent_with(draft, number)
    clock_before, processor_before = time.perf_counter(), time.process_time()
    answer = client.post(address, sent, headers={"HX-Request": "true"})
    took = time.perf_counter() - clock_before, time.process_time() - processor_before
    assert answer.status_code == 200, answer.status_code
    assert b"Ready by: wedding" in answer.content
    return took[0] * 1000, took[1] * 1000, len(answer.content)


def told(name: str, figures: list[float]) -> str:
    """Tells median and 95th percentile."""
    return f"{name}: median {median(figures):.0f} ms, p95 {quantiles(figures, n=20)[-1]:.0f} ms"


def main() -> None:
    """Measures, and says whether what was aimed at is reached."""
    call_command("migrate", verbosity=0)
    with clock.at(NOW):
        seed(NOW)
        samuel = User.objects.get(email="samuel@linden.example")
        draft, client = largest_draft(samuel), Client(SERVER_NAME="localhost")
        client.force_login(samuel, backend="allauth.account.auth_backends.AuthenticationBackend")
        figures = [measured(client, draft, number) for number in range(WARM + TIMES)][WARM:]
    by_clock, processor, weights = (list(column) for column in zip(*figures, strict=True))
    print(
        f"{TIMES} changes of a draft of {len(draft.to_domain().zone_ids)} zones, {max(weights) / 1000:.0f} KB each"
    )
    for name, took in (("clock", by_clock), ("processor", processor)):
        verdict = "within" if quantiles(took, n=20)[-1] <= MOST_MS else "NOT within"
        print(f"{told(name, took)}, {verdict} {MOST_MS:.0f} ms")
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors: above their number the clock waits for others"
    )


if __name__ == "__main__":
    main()
