"""`decision verify`: re-runs every recorded decision, and works out every approved plan, from what was stored."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.records.verification import Verified, verify_decisions, verify_plans


class Command(BaseCommand):
    """Verifies recorded decisions and approved plans."""

    help = (
        "Re-run every recorded decision and approved plan from stored facts, content and policy, and compare."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one thing it can do."""
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, say what was found, and fail if anything does not hold."""
        decided, bad_decisions = self._told("decision", verify_decisions())
        planned, bad_plans = self._told("plan", verify_plans())
        for content, number in decided.items():
            self.stdout.write(f"{number} decisions of {content}")
        if bad_decisions or bad_plans:
            said = f"{bad_decisions} faults of decisions, {bad_plans} of plans"
            raise CommandError(f"What was recorded does not hold: {said}.", returncode=1)
        self.stdout.write(f"Every recorded decision holds: {decided.total()} re-run to the same bytes.")
        self.stdout.write(f"Every approved plan holds: {planned.total()} worked out to the same digest.")

    def _told(self, kind: str, verified: Iterator[Verified]) -> tuple[Counter[str], int]:
        """Say each fault; give how many were verified of each content, and how many faults there were."""
        counted: Counter[str] = Counter()
        faults = 0
        for found in verified:
            counted[found.content] += 1
            for sentence in found.faults:
                faults += 1
                self.stderr.write(f"{kind} {found.row_id}: {sentence}")
        return counted, faults
