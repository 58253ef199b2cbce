"""The patient's own record by their link: read, taken along as PDF and JSON, and the wish that it be erased."""

import json
from collections.abc import Iterator
from itertools import islice
from textwrap import indent
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.audit.digests import digest_of
from clinic.records import clock
from clinic.records.actions.erasure import ask_for_erasure
from clinic.records.actors import Actor
from clinic.records.models import PatientLink
from clinic.records.photograph_files import SMALL
from clinic.records.queries.own_record import own_record, pictures_with_bytes
from clinic.records.queries.photographs import photographs_of
from clinic.web.languages import choice_of
from clinic.web.pages import WRITE, Incoming, public
from clinic.web.patient_links import is_open, link_of, sitting_of
from clinic.web.pdf import can_write_pdf, pdf_of
from clinic.web.shown import session as treated
from clinic.web.shown.photographs import own_lines
from needlepoint.protocols.library import shipped_content

PURPOSE: Final = "aftercare"
# Small ones, the newest; all stand with their days in the record, and whole in the document for other programs.
MOST_ON_PAPER: Final = 60


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
    # Asked before the first byte goes out; the bytes of the pictures are read as they go.
    document, pictures = own_record(link.patient, clock.now()), pictures_with_bytes(link.patient)
    return StreamingHttpResponse(
        _written(document, pictures),
        content_type="application/json; charset=utf-8",
        headers=_as_file("my-record.json"),
    )


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
    document = own_record(link.patient, clock.now())
    small = islice(pictures_with_bytes(link.patient, SMALL), MOST_ON_PAPER)
    return {
        "record": document,
        "pictures": list(small),
        "patient": link.patient,
        "clinic": link.clinic,
        **treated.on_paper(
            request.GET, link.clinic.country, version=shipped_content().version, digest=digest_of(document)
        ),
    }


def _written(document: dict[str, Any], pictures: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """Write the document piece by piece, each picture by itself, so that one of them is in memory and not all."""
    told = {key: value for key, value in document.items() if key != "pictures"}
    yield (_json(told).removesuffix("\n}") + ',\n  "pictures": [').encode()
    for place, one in enumerate(pictures):
        yield ((",\n" if place else "\n") + indent(_json(one), "    ")).encode()
    yield b"\n  ]\n}"


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers=_as_file(name))


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
