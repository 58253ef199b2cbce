"""Aftercare: for staff, on paper, in a calendar, and on the patient's phone by a signed link."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records import clock
from clinic.records.actions.aftercare import write_aftercare
from clinic.records.models import AftercareSheet, PatientLink
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.aftercare import load_whole_sheets, newest_sheet, sheets_of
from clinic.records.queries.session import last_signed
from clinic.records.queries.worries import has_answered, replies_to
from clinic.records.refusals import NotHere
from clinic.web.languages import choice_of
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    public,
)
from clinic.web.patient_links import at_the_door, close_link, is_open, link_of, links_for_page, make_link
from clinic.web.pdf import HOW_TO_INSTALL, can_write_pdf, pdf_of
from clinic.web.shown import aftercare as healing
from clinic.web.shown import session as treated
from clinic.web.shown.healing import line_for_page
from clinic.web.shown.leaflet import leaflet
from clinic.web.views.own_phone import own_phone_of
from clinic.web.views.session import session_here
from needlepoint.aftercare.reminders import due
from needlepoint.aftercare.timeline import Aftercare

PURPOSE: Final = "aftercare"
LINK_DAYS: Final = 120
CALENDAR: Final = "text/calendar; charset=utf-8"


@page(RECORD_KEEPERS)
def aftercare(request: Request, patient_id: UUID) -> HttpResponse:
    """Show the aftercare of the newest session, the patient's link, and the ways to take it along."""
    patient = patient_here(request, patient_id)
    load_whole_sheets(patient)
    sheet = newest_sheet(patient)
    context = {
        **patient_context(request, patient),
        "last": last_signed(patient),
        "links": (links := links_for_page(request, patient, PURPOSE)),
        "has_link": any(link["is_good"] for link in links),
        "can_write_pdf": can_write_pdf(),
        "how_to_install": HOW_TO_INSTALL,
        "older": sheets_of(patient)[1:],
    }
    if sheet:
        whole = sheet.to_domain()
        number = (request.actor.today - whole.on).days
        context |= healing.whole(sheet, whole, request.actor.today)
        context["today"] = healing.day_for_page(sheet, whole, number, request.actor.today)
        context["map"] = healing.healing_map(whole)
        context["line"] = line_for_page(whole, request.actor.today)
    return render(request, "aftercare/aftercare.html", context)


@page(CLINICIANS, methods=WRITE)
def write(request: Request, session_id: UUID) -> HttpResponse:
    """Write the aftercare of a signed session."""
    session = session_here(request, session_id)
    write_aftercare(request.actor, session)
    return redirect("aftercare", session.patient_id)


@page(RECORD_KEEPERS, methods=WRITE)
def send_link(request: Request, patient_id: UUID) -> HttpResponse:
    """Make a link for the patient's phone; an older one closes."""
    make_link(request, patient_here(request, patient_id), PURPOSE, days=LINK_DAYS)
    return redirect("aftercare", patient_id)


@page(RECORD_KEEPERS, methods=WRITE)
def revoke_link(request: Request, link_id: UUID) -> HttpResponse:
    """Close a link."""
    return redirect("aftercare", close_link(request, link_id).patient_id)


@page(RECORD_KEEPERS)
def print_aftercare(request: Request, patient_id: UUID) -> HttpResponse:
    """Show the aftercare as a sheet of paper."""
    patient = patient_here(request, patient_id)
    sheet = newest_sheet(patient)
    if sheet is None:
        return redirect("aftercare", patient_id)
    return render(request, "aftercare/print.html", _paper(request, sheet))


@page(RECORD_KEEPERS)
def pdf(request: Request, patient_id: UUID) -> HttpResponse:
    """Give the aftercare as a PDF; where none can be written, say what to install."""
    patient = patient_here(request, patient_id)
    sheet = newest_sheet(patient)
    if sheet is None:
        return redirect("aftercare", patient_id)
    if not can_write_pdf():
        messages.warning(request, HOW_TO_INSTALL)
        return redirect("aftercare", patient_id)
    written = pdf_of("aftercare/print.html", _paper(request, sheet) | {"clinic": request.actor.clinic})
    return _file(written, "application/pdf", f"aftercare-{sheet.on.isoformat()}.pdf")


