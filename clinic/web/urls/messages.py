"""Messages, and what each patient agreed to."""

from django.urls import path

from clinic.web.views import messages, push

urlpatterns = [
    path("messages/", messages.board, name="messages"),
    path("messages/mailbox/", messages.mailbox, name="mailbox"),
    path("messages/<uuid:message_id>/<slug:change>/", messages.change, name="change_message"),
    path("patients/<uuid:patient_id>/messages/", messages.contact, name="contact"),
    # What stands in a message says nothing of what is behind it.
    path("m/<str:token>/", messages.by_link, name="message_link"),
    path("my/aftercare/<str:token>/messages/", messages.contact_by_link, name="contact_by_link"),
    path("my/aftercare/<str:token>/push/", push.start, name="push_start"),
    path("my/aftercare/<str:token>/push/stop/", push.stop, name="push_stop"),
    path("my/aftercare/<str:token>/push/heard/", push.heard, name="push_heard"),
]
