"""Somebody's own blood."""

from django.urls import path

from clinic.web.views import blood

urlpatterns = [
    path("sessions/<uuid:session_id>/blood/", blood.session_blood, name="session_blood"),
    path("sessions/<uuid:session_id>/blood/labels/", blood.tube_labels, name="tube_labels"),
    path("sessions/<uuid:session_id>/blood/labels/pdf/", blood.tube_labels_pdf, name="tube_labels_pdf"),
    path("blood/", blood.blood_board, name="blood_board"),
    path("blood/who-prepares/", blood.name_preparers, name="name_blood_preparers"),
]
