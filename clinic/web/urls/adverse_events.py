"""Addresses of adverse events."""

from django.urls import path

from clinic.web.views import adverse_events as views

urlpatterns = [
    path("adverse-events/", views.adverse_events, name="adverse_events"),
    path("patients/<uuid:patient_id>/adverse-events/", views.of_patient, name="patient_adverse_events"),
    path("worries/<uuid:worry_id>/adverse-event/", views.from_worry, name="adverse_event_from_worry"),
    path("adverse-events/<uuid:event_id>/", views.adverse_event, name="adverse_event"),
    path("adverse-events/<uuid:event_id>/sign/", views.sign, name="sign_adverse_event"),
    path("adverse-events/<uuid:event_id>/withdraw/", views.withdraw, name="withdraw_adverse_event"),
    path("adverse-events/<uuid:event_id>/add/", views.add, name="add_to_adverse_event"),
    path("adverse-events/<uuid:event_id>/report/", views.report, name="adverse_event_report"),
    path("adverse-events/<uuid:event_id>/report.txt", views.report_text, name="adverse_event_text"),
    path("adverse-events/<uuid:event_id>/report.pdf", views.report_pdf, name="adverse_event_pdf"),
]
