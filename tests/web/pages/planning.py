"""Addresses of plans."""

from tests.record.calls.planning import an_approved_plan
from tests.web.pages import PAGES

for name in (
    "planning",
    "start_plan",
    "preview_plan",
    "discard_plan",
    "screen_for_plan",
    "prescriber_word",
    "plan_sum",
):
    PAGES[name] = lambda cast: [cast.patient.pk]
PAGES["compare_plans"] = lambda cast: [an_approved_plan(cast).patient_id]
PAGES["density"] = PAGES["unknowns"] = lambda cast: []
PAGES["plan_sheet"] = PAGES["pdf_plan"] = PAGES["plan_version"] = PAGES["print_plan"] = lambda cast: [
    cast.patient.pk,
    an_approved_plan(cast).pk,
]
