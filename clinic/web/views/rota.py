"""The rota: who is on call when, and when nobody is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actions.rota import add_shifts, take_out_shift
from clinic.records.models import OnCallShift
from clinic.records.permissions import DIRECTORS, RECORD_KEEPERS
from clinic.records.queries.rota import clinicians, gaps_ahead, is_somebody_on_call, shifts_listed
from clinic.records.refusals import BadInput, WrongState
from clinic.records.visibility import get_visible
from clinic.web.forms.rota import ShiftForm
from clinic.web.pages import WRITE, Request, page, refuse_form, show_form
from clinic.web.shown.rota import rows_of, spans_of


@page(RECORD_KEEPERS)
def rota(request: Request) -> HttpResponse:
    """Show the shifts of the next weeks, and the gaps between them."""
    initial = {"on": request.actor.today, "place": 1, "weeks": 1}
    return _shown(request, ShiftForm(initial=initial, members=clinicians(request.actor)))


@page(DIRECTORS, methods=WRITE)
def add(request: Request) -> HttpResponse:
    """Put somebody on the rota."""
    members = clinicians(request.actor)
    form = ShiftForm(request.POST, members=members)
    if form.is_valid():
        member = next(one for one in members if str(one.pk) == form.cleaned_data["member"])
        try:
            add_shifts(request.actor, member, form.details())
            messages.success(request, _("On the rota."))
            return redirect("rota")
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    return _shown(request, form)


@page(DIRECTORS, methods=WRITE)
def take_out(request: Request, shift_id: UUID) -> HttpResponse:
    """Take a shift out."""
    take_out_shift(request.actor, get_visible(request.actor, OnCallShift, shift_id))
    messages.success(request, _("Taken out of the rota."))
    return redirect("rota")


def _shown(request: Request, form: ShiftForm) -> HttpResponse:
    here, now = request.actor.clinic, clock.now()
    assert here is not None  # the page is for people who work here
    context = {
        "rows": rows_of(shifts_listed(request.actor, now), now, request.actor.today),
        "gaps": spans_of(gaps_ahead(here, now)),
        "is_covered": is_somebody_on_call(here, now),
    }
    return show_form(request, "rota/rota.html", form, context)
