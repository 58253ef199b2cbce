"""A signed session on paper and under a second name: its note, the patient's copy, the countersignature."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records.actions.cosigning import cosign_session
from clinic.records.models import Session, SessionState
from clinic.records.permissions import DIRECTORS, RECORD_KEEPERS
from clinic.records.queries.chart import chart_of, treatment_of
from clinic.records.queries.signed import cosignature_of, waiting_for_cosign
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.web import screen_lock
from clinic.web.forms.session import SignatureForm
from clinic.web.pages import READ_AND_WRITE, Request, page, refuse_form, show_form
from clinic.web.pdf import HOW_TO_INSTALL, can_write_pdf, pdf_of
from clinic.web.shown import chart as charted
from clinic.web.shown import session as treated
from clinic.web.shown.note import procedure_note, used_items
from clinic.web.views.session import session_context, session_here


@page(DIRECTORS)
def cosigns(request: Request) -> HttpResponse:
    """List the signed sessions that wait for the medical director's signature."""
    assert request.actor.clinic is not None  # a director is one of a clinic
    waiting = waiting_for_cosign(request.actor.clinic)[:100]
    return render(request, "session/cosigns.html", {"waiting": waiting})


@page(DIRECTORS, methods=READ_AND_WRITE)
def cosign(request: Request, session_id: UUID) -> HttpResponseBase:
    """Read the note of a session, and countersign it."""
    session = session_here(request, session_id)
    if session.state != SessionState.SIGNED or not session.wants_cosign or cosignature_of(session):
        return redirect("session_record", session.pk)
    form = SignatureForm(request.POST if request.method == "POST" else None, has_pin=request.user.has_pin)
    if request.method == "POST" and form.is_valid():
        answer = _countersigned(request, session, form)
        if answer is not None:
            return answer
    context = session_context(request, session) | {"note": procedure_note(session)}
    return show_form(request, "session/cosign.html", form, context)


def _countersigned(request: Request, session: Session, form: SignatureForm) -> HttpResponseBase | None:
    proof = screen_lock.prove(request, form.cleaned_data["secret"])
    if proof == "out":
        return redirect_to_login(request.path)
    if proof == "wrong":
        form.add_error("secret", _("This is not it. Nothing was signed yet; try once more."))
        return None
    try:
        cosign_session(request.actor, session, form.cleaned_data["typed_name"])
        messages.success(request, _("Countersigned. The record stays as it was signed."))
    except BadInput as refusal:
        refuse_form(form, refusal)
        return None
    except AlreadyDone:
        messages.info(request, _("This session is countersigned already."))
    return redirect("session_record", session.pk)


@page(RECORD_KEEPERS)
def print_copy(request: Request, session_id: UUID) -> HttpResponse:
    """Show what was done and with which lots, in plain words, for the patient to keep."""
    return render(request, "session/copy.html", copy_context(request, _signed_here(request, session_id)))


@page(RECORD_KEEPERS)
def pdf_copy(request: Request, session_id: UUID) -> HttpResponse:
    """Give the patient's copy as a PDF."""
    session = _signed_here(request, session_id)
    return _pdf(request, session, "session/copy.html", copy_context(request, session), "copy")


@page(RECORD_KEEPERS)
def pdf_session(request: Request, session_id: UUID) -> HttpResponse:
    """Give the record with its procedure note as a PDF."""
    session = _signed_here(request, session_id)
    return _pdf(request, session, "session/print.html", record_context(request, session), "session")


def record_context(request: Request, session: Session) -> dict[str, Any]:
    """Gather what the printed record shows."""
    return {
        **charted.record(session, chart_of(session)),
        "note": procedure_note(session) if session.state == SessionState.SIGNED else [],
        "treatment": treatment_of(session),
        **_paper(request, session),
    }


def copy_context(request: Request, session: Session) -> dict[str, Any]:
    """Gather what the patient's copy shows."""
    return {
        **charted.delivered(session, chart_of(session)),
        "used": used_items(session),
        **_paper(request, session),
    }


def _paper(request: Request, session: Session) -> dict[str, Any]:
    version = f"{session.plan.number}.{session.number}"
    return {
        "session": session,
        "patient": session.patient,
        "clinic": request.actor.clinic,
        "device_name": treated.device_name(session.device),
        **treated.on_paper(request.GET, session.clinic.country, version=version, digest=session.digest),
    }


def _signed_here(request: Request, session_id: UUID) -> Session:
    session = session_here(request, session_id)
    if session.state != SessionState.SIGNED:
        raise WrongState(_("Only a signed session is given away. Sign it first."))
    return session


def _pdf(
    request: Request, session: Session, template: str, context: dict[str, Any], name: str
) -> HttpResponse:
    if not can_write_pdf():
        messages.warning(request, HOW_TO_INSTALL)
        return redirect("session_record", session.pk)
    answer = HttpResponse(pdf_of(template, context), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{session.on.isoformat()}.pdf"'
    return answer
