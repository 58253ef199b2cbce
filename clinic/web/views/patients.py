"""Patients: finding, registering, seeing, amending."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records.actions.patients import (
    amend_patient,
    mark_arrived,
    mark_left,
    mark_patient_entered_in_error,
    register_patient,
)
from clinic.records.models import Patient, PatientState
from clinic.records.permissions import RECORD_KEEPERS, STAFF
from clinic.records.queries.course import course_line, next_step
from clinic.records.queries.patients import find_patients, open_attendance, recent_patients
from clinic.records.queries.referral import referrals_of
from clinic.records.refusals import BadInput, EditedMeanwhile, PossibleDuplicate
from clinic.records.visibility import can_see_answers
from clinic.web.forms.patients import (
    LANGUAGE_CHOICES,
    AmendmentForm,
    EnteredInErrorForm,
    RegistrationForm,
    SearchForm,
    initial_of,
)
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    refuse_form,
    room_address,
    show_form,
)
from clinic.web.shown.merging import of_patient


@page(STAFF, methods=READ_AND_WRITE)
def patients(request: Request) -> HttpResponse:
    """Search as one types; without a question, show who was registered last."""
    form = SearchForm(request.POST if request.method == "POST" else {})
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = find_patients(request.actor, text) if text else list(recent_patients(request.actor))
    context = {
        "form": form,
        "text": text,
        "found": [{"patient": each, "age": each.age_on(request.actor.today)} for each in found],
    }
    return render(request, "patients/found.html" if request.htmx else "patients/patients.html", context)


@page(STAFF, methods=READ_AND_WRITE)
def register(request: Request) -> HttpResponse:
    """Register somebody; who may be the same is shown first."""
    clinic = request.actor.clinic
    assert clinic is not None  # the page is for people who work here
    form = RegistrationForm(request.POST or None, initial={"country": clinic.country})
    if request.method != "POST" or not form.is_valid():
        return show_form(request, "patients/register.html", form)
    try:
        patient = register_patient(
            request.actor, form.details(), not_the_same_as=form.cleaned_data["not_the_same_as"]
        )
    except PossibleDuplicate as refusal:
        return _ask_whether_the_same(request, form, refusal)
    except BadInput as refusal:
        refuse_form(form, refusal)
        return show_form(request, "patients/register.html", form)
    messages.success(request, _("%(name)s is registered.") % {"name": patient.called})
    return redirect("patient", patient.pk)


def _ask_whether_the_same(
    request: Request, form: RegistrationForm, refusal: PossibleDuplicate
) -> HttpResponse:
    seen = " ".join(str(other.pk) for other in refusal.patients)
    typed = request.POST.copy()
    typed["not_the_same_as"] = seen
    form.data = typed
    context = {"form": form, "refusal": refusal}
    return render(request, "patients/register.html", context, status=refusal.status)


@page(STAFF)
def patient(request: Request, patient_id: UUID) -> HttpResponse:
    """Show where somebody stands, and the next deed."""
    patient = patient_here(request, patient_id)
    step = next_step(course_line(patient, request.actor.today))
    is_marked = patient.state == PatientState.ENTERED_IN_ERROR
    context = {
        **patient_context(request, patient),
        "attendance": open_attendance(patient),
        "language": dict(LANGUAGE_CHOICES).get(patient.language, patient.language),
        "step": step,
        "step_href": room_address(step.room, patient) if step and can_see_answers(request.actor) else "",
        "referrals": referrals_of(patient) if can_see_answers(request.actor) else [],
        **of_patient(patient),
        "marks": patient.errors.select_related("signature") if is_marked else (),
    }
    return render(request, "patients/patient.html", context)


@page(STAFF, methods=READ_AND_WRITE)
def amend(request: Request, patient_id: UUID) -> HttpResponse:
    """Correct somebody's details; the second of two people is told, and nothing is overwritten."""
    patient = patient_here(request, patient_id)
    form = AmendmentForm(request.POST or None, initial=initial_of(patient))
    if request.method == "POST" and form.is_valid():
        try:
            amend_patient(request.actor, patient, form.details(), version=form.cleaned_data["version"])
            messages.success(request, _("Saved."))
            return redirect("patient", patient.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
        except EditedMeanwhile as refusal:
            return _show_both(request, patient, form, refusal)
    return show_form(request, "patients/amend.html", form, patient_context(request, patient))


def _show_both(
    request: Request, patient: Patient, form: AmendmentForm, refusal: EditedMeanwhile
) -> HttpResponse:
    """Show what is stored now beside what was typed, field by field."""
    stored = AmendmentForm(initial=initial_of(patient))
    differing = [
        {"label": form[name].label, "stored": getattr(patient, name), "typed": form.cleaned_data[name]}
        for name in stored.fields
        if name != "version" and getattr(patient, name) != form.cleaned_data[name]
    ]
    refuse_form(form, refusal)
    typed = request.POST.copy()
    typed["version"] = str(patient.version)
    form.data = typed
    context = {**patient_context(request, patient), "differing": differing}
    return show_form(request, "patients/amend.html", form, context, status=refusal.status)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def entered_in_error(request: Request, patient_id: UUID) -> HttpResponse:
    """Mark a record that should not exist."""
    patient = patient_here(request, patient_id)
    form = EnteredInErrorForm(request.POST or None, initial={"version": patient.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            mark_patient_entered_in_error(request.actor, patient, data["reason"], version=data["version"])
            return redirect("patient", patient.pk)
        except (BadInput, EditedMeanwhile) as refusal:
            refuse_form(form, refusal)
    return show_form(request, "patients/entered_in_error.html", form, patient_context(request, patient))


@page(STAFF, methods=WRITE)
def arrived(request: Request, patient_id: UUID) -> HttpResponse:
    """Note that somebody is here."""
    mark_arrived(request.actor, patient_here(request, patient_id))
    return redirect("patient", patient_id)


@page(STAFF, methods=WRITE)
def left(request: Request, patient_id: UUID) -> HttpResponse:
    """Note that somebody has left."""
    mark_left(request.actor, patient_here(request, patient_id))
    return redirect("patient", patient_id)
