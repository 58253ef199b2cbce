"""Addresses of the outcome."""

from tests.web.pages import PAGES

PAGES["outcome"] = lambda cast: [cast.patient.pk]
