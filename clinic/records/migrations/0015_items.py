"""What is taken from the shelf: products, labels, what was used on whom, and recalls; used rows are never changed."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("records", "0014_plan_wishes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sessionentry",
            name="what",
            field=models.CharField(
                choices=[
                    ("tick", "Checklist"),
                    ("override", "Override"),
                    ("antiviral", "Antiviral"),
                    ("device", "Device and room"),
                    ("cartridge", "Cartridge"),
                    ("supply", "From the shelf"),
                    ("refused", "Refused"),
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
        migrations.CreateModel(
            name="Product",
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
                            ("cartridge", "Cartridge"),
                            ("device", "Handpiece"),
                            ("anaesthetic", "Numbing product"),
                            ("adjunct", "For the skin"),
                        ],
                        max_length=12,
                        verbose_name="what it is",
                    ),
                ),
                ("of", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=120, verbose_name="name on the pack")),
                ("di", models.CharField(blank=True, max_length=14, verbose_name="number on the pack")),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "name"],
            },
        ),
        migrations.CreateModel(
            name="ItemUse",
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
                            ("cartridge", "Cartridge"),
                            ("device", "Handpiece"),
                            ("anaesthetic", "Numbing product"),
                            ("adjunct", "For the skin"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("used", "Used"), ("dropped", "Dropped or opened too early")],
                        default="used",
                        max_length=8,
                    ),
                ),
                ("of", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=120)),
                ("di", models.CharField(blank=True, max_length=14)),
                ("lot", models.CharField(blank=True, max_length=80)),
                ("lot_key", models.CharField(blank=True, max_length=80)),
                ("serial", models.CharField(blank=True, max_length=80)),
                ("label", models.CharField(blank=True, max_length=20)),
                ("expires_on", models.DateField(null=True)),
                ("is_scanned", models.BooleanField(default=False)),
                ("on", models.DateField()),
                ("room", models.CharField(blank=True, max_length=80)),
                ("by_id", models.CharField(max_length=36)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item",
                        to="records.sessionentry",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.patient",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="records.session",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="records.product",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="ItemLabel",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("batch", models.UUIDField()),
                ("text", models.CharField(max_length=20, unique=True)),
                ("lot", models.CharField(max_length=80)),
                ("expires_on", models.DateField()),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels",
                        to="records.product",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "text"],
            },
        ),
        migrations.CreateModel(
            name="ItemRecall",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("di", models.CharField(blank=True, max_length=14, verbose_name="number on the pack")),
                ("lot", models.CharField(blank=True, max_length=80, verbose_name="lot")),
                ("lot_key", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(max_length=400, verbose_name="why, and who says so")),
                ("by_name", models.CharField(max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "lifts",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lifted_by",
                        to="records.itemrecall",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["clinic", "-created_at"], name="recall_by_clinic")],
            },
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(
                condition=models.Q(("di", ""), _negated=True),
                fields=("clinic", "di"),
                name="one_product_a_number",
            ),
        ),
        migrations.AddIndex(
            model_name="itemuse",
            index=models.Index(fields=["clinic", "lot_key", "on"], name="use_by_lot"),
        ),
        migrations.AddIndex(
            model_name="itemuse",
            index=models.Index(fields=["clinic", "di", "on"], name="use_by_product"),
        ),
        migrations.AddIndex(
            model_name="itemuse",
            index=models.Index(fields=["clinic", "serial", "on"], name="use_by_serial"),
        ),
        migrations.AddIndex(
            model_name="itemuse",
            index=models.Index(fields=["clinic", "by_id", "on"], name="use_by_operator"),
        ),
        migrations.AddIndex(
            model_name="itemuse",
            index=models.Index(fields=["clinic", "kind", "on"], name="use_by_day"),
        ),
        migrations.AddIndex(
            model_name="itemuse",
            index=models.Index(fields=["patient", "on"], name="use_by_patient"),
        ),
        migrations.AddConstraint(
            model_name="itemuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "cartridge"),
                    models.Q(("di", ""), _negated=True),
                    models.Q(("serial", ""), _negated=True),
                ),
                fields=("di", "serial"),
                name="one_use_of_a_cartridge",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("label", ""), _negated=True), fields=("label",), name="one_use_of_a_label"
            ),
        ),
        migrations.AddIndex(
            model_name="itemlabel",
            index=models.Index(fields=["clinic", "batch"], name="label_by_batch"),
        ),
        AppendOnly("records_itemlabel"),
        AppendOnly("records_itemuse"),
        AppendOnly("records_itemrecall"),
    ]
