"""The people and the clinic they belong to."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Holds clinics, users and memberships; deeds upon them live in the record."""

    name = "clinic.accounts"
    label = "accounts"
