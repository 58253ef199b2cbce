"""Addresses of worries."""

from django.urls import path

from clinic.web.views import worries

urlpatterns = [
    path("worries/", worries.worries, name="worries"),
    path("worries/<uuid:worry_id>/", worries.worry, name="worry"),
    path("worries/<uuid:worry_id>/acknowledge/", worries.acknowledge, name="acknowledge_worry"),
    path("worries/<uuid:worry_id>/close/", worries.close, name="close_worry"),
    path("my/aftercare/<str:token>/tell/", worries.tell_by_link, name="aftercare_tell_by_link"),
    path(
        "my/aftercare/<str:token>/told/<uuid:check_in_id>/",
        worries.told_by_link,
        name="aftercare_told_by_link",
    ),
]
