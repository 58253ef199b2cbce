"""`decision verify`: re-runs every recorded decision from what was stored with it."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.records.verification import verify_decisions


class Command(BaseCommand):
    """Verifies recorded decisions."""

    help = "Re-run every recorded decision from its stored facts, content and policy, and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one thing it can do."""
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, say what was found, and fail if anything does not hold."""
        counted: Counter[str] = Counter()
        faults = 0
        for found in verify_decisions():
            counted[found.content] += 1
            for sentence in found.faults:
                faults += 1
                self.stderr.write(f"decision {found.decision_id}: {sentence}")
        for content, number in counted.items():
            self.stdout.write(f"{number} decisions of {content}")
        if faults:
            raise CommandError(f"Recorded decisions do not hold: {faults} faults.", returncode=1)
        self.stdout.write(f"Every recorded decision holds: {counted.total()} re-run to the same bytes.")
