"""Points and strokes are entries of a session's log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0038_outcome_visit")]

    operations = [
        migrations.AlterField(
            model_name="sessionentry",
            name="what",
            field=models.CharField(
                choices=[
                    ("tick", "Checklist"),
                    ("override", "Override"),
                    ("antiviral", "Antiviral"),
                    ("device", "Device and room"),
                    ("cartridge", "Cartridge"),
                    ("supply", "From the shelf"),
                    ("refused", "Refused"),
                    ("numbing-on", "Numbing cream on"),
                    ("numbing-off", "Numbing cream off"),
                    ("injected", "Local anaesthetic injected"),
                    ("zones", "Zones"),
                    ("mark", "Point or stroke"),
                    ("adjunct", "On open channels"),
                    ("reason", "Reason for a difference"),
                    ("blood", "Their own blood"),
                    ("no-blood", "No blood is drawn"),
                    ("stop", "The patient asked to stop"),
                    ("broken-off", "Broken off"),
                    ("cancelled", "Cancelled"),
                    ("undo", "Undone"),
                ],
                max_length=12,
            ),
        ),
    ]
