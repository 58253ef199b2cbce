"""Addresses about two records of one person."""

from tests.web.pages import PAGES

PAGES["merge_patient"] = PAGES["undo_merge"] = lambda cast: [cast.patient.pk]
