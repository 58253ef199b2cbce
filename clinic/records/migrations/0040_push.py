"""Web push: the phone on whose screen a message may appear, and what was agreed about it."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_out_of_hours"),
        ("records", "0039_marks"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactpreference",
            name="push",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sms", "Text message (SMS)"),
                    ("whatsapp", "WhatsApp"),
                    ("push", "On the phone’s screen (web push)"),
                    ("email", "E-mail"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("endpoint", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "may be knocked at"), ("closed", "ended")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("by-patient", "taken back"),
                            ("replaced", "another phone took its place"),
                            ("gone", "the phone took its yes back, or is no longer there"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="push_subscriptions",
                        to="records.patientlink",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="push_subscriptions",
                        to="records.patient",
                    ),
                ),
            ],
            options={
                "verbose_name": "phone that may be knocked at",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("patient",),
                        name="one_phone_knocked_at",
                    )
                ],
            },
        ),
        # SQLite rebuilt the table for the new column, and forgot its triggers.
        AppendOnly("records_contactpreference"),
    ]
