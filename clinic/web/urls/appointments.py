"""The dates of plans."""

from django.urls import path

from clinic.web.views import appointments

urlpatterns = [
    path("patients/<uuid:patient_id>/plan/dates/", appointments.dates, name="plan_dates"),
    path("patients/<uuid:patient_id>/plan/calendar/", appointments.calendar, name="plan_calendar"),
    path("patients/<uuid:patient_id>/plan/link/", appointments.send_link, name="send_plan_link"),
    path("plan-links/<uuid:link_id>/revoke/", appointments.revoke_link, name="revoke_plan_link"),
    path("my/dates/<str:token>/", appointments.by_link, name="plan_by_link"),
    path("my/dates/<str:token>/calendar/", appointments.calendar_by_link, name="plan_calendar_by_link"),
]
