"""The dates of a plan: a calendar file for staff, and a page with its file for the patient's phone."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.models import Patient, PatientLink, Plan
from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.queries.appointments import versions_for_calendar
from clinic.records.queries.consent import load_for_page
from clinic.records.queries.planning import approved_plan
from clinic.records.refusals import NotHere
from clinic.web.pages import READ_AND_WRITE, WRITE, Request, page, patient_context, patient_here, public
from clinic.web.patient_links import at_the_door, close_link, is_open, link_of, links_for_page, make_link
from clinic.web.shown import agenda
from clinic.web.shown.feeds import patient_calendar_address, subscribe_address
from needlepoint.interop.appointments import appointment_events
from needlepoint.interop.calendar_file import calendar_text

PURPOSE: Final = "plan"
LINK_DAYS: Final = 180


@page(RECORD_KEEPERS)
def dates(request: Request, patient_id: UUID) -> HttpResponse:
    """Show the dates of the plan that stands, and the ways to take them along."""
    patient = patient_here(request, patient_id)
    load_for_page(patient)
    standing = approved_plan(patient)
    context = {
        **patient_context(request, patient),
        "dates": agenda.dates_for_patient(standing.to_domain(), request.actor.today) if standing else [],
        "links": links_for_page(request, patient, PURPOSE),
    }
    return render(request, "planning/dates.html", context)


@page(RECORD_KEEPERS)
def calendar(request: Request, patient_id: UUID) -> HttpResponse:
    """Give the appointments of a patient as a calendar file for the team; it leads to a page that asks who reads."""
    patient = patient_here(request, patient_id)
    if approved_plan(patient) is None:
        return redirect("plan_dates", patient.pk)
    href = request.build_absolute_uri(reverse("planning", args=[patient.pk]))
    return _file(patient, url=href, prepares=False)


@page(RECORD_KEEPERS, methods=WRITE)
def send_link(request: Request, patient_id: UUID) -> HttpResponse:
    """Make a link for the patient's phone; an older one closes."""
    make_link(request, patient_here(request, patient_id), PURPOSE, days=LINK_DAYS)
    return redirect("plan_dates", patient_id)


@page(RECORD_KEEPERS, methods=WRITE)
def revoke_link(request: Request, link_id: UUID) -> HttpResponse:
    """Close a link."""
    return redirect("plan_dates", close_link(request, link_id).patient_id)


@public(READ_AND_WRITE)
def by_link(request: Request, token: str) -> HttpResponseBase:
    """Open a link by the birth date, then show the dates and what to do before each."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return at_the_door(request, link, token, "planning/birth_date.html")
    treatment = _plan_of(link).to_domain()
    today = clock.today(link.clinic.zone)
    address = patient_calendar_address(token)
    context: dict[str, Any] = {
        "clinic": link.clinic,
        "dates": agenda.dates_for_patient(treatment, today),
        "preparation": agenda.preparation_for_next(treatment, today),
        "calendar_href": reverse("plan_calendar_by_link", args=[token]),
        "calendar_address": address,
        "subscribe_href": subscribe_address(address),
        "ends_on": link.expires_on(),
    }
    return render(request, "planning/my_dates.html", context)


@public()
def calendar_by_link(request: Request, token: str) -> HttpResponseBase:
    """Give the dates to the patient's own calendar."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("plan_by_link", token)
    _plan_of(link)
    return _file(link.patient, url="", prepares=True)


def _plan_of(link: PatientLink) -> Plan:
    standing = approved_plan(link.patient)
    if standing is None:
        raise NotHere(_("There is nothing here yet. Call the clinic."))
    return standing


def _file(patient: Patient, *, url: str, prepares: bool) -> HttpResponse:
    """Write the file; whoever takes it again finds the same entries, moved or cancelled where the plan changed."""
    events = appointment_events(
        versions_for_calendar(patient),
        uid=str(patient.pk),
        clinic=patient.clinic.name,
        url=url,
        prepares=prepares,
    )
    if not events:
        raise NotHere(_("No appointment has a day yet. It gets one when a plan is approved."))
    return HttpResponse(
        calendar_text(events, stamp=clock.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="appointments.ics"'},
    )
