"""A credential may ask that the medical director countersigns what its holder signs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_prices")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="needs_cosign",
            field=models.BooleanField(
                default=False, verbose_name="sessions are countersigned by the medical director"
            ),
        ),
    ]
