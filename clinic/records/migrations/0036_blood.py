"""Somebody's own blood: tubes, steps and mismatches that never change, and one person's blood in a room at a time."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly, LockedWhenSigned


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_out_of_hours"),
        ("records", "0035_chased"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lookback",
            name="by",
            field=models.CharField(
                choices=[
                    ("lot", "Lot"),
                    ("serial", "Serial number"),
                    ("label", "Our label"),
                    ("product", "Product number"),
                    ("device", "Device"),
                    ("operator", "Who treated"),
                    ("room", "Room"),
                    ("blood", "Tube of blood"),
                    ("day", "Days"),
                    ("person", "Person"),
                ],
                max_length=10,
                verbose_name="starts from",
            ),
        ),
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
                    ("injected", "Local anaesthetic injected"),
                    ("zones", "Zones"),
                    ("adjunct", "On open channels"),
                    ("reason", "Reason for a difference"),
                    ("blood", "Their own blood"),
                    ("no-blood", "No blood is drawn"),
                    ("stop", "The patient asked to stop"),
                    ("broken-off", "Broken off"),
                    ("cancelled", "Cancelled"),
                    ("undo", "Undone"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Blood",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("room", models.CharField(max_length=80, verbose_name="room")),
                ("room_key", models.CharField(max_length=80)),
                ("on", models.DateField()),
                ("ordered_by", models.CharField(max_length=200)),
                ("answers", models.JSONField(default=dict)),
                ("overridden", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("by_name", models.CharField(max_length=200)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bloods",
                        to="records.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "blood in a room",
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="BloodPreparers",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("professions", models.JSONField(default=list)),
                ("basis", models.CharField(max_length=400, verbose_name="on what this rests")),
                ("by_name", models.CharField(max_length=200)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
            ],
            options={
                "verbose_name": "who prepares blood products",
                "verbose_name_plural": "who prepares blood products",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="BloodTube",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("number", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=20, unique=True)),
                (
                    "blood",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tubes", to="records.blood"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tubes",
                        to="records.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "tube of blood",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="BloodStep",
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
                            ("draw", "Drawn"),
                            ("label", "Labelled"),
                            ("spin", "Spun"),
                            ("use", "Used"),
                            ("discard", "Discarded"),
                        ],
                        max_length=8,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("identifiers", models.JSONField(default=list)),
                ("is_scanned", models.BooleanField(default=False)),
                ("witness_id", models.CharField(blank=True, max_length=36)),
                ("witness_name", models.CharField(blank=True, max_length=200)),
                ("content", models.JSONField(default=dict)),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blood_steps",
                        to="records.sessionentry",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.session"
                    ),
                ),
                (
                    "tube",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records.bloodtube",
                    ),
                ),
            ],
            options={
                "verbose_name": "step with a tube of blood",
                "ordering": ["created_at", "place"],
            },
        ),
        migrations.CreateModel(
            name="BloodMismatch",
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
                            ("draw", "Drawn"),
                            ("label", "Labelled"),
                            ("spin", "Spun"),
                            ("use", "Used"),
                            ("discard", "Discarded"),
                        ],
                        max_length=8,
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("scanned", models.CharField(blank=True, max_length=40)),
                ("said", models.CharField(max_length=400)),
                ("room", models.CharField(blank=True, max_length=80)),
                ("by_id", models.CharField(max_length=36)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "blood",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mismatches",
                        to="records.blood",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blood_mismatches",
                        to="records.incident",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blood_mismatches",
                        to="records.session",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mismatches",
                        to="records.bloodtube",
                    ),
                ),
            ],
            options={
                "verbose_name": "blood that did not match",
                "verbose_name_plural": "blood that did not match",
                "ordering": ["created_at"],
            },
        ),
        migrations.AddIndex(
            model_name="blood",
            index=models.Index(fields=["clinic", "room_key", "on"], name="blood_by_room"),
        ),
        migrations.AddConstraint(
            model_name="blood",
            constraint=models.CheckConstraint(
                condition=models.Q(("room_key", ""), _negated=True), name="blood_has_a_room"
            ),
        ),
        migrations.AddConstraint(
            model_name="blood",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("clinic", "room_key"),
                name="one_blood_open_in_a_room",
            ),
        ),
        migrations.AddConstraint(
            model_name="blood",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("session",),
                name="one_blood_open_in_a_session",
            ),
        ),
        migrations.AddIndex(
            model_name="bloodpreparers",
            index=models.Index(fields=["clinic", "-created_at"], name="preparers_by_clinic"),
        ),
        migrations.AddConstraint(
            model_name="bloodtube",
            constraint=models.UniqueConstraint(fields=("session", "number"), name="one_tube_a_number"),
        ),
        migrations.AddIndex(
            model_name="bloodstep",
            index=models.Index(fields=["session", "created_at"], name="blood_step_by_session"),
        ),
        migrations.AddConstraint(
            model_name="bloodstep",
            constraint=models.UniqueConstraint(fields=("tube", "place"), name="one_step_a_place"),
        ),
        migrations.AddConstraint(
            model_name="bloodstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step", "spin"), _negated=True),
                fields=("tube", "step"),
                name="one_step_of_a_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="bloodmismatch",
            index=models.Index(fields=["clinic", "-created_at"], name="mismatch_by_clinic"),
        ),
        LockedWhenSigned("records_blood", "closed_at"),
        AppendOnly("records_bloodtube"),
        AppendOnly("records_bloodstep"),
        AppendOnly("records_bloodmismatch"),
        AppendOnly("records_bloodpreparers"),
    ]
