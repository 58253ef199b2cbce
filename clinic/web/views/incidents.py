"""Incidents: begun with one tap from any page of a session, noted tap by tap, closed with an outcome."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.records.actions import incidents as deeds
from clinic.records.models import Incident, Session
from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.refusals import AlreadyDone, BadInput, NotHere
from clinic.records.visibility import get_visible, visible
from clinic.web.forms.incidents import CloseIncidentForm, RetireForm
from clinic.web.pages import WRITE, Request, page, patient_context, refuse_form, show_form
from clinic.web.shown.incidents import incident_page


@page(RECORD_KEEPERS, methods=WRITE)
def begin(request: Request, session_id: UUID) -> HttpResponse:
    """Begin an incident; a second tap goes on with the one that is open."""
    session = get_visible(request.actor, Session, session_id)
    try:
        incident = deeds.open_incident(request.actor, session, request.POST.get("kind", ""))
    except AlreadyDone as refusal:
        incident = refusal.made
        messages.info(request, refusal.sentence)
    return redirect("incident", incident.pk)


@page(RECORD_KEEPERS)
def incident(request: Request, incident_id: UUID) -> HttpResponse:
    """Show what to do now, what was done, and how it ended."""
    return _shown(request, _here(request, incident_id), CloseIncidentForm())


@page(RECORD_KEEPERS, methods=WRITE)
def note_step(request: Request, incident_id: UUID) -> HttpResponse:
    """Note one thing that was done, with the clock."""
    row = _here(request, incident_id)
    step, words = (request.POST.get(name, "").replace("\x00", "") for name in ("step", "words"))
    try:
        deeds.note_incident_step(request.actor, row, step, words)
    except BadInput as refusal:
        messages.error(request, refusal.sentence)
    return redirect("incident", row.pk)


@page(RECORD_KEEPERS, methods=WRITE)
def retire(request: Request, incident_id: UUID) -> HttpResponse:
    """Take an item out of use."""
    row, form = _here(request, incident_id), RetireForm(request.POST)
    if form.is_valid():
        try:
            deeds.retire_item(request.actor, row, form.cleaned_data["scan"])
            messages.success(request, _("Out of use. Whoever scans it again is refused."))
        except AlreadyDone as refusal:
            messages.info(request, refusal.sentence)
        except BadInput as refusal:
            messages.error(request, refusal.sentence)
    else:
        messages.error(request, _("Scan the cartridge, or type the letters of our label."))
    return redirect("incident", row.pk)


@page(RECORD_KEEPERS, methods=WRITE)
def close(request: Request, incident_id: UUID) -> HttpResponse:
    """Close an incident with its outcome."""
    row, form = _here(request, incident_id), CloseIncidentForm(request.POST)
    if form.is_valid():
        try:
            deeds.close_incident(request.actor, row, **form.said())
            messages.success(request, _("The incident is closed. Every line of it stays."))
            return redirect("incident", row.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return _shown(request, row, form)


def _here(request: Request, incident_id: UUID) -> Incident:
    rows = visible(request.actor, Incident).select_related("patient", "session")
    row = rows.filter(pk=incident_id).first()
    if row is None:
        raise NotHere
    assert request.actor.clinic is not None  # an incident is seen from a clinic only
    row.clinic = row.patient.clinic = row.session.clinic = request.actor.clinic
    return row


def _shown(request: Request, row: Incident, form: Form) -> HttpResponse:
    context: dict[str, Any] = {
        **patient_context(request, row.patient),
        **incident_page(row),
        "session": row.session,
        "retire_form": RetireForm(),
    }
    return show_form(request, "incidents/incident.html", form, context)
