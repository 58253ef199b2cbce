"""Due messages, and what each patient agreed to."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0017_worries"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactPreference",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField(default=0)),
                ("sms", models.BooleanField(default=False)),
                ("whatsapp", models.BooleanField(default=False)),
                ("email", models.BooleanField(default=False)),
                ("time_zone", models.CharField(blank=True, max_length=64)),
                ("by_kind", models.CharField(max_length=10)),
                ("by_id", models.CharField(blank=True, max_length=36)),
                ("by_name", models.CharField(max_length=200)),
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
                        related_name="contact_preferences",
                        to="records.patient",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement to messages",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "number"), name="one_agreement_after_another")
                ],
            },
        ),
        AppendOnly("records_contactpreference"),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check_in", "How is it?"),
                            ("day", "Something changes today"),
                            ("next", "The next date is near"),
                            ("reply", "Somebody wrote back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("day", models.PositiveSmallIntegerField(null=True)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("is_safety", models.BooleanField(default=False)),
                ("not_before", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "due"),
                            ("sent", "sent"),
                            ("phone_task", "to be called"),
                            ("phoned", "called"),
                            ("cancelled", "not sent"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_by", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sms", "Text message (SMS)"),
                            ("whatsapp", "WhatsApp"),
                            ("email", "E-mail"),
                        ],
                        max_length=10,
                    ),
                ),
                ("provider_id", models.CharField(blank=True, max_length=64)),
                ("delivery", models.CharField(blank=True, max_length=20)),
                ("sent_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=20)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.patientlink",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="records.patient",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="records.aftercaresheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "ordering": ["not_before", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "due")),
                        fields=["clinic", "not_before"],
                        name="message_due",
                    ),
                    models.Index(fields=["clinic", "state", "-not_before"], name="message_by_state"),
                    models.Index(fields=["claimed_by"], name="message_by_claim"),
                ],
            },
        ),
    ]
