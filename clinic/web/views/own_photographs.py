"""A patient's own photographs by their link: sent with a report, seen by themselves, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.records.actions.consent import state_photo_consent
from clinic.records.actions.photographs import RECORD, send_photograph, state_image_consent
from clinic.records.actors import Actor
from clinic.records.photograph_files import SMALL, WHOLE
from clinic.records.queries.photographs import Seen, photograph_here
from clinic.records.refusals import BadInput, NotHere, WrongState
from clinic.web.forms.photographs import PhotographForm
from clinic.web.pages import WRITE, Incoming, public, refuse_form
from clinic.web.patient_links import is_open, link_of, sitting_of
from clinic.web.views.photographs import picture
from clinic.web.views.worries import PURPOSE, report_here, show_told


@public(WRITE)
def send(request: Incoming, token: str, check_in_id: UUID) -> HttpResponseBase:
    """Keep a photograph with the report that was written in this browser."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    row = report_here(request, link, check_in_id)
    form = PhotographForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            sender = Actor.patient(link.patient, sitting=sitting_of(request, link))
            send_photograph(sender, row, form.picture())
            messages.success(request, _("It reached the clinic."))
            return redirect("aftercare_told_by_link", token, row.pk)
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    return show_told(request, link, token, row, form)


@public(WRITE)
def agree(request: Incoming, token: str, check_in_id: UUID) -> HttpResponseBase:
    """Say yes to photographs in one's own record, on one's own phone."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    row = report_here(request, link, check_in_id)
    said_by = Actor.patient(link.patient, sitting=sitting_of(request, link))
    state_photo_consent(said_by, link.patient, RECORD.value, True)
    return redirect("aftercare_told_by_link", token, row.pk)


@public()
def image(request: Incoming, token: str, photograph_id: UUID) -> HttpResponse:
    """Give one's own picture."""
    return picture(_own(request, token, photograph_id), WHOLE)


@public()
def small(request: Incoming, token: str, photograph_id: UUID) -> HttpResponse:
    """Give one's own picture as a list shows it."""
    return picture(_own(request, token, photograph_id), SMALL)


@public(WRITE)
def take_back(request: Incoming, token: str, photograph_id: UUID) -> HttpResponseBase:
    """Take one photograph back; from now on nobody is shown it."""
    row = _own(request, token, photograph_id).row
    said_by = Actor.patient(row.patient, sitting=sitting_of(request, link_of(request, token, PURPOSE)))
    state_image_consent(said_by, row, row.purpose, False)
    messages.success(
        request, _("Taken back. Nobody is shown it any more, and it is in no copy that you take along.")
    )
    return redirect("own_record", token)


def _own(request: Incoming, token: str, photograph_id: UUID) -> Seen:
    """Get a photograph of the patient of an open link; anybody else's does not exist."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        raise NotHere
    seen = photograph_here(Actor.patient(link.patient), photograph_id)
    seen.row.patient = link.patient
    return seen
