"""The clinic's prices: the director names them, and every plan tells what a visit comes to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.records.actions.prices import name_prices
from clinic.records.permissions import DIRECTORS
from clinic.records.refusals import BadInput
from clinic.web.forms.prices import PricesForm, initial_prices
from clinic.web.pages import READ_AND_WRITE, Request, page, refuse_form, show_form


@page(DIRECTORS, methods=READ_AND_WRITE)
def prices(request: Request) -> HttpResponse:
    """Show the prices that are followed, and name others."""
    clinic = request.actor.clinic
    assert clinic is not None  # a director has one
    form = PricesForm(request.POST or None, initial=initial_prices(clinic))
    if request.method == "POST" and form.is_valid():
        try:
            name_prices(request.actor, clinic, **form.prices())
            messages.success(request, _("Saved. Plans tell what a visit comes to from now on."))
            return redirect("prices")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "prices/prices.html", form)
