"""What the model behind a plan does not know: every assumption of the content, and what could not be tested."""

from django.http import HttpResponse
from django.shortcuts import render

from clinic.records.permissions import RECORD_KEEPERS
from clinic.web.pages import Request, page
from clinic.web.shown.sources import sources_of
from needlepoint.protocols.library import shipped_content


@page(RECORD_KEEPERS)
def unknowns(request: Request) -> HttpResponse:
    """Say what nobody measured, what stands in for it, and where the model and a measurement disagree."""
    assumed = [one for one in shipped_content().parameter.values() if one.is_assumed]
    rows = [{"name": one.name, "text": one.text, "sources": sources_of(one.sources)} for one in assumed]
    return render(request, "planning/unknowns.html", {"assumed": rows})
