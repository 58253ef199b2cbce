"""The daily check of a room, never changed; and an entry of the log for a patient who asks to stop."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0018_messages"),
    ]

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
                    ("zones", "Zones"),
                    ("adjunct", "On open channels"),
                    ("reason", "Reason for a difference"),
                    ("stop", "The patient asked to stop"),
                    ("broken-off", "Broken off"),
                    ("cancelled", "Cancelled"),
                    ("undo", "Undone"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="RoomCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
                ("room_key", models.CharField(blank=True, max_length=80)),
                ("on", models.DateField()),
                ("answers", models.JSONField(default=dict)),
                ("by_id", models.CharField(max_length=36)),
                ("by_name", models.CharField(max_length=200)),
                ("by_credential", models.CharField(blank=True, max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["clinic", "on", "-created_at"], name="room_check_by_day")],
            },
        ),
        AppendOnly("records_roomcheck"),
    ]
