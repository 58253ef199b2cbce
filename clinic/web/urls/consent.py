"""Consent."""

from django.urls import path

from clinic.web.views import consent

urlpatterns = [
    path("patients/<uuid:patient_id>/consent/", consent.consent, name="consent"),
    path("patients/<uuid:patient_id>/consent/expectation/", consent.expectation, name="expectation"),
    path("patients/<uuid:patient_id>/consent/baseline/", consent.baseline, name="baseline"),
    path("patients/<uuid:patient_id>/consent/photographs/", consent.photographs, name="photographs"),
    path("patients/<uuid:patient_id>/consent/copy/", consent.send_copy, name="send_consent_copy"),
    path(
        "patients/<uuid:patient_id>/consent/<uuid:consent_id>/withdraw/",
        consent.withdraw,
        name="withdraw_consent",
    ),
    path(
        "patients/<uuid:patient_id>/consent/<uuid:consent_id>/print/",
        consent.print_consent,
        name="print_consent",
    ),
    path("handed/consent/<uuid:offer_id>/", consent.handed, name="consent_handed"),
    path("handed/consent/<uuid:offer_id>/sign/", consent.sign, name="sign_consent"),
    path("handed/consent/<uuid:offer_id>/signed/", consent.signed, name="consent_signed"),
    path("copy/<str:token>/", consent.by_link, name="consent_by_link"),
]
