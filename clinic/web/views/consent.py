"""Consent: what to expect, the baseline, the text on a tablet in the patient’s hands, photographs, a copy."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.actions.consent import (
    offer_consent,
    record_baseline,
    sign_consent,
    state_photo_consent,
    withdraw_consent,
)
from clinic.records.actions.doors import hand_over_tablet
from clinic.records.actors import Actor
from clinic.records.models import Consent, ConsentOffer, Patient
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.consent import (
    COPY_PURPOSE,
    consent_standing,
    consents_of,
    copy_link,
    load_for_page,
    newest_baseline,
    photo_standings,
    shown_unsigned_at,
    text_for,
    who_treats,
)
from clinic.records.queries.facts import facts_of
from clinic.records.queries.planning import approved_plan
from clinic.records.refusals import BadInput, NotHere, WrongState
from clinic.records.visibility import get_visible
from clinic.web.forms.consent import BaselineForm, ExplainedForm, PhotoForm, SignForm, WithdrawForm
from clinic.web.pages import (
    READ_AND_WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    public,
    refuse_form,
    show_form,
)
from clinic.web.patient_links import at_the_door, is_open, link_of, make_link, shown_once
from clinic.web.screen_lock import hand_over, hand_over_of
from clinic.web.shown.consent import expectation_for_page, photographs_for_page, signed_for_page


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def consent(request: Request, patient_id: UUID) -> HttpResponse:
    """Show where consent stands; explain, and hand the tablet over for reading and signing."""
    patient = patient_here(request, patient_id)
    if request.method != "POST":
        load_for_page(patient)
    form = ExplainedForm(request.POST or None, initial={"language": patient.language})
    if request.method == "POST" and form.is_valid():
        if not request.user.has_pin:
            messages.warning(
                request, _("Choose a PIN first: without one you could not take the tablet back.")
            )
            return redirect("choose_pin")
        try:
            offer = offer_consent(request.actor, patient, form.explained())
        except BadInput as refusal:
            refuse_form(form, refusal)
        else:
            return _hand_over(request, patient, offer)
    return _show_consent(request, patient, form)


@page(RECORD_KEEPERS)
def expectation(request: Request, patient_id: UUID) -> HttpResponse:
    """Show what to expect, to look at together before anything is signed."""
    patient = patient_here(request, patient_id)
    load_for_page(patient)
    plan = approved_plan(patient)
    if plan is None:
        raise WrongState(_("There is no approved plan yet. What to expect is told from the plan."))
    context = {**patient_context(request, patient), **_expectation(patient, request.actor, plan)}
    return render(request, "consent/expectation.html", context)


@page(CLINICIANS, methods=READ_AND_WRITE)
def baseline(request: Request, patient_id: UUID) -> HttpResponse:
    """Note what somebody says about their skin before the course."""
    patient = patient_here(request, patient_id)
    form = BaselineForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _keep_baseline(request.actor, patient, form):
        return redirect("consent", patient.pk)
    return show_form(request, "consent/baseline.html", form, patient_context(request, patient))


@page(CLINICIANS, methods=READ_AND_WRITE)
def withdraw(request: Request, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """Note that a consent is taken back."""
    patient = patient_here(request, patient_id)
    signed = _consent_of(request, patient, consent_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_consent(request.actor, signed, form.cleaned_data["reason"])
        messages.success(request, _("The withdrawal is noted. No session can be started on this consent."))
        return redirect("consent", patient.pk)
    context = {**patient_context(request, patient), "signed": signed}
    return show_form(request, "consent/withdraw.html", form, context)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def photographs(request: Request, patient_id: UUID) -> HttpResponse:
    """Show what somebody says to photographs; note a yes or a no for one purpose."""
    patient = patient_here(request, patient_id)
    if request.method != "POST":
        load_for_page(patient)
        context = {**patient_context(request, patient), "photographs": photo_standings(patient)}
        return render(request, "consent/photographs.html", context)
    form = PhotoForm(request.POST)
    if not form.is_valid():
        raise BadInput("purpose", _("Choose one of the purposes and yes or no."))
    state_photo_consent(
        request.actor, patient, form.cleaned_data["purpose"], form.cleaned_data["answer"] == "yes"
    )
    return redirect("photographs", patient.pk)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def send_copy(request: Request, patient_id: UUID) -> HttpResponse:
    """Show the link to the patient's copy; make one."""
    patient = patient_here(request, patient_id)
    if request.method != "POST":
        load_for_page(patient)
        link = copy_link(patient)
        context = {
            **patient_context(request, patient),
            "link": link,
            "address": shown_once(request, link),
        }
        return render(request, "consent/copy.html", context)
    if not consents_of(patient):
        raise WrongState(_("Nothing is signed yet, so there is no copy to send."))
    make_link(request, patient, COPY_PURPOSE)
    return redirect("send_consent_copy", patient.pk)


