"""Looking back: who met something, and what was done for each; who entered what is found by an index."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0019_room_check"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("reached", "Told"),
                            ("not_reached", "Not reached"),
                            ("letter", "Letter sent"),
                            ("tested", "Test taken"),
                            ("result", "Result is there"),
                            ("declined", "Wants no test"),
                            ("not_needed", "No test is needed"),
                            ("given_up", "Could not be reached at all"),
                        ],
                        max_length=12,
                        verbose_name="what was done",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("negative", "Nothing found"),
                            ("positive", "Something found"),
                            ("unclear", "Unclear"),
                        ],
                        max_length=8,
                        verbose_name="result",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
                ("by_name", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="LookBack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("lot", "Lot"),
                            ("serial", "Serial number"),
                            ("label", "Our label"),
                            ("product", "Product number"),
                            ("device", "Device"),
                            ("operator", "Who treated"),
                            ("room", "Room"),
                            ("day", "Days"),
                            ("person", "Person"),
                        ],
                        max_length=10,
                        verbose_name="starts from",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=80)),
                ("words", models.CharField(max_length=200)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("why", models.CharField(max_length=400, verbose_name="why")),
                ("is_drill", models.BooleanField(default=False)),
                ("people_found", models.PositiveIntegerField()),
                ("people_reachable", models.PositiveIntegerField()),
                ("by_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=8
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("summary", models.CharField(blank=True, max_length=1000, verbose_name="what came of it")),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="LookBackPerson",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("sessions", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["clinic", "device", "on"], name="session_by_device"),
        ),
        migrations.AddIndex(
            model_name="sessionentry",
            index=models.Index(fields=["clinic", "by_id", "created_at"], name="entry_by_person"),
        ),
        migrations.AddField(
            model_name="followup",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="lookback",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="lookbackperson",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="lookbackperson",
            name="look_back",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="people", to="records.lookback"
            ),
        ),
        migrations.AddField(
            model_name="lookbackperson",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="records.lookbackperson"
            ),
        ),
        migrations.AddIndex(
            model_name="lookback",
            index=models.Index(fields=["clinic", "-created_at"], name="look_back_by_clinic"),
        ),
        migrations.AddConstraint(
            model_name="lookbackperson",
            constraint=models.UniqueConstraint(
                fields=("look_back", "patient"), name="found_once_by_a_look_back"
            ),
        ),
        AppendOnly("records_lookbackperson"),
        AppendOnly("records_followup"),
    ]
