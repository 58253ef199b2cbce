"""Adverse events, signed and then only added to."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly, LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_prices"),
        ("records", "0023_incidents"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdverseEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("incident", "From an incident"),
                            ("worry", "From a worry at home"),
                            ("rule", "A usual sign that outlasted its days"),
                            ("visit", "Seen or told at a visit"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "affected",
                    models.CharField(
                        choices=[
                            ("patient", "The patient"),
                            ("staff", "Somebody who works here"),
                            ("other", "Somebody else"),
                            ("nobody", "Nobody"),
                        ],
                        default="patient",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "To be completed and signed"),
                            ("signed", "Signed"),
                            ("withdrawn", "Withdrawn: it was none"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("opened_by", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=40)),
                ("grade", models.PositiveSmallIntegerField(null=True)),
                ("onset_on", models.DateField(null=True)),
                (
                    "relatedness",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("related", "Yes, by the treatment"),
                            ("possibly", "Possibly"),
                            ("unrelated", "No, by something else"),
                            ("unknown", "Not known"),
                        ],
                        max_length=10,
                    ),
                ),
                ("zones", models.JSONField(default=list)),
                ("what", models.CharField(blank=True, max_length=2000)),
                ("treated_with", models.CharField(blank=True, max_length=1000)),
                ("causes", models.JSONField(default=list)),
                ("root_cause", models.CharField(blank=True, max_length=1000)),
                ("prevention", models.CharField(blank=True, max_length=1000)),
                ("withdrawn_because", models.CharField(blank=True, max_length=400)),
                ("document", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=71)),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "check_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adverse_events",
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
                    "incident",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adverse_event",
                        to="records.incident",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adverse_events",
                        to="records.patient",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adverse_events",
                        to="records.session",
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
                (
                    "worry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adverse_event",
                        to="records.worry",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="AdverseEventNote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("on", models.DateField()),
                (
                    "course",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ongoing", "The same"),
                            ("better", "Better"),
                            ("worse", "Worse"),
                            ("resolved", "Over, nothing remains"),
                            ("remains", "Over, something remains"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.CharField(max_length=2000)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="records.adverseevent",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
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
                "ordering": ["on", "created_at"],
            },
        ),
        migrations.AddIndex(
            model_name="adverseevent",
            index=models.Index(fields=["clinic", "-created_at"], name="harm_by_clinic"),
        ),
        migrations.AddConstraint(
            model_name="adverseevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin", "rule")),
                fields=("session", "kind"),
                name="one_by_rule_of_a_kind",
            ),
        ),
        LockedWhenSigned("records_adverseevent"),
        AppendOnly("records_adverseeventnote"),
    ]
