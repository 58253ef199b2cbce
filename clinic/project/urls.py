"""Every address of the clinic."""

from django.urls import include, path

urlpatterns = [
    path("", include("clinic.web.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]
