"""What somebody began to tell and has not sent, on the link by which they came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0032_merged_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="patientlink",
            name="draft",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="patientlink",
            name="draft_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="patientlink",
            name="draft_sitting",
            field=models.CharField(blank=True, default="", max_length=36),
        ),
    ]
