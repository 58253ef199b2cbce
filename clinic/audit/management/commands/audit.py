"""`audit verify`: proves that the chain is whole and that signed tables refuse changes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.audit.chain import verify
from clinic.audit.models import AuditEvent, AuditHead
from clinic.audit.triggers import missing_triggers


class Command(BaseCommand):
    """Verifies the audit chain."""

    help = "Prove that the audit chain is whole and that signed tables refuse changes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one thing it can do."""
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, say what was found, and fail if anything was."""
        faults = [f"clinic {b.clinic_id}, event {b.sequence}: {b.sentence}" for b in verify()]
        faults += [
            f"the database has no trigger {name}; run the migrations again" for name in missing_triggers()
        ]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The audit chain does not hold: {len(faults)} faults.", returncode=1)
        self.stdout.write(f"The audit chain holds: {AuditEvent.objects.count()} events.")
        for head in AuditHead.objects.select_related("clinic"):
            self.stdout.write(f"{head.clinic.name}: event {head.sequence}, {head.hash}")
