"""Home, and what concerns the person at the screen."""

from django.urls import path

from clinic.web.views import today, unlock

urlpatterns = [
    path("", today.today, name="today"),
    path("unlock/", unlock.unlock, name="unlock"),
    path("lock/", unlock.lock, name="lock"),
    path("carry-on/", unlock.carry_on, name="carry_on"),
    path("hand-back/", unlock.hand_back, name="hand_back"),
    path("pin/", unlock.choose_pin, name="choose_pin"),
]
