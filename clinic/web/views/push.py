"""Messages on the screen of a patient's own phone: a yes on that phone, its end, and that a knock was heard."""

from contextlib import suppress
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from clinic.records.actions.messages import note_delivery
from clinic.records.actions.push import close_push, open_push
from clinic.records.actors import Actor
from clinic.records.models import Channel, PushEnd
from clinic.records.queries.push import last_knock, subscription_of
from clinic.records.refusals import BadInput, NotHere, WrongState
from clinic.web.pages import WRITE, Incoming, public
from clinic.web.patient_links import is_open, link_of, sitting_of

PURPOSE: Final = "aftercare"


@public(WRITE)
def start(request: Incoming, token: str) -> HttpResponseBase:
    """Note the address that a browser gave when whoever holds the phone said yes; the page says how it went."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        raise NotHere(_("Open your days again with your birth date. What you wrote last is not kept."))
    actor = Actor.patient(link.patient, sitting=sitting_of(request, link))
    try:
        open_push(actor, link.patient, link, request.POST.get("endpoint", ""))
    except BadInput as refusal:
        return HttpResponse(refusal.sentence, status=422, content_type="text/plain; charset=utf-8")
    messages.success(request, _("Noted. You can change it here at any time."))
    return HttpResponse(status=204)


@public(WRITE)
def stop(request: Incoming, token: str) -> HttpResponseBase:
    """Take the yes back; the other ways stay as they were."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    found = subscription_of(link.patient)
    if found is not None:
        close_push(Actor.patient(link.patient, sitting=sitting_of(request, link)), found, PushEnd.BY_PATIENT)
    messages.success(request, _("Noted. You can change it here at any time."))
    return redirect("contact_by_link", token)


# The program in the phone has no page and so no form; it says one thing, and whoever knows the address knows the link.
@csrf_exempt
@public(WRITE)
def heard(request: Incoming, token: str) -> HttpResponseBase:
    """Take the phone's word that it heard the newest knock; it opens nothing and tells nothing."""
    link = link_of(request, token, PURPOSE)
    found, message = subscription_of(link.patient), last_knock(link.patient)
    if found is not None and found.link_id == link.pk and message is not None:
        # Where it went on by another way just now, that stands.
        with suppress(WrongState):
            note_delivery(Actor.system(link.clinic), message, "delivered", Channel.PUSH)
    return HttpResponse(status=204)
