"""Pages for people, one file of addresses a room."""

from django.urls import include, path

ROOMS = (
    "today",
    "team",
    "patients",
    "merging",
    "history",
    "screening",
    "referral",
    "policy",
    "prices",
    "appointments",
    "feeds",
    "planning",
    "commissioning",
    "items",
    "rooms",
    "blood",
    "exposure",
    "consent",
    "photographs",
    "session",
    "incidents",
    "adverse_events",
    "aftercare",
    "outcome",
    "worries",
    "rota",
    "messages",
)
urlpatterns = [path("", include(f"clinic.web.urls.{room}")) for room in ROOMS]
