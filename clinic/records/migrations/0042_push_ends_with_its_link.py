"""Web push: a phone is knocked at no more where the way in to its page was closed, and the row says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0041_ranges")]

    operations = [
        migrations.AlterField(
            model_name="pushsubscription",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("by-patient", "taken back"),
                    ("replaced", "another phone took its place"),
                    ("link-ended", "the way in to its page was closed"),
                    ("gone", "the phone took its yes back, or is no longer there"),
                ],
                default="",
                max_length=12,
            ),
        ),
    ]
