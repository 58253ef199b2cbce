"""Writes needlepoint/protocols/stops.json: how many vignettes and demonstration decisions each rule stops.

Run `python -m tools.stop_counts` (or `make fix`) after a rule or a vignette was changed, and with `--demonstration`
after a story of the demonstration was; tests fail while the file is not current. The demonstration is told anew then,
in a database that is thrown away.
"""

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.stops import STOPPING
from tests.vignettes import decided, vignettes

FILE = Path(__file__).resolve().parent.parent / "needlepoint" / "protocols" / "stops.json"
# The demonstration is told relative to a day; of which day makes no difference to what its rules stop.
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def counted(findings_of_cases: Iterable[Iterable[tuple[str, str, str]]]) -> dict[str, Any]:
    """Counts for each rule the cases in which it is met and stops; a finding is rule, met, effect."""
    cases = [list(findings) for findings in findings_of_cases]
    stopped: Counter[str] = Counter()
    for findings in cases:
        stopped.update({rule for rule, met, effect in findings if met == "yes" and effect in STOPPING})
    return {"cases": len(cases), "by_rule": dict(sorted(stopped.items()))}


def of_vignettes() -> dict[str, Any]:
    """Counts over the vignettes of screening."""
    documents = (decided(vignette) for vignette in vignettes())
    return counted(
        [(f["rule"], f["met"], f["effect"]) for f in document["findings"]] for document in documents
    )


def of_recorded(documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Counts over recorded decisions."""
    return counted(
        [(f["rule"], f["met"], f["effect"] or "") for f in document["findings"]] for document in documents
    )


def of_demonstration() -> dict[str, Any]:
    """Tells the demonstration in a database of its own, and counts over its recorded decisions."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"NEEDLEPOINT_DATA": folder, "DJANGO_SETTINGS_MODULE": "clinic.project.settings"}
        django.setup()
        call_command("migrate", verbosity=0)
        import_module("clinic.records.demonstration.seed").seed(NOW)
        records = apps.get_model("records", "DecisionRecord").objects.all()
        return of_recorded([record.document for record in records])


def text(made_on: date, demonstration: dict[str, Any]) -> str:
    """Gives the file."""
    document = {
        "made_on": made_on.isoformat(),
        "content_version": shipped_content().version,
        "vignettes": of_vignettes(),
        "demonstration": demonstration,
    }
    return json.dumps(document, indent=2) + "\n"


def main() -> int:
    """Writes the file, if what it counts has changed; only then its day is another."""
    known = json.loads(FILE.read_text(encoding="utf-8"))
    told = of_demonstration() if "--demonstration" in sys.argv else known["demonstration"]
    written = text(date.fromisoformat(known["made_on"]), told)
    if json.loads(written) != known:
        FILE.write_text(text(date.today(), told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
