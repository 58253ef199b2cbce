import uuid

import django.db.models.deletion
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0006_session"),
    ]
    operations = [
        migrations.CreateModel(
            name="AftercareSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("on", models.DateField()),
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=71)),
                ("content_version", models.CharField(max_length=60)),
                ("healed_on", models.DateField(null=True)),
                ("next_on", models.DateField(null=True)),
                ("first_reading_on", models.DateField(null=True)),
                ("is_reading_estimate", models.BooleanField(default=False)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aftercare_sheets",
                        to="records.patient",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aftercare",
                        to="records.session",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-created_at"],
            },
        ),
        migrations.AddIndex(
            model_name="aftercaresheet",
            index=models.Index(fields=["patient", "-on"], name="sheet_by_patient"),
        ),
        AppendOnly("records_aftercaresheet"),
    ]
