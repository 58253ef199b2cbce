"""A signed session says whether it waits for the medical director's countersignature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0023_set_by_hand"), ("accounts", "0003_cosign")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="wants_cosign",
            field=models.BooleanField(null=True),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("wants_cosign", True)),
                fields=["clinic", "-signed_at"],
                name="session_wants_cosign",
            ),
        ),
    ]