@page(RECORD_KEEPERS)
def calendar(request: Request, patient_id: UUID) -> HttpResponse:
    """Give the dates of the aftercare as a calendar file."""
    sheet = newest_sheet(patient_here(request, patient_id))
    if sheet is None:
        return redirect("aftercare", patient_id)
    return _calendar(sheet)


@public(READ_AND_WRITE)
def by_link(request: Request, token: str) -> HttpResponseBase:
    """Open a link by the birth date, then show today, or the day that was asked for."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return at_the_door(request, link, token, "aftercare/birth_date.html")
    sheet = _sheet_of(link)
    whole = sheet.to_domain()
    today = clock.today(link.clinic.zone)
    number = _number(request.GET.get("day", ""), (today - whole.on).days)
    context = {
        **_phone(link.clinic, token),
        **healing.day_for_page(sheet, whole, number, today),
        "line": line_for_page(whole, today),
        "calendar_href": reverse("aftercare_calendar_by_link", args=[token]),
        "replies": replies_to(link.patient, sheet.created_at),
        "ask_href": _ask_href(link, token, whole, today),
        "contact_href": reverse("contact_by_link", args=[token]),
        "record_href": reverse("own_record", args=[token]),
        "own_phone": own_phone_of(token, link.pk.hex),
        "ends_on": link.expires_on,
    }
    return render(request, "aftercare/day.html", context)


@public()
def worry_by_link(request: Request, token: str) -> HttpResponseBase:
    """Whom to call, and for what: it calms nobody, and offers to be told only where somebody is on call."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    flags = _sheet_of(link).to_domain().red_flags
    context = _phone(link.clinic, token) | {
        "levels": healing.levels(flags),
        "worry_href": "",
        "back_href": reverse("aftercare_by_link", args=[token]),
        "tell_href": reverse("aftercare_tell_by_link", args=[token]) if link.clinic.has_on_call else "",
    }
    return render(request, "aftercare/worry.html", context)


@public()
def calendar_by_link(request: Request, token: str) -> HttpResponseBase:
    """Give the dates to the patient's own calendar."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    return _calendar(_sheet_of(link))


def _ask_href(link: PatientLink, token: str, whole: Aftercare, today: date) -> str:
    """Give where it is told how it is, where somebody reads it and a check-in is due that nobody has answered."""
    asked = [one.day for one in due(whole.check_ins, today)]
    if not link.clinic.has_on_call or not asked or has_answered(link.patient, max(asked)):
        return ""
    return reverse("aftercare_tell_by_link", args=[token])


def _sheet_of(link: PatientLink) -> AftercareSheet:
    sheet = newest_sheet(link.patient)
    if sheet is None:
        raise NotHere(_("There is nothing here yet. Call the clinic."))
    return sheet


def _phone(clinic: Clinic, token: str) -> dict[str, Any]:
    return choice_of(token) | {
        "clinic": clinic,
        "worry_href": reverse("aftercare_worry_by_link", args=[token]),
    }


def _number(text: str, today: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else max(today, 0)


def _paper(request: Request, sheet: AftercareSheet) -> dict[str, Any]:
    whole = sheet.to_domain()
    return (
        healing.whole(sheet, whole, whole.on)
        | {
            "patient": sheet.patient,
            "paper_days": leaflet(whole),
        }
        | treated.on_paper(
            request.GET, sheet.clinic.country, version=sheet.content_version, digest=sheet.digest
        )
    )


def _calendar(sheet: AftercareSheet) -> HttpResponse:
    text = healing.calendar(sheet, sheet.to_domain())
    return _file(text.encode(), CALENDAR, f"aftercare-{sheet.on.isoformat()}.ics")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
