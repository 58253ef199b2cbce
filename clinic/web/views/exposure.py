"""Looking back: who met it, told one by one, as a list, as letters, and closed."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actions import exposure as deeds
from clinic.records.models import LookBack, LookBackPerson, SoughtBy
from clinic.records.permissions import DIRECTORS, RECORD_KEEPERS
from clinic.records.queries.exposure import (
    count_found_since,
    followed_of,
    last_drill,
    look_backs_of,
    sessions_listed,
    sought_of,
    taken_back,
)
from clinic.records.queries.merging import person_id_of
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, WrongState
from clinic.records.visibility import get_visible
from clinic.web.forms.exposure import CloseForm, FollowUpForm, LookBackForm
from clinic.web.pages import READ_AND_WRITE, WRITE, Request, page, refuse_form, show_form
from clinic.web.shown import exposure as exposed

# A page of many is read on a tablet; the whole list is one tap away, as a file.
PEOPLE_A_PAGE: Final = 50


@page(RECORD_KEEPERS)
def look_backs(request: Request) -> HttpResponse:
    """List what was looked back at, and what the last exercise showed."""
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    rows = look_backs_of(request.actor.clinic)
    context = {
        "look_backs": [{"row": one, "title": exposed.title_of(one)} for one in rows],
        "drill": exposed.drill_words(last_drill(request.actor.clinic)),
        # A person is looked back at from their own page.
        "kinds": [one for one in SoughtBy if one != SoughtBy.PERSON],
    }
    return render(request, "exposure/look_backs.html", context)


@page(DIRECTORS, methods=READ_AND_WRITE)
def open_look_back(request: Request, by: str) -> HttpResponse:
    """Say what to look for, and find everybody."""
    if by not in SoughtBy.values:
        raise NotHere
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    start = {"value": request.GET.get("value", "")[:80]}
    form = LookBackForm(SoughtBy(by), request.actor.clinic, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = deeds.open_look_back(request.actor, form.sought(), data["why"], is_drill=data["is_drill"])
            return redirect("look_back", row.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "exposure/open.html", form, {"by": SoughtBy(by)})


@page(RECORD_KEEPERS)
def look_back(request: Request, look_back_id: UUID) -> HttpResponse:
    """Show everybody whom it found, and what was done for each."""
    row = get_visible(request.actor, LookBack, look_back_id)
    return render(request, "exposure/look_back.html", _shown(row, request.GET.get("page", "")))


@page(RECORD_KEEPERS)
def line_list_file(request: Request, look_back_id: UUID) -> HttpResponse:
    """Give the list as a file for a spreadsheet."""
    row = get_visible(request.actor, LookBack, look_back_id)
    return exposed.line_list(row, followed_of(row))


@page(DIRECTORS)
def letters(request: Request, look_back_id: UUID) -> HttpResponse:
    """Show a letter for each person, to print."""
    row = get_visible(request.actor, LookBack, look_back_id)
    return render(request, "exposure/letters.html", _shown(row) | {"printed_at": clock.now()})


@page(DIRECTORS, methods=WRITE)
def extend_look_back(request: Request, look_back_id: UUID) -> HttpResponse:
    """Add whom it finds now."""
    row = get_visible(request.actor, LookBack, look_back_id)
    try:
        deeds.extend_look_back(request.actor, row)
        messages.success(request, _("Added to the list."))
    except AlreadyDone as refusal:
        messages.info(request, refusal.sentence)
    return redirect("look_back", row.pk)


@page(DIRECTORS, methods=READ_AND_WRITE)
def close_look_back(request: Request, look_back_id: UUID) -> HttpResponse:
    """Close it."""
    row = get_visible(request.actor, LookBack, look_back_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.close_look_back(request.actor, row, form.cleaned_data["summary"])
            messages.success(request, _("Closed. The list and every step stay."))
            return redirect("look_back", row.pk)
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    return show_form(request, "exposure/close.html", form, {"look_back": row, "title": exposed.title_of(row)})


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def follow_up(request: Request, person_id: UUID) -> HttpResponse:
    """Note one step for one person."""
    person = get_visible(request.actor, LookBackPerson, person_id)
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            deeds.note_follow_up(
                request.actor, person, data["step"], result=data["result"], note=data["note"]
            )
            messages.success(request, _("Noted."))
            return redirect("look_back", person.look_back_id)
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    return show_form(request, "exposure/follow_up.html", form, {"person": person})


def _shown(row: LookBack, page_number: str | None = None) -> dict[str, Any]:
    """Gather a look-back, whole or one page of it: who is not settled stands first."""
    followed = sorted(followed_of(row), key=lambda one: one.is_settled)
    size = len(followed) if page_number is None else PEOPLE_A_PAGE
    part = Paginator(followed, max(size, 1)).get_page(page_number)
    is_open = row.state == "open"
    return {
        "look_back": row,
        "title": exposed.title_of(row),
        "part": part,
        "people": exposed.cards(list(part), is_drill=row.is_drill),
        "people_count": len({person_id_of(one.row.patient) for one in followed}),
        "waiting": "" if row.is_drill else exposed.waiting_words(followed),
        "is_waiting": not row.is_drill and any(not one.is_settled for one in followed),
        "newly_found": count_found_since(row, sessions_listed(one.row for one in followed)) if is_open else 0,
        "taken_back": taken_back(row.clinic, sought_of(row)),
        "is_open": is_open,
    }
