"""Pages for people."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds pages, forms and templates."""

    name = "clinic.web"
    label = "web"
