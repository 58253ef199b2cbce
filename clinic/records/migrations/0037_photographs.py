"""Photographs, what was said of each, and a word of consent about a single one."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_out_of_hours"),
        ("records", "0036_blood"),
    ]

    operations = [
        migrations.CreateModel(
            name="Photograph",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=40)),
                ("zone", models.CharField(blank=True, max_length=40)),
                ("words", models.CharField(blank=True, max_length=400)),
                ("by_kind", models.CharField(max_length=20)),
                ("by_name", models.CharField(max_length=200)),
                ("by_credential", models.CharField(blank=True, max_length=200)),
                ("media_type", models.CharField(max_length=40)),
                ("width_px", models.PositiveIntegerField()),
                ("height_px", models.PositiveIntegerField()),
                ("size_bytes", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=71)),
                ("small_digest", models.CharField(max_length=71)),
                (
                    "adverse_event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photographs",
                        to="records.adverseevent",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photographs",
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
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photographs",
                        to="records.patient",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photographs",
                        to="records.session",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddField(
            model_name="photostatement",
            name="photograph",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="records.photograph",
            ),
        ),
        migrations.CreateModel(
            name="PhotographNote",
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
                            ("looked", "looked at"),
                            ("in_error", "entered in error"),
                            ("destroyed", "destroyed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=400)),
                ("by_name", models.CharField(max_length=200)),
                ("by_credential", models.CharField(blank=True, max_length=200)),
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
                    "photograph",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="records.photograph",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.AddIndex(
            model_name="photograph",
            index=models.Index(fields=["patient", "-created_at"], name="photograph_by_patient"),
        ),
        migrations.AddConstraint(
            model_name="photographnote",
            constraint=models.UniqueConstraint(fields=("photograph", "kind"), name="one_note_of_a_kind"),
        ),
        AppendOnly("records_photograph"),
        AppendOnly("records_photographnote"),
        # SQLite may rebuild a table that is altered, and forgets its triggers then.
        AppendOnly("records_photostatement"),
    ]
