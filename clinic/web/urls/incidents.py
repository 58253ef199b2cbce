"""Addresses of incidents."""

from django.urls import path

from clinic.web.views import incidents

urlpatterns = [
    path("sessions/<uuid:session_id>/incident/", incidents.begin, name="open_incident"),
    path("incidents/<uuid:incident_id>/", incidents.incident, name="incident"),
    path("incidents/<uuid:incident_id>/note/", incidents.note_step, name="note_incident_step"),
    path("incidents/<uuid:incident_id>/out-of-use/", incidents.retire, name="retire_item"),
    path("incidents/<uuid:incident_id>/close/", incidents.close, name="close_incident"),
]
