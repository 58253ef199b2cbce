"""Photographs."""

from django.urls import path

from clinic.web.views import own_photographs, photographs

urlpatterns = [
    path("patients/<uuid:patient_id>/photographs/", photographs.of_patient, name="patient_photographs"),
    path("photographs/<uuid:photograph_id>/", photographs.one, name="photograph"),
    path("photographs/<uuid:photograph_id>/image/", photographs.image, name="photograph_image"),
    path("photographs/<uuid:photograph_id>/small/", photographs.small, name="photograph_small"),
    path("photographs/<uuid:photograph_id>/look/", photographs.look, name="look_at_photograph"),
    path("photographs/<uuid:photograph_id>/in-error/", photographs.in_error, name="photograph_in_error"),
    path("photographs/<uuid:photograph_id>/word/", photographs.word, name="photograph_word"),
    path("photographs/<uuid:photograph_id>/destroy/", photographs.destroy, name="destroy_photograph"),
    path(
        "my/aftercare/<str:token>/told/<uuid:check_in_id>/photographs/",
        own_photographs.send,
        name="send_photograph",
    ),
    path(
        "my/aftercare/<str:token>/told/<uuid:check_in_id>/agree/",
        own_photographs.agree,
        name="agree_to_photographs",
    ),
    path(
        "my/aftercare/<str:token>/photographs/<uuid:photograph_id>/image/",
        own_photographs.image,
        name="own_photograph_image",
    ),
    path(
        "my/aftercare/<str:token>/photographs/<uuid:photograph_id>/small/",
        own_photographs.small,
        name="own_photograph_small",
    ),
    path(
        "my/aftercare/<str:token>/photographs/<uuid:photograph_id>/take-back/",
        own_photographs.take_back,
        name="take_photograph_back",
    ),
]
