"""Messages: the page of the desk, what each patient agreed to, and the mailbox of the demonstration."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actions import messages as deeds
from clinic.records.actions.contact import choose_contact
from clinic.records.actors import PATIENT, Actor
from clinic.records.demonstration.team import is_demonstration
from clinic.records.models import Channel, Message, Patient
from clinic.records.permissions import DIRECTORS, STAFF, is_one_of
from clinic.records.queries.messages import (
    agreements_of,
    board_of,
    messages_of,
    nothing_agreed,
    preference_of,
)
from clinic.records.queries.push import endpoint_of
from clinic.records.refusals import BadInput, NotHere
from clinic.records.vapid import key_in, public_text
from clinic.records.visibility import get_visible
from clinic.web.forms.messages import ContactForm
from clinic.web.languages import choice_of
from clinic.web.mailbox import mails_in
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    public,
    refuse_form,
    show_form,
)
from clinic.web.patient_links import is_open, link_of, sitting_of

logger = logging.getLogger(__name__)
PURPOSE: Final = "aftercare"
CHANGES: Final[dict[str, Callable[..., Message]]] = {
    "called": deeds.note_phoned,
    "again": deeds.retry_message,
    "take-back": deeds.cancel_message,
}


@page(STAFF)
def board(request: Request) -> HttpResponse:
    """Show whom to call, what is late, due, sent and not sent; no word of it is clinical."""
    context = {
        "board": board_of(request.actor, clock.now()),
        "has_mailbox": is_demonstration() and is_one_of(request.actor, DIRECTORS),
    }
    return render(request, "messages/messages.html", context)


@page(STAFF, methods=WRITE)
def change(request: Request, message_id: UUID, change: str) -> HttpResponse:
    """Note a call, let it be sent again, or take it back."""
    if change not in CHANGES:
        raise NotHere
    CHANGES[change](request.actor, get_visible(request.actor, Message, message_id))
    return redirect("messages")


@page(STAFF, methods=READ_AND_WRITE)
def contact(request: Request, patient_id: UUID) -> HttpResponse:
    """Show and note what a patient agreed to, and what was sent."""
    patient = patient_here(request, patient_id)
    agreements = agreements_of(patient)
    newest = next(iter(agreements), nothing_agreed(patient))
    form = ContactForm(request.POST or None, preference=newest)
    if request.method == "POST" and _was_noted(request.actor, patient, form):
        toasts.success(request, _("Noted."))
        return redirect("contact", patient.pk)
    context = {
        **patient_context(request, patient),
        "agreements": agreements,
        "rows": messages_of(patient),
    }
    return show_form(request, "messages/contact.html", form, context)


@page(DIRECTORS)
def mailbox(request: Request) -> HttpResponse:
    """Show what the demonstration sent; in a real clinic there is nothing to see, and it leads back."""
    if not is_demonstration():
        return redirect("messages")
    return render(request, "messages/mailbox.html", {"mails": mails_in(Path(settings.EMAIL_FILE_PATH))})


@public()
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead from the neutral address of a message to what waits there."""
    return redirect("aftercare_by_link", token)


@public(READ_AND_WRITE)
def contact_by_link(request: Request, token: str) -> HttpResponseBase:
    """Let patients choose on their own phone what they want to be sent."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    form = ContactForm(request.POST or None, preference=preference_of(link.patient))
    actor = Actor.patient(link.patient, sitting=sitting_of(request, link))
    if request.method == "POST" and _was_noted(actor, link.patient, form):
        toasts.success(request, _("Noted. You can change it here at any time."))
        return redirect("contact_by_link", token)
    context = _phone(link.patient, token) | {"push": _push(link.patient, token)}
    return show_form(request, "messages/contact_by_link.html", form, context)


def _was_noted(actor: Actor, patient: Patient, form: ContactForm) -> bool:
    """Do the deed; what it refuses is put into the form, to the patient without what only staff can mend."""
    if not form.is_valid():
        return False
    try:
        choose_contact(actor, patient, form.agreement())
    except BadInput as refusal:
        if actor.kind == PATIENT and refusal.field != Channel.PUSH:
            refusal = BadInput(
                refusal.field, _("We have no number or address for this that works. Please call us.")
            )
        refuse_form(form, refusal)
        return False
    return True


def _push(patient: Patient, token: str) -> dict[str, Any] | None:
    """Give what a page needs to let messages appear on the phone's screen; nothing where no browser would take it."""
    if not (settings.IS_HTTPS or is_demonstration()):
        return None
    try:
        key = public_text(key_in(settings.VAPID_KEY_FILE))
    except (OSError, TypeError, ValueError, UnsupportedAlgorithm):
        logger.exception("The key of web push cannot be read; the page is shown without it")
        return None
    return {
        "key": key,
        "worker": reverse("aftercare_worker", args=[token]),
        "start": reverse("push_start", args=[token]),
        "stop": reverse("push_stop", args=[token]),
        "is_on": preference_of(patient).push and bool(endpoint_of(patient, clock.now())),
    }


def _phone(patient: Patient, token: str) -> dict[str, Any]:
    return choice_of(token) | {
        "clinic": patient.clinic,
        "patient": patient,
        "worry_href": reverse("aftercare_worry_by_link", args=[token]),
        "back_href": reverse("aftercare_by_link", args=[token]),
    }
