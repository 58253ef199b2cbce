"""The daily check of a room."""

from django.urls import path

from clinic.web.views import rooms

urlpatterns = [path("room/", rooms.room_check, name="room_check")]
