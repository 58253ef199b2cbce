"""The sheet of a plan: one page for the wall, in the browser's print and as a PDF."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clinic.records.models import Patient, Plan
from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.queries.planning import approved_plans, signatures_of
from clinic.records.refusals import NotHere
from clinic.web.pages import Request, page, patient_here
from clinic.web.pdf import HOW_TO_INSTALL, can_write_pdf, pdf_of
from clinic.web.shown.sheet import sheet_of

TEMPLATE = "planning/sheet.html"


@page(RECORD_KEEPERS)
def plan_sheet(request: Request, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Show the sheet of one approved version, to be printed."""
    patient = patient_here(request, patient_id)
    return render(request, TEMPLATE, _paper(patient, _approved(patient, plan_id)))


@page(RECORD_KEEPERS)
def pdf_plan(request: Request, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Give the sheet as a PDF; where none can be written, say what to install."""
    patient = patient_here(request, patient_id)
    row = _approved(patient, plan_id)
    if not can_write_pdf():
        messages.warning(request, HOW_TO_INSTALL)
        return redirect("plan_version", patient.pk, row.pk)
    written = pdf_of(TEMPLATE, _paper(patient, row) | {"clinic": request.actor.clinic})
    answer = HttpResponse(written, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="plan-{row.number}.pdf"'
    return answer


def _approved(patient: Patient, plan_id: UUID) -> Plan:
    row = next((each for each in approved_plans(patient) if each.pk == plan_id), None)
    if row is None:
        raise NotHere
    return row


def _paper(patient: Patient, row: Plan) -> dict[str, Any]:
    return {
        **sheet_of(row.to_domain()),
        "plan": row,
        "patient": patient,
        "is_newest": approved_plans(patient)[0].pk == row.pk,
        "signatures": signatures_of(row),
        "document": {"version": row.number, "digest": row.digest},
        "paper": "letter" if patient.clinic.country == "US" else "a4",
    }
