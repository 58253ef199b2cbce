"""What of a plan is set by hand: sessions, interval, order, passes and density, and why the course is left."""

from django.db import migrations, models

from clinic.audit.triggers import LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [("records", "0022_injected")]

    operations = [
        migrations.AddField("plan", "course_sessions", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("plan", "course_interval_days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(
            "plan", "course_reason", models.CharField(blank=True, max_length=200, default="")
        ),
        migrations.AddField("plan", "zone_order", models.JSONField(default=list)),
        migrations.AddField("plan", "passes", models.JSONField(default=dict)),
        migrations.AddField("plan", "densities", models.JSONField(default=dict)),
        # SQLite makes the table anew for a column, and a new table has no triggers.
        LockedWhenSigned("records_plan", "signed_at"),
    ]
