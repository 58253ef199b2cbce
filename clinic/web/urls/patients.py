"""Patients."""

from django.urls import path

from clinic.web.views import patients

urlpatterns = [
    path("patients/", patients.patients, name="patients"),
    path("patients/register/", patients.register, name="register_patient"),
    path("patients/<uuid:patient_id>/", patients.patient, name="patient"),
    path("patients/<uuid:patient_id>/amend/", patients.amend, name="amend_patient"),
    path(
        "patients/<uuid:patient_id>/entered-in-error/",
        patients.entered_in_error,
        name="patient_entered_in_error",
    ),
    path("patients/<uuid:patient_id>/arrived/", patients.arrived, name="mark_arrived"),
    path("patients/<uuid:patient_id>/left/", patients.left, name="mark_left"),
]
