"""Photographs for those who treat: a patient's list, one of them, its picture, and what is said of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.actions import photographs as deeds
from clinic.records.models import AdverseEvent, Patient, Photograph, Session, Worry
from clinic.records.permissions import CLINICIANS, DIRECTORS, RECORD_KEEPERS
from clinic.records.photograph_files import SMALL, WHOLE, read_file
from clinic.records.queries.consent import load_for_page
from clinic.records.queries.photographs import (
    Seen,
    allowed_purposes,
    photograph_here,
    photographs_of_person,
    purposes_of,
)
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, WrongState
from clinic.records.visibility import get_visible
from clinic.web.forms.photographs import DestroyForm, ErrorForm, LookForm, TakeForm, WordForm
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
from clinic.web.shown import photographs as shown


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def of_patient(request: Request, patient_id: UUID) -> HttpResponse:
    """List the photographs of a patient; take one in, for a session or an adverse event where that was asked for."""
    patient = patient_here(request, patient_id)
    of = _belongs_to(request, patient)
    allowed = allowed_purposes(patient)
    is_sent = request.method == "POST"
    if not is_sent:
        load_for_page(patient)
    form = TakeForm(allowed, *((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid():
        try:
            deeds.add_photograph(request.actor, patient, _taken(form, of))
            messages.success(request, _("Kept, without place, time or device. Nobody has looked at it yet."))
            return redirect(_back(patient, of))
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    context = {
        **patient_context(request, patient),
        "photographs": shown.lines(photographs_of_person(patient)),
        "is_allowed": bool(allowed),
        "of": of,
        "back_href": _back(patient, of),
    }
    return show_form(request, "photographs/patient.html", form, context)


@page(RECORD_KEEPERS)
def one(request: Request, photograph_id: UUID) -> HttpResponse:
    """Show one photograph, what is known of it, and what was said."""
    return _shown(request, _here(request, photograph_id))


@page(RECORD_KEEPERS)
def image(request: Request, photograph_id: UUID) -> HttpResponse:
    """Give the picture."""
    return picture(photograph_here(request.actor, photograph_id), WHOLE)


@page(RECORD_KEEPERS)
def small(request: Request, photograph_id: UUID) -> HttpResponse:
    """Give the small picture of a list."""
    return picture(photograph_here(request.actor, photograph_id), SMALL)


def picture(seen: Seen, part: str) -> HttpResponse:
    """Give the bytes of a picture that may be shown, to be kept nowhere; any other is not here."""
    if not seen.is_shown:
        raise NotHere(_("This photograph is not shown any more."))
    answer = HttpResponse(read_file(seen.row, part), content_type=seen.row.media_type)
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = 'inline; filename="photograph.jpg"'
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@page(CLINICIANS, methods=WRITE)
def look(request: Request, photograph_id: UUID) -> HttpResponse:
    """Say that one has looked."""
    try:
        return _done(
            request,
            photograph_id,
            LookForm(request.POST),
            deeds.look_at_photograph,
            _("Noted: you have looked."),
        )
    except AlreadyDone as refusal:
        messages.info(request, refusal.sentence)
        return redirect(_home_of(_here(request, photograph_id).row))


@page(RECORD_KEEPERS, methods=WRITE)
def in_error(request: Request, photograph_id: UUID) -> HttpResponse:
    """Say that it is of somebody else."""
    deed = deeds.mark_photograph_in_error
    return _done(
        request, photograph_id, ErrorForm(request.POST), deed, _("Marked. It is shown to nobody any more.")
    )


@page(DIRECTORS, methods=WRITE)
def destroy(request: Request, photograph_id: UUID) -> HttpResponse:
    """Destroy the picture of one that was taken back."""
    deed = deeds.destroy_photograph
    return _done(
        request, photograph_id, DestroyForm(request.POST), deed, _("Destroyed. That there was one stays.")
    )


@page(CLINICIANS, methods=WRITE)
def word(request: Request, photograph_id: UUID) -> HttpResponse:
    """Note a yes or a no to this photograph for one purpose."""
    row = get_visible(request.actor, Photograph, photograph_id)
    form = WordForm(request.POST)
    if not form.is_valid():
        raise BadInput("purpose", _("Choose one of the purposes and yes or no."))
    said = form.cleaned_data
    deeds.state_image_consent(request.actor, row, said["purpose"], said["answer"] == "yes")
    return redirect("photograph", row.pk)


def _done(
    request: Request, photograph_id: UUID, form: Form, deed: Callable[..., Any], said: str
) -> HttpResponse:
    """Do what a form of the page asks; what is refused stands in the form."""
    seen = _here(request, photograph_id)
    if form.is_valid():
        try:
            deed(request.actor, seen.row, form.cleaned_data["text"])
            messages.success(request, said)
            return redirect(_home_of(seen.row))
        except BadInput as refusal:
            refuse_form(form, refusal)
    return _shown(request, seen, form)


def _here(request: Request, photograph_id: UUID) -> Seen:
    seen = photograph_here(request.actor, photograph_id)
    assert request.actor.clinic is not None  # a photograph is seen from a clinic only
    seen.row.clinic = seen.row.patient.clinic = request.actor.clinic
    return seen


def _shown(request: Request, seen: Seen, form: Form | None = None) -> HttpResponse:
    load_for_page(seen.row.patient)
    context = {
        **patient_context(request, seen.row.patient),
        "line": shown.line(seen),
        "purposes": shown.purposes(purposes_of(seen.row)),
        "home_href": _home_of(seen.row),
        "look_form": form if isinstance(form, LookForm) else LookForm(),
        "error_form": form if isinstance(form, ErrorForm) else ErrorForm(),
        "destroy_form": form if isinstance(form, DestroyForm) else DestroyForm(),
    }
    return show_form(request, "photographs/photograph.html", form or LookForm(), context)


def _taken(form: TakeForm, of: Session | AdverseEvent | None) -> deeds.Taken:
    said = form.cleaned_data
    return deeds.Taken(
        picture=form.picture(), purpose=said["purpose"], zone=said["zone"], words=said["words"], of=of
    )


def _belongs_to(request: Request, patient: Patient) -> Session | AdverseEvent | None:
    """Give the session or the adverse event of this patient that the address names, if it names one."""
    row: Session | AdverseEvent | None = None
    if given := request.GET.get("session"):
        row = get_visible(request.actor, Session, given)
    elif given := request.GET.get("event"):
        row = get_visible(request.actor, AdverseEvent, given)
    if row is not None and row.patient_id != patient.pk:
        raise NotHere
    return row


def _back(patient: Patient, of: Session | AdverseEvent | None) -> str:
    if isinstance(of, Session):
        return reverse("session_time_out", args=[of.pk])
    if isinstance(of, AdverseEvent):
        return reverse("adverse_event", args=[of.pk])
    return reverse("patient_photographs", args=[patient.pk])


def _home_of(row: Photograph) -> str:
    """Give the page on which somebody looks at a photograph: its worry, its adverse event, or the list."""
    if row.check_in_id:
        worry = Worry.objects.filter(check_in=row.check_in_id).only("pk").first()
        if worry is not None:
            return reverse("worry", args=[worry.pk])
    if row.adverse_event_id:
        return reverse("adverse_event", args=[row.adverse_event_id])
    return reverse("patient_photographs", args=[row.patient_id])
