"""A session knows the range of its course.

A signed session stays as it was signed: it names the number that stood on it then. Of the others the range of their plan
is written down, so that they say what the plan's page says.
"""

from typing import Any

from django.db import migrations, models

from clinic.audit.triggers import LockedWhenSigned


def write_ranges(apps: Any, schema_editor: Any) -> None:
    """Write down the range of every session that nobody signed yet."""
    for session in apps.get_model("records", "Session").objects.filter(signed_at=None).select_related("plan"):
        course = (session.plan.proposal or {}).get("course", {})
        low, high = course.get("sessions"), course.get("sessions_high")
        if low and high and session.sessions == low and high > low:
            session.sessions_high = high
            session.save(update_fields=["sessions_high"])


def leave(apps: Any, schema_editor: Any) -> None:
    """Nothing is to be done on the way back: the column goes."""


class Migration(migrations.Migration):
    dependencies = [("records", "0040_push")]

    operations = [
        migrations.AddField("session", "sessions_high", models.PositiveSmallIntegerField(null=True)),
        # SQLite makes the table anew for a column, and a new table has no triggers.
        LockedWhenSigned("records_session", "signed_at"),
        migrations.RunPython(write_ranges, leave),
    ]
