"""Adverse events: the list, those of a patient, one of them, its signature, its course, and its report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actions import adverse_events as deeds
from clinic.records.actors import Actor
from clinic.records.models import (
    AdverseEvent,
    AdverseEventNote,
    AdverseEventState,
    Incident,
    Session,
    SessionState,
    Worry,
)
from clinic.records.permissions import CLINICIANS, DIRECTORS, RECORD_KEEPERS, is_one_of
from clinic.records.queries.adverse_events import adverse_events_of, harm_of, met_by
from clinic.records.queries.clusters import alerts_of
from clinic.records.queries.photographs import photographs_of_harm
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, WrongState
from clinic.records.visibility import get_visible, visible
from clinic.web import screen_lock
from clinic.web.forms.adverse_events import AddForm, DescribeForm, KindForm, OpenForm, WithdrawForm
from clinic.web.forms.session import SignatureForm
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    refuse_form,
    show_form,
)
from clinic.web.pdf import HOW_TO_INSTALL, can_write_pdf, pdf_of
from clinic.web.shown import adverse_events as harm
from clinic.web.shown.incidents import name_of
from clinic.web.shown.photographs import lines as photograph_lines
from needlepoint.protocols.library import shipped_content

INCIDENTS_LISTED = 50


@page(RECORD_KEEPERS)
def adverse_events(request: Request) -> HttpResponse:
    """List what harmed somebody, and the incidents."""
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    rows = visible(request.actor, Incident).select_related("patient").defer("guidance")
    context = {
        "alerts": alerts_for(request.actor),
        "lines": [harm.line(one) for one in adverse_events_of(request.actor.clinic)],
        "incidents": [
            {"row": one, "name": name_of(one), "href": reverse("incident", args=[one.pk])}
            for one in rows[:INCIDENTS_LISTED]
        ],
    }
    return render(request, "adverse_events/adverse_events.html", context)


def alerts_for(actor: Actor) -> list[str]:
    """Say to a director where harm gathers."""
    if actor.clinic is None or not is_one_of(actor, DIRECTORS):
        return []
    return [harm.alert_words(one) for one in alerts_of(actor.clinic, actor.today)]


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def of_patient(request: Request, patient_id: UUID) -> HttpResponse:
    """List the adverse events of a patient; open one that was seen or told at a visit."""
    patient = patient_here(request, patient_id)
    done = (SessionState.SIGNED, SessionState.CHARTED, SessionState.IN_PROGRESS)
    sessions = list(visible(request.actor, Session).filter(patient=patient, state__in=done).defer("document"))
    form = OpenForm(sessions, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in sessions if str(one.pk) == form.cleaned_data["session"]), None)
        row = deeds.open_adverse_event(request.actor, patient, form.cleaned_data["kind"], session=chosen)
        return redirect("adverse_event", row.pk)
    context = patient_context(request, patient) | {"lines": [harm.line(one) for one in harm_of(patient)]}
    return show_form(request, "adverse_events/patient.html", form, context)


@page(CLINICIANS, methods=WRITE)
def from_worry(request: Request, worry_id: UUID) -> HttpResponse:
    """Make a worry the adverse event that it turned out to be."""
    worry = get_visible(request.actor, Worry, worry_id)
    form = KindForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what it turned out to be."))
        return redirect("worry", worry.pk)
    try:
        row = deeds.open_adverse_event(request.actor, worry.patient, form.cleaned_data["kind"], worry=worry)
    except AlreadyDone as refusal:
        row = refusal.made
        messages.info(request, refusal.sentence)
    return redirect("adverse_event", row.pk)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def adverse_event(request: Request, event_id: UUID) -> HttpResponse:
    """Show an adverse event; while it is not signed, say what it is."""
    row = _here(request, event_id)
    form = DescribeForm(row, _zones(row), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.describe_adverse_event(request.actor, row, form.said())
            messages.success(request, _("Kept. It is not signed yet."))
            return redirect("adverse_event", row.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return _shown(request, row, form)


@page(CLINICIANS, methods=WRITE)
def sign(request: Request, event_id: UUID) -> HttpResponseBase:
    """Prove who signs, and sign."""
    row = _here(request, event_id)
    form = SignatureForm(request.POST, has_pin=request.user.has_pin)
    if form.is_valid():
        proof = screen_lock.prove(request, form.cleaned_data["secret"])
        if proof == "out":
            return redirect_to_login(reverse("adverse_event", args=[row.pk]))
        if proof == "wrong":
            form.add_error("secret", _("This is not it. Nothing was signed yet; try once more."))
    if form.is_valid():
        try:
            deeds.sign_adverse_event(request.actor, row, form.cleaned_data["typed_name"])
            messages.success(request, _("Signed. Whatever comes later is added beside it."))
            return redirect("adverse_event", row.pk)
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    return _shown(request, row, form)


@page(CLINICIANS, methods=WRITE)
def withdraw(request: Request, event_id: UUID) -> HttpResponse:
    """Say that it was none."""
    return _done(request, _here(request, event_id), WithdrawForm(request.POST), deeds.withdraw_adverse_event)


@page(RECORD_KEEPERS, methods=WRITE)
def add(request: Request, event_id: UUID) -> HttpResponse:
    """Add to a signed adverse event."""
    return _done(request, _here(request, event_id), AddForm(request.POST), deeds.add_to_adverse_event)


@page(RECORD_KEEPERS)
def report(request: Request, event_id: UUID) -> HttpResponse:
    """Show the content of a report to the authority, to be printed or copied."""
    return render(request, "adverse_events/report.html", _paper(request, event_id))


@page(RECORD_KEEPERS)
def report_text(request: Request, event_id: UUID) -> HttpResponse:
    """Give the report as plain text."""
    context = _paper(request, event_id)
    answer = HttpResponse(context["report"].as_text(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="report-{str(event_id)[:8]}.txt"'
    return answer


@page(RECORD_KEEPERS)
def report_pdf(request: Request, event_id: UUID) -> HttpResponse:
    """Give the report as a PDF."""
    context = _paper(request, event_id)
    if not can_write_pdf():
        messages.warning(request, HOW_TO_INSTALL)
        return redirect("adverse_event", event_id)
    written = pdf_of("adverse_events/report.html", context | {"clinic": request.actor.clinic})
    answer = HttpResponse(written, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="report-{str(event_id)[:8]}.pdf"'
    return answer


def _done(request: Request, row: AdverseEvent, form: Form, deed: Any) -> HttpResponse:
    if form.is_valid():
        try:
            deed(request.actor, row, **form.cleaned_data)
            messages.success(request, _("Noted with your name."))
            return redirect("adverse_event", row.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return _shown(request, row, form)


def _here(request: Request, event_id: UUID) -> AdverseEvent:
    rows = visible(request.actor, AdverseEvent).select_related("patient", "session", "signature")
    row = rows.prefetch_related(_notes()).filter(pk=event_id).first()
    if row is None:
        raise NotHere
    assert request.actor.clinic is not None  # it is seen from a clinic only
    row.clinic = row.patient.clinic = request.actor.clinic
    return row


def _notes() -> Prefetch:
    return Prefetch("notes", AdverseEventNote.objects.select_related("signature"))


def _zones(row: AdverseEvent) -> list[str]:
    """Offer the zones of its session; where there is none, every zone."""
    treated = [one["zone"] for one in met_by(row.session).get("settings", ())]
    return treated or list(shipped_content().zone)


def _shown(request: Request, row: AdverseEvent, form: Form) -> HttpResponse:
    is_draft = row.state == AdverseEventState.DRAFT
    blank: dict[str, Form] = {
        "describe_form": DescribeForm(row, _zones(row)) if is_draft else AddForm(),
        "sign_form": SignatureForm(has_pin=request.user.has_pin),
        "withdraw_form": WithdrawForm(),
        "add_form": AddForm(initial={"on": request.actor.today}),
    }
    kinds = {DescribeForm: "describe_form", SignatureForm: "sign_form", WithdrawForm: "withdraw_form"}
    given = {kinds.get(type(form), "add_form"): form} if is_draft or isinstance(form, AddForm) else {}
    context = {
        **patient_context(request, row.patient),
        **(blank | given),
        "row": row,
        "line": harm.line(row),
        "photographs": photograph_lines(photographs_of_harm(row)),
        "facts": harm.facts(row),
        "missing": deeds.missing_to_sign(row) if is_draft else [],
        "is_draft": is_draft,
    }
    return show_form(request, "adverse_events/adverse_event.html", form, context)


def _paper(request: Request, event_id: UUID) -> dict[str, Any]:
    row = _here(request, event_id)
    if row.state != AdverseEventState.SIGNED:
        raise WrongState(_("It is not signed yet. Sign it first, then report what was signed."))
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    paper = "letter" if request.actor.clinic.country == "US" else "a4"
    report = harm.report_of(row, request.actor.clinic, request.actor.today)
    return {"row": row, "report": report, "printed_at": clock.now(), "paper": paper}
