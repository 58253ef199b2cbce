"""What providers call; nobody else has a reason to."""

from django.urls import path

from clinic.messaging import inbound

urlpatterns = [
    path("messaging/reply/", inbound.reply, name="message_reply"),
    path("messaging/status/<uuid:message_id>/<slug:channel>/", inbound.status, name="message_status"),
]
