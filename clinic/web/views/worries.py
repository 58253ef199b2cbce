"""Worries: told on the phone and answered at once; on the board until somebody has looked."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records import clock, lifecycle
from clinic.records.actions.worries import acknowledge_worry, close_worry, report_check_in
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, PatientLink, Worry, WorryState
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.banner import banner
from clinic.records.queries.worries import last_written, still_open_before, worries_listed
from clinic.records.refusals import BadInput, NotHere
from clinic.records.visibility import get_visible
from clinic.web.forms.adverse_events import KindForm
from clinic.web.forms.worries import OutcomeForm, TellForm, initial_of
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Incoming,
    Request,
    banner_for_page,
    page,
    public,
    refuse_form,
    show_form,
)
from clinic.web.patient_links import is_open, link_of, sitting_of
from clinic.web.shown.worries import told
from needlepoint.protocols.library import shipped_content

PURPOSE: Final = "aftercare"
TONES: Final = {"emergency": "error", "same_day": "warning", "contact": "info", "self_care": "neutral"}
WORDS: Final = {
    "emergency": gettext_lazy("Emergency"),
    "same_day": gettext_lazy("Today"),
    "contact": gettext_lazy("In the next days"),
    "self_care": gettext_lazy("To be read"),
}
SEVERITIES: Final = {
    1: gettext_lazy("mild"),
    2: gettext_lazy("moderate"),
    3: gettext_lazy("severe"),
}
TRENDS: Final = {
    "better": gettext_lazy("getting better"),
    "same": gettext_lazy("the same"),
    "worse": gettext_lazy("getting worse"),
}


@public(READ_AND_WRITE)
def tell_by_link(request: Incoming, token: str) -> HttpResponseBase:
    """Tell the clinic what one sees and feels; it is answered at once."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    if not link.clinic.has_on_call:
        return redirect("aftercare_worry_by_link", token)
    before = last_written(link.patient, sitting_of(request, link))
    said = request.POST if request.method == "POST" else None
    form = TellForm(said, initial=initial_of(before.report if before else None))
    if request.method == "POST" and form.is_valid():
        patient = Actor.patient(link.patient, sitting=sitting_of(request, link))
        row = report_check_in(patient, link.patient, form.report())
        return redirect("aftercare_told_by_link", token, row.pk)
    return show_form(request, "worries/tell.html", form, _phone(link, token))


@public()
def told_by_link(request: Incoming, token: str, check_in_id: UUID) -> HttpResponseBase:
    """Show the answer, in the browser in which the report was written."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    row = get_visible(Actor.patient(link.patient), CheckIn, check_in_id)
    if row.sitting != sitting_of(request, link):
        raise NotHere
    own = Worry.objects.filter(check_in=row).first()
    context = _phone(link, token) | _answered(row) | told(row, own, still_open_before(row))
    return render(request, "worries/told.html", context)


@page(RECORD_KEEPERS)
def worries(request: Request) -> HttpResponse:
    """List the open worries by the time that is left."""
    now = clock.now()
    rows = [_row(one, now) for one in worries_listed(request.actor)]
    return render(request, "worries/worries.html", {"rows": rows})


@page(RECORD_KEEPERS)
def worry(request: Request, worry_id: UUID) -> HttpResponse:
    """Show one worry: what was reported, what was answered, and who is at it."""
    return _shown(request, get_visible(request.actor, Worry, worry_id), OutcomeForm())


@page(CLINICIANS, methods=WRITE)
def acknowledge(request: Request, worry_id: UUID) -> HttpResponse:
    """Take a worry on."""
    row = acknowledge_worry(request.actor, get_visible(request.actor, Worry, worry_id))
    messages.success(request, _("You are at it. Call, then write what came of it."))
    return redirect("worry", row.pk)


@page(CLINICIANS, methods=WRITE)
def close(request: Request, worry_id: UUID) -> HttpResponse:
    """Close a worry with its outcome."""
    row = get_visible(request.actor, Worry, worry_id)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            close_worry(request.actor, row, form.cleaned_data["outcome"])
            messages.success(request, _("The worry is closed."))
            return redirect("worries")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return _shown(request, row, form)


def _shown(request: Request, row: Worry, form: OutcomeForm) -> HttpResponse:
    context = {
        "worry": row,
        "patient_banner": banner_for_page(banner(request.actor, row.patient)),
        "row": _row(row, clock.now()),
        "can_acknowledge": lifecycle.allows(row, "acknowledge_worry"),
        "kind_form": KindForm(),
        "can_close": lifecycle.allows(row, "close_worry"),
        **_answered(row.check_in),
    }
    return show_form(request, "worries/worry.html", form, context)


def _phone(link: PatientLink, token: str) -> dict[str, Any]:
    return {
        "clinic": link.clinic,
        "worry_href": "",
        "back_href": reverse("aftercare_by_link", args=[token]),
        "tell_href": reverse("aftercare_tell_by_link", args=[token]),
    }


def _answered(row: CheckIn) -> dict[str, Any]:
    answer = row.answer
    return {
        "check_in": row,
        "answer": answer,
        "tone": TONES[row.level],
        "level": WORDS[row.level],
        "reported": [_sign(one) for one in row.report["signs"]],
        "reasons": [one for one in answer["reasons"] if one["why"] != "usual"],
        "open_questions": [one for one in answer["questions"] if one["keeps_open"]],
        "advice": answer["advice"],
        "watch": answer["watch"],
    }


def _sign(one: dict[str, Any]) -> dict[str, Any]:
    """Name a reported sign as the content does."""
    name = shipped_content().course_of_sign[one["sign"]].name
    severity, trend = SEVERITIES.get(one.get("severity", 0), ""), TRENDS.get(one.get("trend", ""), "")
    return {"name": name, "degree": ", ".join(str(word) for word in (severity, trend) if word)}


def _row(row: Worry, now: datetime) -> dict[str, Any]:
    return {
        "worry": row,
        "name": row.patient.called,
        "level": WORDS[row.level],
        "tone": TONES[row.level],
        "left": time_left(row.due_at - now) if row.state == WorryState.OPEN else row.get_state_display(),
        "is_late": row.state == WorryState.OPEN and row.due_at < now,
        "day": row.check_in.day,
    }


def time_left(span: timedelta) -> str:
    """Say how much time is left, or for how long it has been too late."""
    minutes = int(abs(span).total_seconds() // 60)
    told = {"hours": minutes // 60, "minutes": minutes % 60}
    if span < timedelta(0):
        return _("late by %(hours)d h %(minutes)d min") % told
    return _("%(hours)d h %(minutes)d min left") % told
