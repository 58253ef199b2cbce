"""Addresses of the rota."""

from django.urls import path

from clinic.web.views import rota

urlpatterns = [
    path("rota/", rota.rota, name="rota"),
    path("rota/add/", rota.add, name="add_shifts"),
    path("rota/<uuid:shift_id>/take-out/", rota.take_out, name="take_out_shift"),
]
