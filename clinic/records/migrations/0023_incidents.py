"""Incidents in the treatment room, what was done at each, and what is never used again."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly, LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_prices"),
        ("records", "0022_deliveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("guidance", models.JSONField()),
                ("content_version", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=8
                    ),
                ),
                ("opened_by", models.CharField(max_length=200)),
                (
                    "affected",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("patient", "The patient"),
                            ("staff", "Somebody who works here"),
                            ("other", "Somebody else"),
                            ("nobody", "Nobody"),
                        ],
                        max_length=8,
                    ),
                ),
                ("harmed", models.BooleanField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=2000)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=200)),
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
                        related_name="incidents",
                        to="records.patient",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="records.session",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="IncidentEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("step", models.CharField(blank=True, max_length=40)),
                ("text", models.CharField(max_length=400)),
                ("by_id", models.CharField(max_length=36)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="records.incident",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "incident entries",
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="RetiredItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retired",
                        to="records.incident",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
                (
                    "use",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retired",
                        to="records.itemuse",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["clinic", "-created_at"], name="incident_by_clinic"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("session", "kind"),
                name="one_open_incident_of_a_kind",
            ),
        ),
        LockedWhenSigned("records_incident", "closed_at"),
        AppendOnly("records_incidententry"),
        AppendOnly("records_retireditem"),
    ]
