"""Screening and its recorded decisions."""

from django.urls import path

from clinic.web.views import screening

urlpatterns = [
    path("patients/<uuid:patient_id>/screening/", screening.screening, name="screening"),
    path("patients/<uuid:patient_id>/concerns/", screening.concerns, name="concerns"),
    path("patients/<uuid:patient_id>/screening/record/", screening.record, name="record_decision"),
    path("decisions/<uuid:decision_id>/", screening.decision, name="decision"),
    path("decisions/<uuid:decision_id>/again/", screening.run_again, name="decision_again"),
]
