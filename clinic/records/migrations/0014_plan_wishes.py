"""What is wished of a plan's days, planned seconds, and the density that is asked about."""

from django.db import migrations, models

from clinic.audit.triggers import LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [("records", "0013_commissioning")]

    operations = [
        migrations.AddField("plan", "contact_seconds", models.JSONField(default=dict)),
        migrations.AddField("plan", "wanted_per_cm2", models.PositiveIntegerField(null=True)),
        migrations.AddField("plan", "busy", models.JSONField(default=list)),
        migrations.AddField("plan", "weekdays_off", models.JSONField(default=list)),
        migrations.AddField("plan", "ready_by", models.DateField(null=True)),
        migrations.AddField("plan", "occasion", models.CharField(blank=True, max_length=120, default="")),
        migrations.AddField("plan", "measured", models.JSONField(default=dict)),
        # SQLite makes the table anew for a column, and a new table has no triggers.
        LockedWhenSigned("records_plan", "signed_at"),
    ]
