"""Two records of one person: which is kept, and taking it back."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.records.actions.merging import merge_patient, undo_merge
from clinic.records.models import Patient
from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.queries.merging import possibly_the_same, standing_merge
from clinic.records.refusals import BadInput, EditedMeanwhile, WrongState
from clinic.web.forms.merging import MergeForm, UndoMergeForm
from clinic.web.pages import (
    READ_AND_WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    refuse_form,
    show_form,
)
from clinic.web.shown.merging import candidates


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def merge(request: Request, patient_id: UUID) -> HttpResponse:
    """Show who may be the same person, and let this record point to the one that is kept."""
    patient = patient_here(request, patient_id)
    others = possibly_the_same(request.actor, patient, _sought(request))
    form = _merge_form(request, patient, others)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            merge_patient(request.actor, patient, data["kept"], data["reason"], version=data["version"])
            messages.success(request, _("Both records say so now. Nothing of either was changed."))
            return redirect("patient", data["kept"])
        except (BadInput, EditedMeanwhile, WrongState) as refusal:
            refuse_form(form, refusal)
    context = patient_context(request, patient) | candidates(patient, others, form)
    return show_form(request, "patients/merge.html", form, context)


def _merge_form(request: Request, patient: Patient, others: Sequence[Patient]) -> MergeForm:
    """Give the form; whoever only looks for the other record is not yet asked for the rest."""
    if request.method == "POST" and "find" not in request.POST:
        return MergeForm(others, request.POST)
    typed = {name: request.POST.get(name, "")[:400] for name in ("q", "kept", "reason")}
    return MergeForm(others, initial={"version": patient.version, **typed})


def _sought(request: Request) -> str:
    return request.POST.get("q", "").replace("\x00", "").strip()[:200]


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def undo(request: Request, patient_id: UUID) -> HttpResponse:
    """Let a record stand for itself again."""
    patient = patient_here(request, patient_id)
    form = UndoMergeForm(request.POST or None, initial={"version": patient.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            undo_merge(request.actor, patient, data["reason"], version=data["version"])
            messages.success(request, _("The records stand for two people again."))
            return redirect("patient", patient.pk)
        except (BadInput, EditedMeanwhile, WrongState) as refusal:
            refuse_form(form, refusal)
    context = patient_context(request, patient) | {"merge": standing_merge(patient)}
    return show_form(request, "patients/undo_merge.html", form, context)
