"""`restore`: puts a copy in the place of the present record."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.records.copies import CopyRefused, restore
from clinic.records.queries.team import is_set_up


class Command(BaseCommand):
    """Restores the record from a copy."""

    help = "Put a copy in the place of the present record, which is backed up first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and the word that says it is meant."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace a record that holds a clinic")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, keep what is there, restore, and bring the tables up to date."""
        call_command("migrate", interactive=False, verbosity=0)
        if is_set_up() and not options["replace"]:
            raise CommandError(
                "There is a clinic here already. Add --replace to put the copy in its place.", returncode=2
            )
        try:
            kept = restore(options["file"])
        except CopyRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        call_command("migrate", interactive=False, verbosity=0)
        call_command("audit", "verify", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(
            f"The record was restored from {options['file']}. What was here before is kept in {kept}"
        )
