"""Where to go while nobody is on call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_cosign"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="out_of_hours",
            field=models.CharField(blank=True, default="", max_length=600, verbose_name="out-of-hours text"),
        ),
    ]
