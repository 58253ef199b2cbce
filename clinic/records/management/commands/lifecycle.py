"""`lifecycle`: prints every state machine as a diagram, and who may do each deed."""

from typing import Any

from django.core.management.base import BaseCommand

from clinic.records.lifecycle import MACHINES, diagram
from clinic.records.permissions import PERMISSIONS


class Command(BaseCommand):
    """Prints the state machines and the table of deeds, for the documentation."""

    help = "Print the state machines and who may do each deed, as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        self.stdout.write(document())


def document() -> str:
    """Write the states and deeds of the clinic as one Markdown page."""
    lines = ["# States and deeds", "", "Generated from the code by `needlepoint-clinic lifecycle`.", ""]
    for machine in MACHINES:
        lines += [f"## {machine}", "", "```mermaid", diagram(machine), "```", ""]
    lines += ["## Who may", "", "| deed | who |", "|---|---|"]
    lines += [f"| {deed} | {who.described} |" for deed, who in PERMISSIONS.items()]
    return "\n".join(lines)
