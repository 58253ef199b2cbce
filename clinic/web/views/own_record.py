"""The patient's own record by their link: read, taken along as PDF and JSON, and the wish that it be erased."""

import json
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.audit.digests import digest_of
from clinic.records import clock
from clinic.records.actions.erasure import ask_for_erasure
from clinic.records.actors import Actor
from clinic.records.models import PatientLink
from clinic.records.queries.own_record import own_record
from clinic.records.queries.photographs import photographs_of
from clinic.web.languages import choice_of
from clinic.web.pages import WRITE, Incoming, public
from clinic.web.patient_links import is_open, link_of, sitting_of
from clinic.web.pdf import can_write_pdf, pdf_of
from clinic.web.shown import session as treated
from clinic.web.shown.photographs import own_lines
from needlepoint.protocols.library import shipped_content

PURPOSE: Final = "aftercare"


@public()
def record(request: Incoming, token: str) -> HttpResponseBase:
    """Show what was done, when, with which lots, and what was agreed to and taken back."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    context = choice_of(token) | {
        "clinic": link.clinic,
        "record": own_record(link.patient, clock.now()),
        "own_photographs": own_lines(photographs_of(link.patient), token),
        "can_write_pdf": can_write_pdf(),
        **{name: reverse(f"own_record_{name}", args=[token]) for name in ("json", "pdf", "erasure")},
        "back_href": reverse("aftercare_by_link", args=[token]),
    }
    return render(request, "aftercare/own_record.html", context)


@public()
def record_json(request: Incoming, token: str) -> HttpResponseBase:
    """Give it as a document that another program reads."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    document = own_record(link.patient, clock.now(), with_pictures=True)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _file(text.encode(), "application/json; charset=utf-8", "my-record.json")


@public()
def record_pdf(request: Incoming, token: str) -> HttpResponseBase:
    """Give it on paper; where no PDF can be written here, the page that prints."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    paper = _paper(request, link)
    if not can_write_pdf():
        return render(request, "aftercare/own_record_paper.html", paper)
    return _file(pdf_of("aftercare/own_record_paper.html", paper), "application/pdf", "my-record.pdf")


@public(WRITE)
def erasure(request: Incoming, token: str) -> HttpResponseBase:
    """Ask that the record be erased; the medical director decides, and somebody calls."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    ask_for_erasure(Actor.patient(link.patient, sitting=sitting_of(request, link)), link.patient)
    messages.success(request, _("Noted. The medical director decides, and the clinic calls you."))
    return redirect("own_record", token)


def _paper(request: Incoming, link: PatientLink) -> dict[str, Any]:
    document = own_record(link.patient, clock.now(), with_pictures=True)
    return {
        "record": document,
        "patient": link.patient,
        "clinic": link.clinic,
        **treated.on_paper(
            request.GET, link.clinic.country, version=shipped_content().version, digest=digest_of(document)
        ),
    }


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
