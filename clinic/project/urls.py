"""Every address of the clinic."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("clinic.web.urls")),
    path("", include("clinic.messaging.urls")),
    # An address is given by the director's invitation and signs somebody in: it is not changed on one's own.
    path("account/email/", RedirectView.as_view(pattern_name="today"), name="account_email"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]
