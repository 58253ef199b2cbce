"""The clinic's prices."""

from django.urls import path

from clinic.web.views import prices

urlpatterns = [path("prices/", prices.prices, name="prices")]
