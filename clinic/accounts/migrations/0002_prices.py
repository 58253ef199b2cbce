"""What a visit costs in a clinic."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.AddField("clinic", "prices", models.JSONField(default=dict))]
