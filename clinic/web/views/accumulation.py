"""The plan sum: what the signed sessions of a patient add up to, zone by zone, dated, with nothing taken off."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.queries.accumulation import past_doses
from clinic.records.queries.consent import load_for_page
from clinic.web.facemap import zone_name
from clinic.web.pages import Request, page, patient_context, patient_here
from clinic.web.shown.accumulation import sums_for_page


@page(RECORD_KEEPERS)
def plan_sum(request: Request, patient_id: UUID) -> HttpResponse:
    """Show what was done so far, in total and within the window that ends today."""
    patient = patient_here(request, patient_id)
    load_for_page(patient)
    past = past_doses(patient)
    context = {
        **patient_context(request, patient),
        "sums": sums_for_page(past, request.actor.today),
        "without_length": [{"on": row.on, "zone": zone_name(zone)} for row, zone in past.without_length],
    }
    return render(request, "planning/sum.html", context)
