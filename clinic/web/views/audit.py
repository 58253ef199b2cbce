"""The audit page: what was done, by whom, and whether the chain holds."""

from typing import Any, Final

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from clinic.audit.chain import verify
from clinic.audit.models import AuditEvent
from clinic.records.permissions import DIRECTORS
from clinic.records.queries.team import ChainPages, events, handed_by, names_of_actors
from clinic.web.pages import READ_AND_WRITE, Request, page
from clinic.web.shown.deeds import deed_words, page_of

_EVENTS_PER_PAGE = 50


@page(DIRECTORS, methods=READ_AND_WRITE)
def audit(request: Request) -> HttpResponse:
    """List the events, the latest first; by POST also walk the whole chain."""
    shown = ChainPages(events(request.actor), _EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    names, givers = names_of_actors(request.actor), handed_by(shown)
    context: dict[str, Any] = {
        "events": shown,
        "rows": [_row(event, names, givers) for event in shown],
    }
    if request.method == "POST":
        assert request.actor.clinic is not None  # a director has a clinic
        ours = str(request.actor.clinic.pk)
        context |= {"was_verified": True, "breaks": [b for b in verify() if b.clinic_id == ours]}
    return render(request, "audit/audit.html", context)


def _row(event: AuditEvent, names: dict[str, str], givers: dict[str, str]) -> dict[str, Any]:
    """Say in words what the event holds as names of the code."""
    return {
        "event": event,
        "who": names.get(event.actor_id) or capfirst(str(WHO.get(event.actor_kind, event.actor_kind))),
        "handed_by": givers.get(event.digests.get("handover", ""), ""),
        "deed": deed_words(event.deed),
        "subject": _kind_of(event.subject_type),
        "href": page_of(event.subject_type, event.subject_id, event.digests),
    }


def _kind_of(subject_type: str) -> str:
    """Name a kind of row as its table does."""
    known = (model for model in apps.get_models() if model._meta.model_name == subject_type)
    return next((str(model._meta.verbose_name) for model in known), subject_type)


WHO: Final[dict[str, Promise]] = {
    "patient": gettext_lazy("the patient"),
    "system": gettext_lazy("the system"),
}
