"""What tablets deliver: one entry after the other, each answered in one line; and what is settled afterwards."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.audit.digests import digest_of
from clinic.records.actions.deliveries import deliver, settle_delivery
from clinic.records.models import Delivery, Session, SessionState
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.chart import chart_of
from clinic.records.queries.deliveries import questions_in
from clinic.records.refusals import BadInput, Refusal
from clinic.records.visibility import get_visible, visible
from clinic.web.context import SOFTWARE_VERSION
from clinic.web.forms.deliveries import SettlementForm, sent_of
from clinic.web.pages import WRITE, Request, page, public
from clinic.web.shown import chart as charted
from clinic.web.shown import deliveries as shown
from clinic.web.views.items import READER_FILES
from clinic.web.views.session import place_of, session_here
from needlepoint.protocols.library import shipped_content

# Everything that the chart needs to open without network; nothing of anybody stands in it.
SHELL_FILES = (
    *("css/tokens.css", "css/site.css", "css/facemap.css", "css/session.css"),
    *("js/theme.js", "vendor/htmx/htmx.min.js", "js/site.js", "js/facemap.js", "js/alarm.js", "js/idle.js"),
    *(
        "js/scan.js",
        "js/camera.js",
        "js/session.js",
        "js/keeping.js",
        "js/unsafe.js",
        "js/charting.js",
        "js/marks.js",
        "img/favicon.svg",
    ),
)


@page(CLINICIANS, methods=WRITE)
def deliver_entry(request: Request, session_id: UUID) -> JsonResponse:
    """Take one entry of a tablet, and say what became of it; a repeat gets the same answer."""
    try:
        session = get_visible(request.actor, Session, session_id)
        sent = sent_of(request.POST, list(shipped_content().zone))
        delivery = deliver(request.actor, session, sent)
    except Refusal as refusal:
        answer = {
            "key": request.POST.get("key", "")[:36],
            "outcome": "not-taken",
            "sentence": refusal.sentence,
        }
        return JsonResponse(answer, status=refusal.status)
    return JsonResponse(_answer(request, _charted_session(request, session.pk), delivery))


def _charted_session(request: Request, session_id: UUID) -> Session:
    """Read a session with what its chart shows and no more: what the course line asks is not asked after an entry."""
    session = visible(request.actor, Session).select_related("patient", "plan", "decision").get(pk=session_id)
    assert request.actor.clinic is not None  # a session is seen from a clinic only
    session.clinic = session.patient.clinic = request.actor.clinic
    return session


def _answer(request: Request, session: Session, delivery: Delivery) -> dict[str, Any]:
    """Answer an entry; the last one of a queue gets the chart as it is now."""
    is_last = "is_last" in request.POST and session.state == SessionState.IN_PROGRESS
    return {
        "key": str(delivery.key),
        "outcome": delivery.outcome,
        "sentence": delivery.sentence,
        "state": session.state,
        "live": _live(request, session) if is_last else "",
    }


def _live(request: Request, session: Session) -> str:
    context = {"session": session, "is_part": True, **charted.live(session, chart_of(session))}
    return render_to_string("session/chart_live.html", context, request)


@page(CLINICIANS, methods=WRITE)
def settle(request: Request, session_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Say what becomes of an entry that met something else."""
    session = session_here(request, session_id)
    form = SettlementForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput("reason", _("Choose what becomes of it, and say why in at most 400 characters."))
        settle_delivery(request.actor, session, delivery_id, **form.cleaned_data)
    except BadInput as refusal:
        messages.error(request, refusal.sentence)
    return redirect(place_of(session_here(request, session.pk)))


@page(RECORD_KEEPERS)
def unsettled(request: Request) -> HttpResponse:
    """List what came from tablets and met something else, clashes of single-use items first."""
    assert request.actor.clinic is not None  # the page is for people who work here
    rows = questions_in(request.actor.clinic)
    return render(request, "session/unsettled.html", {"questions": shown.listed(rows)})


@public()
def shell(request: HttpRequest) -> HttpResponse:
    """Show the empty chart that a tablet opens without network; what it shows comes from the tablet itself."""
    return render(request, "session/shell.html")


@public()
def worker(request: HttpRequest) -> HttpResponse:
    """Give the program that keeps the empty chart and its files on a tablet."""
    files = [staticfiles_storage.url(name) for name in SHELL_FILES]
    reader = [reverse("code_reader"), *(staticfiles_storage.url(name) for name in READER_FILES)]
    version = f"{SOFTWARE_VERSION}-{digest_of([*files, *reader])[7:19]}"
    context = {"files": json.dumps(files), "reader": json.dumps(reader), "version": version}
    return render(request, "session/worker.js", context, content_type="text/javascript; charset=utf-8")
