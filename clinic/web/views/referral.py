"""Referral: a letter to a colleague with every reason and its source, and what the colleague answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records.actions.referral import note_referral_answer, refer_patient
from clinic.records.models import DecisionRecord, Referral
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.referral import reasons_to_refer
from clinic.records.refusals import AlreadyDone, BadInput
from clinic.records.visibility import get_visible
from clinic.web.forms.referral import ReferralAnswerForm, ReferralForm
from clinic.web.pages import (
    READ_AND_WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    refuse_form,
    show_form,
)
from clinic.web.shown import referral as referred
from clinic.web.shown import session as treated


@page(CLINICIANS, methods=READ_AND_WRITE)
def refer(request: Request, decision_id: UUID) -> HttpResponse:
    """Write the letter from the reasons of a decision, and sign it."""
    record = get_visible(request.actor, DecisionRecord, decision_id)
    record.patient = patient_here(request, record.patient_id)
    form = ReferralForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            referral = refer_patient(request.actor, record, **form.cleaned_data)
            messages.success(request, _("The referral is signed. Print the letter, or give it along."))
            return redirect("referral", referral.pk)
        except AlreadyDone as refusal:
            messages.info(request, refusal.sentence)
            return redirect("screening", record.patient_id)
        except BadInput as refusal:
            refuse_form(form, refusal)
    context = patient_context(request, record.patient) | {
        "record": record,
        "reasons": referred.reasons(reasons_to_refer(record)),
    }
    return show_form(request, "referral/refer.html", form, context)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def referral(request: Request, referral_id: UUID) -> HttpResponse:
    """Show a referral and what was answered; note an answer."""
    row = _referral(request, referral_id)
    form = ReferralAnswerForm(request.POST or None, initial={"on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            note_referral_answer(request.actor, row, **form.cleaned_data)
            messages.success(request, _("The answer is noted with your name."))
        except AlreadyDone as refusal:
            messages.info(request, refusal.sentence)
        except BadInput as refusal:
            refuse_form(form, refusal)
        if form.is_valid():
            return redirect("referral", row.pk)
    return show_form(request, "referral/referral.html", form, _context(request, row))


@page(RECORD_KEEPERS)
def print_referral(request: Request, referral_id: UUID) -> HttpResponse:
    """Show the letter as a document."""
    row = _referral(request, referral_id)
    country, version = row.patient.clinic.country, row.content["version"]
    paper = treated.on_paper(request.GET, country, version=version, digest=row.signature.digest)
    return render(request, "referral/print.html", _context(request, row) | paper)


def _referral(request: Request, referral_id: UUID) -> Referral:
    row = get_visible(request.actor, Referral, referral_id)
    row.patient = patient_here(request, row.patient_id)
    return row


def _context(request: Request, row: Referral) -> dict[str, Any]:
    return patient_context(request, row.patient) | {
        "referral": row,
        "reasons": referred.reasons(row.content["reasons"]),
        "considered": referred.considered(row.content["considered"]),
        "device": treated.device_name(row.content["device"]) if row.content["device"] else "",
        "answers": row.answers.select_related("signature"),
    }
