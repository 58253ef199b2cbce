import uuid

import django.db.models.deletion
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly, LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0005_consent"),
    ]
    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Opened"),
                            ("checked", "Asked what changed"),
                            ("in_progress", "In progress"),
                            ("charted", "Charted, not yet signed"),
                            ("signed", "Signed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("sessions", models.PositiveSmallIntegerField(null=True)),
                ("interval_days", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField()),
                ("device", models.CharField(max_length=80)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_broken_off", models.BooleanField(default=False)),
                ("document", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=71)),
                ("typed_name", models.CharField(blank=True, max_length=200, verbose_name="name, typed")),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="treatments",
                        to="records.consent",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="treatments",
                        to="records.decisionrecord",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="records.patient",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="treatments",
                        to="records.plan",
                    ),
                ),
                (
                    "signature",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.signature",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-created_at"],
            },
        ),
        migrations.CreateModel(
            name="SessionAmendment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("corrects", models.CharField(blank=True, max_length=80, verbose_name="what it corrects")),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                ("text", models.CharField(max_length=2000, verbose_name="what is so")),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="records.session",
                    ),
                ),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.signature"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="SessionEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("sequence", models.PositiveIntegerField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("tick", "Checklist"),
                            ("override", "Override"),
                            ("antiviral", "Antiviral"),
                            ("device", "Device and room"),
                            ("cartridge", "Cartridge"),
                            ("numbing-on", "Numbing cream on"),
                            ("numbing-off", "Numbing cream off"),
                            ("zones", "Zones"),
                            ("adjunct", "On open channels"),
                            ("reason", "Reason for a difference"),
                            ("broken-off", "Broken off"),
                            ("cancelled", "Cancelled"),
                            ("undo", "Undone"),
                        ],
                        max_length=12,
                    ),
                ),
                ("content", models.JSONField(default=dict)),
                ("by_id", models.CharField(max_length=36)),
                ("by_name", models.CharField(max_length=200)),
                ("by_credential", models.CharField(blank=True, max_length=200)),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="records.session",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="records.sessionentry",
                    ),
                ),
            ],
            options={
                "ordering": ["sequence"],
            },
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["patient", "-on"], name="session_by_patient"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["clinic", "on"], name="session_by_day"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("planned", "checked", "in_progress", "charted"))),
                fields=("patient",),
                name="one_session_open",
            ),
        ),
        migrations.AddIndex(
            model_name="sessionentry",
            index=models.Index(fields=["clinic", "what", "-created_at"], name="entry_by_what"),
        ),
        migrations.AddConstraint(
            model_name="sessionentry",
            constraint=models.UniqueConstraint(fields=("session", "sequence"), name="one_entry_a_place"),
        ),
        LockedWhenSigned("records_session", "signed_at"),
        AppendOnly("records_sessionentry"),
        AppendOnly("records_sessionamendment"),
    ]
