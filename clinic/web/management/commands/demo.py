"""`demo`: a clinic of invented people whose courses stand at every stage, served on this machine only.

`clinic/__main__.py` gives it a data folder and a database of its own; called in another way it refuses a database in
which somebody has begun to work.
"""

import json
import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.formats import date_format

from clinic.accounts.models import Clinic
from clinic.records import clock
from clinic.records.demonstration.seed import seed, told_until
from clinic.records.demonstration.team import (
    DIRECTOR,
    PASSWORD,
    PIN,
    TEAM,
    is_demonstration,
    is_empty,
)
from clinic.records.models import PatientLink
from clinic.web.management.commands.serve import bring_up_to_date, served_address
from clinic.web.patient_links import token_of

HOST = "127.0.0.1"
# A link is shown once; the demonstration keeps those of its invented people, so that each start can print them.
LINKS = settings.DATA_FOLDER / "demonstration-links.json"


class Command(BaseCommand):
    """Serves the demonstration clinic."""

    help = "Serve a demonstration clinic of invented people, on this machine only."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port; the address is always this machine's own."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--only-prepare", action="store_true", help="prepare the clinic and end, without serving it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare what is missing, say how to come in, and serve until stopped."""
        bring_up_to_date(self)
        prepare(self)
        address = served_address(HOST, options["port"], False)
        if "PUBLIC_URL" not in os.environ:
            settings.PUBLIC_URL = address
        self.stdout.write("\n".join(greeting(settings.PUBLIC_URL)))
        self.stdout.flush()
        if not options["only_prepare"]:
            call_command("serve", host=HOST, port=options["port"], stdout=self.stdout, stderr=self.stderr)


def prepare(command: BaseCommand) -> None:
    """Tell the stories in an empty database; one that somebody typed into is refused."""
    if is_demonstration():
        return
    if not is_empty():
        raise CommandError(
            "This database holds a clinic that is no demonstration, so nothing was added to it. Name an empty folder: "
            "NEEDLEPOINT_DATA=another-folder needlepoint-clinic demo",
            returncode=2,
        )
    command.stdout.write(
        "Preparing the demonstration: invented people, told day by day. This takes a moment."
    )
    command.stdout.flush()
    tokens = {str(link.pk): token_of(link) for link in seed(clock.now())}
    LINKS.write_text(json.dumps(tokens), encoding="ascii")


def greeting(address: str) -> Iterator[str]:
    """Say what this is, where it is, and who can come in."""
    clinic = Clinic.objects.get()
    yield "This is a demonstration. Everybody in it is invented; enter nobody real."
    yield f"  Open {address} and sign in. Password of everybody: {PASSWORD}   PIN: {PIN}"
    for place, colleague in {"medical director": DIRECTOR, **TEAM}.items():
        yield f"    {colleague.email:<24} {colleague.name:<18} {place.replace('_', ' ')}"
    tokens = json.loads(LINKS.read_text(encoding="ascii")) if LINKS.exists() else {}
    for link in PatientLink.objects.filter(pk__in=tokens).select_related("patient", "clinic"):
        if link.is_good(clock.now()):
            yield f"  On {link.patient.name}’s phone ({link.purpose}, born {link.patient.birth_date}):"
            yield f"    {address}{reverse('history_by_link', args=[tokens[str(link.pk)]])}"
    day = date_format(told_until(clinic), "j F Y")
    yield f"  It tells the days up to {day}. To tell it up to today, remove its folder:"
    yield f"    {settings.DATA_FOLDER}"
