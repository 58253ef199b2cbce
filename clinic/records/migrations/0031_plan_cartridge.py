"""The type of cartridge whose stamp tests a plan reckons with."""

from django.db import migrations, models

from clinic.audit.triggers import LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [("records", "0030_calendar_feed")]

    operations = [
        migrations.AddField("plan", "cartridge", models.CharField(blank=True, default="", max_length=80)),
        # SQLite makes the table anew for a column, and a new table has no triggers.
        LockedWhenSigned("records_plan", "signed_at"),
    ]