@page(RECORD_KEEPERS)
def print_consent(request: Request, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """Show one signed consent as a document."""
    patient = patient_here(request, patient_id)
    return _document(request, _consent_of(request, patient, consent_id))


@public(READ_AND_WRITE)
def by_link(request: Request, token: str) -> HttpResponseBase:
    """Show the patient their copy, after the birth date."""
    link = link_of(request, token, COPY_PURPOSE)
    if not is_open(request, link):
        return at_the_door(request, link, token, "consent/birth_date.html")
    signed = consents_of(link.patient)
    if not signed:
        raise NotHere
    return _document(request, signed[0])


@public(READ_AND_WRITE)
def handed(request: Request, offer_id: UUID) -> HttpResponseBase:
    """Begin on a tablet in the patient's hands: what to expect, and how they see it today."""
    offer = _handed_offer(request, offer_id)
    form = BaselineForm(request.POST or None)
    known = newest_baseline(offer.patient)
    if request.method == "POST" and form.is_valid() and _keep_baseline(request.actor, offer.patient, form):
        return redirect("sign_consent", offer.pk)
    context = {
        **_expectation(offer.patient, request.actor, offer.plan),
        "clinic": offer.clinic,
        "offer": offer,
        "baseline": known,
    }
    return show_form(request, "consent/handed.html", form, context)


@public(READ_AND_WRITE)
def sign(request: Request, offer_id: UUID) -> HttpResponseBase:
    """Read and sign the text, on a tablet in the patient's hands."""
    offer = _handed_offer(request, offer_id)
    if Consent.objects.filter(offer=offer).exists():
        return redirect("consent_signed", offer.pk)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_consent(request.actor, offer, form.signed())
            return redirect("consent_signed", offer.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    context = {
        "clinic": offer.clinic,
        "offer": offer,
        "patient": offer.patient,
        "photographs": photographs_for_page(form, photo_standings(offer.patient)),
    }
    return show_form(request, "consent/sign.html", form, context)


@public()
def signed(request: Request, offer_id: UUID) -> HttpResponseBase:
    """Thank the patient, and ask for the tablet back."""
    offer = _handed_offer(request, offer_id)
    consents = Consent.objects.filter(offer=offer)
    context = {"clinic": offer.clinic, "offer": offer, "signed": consents.first()}
    return render(request, "consent/signed.html", context)


def _handed_offer(request: Request, offer_id: UUID) -> ConsentOffer:
    """Get the text for which this tablet was handed over, to this patient."""
    held = hand_over_of(request)
    if held is None or request.actor is None:
        raise NotHere
    offer = get_visible(request.actor, ConsentOffer, offer_id)
    if str(offer.patient_id) != held.patient_id:
        raise NotHere
    return offer


def _hand_over(request: Request, patient: Patient, offer: ConsentOffer) -> HttpResponse:
    prefix = reverse("consent_handed", args=[offer.pk])
    handover = hand_over_tablet(request.actor, patient, COPY_PURPOSE)
    hand_over(request, handover, prefix=prefix, return_to=reverse("consent", args=[patient.pk]))
    return redirect(prefix)


def _keep_baseline(actor: Actor, patient: Patient, form: BaselineForm) -> bool:
    try:
        record_baseline(actor, patient, form.cleaned_data["words"], int(form.cleaned_data["rating"]))
    except BadInput as refusal:
        refuse_form(form, refusal)
        return False
    return True


def _consent_of(request: Request, patient: Patient, consent_id: UUID) -> Consent:
    found = get_visible(request.actor, Consent, consent_id)
    if found.patient_id != patient.pk:
        raise NotHere
    return found


def _show_consent(request: Request, patient: Patient, form: ExplainedForm) -> HttpResponse:
    plan = approved_plan(patient)
    if plan is None:
        return render(request, "consent/no_plan.html", patient_context(request, patient))
    standing = consent_standing(patient, plan)
    context = {
        **patient_context(request, patient),
        "plan": plan,
        "standing": standing,
        "text": text_for(plan, request.actor.today) if not standing.is_valid else None,
        "shown_at": shown_unsigned_at(patient),
        "baseline": newest_baseline(patient),
        "consents": [signed_for_page(each) for each in consents_of(patient)],
    }
    return show_form(request, "consent/consent.html", form, context)


def _expectation(patient: Patient, actor: Actor, plan: Any) -> dict[str, Any]:
    phototype = facts_of(patient, actor.today).patient.phototype
    return {
        "patient": patient,
        "expected": expectation_for_page(plan.to_domain(), phototype),
        "team": who_treats(patient.clinic, actor.today),
    }


def _document(request: HttpRequest, signed_consent: Consent) -> HttpResponse:
    patient = signed_consent.patient
    context = {
        "patient": patient,
        "clinic": patient.clinic,
        "signed": signed_for_page(signed_consent),
        "photographs": photo_standings(patient),
        "document": {"version": signed_consent.plan.number, "digest": signed_consent.digest},
        "paper": "letter" if patient.clinic.country == "US" else "a4",
    }
    return render(request, "consent/print.html", context)
