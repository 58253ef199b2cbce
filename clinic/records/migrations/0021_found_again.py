"""Somebody whom a look-back finds again by a later session has one more row, which waits by itself."""

from django.db import migrations

from clinic.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("records", "0020_look_back")]

    operations = [
        migrations.RemoveConstraint(model_name="lookbackperson", name="found_once_by_a_look_back"),
        AppendOnly("records_lookbackperson"),
    ]
