"""A tablet is handed over by a deed; a link's secret is known by its hash; what a patient wrote knows its sitting."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("records", "0010_policy_draft")]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=20)),
                ("by_id", models.CharField(max_length=36)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("given", "Given"), ("taken_back", "Taken Back")],
                        default="given",
                        max_length=10,
                    ),
                ),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
            ],
            options={"ordering": ["-created_at"]},
        ),
        migrations.AddField("answer", "sitting", models.UUIDField(null=True)),
        migrations.AddField("historyentry", "sitting", models.UUIDField(null=True)),
        AppendOnly("records_answer"),
        AppendOnly("records_historyentry"),
        migrations.AddField("patientlink", "browsers", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "patientlink", "secret_hash", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddIndex("patientlink", models.Index(fields=["secret_hash"], name="link_by_secret")),
    ]
