"""Calendars that fetch by themselves."""

from django.urls import path

from clinic.web.views import feeds

urlpatterns = [
    path("my-calendar/", feeds.calendar_feed, name="calendar_feed"),
    path("my-calendar/open/", feeds.open_feed, name="open_calendar_feed"),
    path("my-calendar/<uuid:feed_id>/close/", feeds.close_feed, name="close_calendar_feed"),
    path("calendar/team/<str:token>/appointments.ics", feeds.of_member, name="member_calendar_feed"),
    path("my/calendar/<str:token>/appointments.ics", feeds.of_patient, name="patient_calendar_feed"),
]
