import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0001_patients"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "said_by",
                    models.CharField(
                        choices=[
                            ("practitioner", "a practitioner"),
                            ("doctor", "a doctor"),
                            ("patient", "the patient"),
                        ],
                        max_length=12,
                    ),
                ),
                ("noted_by_kind", models.CharField(max_length=20)),
                ("noted_by_id", models.CharField(blank=True, max_length=36)),
                ("noted_by_name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("medicine", "Medicine"),
                            ("event", "Event"),
                            ("allergy", "Allergy"),
                            ("concern", "Concern"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="detail")),
                ("route", models.CharField(blank=True, max_length=20, verbose_name="route")),
                ("status", models.CharField(blank=True, max_length=10, verbose_name="status")),
                ("severity", models.CharField(blank=True, max_length=20, verbose_name="severity")),
                ("zones", models.JSONField(null=True)),
                ("since", models.CharField(blank=True, max_length=10, verbose_name="from")),
                ("until", models.CharField(blank=True, max_length=10, verbose_name="until")),
                ("dose_mg", models.FloatField(null=True)),
                ("is_withdrawn", models.BooleanField(default=False)),
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
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="records.historyentry",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "name"],
            },
        ),
        migrations.CreateModel(
            name="PatientLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=20)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("wrong_birth_dates", models.PositiveSmallIntegerField(default=0)),
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
                        related_name="links",
                        to="records.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "said_by",
                    models.CharField(
                        choices=[
                            ("practitioner", "a practitioner"),
                            ("doctor", "a doctor"),
                            ("patient", "the patient"),
                        ],
                        max_length=12,
                    ),
                ),
                ("noted_by_kind", models.CharField(max_length=20)),
                ("noted_by_id", models.CharField(blank=True, max_length=36)),
                ("noted_by_name", models.CharField(max_length=200)),
                ("asks", models.CharField(max_length=80)),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")], max_length=7
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=80)),
                ("zones", models.JSONField(null=True)),
                ("as_of", models.CharField(max_length=10)),
                ("in_person", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True)),
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
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="records.answer",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "asks"],
                "indexes": [models.Index(fields=["patient", "asks"], name="answer_by_patient")],
            },
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["patient", "kind"], name="entry_by_patient"),
        ),
        migrations.AddIndex(
            model_name="patientlink",
            index=models.Index(fields=["patient", "purpose"], name="link_by_patient"),
        ),
        AppendOnly("records_answer"),
        AppendOnly("records_historyentry"),
    ]
