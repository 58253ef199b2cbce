"""Who is on call when, the steps and digests of worries, texts for replies, and messages to colleagues."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from clinic.audit.triggers import AppendOnly, LockedWhenSigned


def end_turns_at_the_deadline(apps, schema_editor):
    """Let worries that are open already reach the next in line when their deadline passes."""
    open_ones = apps.get_model("records", "Worry").objects.filter(state="open")
    open_ones.update(turn_ends_at=models.F("due_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_out_of_hours"),
        ("records", "0025_deliveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="OnCallShift",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.PositiveSmallIntegerField(default=1)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("state", models.CharField(default="standing", max_length=10)),
                ("ended_by_name", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["begins_at", "place", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReplyText",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("title", models.CharField(max_length=80)),
                ("text", models.CharField(max_length=2000)),
                ("approved_by_name", models.CharField(max_length=200)),
                ("state", models.CharField(default="approved", max_length=10)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["title", "id"],
            },
        ),
        migrations.CreateModel(
            name="WorryDigest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("on", models.DateField()),
                ("document", models.JSONField()),
                ("late_count", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["-on"],
            },
        ),
        migrations.CreateModel(
            name="WorryStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("called", "was called"),
                            ("taken_on", "took it on"),
                            ("handed_over", "handed it over"),
                            ("replied", "wrote"),
                            ("phoned", "telephoned"),
                            ("nobody_left", "nobody in line was left to call"),
                            ("closed", "closed it"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("told", "it was told"),
                            ("nobody-on-call", "nobody was on call"),
                            ("not-taken-on", "nobody took it on in time"),
                            ("not-answered", "it was taken on, and the patient was not answered in time"),
                            ("handed-over", "it was handed over"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("by_name", models.CharField(max_length=200)),
                (
                    "reached",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "reached"),
                            ("no", "not reached"),
                            ("voicemail", "left a message that they call back"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=2000)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="member",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="page",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="message",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="worry",
            name="answered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="worry",
            name="is_out_of_hours",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="worry",
            name="member",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="worry",
            name="turn_ends_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("check_in", "How is it?"),
                    ("day", "Something changes today"),
                    ("next", "The next date is near"),
                    ("reply", "Somebody wrote back"),
                    ("answer", "The clinic answered"),
                    ("call", "Somebody on call is wanted"),
                    ("digest", "The worries of a day"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="patient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="records.patient",
            ),
        ),
        migrations.AlterField(
            model_name="worry",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "nobody has looked yet"),
                    ("handed_over", "handed over and not taken on yet"),
                    ("acknowledged", "somebody is at it"),
                    ("closed", "closed"),
                ],
                default="open",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="worry",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=["turn_ends_at"],
                name="worry_by_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("patient__isnull", True), ("member__isnull", True), _connector="XOR"),
                name="message_to_one_person",
            ),
        ),
        migrations.AddField(
            model_name="oncallshift",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="oncallshift",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="accounts.membership"
            ),
        ),
        migrations.AddField(
            model_name="replytext",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="worrydigest",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="worrystep",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
            ),
        ),
        migrations.AddField(
            model_name="worrystep",
            name="member",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="worrystep",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.patient"
            ),
        ),
        migrations.AddField(
            model_name="worrystep",
            name="worry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="records.worry"
            ),
        ),
        migrations.AddIndex(
            model_name="oncallshift",
            index=models.Index(fields=["clinic", "ends_at"], name="shift_by_end"),
        ),
        migrations.AddConstraint(
            model_name="worrydigest",
            constraint=models.UniqueConstraint(fields=("clinic", "on"), name="one_digest_a_day"),
        ),
        migrations.AddConstraint(
            model_name="worrystep",
            constraint=models.UniqueConstraint(fields=("worry", "number"), name="one_step_after_another"),
        ),
        AppendOnly("records_worrystep"),
        AppendOnly("records_worrydigest"),
        LockedWhenSigned("records_worry", "closed_at"),
        LockedWhenSigned("records_replytext", "ended_at"),
        migrations.RunPython(end_turns_at_the_deadline, migrations.RunPython.noop),
    ]
