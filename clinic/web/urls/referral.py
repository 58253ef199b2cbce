"""Addresses of referrals."""

from django.urls import path

from clinic.web.views import referral

urlpatterns = [
    path("decisions/<uuid:decision_id>/refer/", referral.refer, name="refer_patient"),
    path("referrals/<uuid:referral_id>/", referral.referral, name="referral"),
    path("referrals/<uuid:referral_id>/print/", referral.print_referral, name="print_referral"),
]
