"""What the peer shows: patients, and the events of the chain."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import include, path

from clinic.audit.models import AuditEvent
from clinic.records.models import Patient


class Open(AdminSite):
    """An admin for whoever is signed in."""

    def has_permission(self, request: Any) -> bool:
        """Let everybody in."""
        return bool(request.user.is_authenticated)


class Shown(ModelAdmin):
    """A table that is looked at and not changed."""

    def has_module_permission(self, request: Any) -> bool:
        """Show it."""
        return True

    has_view_permission = lambda self, request, obj=None: True  # noqa: E731
    has_add_permission = lambda self, request: False  # noqa: E731
    has_change_permission = has_delete_permission = lambda self, request, obj=None: False


class Patients(Shown):
    """Patients, as many a page as the clinic finds at most."""

    list_display = ("name", "chosen_name", "birth_date", "phone")
    search_fields = ("name", "chosen_name", "phone", "birth_date")
    ordering = ("-created_at",)
    list_per_page = 20


class Events(Shown):
    """Events, as many a page as the clinic's audit page shows."""

    list_display = ("sequence", "at", "actor_id", "deed", "subject_type", "subject_id")
    list_per_page = 50


site = Open()
site.register(Patient, Patients)
site.register(AuditEvent, Events)
urlpatterns = [path("admin/", site.urls), path("", include("clinic.project.urls"))]
