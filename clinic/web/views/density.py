"""The density of a plan on the face map: simulated when asked for, from settings in the address, without a person."""

from django.http import HttpResponse
from django.shortcuts import render

from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.refusals import BadInput
from clinic.web.pages import Request, page
from clinic.web.shown.multiplicity import re_entry_radius_mm, re_entry_words
from clinic.web.shown.rehearsal import picture_of
from clinic.web.shown.strokes import drawing_board, pattern_choices
from clinic.web.shown.works import read_settings
from needlepoint.vocabulary import errors


@page(RECORD_KEEPERS)
def density(request: Request) -> HttpResponse:
    """Show the picture of some settings: a part of the plan's page, or a page of its own where scripts are off."""
    given = request.GET
    try:
        settings = read_settings(
            given.get("device", ""),
            given.getlist("zone"),
            given.get("kappa", ""),
            given.get("pattern", ""),
            given.getlist("stroke"),
        )
    except errors.BadInput as fault:
        raise BadInput(fault.field, str(fault)) from fault
    template = "planning/density.html" if request.htmx else "planning/density_page.html"
    context = {
        "picture": picture_of(settings),
        "patterns": pattern_choices(settings),
        "board": drawing_board(settings),
        "re_entry_mm": re_entry_radius_mm(),
        "re_entry": re_entry_words(),
    }
    return render(request, template, context)
