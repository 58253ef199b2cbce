"""Reports from home, kept as they were answered, and the worries at which a person must look."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly, LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0016_referral"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("day", models.PositiveSmallIntegerField()),
                ("report", models.JSONField()),
                ("conditions", models.JSONField()),
                ("answer", models.JSONField()),
                ("level", models.CharField(max_length=10)),
                ("is_provisional", models.BooleanField()),
                ("content_version", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=71)),
                ("sitting", models.CharField(blank=True, max_length=36)),
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
                        related_name="check_ins",
                        to="records.patient",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="records.session",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Worry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("level", models.CharField(max_length=10)),
                ("due_at", models.DateTimeField()),
                ("on_call_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "nobody has looked yet"),
                            ("acknowledged", "somebody is at it"),
                            ("closed", "closed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("acknowledged_by", models.CharField(blank=True, max_length=200)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=200)),
                ("outcome", models.CharField(blank=True, max_length=2000)),
                (
                    "check_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worry",
                        to="records.checkin",
                    ),
                ),
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
                        related_name="worries",
                        to="records.patient",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "worries",
                "ordering": ["due_at"],
            },
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(fields=["patient", "-created_at"], name="check_in_by_patient"),
        ),
        migrations.AddIndex(
            model_name="worry",
            index=models.Index(fields=["clinic", "state", "due_at"], name="worry_by_deadline"),
        ),
        AppendOnly("records_checkin"),
        LockedWhenSigned("records_worry", "closed_at"),
    ]
