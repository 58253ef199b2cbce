"""The outcome of a series."""

from django.urls import path

from clinic.web.views import outcome

urlpatterns = [
    path("patients/<uuid:patient_id>/outcome/", outcome.outcome, name="outcome"),
]
