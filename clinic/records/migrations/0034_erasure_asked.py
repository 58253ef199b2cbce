"""Somebody asks to have their record erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0033_check_in_drafts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("check_in", "How is it?"),
                    ("again", "Nobody has answered how it is"),
                    ("open", "A question is open"),
                    ("day", "Something changes today"),
                    ("next", "The next date is near"),
                    ("reply", "Somebody wrote back"),
                    ("answer", "The clinic answered"),
                    ("call", "Somebody on call is wanted"),
                    ("digest", "The worries of a day"),
                    ("erasure", "A record is to be erased"),
                ],
                max_length=10,
            ),
        ),
    ]
