"""What is chased after a session: the next one that did not come, and the visit at which a result is judged."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0034_erasure_asked"),
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
                    ("missed", "The next date has passed"),
                    ("overdue", "The next date is overdue"),
                    ("outcome", "The last visit can be made"),
                    ("assess", "The last visit is to be arranged"),
                ],
                max_length=10,
            ),
        ),
    ]
