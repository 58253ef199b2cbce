"""A prescriber's word keeps what was asked, so that it lapses when the plan asks something else."""

from django.db import migrations, models

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("records", "0007_aftercare")]

    operations = [
        migrations.AddField(
            model_name="prescriberword",
            name="asked",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        AppendOnly("records_prescriberword"),
    ]
