"""The audit page: what was done, by whom, and whether the chain holds."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from clinic.audit.chain import verify
from clinic.records.permissions import DIRECTORS
from clinic.records.queries.team import events, names_of_actors
from clinic.web.pages import READ_AND_WRITE, Request, page

_EVENTS_PER_PAGE = 50


@page(DIRECTORS, methods=READ_AND_WRITE)
def audit(request: Request) -> HttpResponse:
    """List the events, the latest first; by POST also walk the whole chain."""
    shown = Paginator(events(request.actor), _EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    names = names_of_actors(request.actor)
    context: dict[str, Any] = {
        "events": shown,
        "rows": [{"event": event, "who": names.get(event.actor_id, event.actor_kind)} for event in shown],
    }
    if request.method == "POST":
        assert request.actor.clinic is not None  # a director has a clinic
        ours = str(request.actor.clinic.pk)
        context |= {"was_verified": True, "breaks": [b for b in verify() if b.clinic_id == ours]}
    return render(request, "audit/audit.html", context)
