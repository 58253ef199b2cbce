"""The record: everything clinical that happened here."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Holds the only clinical tables, the deeds upon them and the questions put to them."""

    name = "clinic.records"
    label = "records"
