"""`photographs`: proves that every photograph is on the disk as it was stored, and sweeps away what belongs to none."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.records.photograph_files import faults, sweep


class Command(BaseCommand):
    """Looks after the files of photographs."""

    help = "Prove that every photograph is there byte for byte (verify), or remove files that no row names (sweep)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be done."""
        parser.add_argument("deed", choices=("verify", "sweep"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was found."""
        if options["deed"] == "sweep":
            self.stdout.write(f"{sweep()} files that belong to no photograph were removed.")
            return
        found = faults()
        for one in found:
            self.stdout.write(str(one))
        if found:
            raise CommandError(f"{len(found)} photographs are missing or damaged. Restore them from a copy.")
        self.stdout.write("Every photograph is there as it was stored.")
