"""A photograph that comes later, and one at which nobody looked in time, are causes of a call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0042_push_ends_with_its_link"),
    ]

    operations = [
        migrations.AlterField(
            model_name="worrystep",
            name="because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("told", "it was told"),
                    ("nobody-on-call", "nobody was on call"),
                    ("not-taken-on", "nobody took it on in time"),
                    ("not-answered", "it was taken on, and the patient was not answered in time"),
                    ("handed-over", "it was handed over"),
                    ("photograph", "a photograph came"),
                    ("not-looked", "nobody looked at the photograph in time"),
                ],
                default="",
                max_length=16,
            ),
        ),
    ]
