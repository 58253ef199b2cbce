"""Handpieces, and what was measured of them."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0012_attendance_open"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handpiece",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("device", models.CharField(max_length=80, verbose_name="device")),
                ("serial", models.CharField(max_length=80, verbose_name="serial number")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name or room")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_use", "In use"), ("retired", "Out of use")],
                        default="in_use",
                        max_length=20,
                    ),
                ),
                ("in_use_on", models.DateField(verbose_name="in use since")),
                ("out_of_use_on", models.DateField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
            ],
            options={
                "ordering": ["device", "serial"],
            },
        ),
        migrations.CreateModel(
            name="CommissioningRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("stamp", "Stamp test"), ("depth", "Depth check"), ("service", "Service")],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("content", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("is_void", models.BooleanField(default=False)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="records.commissioningrecord",
                    ),
                ),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.signature"
                    ),
                ),
                (
                    "handpiece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="records.handpiece",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-created_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="handpiece",
            constraint=models.UniqueConstraint(
                fields=("clinic", "device", "serial"), name="one_handpiece_of_a_serial_number"
            ),
        ),
        migrations.AddIndex(
            model_name="commissioningrecord",
            index=models.Index(fields=["handpiece", "-on"], name="commissioning_by_handpiece"),
        ),
        AppendOnly("records_commissioningrecord"),
    ]
