import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly, LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_screening"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="records.patient",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("approved", "Approved"), ("discarded", "Discarded")],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "supersedes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="records.plan",
                    ),
                ),
                ("device", models.CharField(max_length=80, verbose_name="device")),
                ("zones", models.JSONField(default=list)),
                ("needle_lengths", models.JSONField(default=dict)),
                ("adjuncts", models.JSONField(default=list)),
                ("anaesthetic", models.CharField(blank=True, max_length=80, verbose_name="anaesthetic")),
                ("proposal", models.JSONField(default=dict)),
                ("digest", models.CharField(max_length=71)),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="records.decisionrecord",
                    ),
                ),
                ("acknowledged", models.JSONField(default=list)),
                ("signed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-number", "-created_at"],
                "indexes": [models.Index(fields=["clinic", "state"], name="plan_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("patient",), name="one_plan_in_draft"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")),
                        fields=("patient", "number"),
                        name="one_plan_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrescriberWord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prescriber_words",
                        to="records.plan",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
                ("about", models.CharField(max_length=120)),
                ("given_by", models.CharField(max_length=200, verbose_name="who said it")),
                ("words", models.CharField(max_length=600, verbose_name="what they said")),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.signature"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "indexes": [],
                "constraints": [],
            },
        ),
        LockedWhenSigned("records_plan", "signed_at"),
        AppendOnly("records_prescriberword"),
    ]
