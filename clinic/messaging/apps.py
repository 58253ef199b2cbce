"""The sender of messages."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Holds the channels, the sender and its command; its tables stand in the record."""

    name = "clinic.messaging"
    label = "messaging"
