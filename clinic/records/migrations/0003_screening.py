import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0002_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentSnapshot",
            fields=[
                ("digest", models.CharField(max_length=71, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("content", "content"), ("policy", "policy")], max_length=7),
                ),
                ("version", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DecisionRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("on", models.DateField()),
                ("device", models.CharField(blank=True, max_length=60)),
                ("decision", models.CharField(max_length=30)),
                ("candidacy", models.CharField(max_length=30)),
                ("defer_until", models.DateField(null=True)),
                ("earliest_on", models.DateField(null=True)),
                ("facts_text", models.TextField()),
                ("stopped_by", models.JSONField(default=list)),
                ("facts_digest", models.CharField(max_length=71)),
                ("document_text", models.TextField()),
                ("digest", models.CharField(max_length=71)),
                ("schema", models.CharField(max_length=40)),
                ("software", models.CharField(max_length=40)),
                ("noted_by_name", models.CharField(max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.contentsnapshot",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="records.patient",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.contentsnapshot",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="DecisionFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=80)),
                ("met", models.CharField(max_length=7)),
                ("effect", models.CharField(max_length=30)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="records.decisionrecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=71)),
                ("rule", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                ("name", models.CharField(max_length=200)),
                ("credential", models.CharField(blank=True, max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="records.decisionrecord",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="records.patient",
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
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=71)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
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
                "ordering": ["-number"],
            },
        ),
        migrations.AddIndex(
            model_name="decisionrecord",
            index=models.Index(fields=["patient", "-created_at"], name="decision_by_patient"),
        ),
        migrations.AddIndex(
            model_name="decisionfinding",
            index=models.Index(fields=["clinic", "rule"], name="finding_by_rule"),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(fields=("decision", "rule"), name="one_override_per_rule"),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.UniqueConstraint(fields=("clinic", "number"), name="one_policy_per_number"),
        ),
        AppendOnly("records_contentsnapshot"),
        AppendOnly("records_decisionrecord"),
        AppendOnly("records_decisionfinding"),
        AppendOnly("records_override"),
        AppendOnly("records_policyversion"),
    ]
