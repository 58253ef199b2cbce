"""Worries: told on the phone and answered at once; on the board until somebody has looked."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records import clock, lifecycle
from clinic.records.actions.drafts import keep_draft
from clinic.records.actions.escalation import hand_over_worry
from clinic.records.actions.worries import (
    acknowledge_worry,
    close_worry,
    note_worry_call,
    reply_to_worry,
    report_check_in,
)
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, PatientLink, Worry, WorryState
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.banner import banner
from clinic.records.queries.photographs import has_photo_consent, photographs_of_report
from clinic.records.queries.rota import clinicians, is_somebody_on_call
from clinic.records.queries.worries import (
    draft_of,
    last_written,
    replies_to,
    reply_texts,
    steps_of,
    still_open_before,
    worries_listed,
)
from clinic.records.refusals import BadInput, NotHere
from clinic.records.visibility import get_visible
from clinic.web.forms.adverse_events import KindForm
from clinic.web.forms.photographs import PhotographForm
from clinic.web.forms.worries import (
    CallForm,
    HandOverForm,
    OutcomeForm,
    ReplyForm,
    TellForm,
    begun,
    initial_of,
)
from clinic.web.languages import choice_of
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
from clinic.web.shown.photographs import lines as photograph_lines
from clinic.web.shown.photographs import own_lines
from clinic.web.shown.worries import TONES, WORDS, row_of, step_line, told, turn_runs
from needlepoint.consent.photographs import PhotoPurpose
from needlepoint.protocols.library import shipped_content

PURPOSE: Final = "aftercare"
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
    sitting = sitting_of(request, link)
    before, draft = last_written(link.patient, sitting), draft_of(link, sitting)
    said = request.POST if request.method == "POST" else None
    form = TellForm(said, initial=begun(draft) if draft else initial_of(before.report if before else None))
    if request.method == "POST" and form.is_valid():
        patient = Actor.patient(link.patient, sitting=sitting)
        row = report_check_in(patient, link.patient, form.report())
        return redirect("aftercare_told_by_link", token, row.pk)
    context = _phone(link, token) | {
        "draft": draft,
        "draft_href": reverse("aftercare_draft_by_link", args=[token]),
    }
    return show_form(request, "worries/tell.html", form, context)


@public(WRITE)
def draft_by_link(request: Incoming, token: str) -> HttpResponseBase:
    """Keep what was ticked and written so far; the page sends it as it goes, and says whether it was kept."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        raise NotHere(_("Open your days again with your birth date. What you wrote last is not kept."))
    said = {name: request.POST.getlist(name) for name in TellForm().fields if name in request.POST}
    keep_draft(Actor.patient(link.patient, sitting=sitting_of(request, link)), link, said)
    return HttpResponse(status=204)


