"""The outcome visit that ends a series: append-only, and never inside the healing window."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_out_of_hours"),
        ("records", "0037_photographs"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutcomeVisit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("on", models.DateField(verbose_name="held on")),
                ("first_on", models.DateField()),
                ("words", models.CharField(max_length=1000, verbose_name="in their own words")),
                ("rating", models.PositiveSmallIntegerField(verbose_name="0 to 10")),
                ("is_healed", models.BooleanField(verbose_name="healing is complete")),
                ("unhealed", models.CharField(blank=True, max_length=400, verbose_name="what is not healed")),
                (
                    "ended_early",
                    models.CharField(blank=True, max_length=400, verbose_name="why the series ends here"),
                ),
                (
                    "baseline",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.baseline",
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
                        related_name="outcome_visits",
                        to="records.patient",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_visits",
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
                "ordering": ["-on", "-created_at"],
                "indexes": [models.Index(fields=["patient", "-on"], name="outcome_by_patient")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("rating__lte", 10)), name="outcome_0_to_10"),
                    models.CheckConstraint(
                        condition=models.Q(("on__gte", models.F("first_on"))), name="outcome_after_healing"
                    ),
                ],
            },
        ),
        AppendOnly("records_outcomevisit"),
    ]
