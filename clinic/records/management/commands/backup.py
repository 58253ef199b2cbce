"""`backup`: copies the whole record while the clinic works, and proves the copy."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.records.copies import CopyRefused, back_up
from clinic.records.photograph_copies import STORE, missing_here, needed
from clinic.records.photograph_files import sweep


class Command(BaseCommand):
    """Makes a proved copy of the record."""

    help = "Copy the whole record while the clinic works, and prove the copy."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument(
            "folder", nargs="?", type=Path, help="where to put it; absent: the data folder's backups"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, prove, and say where it is."""
        try:
            path = back_up(options["folder"] or settings.BACKUP_FOLDER)
        except CopyRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The record was copied and proved: {path}")
        if photographs := needed(path):
            self.stdout.write(
                f"It needs {photographs} photographs, in {path.parent / STORE}: keep both together."
            )
        self.stdout.write(
            "It holds patients' data and is not encrypted; keep it where only the clinic can read it."
        )
        if gone := sweep():
            self.stdout.write(f"{gone} files of photographs that belonged to nothing were removed.")
        if missing := missing_here(path):
            raise CommandError(
                f"The copy is kept, but {missing} photographs are missing or damaged in the data folder. "
                "`needlepoint-clinic photographs verify` names them; an older copy may still hold them."
            )
