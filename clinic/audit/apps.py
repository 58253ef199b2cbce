"""The chain of everything that was done."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Holds the audit chain: one event for each deed."""

    name = "clinic.audit"
    label = "audit"
