from django.db import migrations, models

from clinic.audit.triggers import LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [("records", "0008_prescriber_asked")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="reasons",
            field=models.JSONField(default=dict),
        ),
        # SQLite makes the table anew for a column, and a new table has no triggers.
        LockedWhenSigned("records_plan", "signed_at"),
    ]
