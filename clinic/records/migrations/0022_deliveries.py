"""What tablets deliver, each entry once; an item that was opened a second time without network stands beside its first use."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_prices"),
        ("records", "0021_found_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("key", models.UUIDField(unique=True)),
                ("tablet", models.UUIDField()),
                ("deed", models.CharField(max_length=20)),
                ("content", models.JSONField(default=dict)),
                ("digest", models.CharField(max_length=71)),
                ("seen", models.PositiveIntegerField()),
                ("charted_at", models.DateTimeField(null=True)),
                ("is_kept", models.BooleanField(default=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("stored", "Stored"),
                            ("conflict", "Somebody else charted the same meanwhile"),
                            ("late", "Came after the chart was closed"),
                            ("clash", "Opened without network, and must not have been used"),
                            ("refused", "Refused"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sentence", models.TextField(blank=True)),
                ("by_id", models.CharField(max_length=36)),
                ("by_name", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="DeliverySettlement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "choice",
                    models.CharField(
                        choices=[("taken", "Taken into the chart"), ("left", "Left out")], max_length=6
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("by_name", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="itemuse",
            name="one_use_of_a_cartridge",
        ),
        migrations.RemoveConstraint(
            model_name="itemuse",
            name="one_use_of_a_label",
        ),
        migrations.AlterField(
            model_name="itemuse",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("used", "Used"),
                    ("dropped", "Dropped or opened too early"),
                    ("again", "Opened without network, and must not have been used"),
                ],
                default="used",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="itemuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "cartridge"),
                    models.Q(("di", ""), _negated=True),
                    models.Q(("serial", ""), _negated=True),
                    models.Q(("outcome", "again"), _negated=True),
                ),
                fields=("di", "serial"),
                name="one_use_of_a_cartridge",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("label", ""), _negated=True), models.Q(("outcome", "again"), _negated=True)
                ),
                fields=("label",),
                name="one_use_of_a_label",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="delivery",
                to="records.sessionentry",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="first_use",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.itemuse"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="records.session"
            ),
        ),
        migrations.AddField(
            model_name="deliverysettlement",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="deliverysettlement",
            name="delivery",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="settlement", to="records.delivery"
            ),
        ),
        migrations.AddField(
            model_name="deliverysettlement",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.sessionentry",
            ),
        ),
        migrations.AddField(
            model_name="deliverysettlement",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["session", "created_at"], name="delivery_by_session"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["clinic", "outcome"], name="delivery_by_outcome"),
        ),
        AppendOnly("records_itemuse"),
        AppendOnly("records_delivery"),
        AppendOnly("records_deliverysettlement"),
    ]
