"""Addresses about patients."""

from tests.web.pages import PAGES

PAGES["patients"] = PAGES["register_patient"] = lambda cast: []
for name in ("patient", "amend_patient", "patient_entered_in_error", "mark_arrived", "mark_left"):
    PAGES[name] = lambda cast: [cast.patient.pk]
