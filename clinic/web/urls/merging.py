"""Addresses about two records of one person."""

from django.urls import path

from clinic.web.views import merging

urlpatterns = [
    path("patients/<uuid:patient_id>/merge/", merging.merge, name="merge_patient"),
    path("patients/<uuid:patient_id>/undo-merge/", merging.undo, name="undo_merge"),
]