@public()
def told_by_link(request: Incoming, token: str, check_in_id: UUID) -> HttpResponseBase:
    """Show the answer, in the browser in which the report was written."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    return show_told(request, link, token, report_here(request, link, check_in_id), PhotographForm())


def report_here(request: Incoming, link: PatientLink, check_in_id: UUID) -> CheckIn:
    """Get a report that was written in this browser; no other shows it."""
    row = get_visible(Actor.patient(link.patient), CheckIn, check_in_id)
    if row.sitting != sitting_of(request, link):
        raise NotHere
    return row


def show_told(
    request: Incoming, link: PatientLink, token: str, row: CheckIn, form: PhotographForm
) -> HttpResponse:
    """Show what a report came to, and the photographs that were sent with it."""
    own = Worry.objects.filter(check_in=row).first()
    context = _phone(link, token) | _answered(row) | told(row, own, still_open_before(row))
    context["replies"] = replies_to(link.patient, row.created_at)
    context |= {
        "photographs": own_lines(photographs_of_report(row.pk), token),
        "is_allowed": has_photo_consent(link.patient, PhotoPurpose.TREATMENT_RECORD),
        "is_closed": own is not None and own.state == WorryState.CLOSED,
    }
    context |= {
        name: reverse(name, args=[token, row.pk]) for name in ("send_photograph", "agree_to_photographs")
    }
    return show_form(request, "worries/told.html", form, context)


@page(RECORD_KEEPERS)
def worries(request: Request) -> HttpResponse:
    """List the open worries by the time that is left."""
    now = clock.now()
    rows = [row_of(one, now) for one in worries_listed(request.actor)]
    here = request.actor.clinic
    is_covered = here is None or not here.has_on_call or is_somebody_on_call(here, now)
    return render(request, "worries/worries.html", {"rows": rows, "is_covered": is_covered})


@page(RECORD_KEEPERS)
def worry(request: Request, worry_id: UUID) -> HttpResponse:
    """Show one worry: what was reported, what was answered, and who is at it."""
    return _shown(request, get_visible(request.actor, Worry, worry_id))


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
    return _done(request, row, form, "outcome", lambda said: close_worry(request.actor, row, said["outcome"]))


@page(CLINICIANS, methods=WRITE)
def note_call(request: Request, worry_id: UUID) -> HttpResponse:
    """Note a telephone call."""
    row = get_visible(request.actor, Worry, worry_id)
    form = CallForm(request.POST)
    return _done(request, row, form, "call", lambda said: note_worry_call(request.actor, row, **said))


@page(CLINICIANS, methods=WRITE)
def reply(request: Request, worry_id: UUID) -> HttpResponse:
    """Write to whoever told it, by an approved text or in own words."""
    row = get_visible(request.actor, Worry, worry_id)
    form = ReplyForm(request.POST, texts=reply_texts(request.actor))
    return _done(request, row, form, "reply", lambda _said: reply_to_worry(request.actor, row, form.whole()))


@page(RECORD_KEEPERS, methods=WRITE)
def hand_over(request: Request, worry_id: UUID) -> HttpResponse:
    """Hand a worry over to somebody by name."""
    row = get_visible(request.actor, Worry, worry_id)
    form = HandOverForm(request.POST, members=clinicians(request.actor))
    return _done(
        request,
        row,
        form,
        "hand_over",
        lambda said: hand_over_worry(request.actor, row, form.chosen(), said["why"]),
    )


DONE: Final = {
    "outcome": gettext_lazy("The worry is closed."),
    "call": gettext_lazy("The call is noted."),
    "reply": gettext_lazy("Written. A message tells the patient that something waits."),
    "hand_over": gettext_lazy("Handed over. They are called now."),
}


def _done(
    request: Request, row: Worry, form: Form, name: str, do: Callable[[dict[str, Any]], Worry]
) -> HttpResponse:
    """Do what a form of the page asks; what is refused is shown in the form, with what was typed."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
            messages.success(request, DONE[name])
            return redirect("worries") if name == "outcome" else redirect("worry", row.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return _shown(request, row, form, name)


def _shown(request: Request, row: Worry, form: Form | None = None, name: str = "") -> HttpResponse:
    members = clinicians(request.actor)
    forms: dict[str, Form] = {
        "outcome": OutcomeForm(),
        "call": CallForm(),
        "reply": ReplyForm(texts=reply_texts(request.actor)),
        "hand_over": HandOverForm(members=members),
    } | ({name: form} if form else {})
    pictures = photograph_lines(photographs_of_report(row.check_in_id))
    context = {
        "worry": row,
        "patient_banner": banner_for_page(banner(request.actor, row.patient)),
        "row": row_of(row, clock.now()),
        "forms": forms,
        "can": {deed: lifecycle.allows(row, deed) for deed in lifecycle.deeds_of("worry")},
        "is_mine": row.acknowledged_by == request.actor.name and row.is_taken,
        "steps": [step_line(one) for one in steps_of(row)],
        "kind_form": KindForm(),
        "photographs": pictures,
        "turn_runs": turn_runs(row, is_unseen=any(one["is_unseen"] for one in pictures)),
        **_answered(row.check_in),
    }
    return show_form(request, "worries/worry.html", form or forms["outcome"], context)


def _phone(link: PatientLink, token: str) -> dict[str, Any]:
    return choice_of(token) | {
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
