"""The outcome visit that ends a series: from its first day on, what is said today beside what was said before."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records.actions.outcome import record_outcome_visit
from clinic.records.models import Patient
from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.queries.outcome import outcome_standing
from clinic.records.refusals import AlreadyDone, BadInput
from clinic.web.forms.outcome import OutcomeVisitForm
from clinic.web.pages import (
    READ_AND_WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    refuse_form,
    show_form,
)
from clinic.web.shown.outcome import page_of


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def outcome(request: Request, patient_id: UUID) -> HttpResponse:
    """Show where the outcome of the newest series stands, and keep a visit."""
    patient = patient_here(request, patient_id)
    standing = outcome_standing(patient)
    if standing is None:
        return render(request, "outcome/outcome.html", patient_context(request, patient))
    form = OutcomeVisitForm(
        request.POST or None,
        is_planned_longer=standing.is_planned_longer,
        initial={"on": request.actor.today},
    )
    if request.method == "POST" and form.is_valid() and _was_kept(request, patient, form):
        return redirect("outcome", patient.pk)
    context = patient_context(request, patient) | page_of(standing, request.actor.today)
    return show_form(request, "outcome/outcome.html", form, context)


def _was_kept(request: Request, patient: Patient, form: OutcomeVisitForm) -> bool:
    """Keep the visit; what is refused is put into the form, and a second click finds the first."""
    try:
        visit = record_outcome_visit(request.actor, patient, form.held())
        said = _("Kept and signed. The series has ended.") if visit.is_healed else _("Kept and signed.")
        messages.success(request, said)
    except AlreadyDone as refusal:
        messages.info(request, refusal.sentence)
    except BadInput as refusal:
        refuse_form(form, refusal)
        return False
    return True
