"""Somebody's own blood, page by page: the steps of a session, the labels of its tubes, and whose is open where."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import segno
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records import clock
from clinic.records.actions import blood as deeds
from clinic.records.actions.drawing import draw_blood, leave_blood_out
from clinic.records.models import Session
from clinic.records.permissions import CLINICIANS, DIRECTORS, RECORD_KEEPERS
from clinic.records.queries.blood import (
    SessionBlood,
    named_preparers,
    open_in_clinic,
    open_lines,
    open_mismatches,
    own_blood_planned,
    preparers_by,
    preparers_here,
)
from clinic.records.queries.chart import chart_of
from clinic.records.queries.team import witnesses_of
from clinic.records.refusals import BadInput, BloodMismatched, NotHere, Refusal, WrongState
from clinic.web import screen_lock
from clinic.web.forms.blood import (
    DiscardForm,
    DrawForm,
    LeaveOutForm,
    PreparersForm,
    SpinForm,
    StepForm,
    UseForm,
)
from clinic.web.pages import READ_AND_WRITE, Request, page, refuse_form, show_form
from clinic.web.pdf import HOW_TO_INSTALL, can_write_pdf, pdf_of
from clinic.web.shown import blood as shown
from clinic.web.views.session import session_context, session_here

Forms = dict[str, forms.Form]
# A scan that is kept until the second look: only then is the same tube scanned once more.
NOT_PROVED = {
    "wrong": gettext_lazy("This is not the PIN of %(name)s."),
    "out": gettext_lazy(
        "Too many wrong PINs of %(name)s were typed at your sign-in, so it rests for a quarter of an hour. Ask "
        "somebody else, or scan the same tube once more."
    ),
}
KEEPS_THE_SCAN = ("again", "witness", "witness_pin", "identifiers", "identity")


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def session_blood(request: Request, session_id: UUID) -> HttpResponse:
    """Go step by step: draw, label, spin, use, discard; what does not match stops and is kept."""
    session = session_here(request, session_id)
    if own_blood_planned(session) is None:
        return render(request, "session/no_blood.html", session_context(request, session))
    step = request.POST.get("step", "") if request.method == "POST" else ""
    chart = chart_of(session)
    blood = SessionBlood(session, chart)
    made = _forms(request, blood, step)
    try:
        if (
            step in made
            and made[step].is_valid()
            and (answer := _stepped(request, session, step, made[step]))
        ):
            return answer
    except BloodMismatched as refusal:
        return _stopped(request, session, refusal)
    if step not in made and request.method == "POST":
        raise NotHere
    if step:
        blood = SessionBlood(session_here(request, session.pk))  # what was refused may have stopped it
    context = _context(request, blood) | {"forms": made, "asked": step}
    return show_form(request, "session/blood.html", made[step or "draw"], context)


def _context(request: Request, blood: SessionBlood) -> dict[str, Any]:
    here = preparers_here(blood.session.clinic)
    return session_context(request, blood.session) | shown.blood_page(request.actor, blood, here)


def _stopped(request: Request, session: Session, refusal: BloodMismatched) -> HttpResponse:
    """Tell what did not match, on the page as it stands now, with the incident that it opened."""
    blood = SessionBlood(session_here(request, session.pk), chart_of(session))
    context = _context(request, blood) | {"forms": _forms(request, blood, ""), "told": refusal.sentence}
    return render(request, "session/blood.html", context, status=422)


def _forms(request: Request, blood: SessionBlood, step: str) -> Forms:
    """Give a form for each step; what was sent stands in its own."""
    people = witnesses_of(request.actor)
    given: dict[str, Any] = {step: request.POST} if step else {}
    before = blood.last("spin")
    tubes = [(one.row.label, _("Tube %(n)s") % {"n": one.row.number}) for one in blood.open]
    handpiece = blood.chart.handpiece if blood.chart else None
    started = {"room": blood.room or (handpiece.room if handpiece else "")}
    return {
        "draw": DrawForm(given.get("draw"), initial=started),
        "label": StepForm(people, given.get("label"), auto_id="label_%s"),
        "spin": SpinForm(
            people,
            given.get("spin"),
            auto_id="spin_%s",
            initial=before.content if before else {},
        ),
        "use": UseForm(people, given.get("use"), auto_id="use_%s"),
        "discard": DiscardForm(people, tubes, given.get("discard"), auto_id="discard_%s"),
        "leave_out": LeaveOutForm(given.get("leave_out"), auto_id="leave_%s"),
    }


def _stepped(request: Request, session: Session, step: str, form: Any) -> HttpResponse | None:
    """Prove the second person and do the step; nothing where the page has to be shown again."""
    if not _is_second_proved(request, form):
        return None
    try:
        STEPS[step](request, session, form)
    except BloodMismatched:
        raise
    except (BadInput, WrongState) as refusal:
        _refuse(form, refusal)
        return None
    messages.success(request, str(TOLD[step]))
    return redirect("session_blood", session.pk)


def _refuse(form: Any, refusal: Refusal) -> None:
    """Put a refusal beside its field; a scan that was refused is scanned anew."""
    field = getattr(refusal, "field", "")
    if "scan" in form.fields and field not in KEEPS_THE_SCAN:
        form.data = form.data.copy()
        for name in ("scan", "again"):
            form.data[name] = ""
        form.fields["scan"].widget.attrs["data-scan"] = ""
    places = {"identifiers": "identity", "answers": None}
    if field in places:
        form.add_error(places[field] if places[field] in form.fields else None, refusal.sentence)
    else:
        refuse_form(form, refusal)


def _is_second_proved(request: Request, form: Any) -> bool:
    """Try the PIN of the second person; each try is counted, as at the door."""
    second = form.second if hasattr(form, "second") else None
    if second is None:
        return True
    answer = screen_lock.try_witness_pin(request, second.user, form.cleaned_data["witness_pin"])
    if answer != "right":
        sentence = NOT_PROVED[answer] % {"name": second.user.name}
        form.add_error("witness_pin", sentence)
    return answer == "right"


Step = Callable[[Request, Session, Any], Any]
STEPS: dict[str, Step] = {
    "draw": lambda request, session, form: deeds.do_step(
        request.actor, session, draw_blood, form.read_back(), form.draw()
    ),
    "label": lambda request, session, form: deeds.do_step(
        request.actor, session, deeds.label_tube, form.read_back()
    ),
    "spin": lambda request, session, form: deeds.do_step(
        request.actor, session, deeds.spin_tube, form.read_back(), form.spin()
    ),
    "use": lambda request, session, form: deeds.do_step(
        request.actor, session, deeds.use_tube, form.read_back(), form.cleaned_data["reason"]
    ),
    "discard": lambda request, session, form: deeds.do_step(
        request.actor,
        session,
        deeds.discard_tube,
        form.read_back(),
        *(form.cleaned_data[name] for name in ("reason", "words", "tube")),
    ),
    "leave_out": lambda request, session, form: leave_blood_out(
        request.actor, session, form.cleaned_data["reason"]
    ),
}
TOLD = {
    "draw": gettext_lazy("Drawn. Print the labels, and put each on its tube beside the person."),
    "label": gettext_lazy("Labelled."),
    "spin": gettext_lazy("Spun, as you wrote it."),
    "use": gettext_lazy("It matches. It stands with what went on."),
    "discard": gettext_lazy("Discarded, with your name and who looked."),
    "leave_out": gettext_lazy("No blood is drawn; your words stay on the record."),
}


@page(CLINICIANS)
def tube_labels(request: Request, session_id: UUID) -> HttpResponse:
    """Show the labels of the open tubes, to print: one for the tube, one for its syringe."""
    session = session_here(request, session_id)
    context = session_context(request, session) | _labels(session)
    return render(request, "session/tube_labels.html", context)


@page(CLINICIANS)
def tube_labels_pdf(request: Request, session_id: UUID) -> HttpResponse:
    """Give the labels as a PDF; where none can be written, say what to install."""
    session = session_here(request, session_id)
    context = _labels(session)
    if not can_write_pdf() or not context["labels"]:
        if not can_write_pdf():
            messages.warning(request, HOW_TO_INSTALL)
        return redirect("tube_labels", session.pk)
    paper = context | {"patient": session.patient, "clinic": session.clinic}
    answer = HttpResponse(pdf_of("session/tube_label_paper.html", paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="tubes-{context["labels"][0]["label"]}.pdf"'
    return answer


def _labels(session: Session) -> dict[str, Any]:
    lines = SessionBlood(session).open
    return {"labels": [_label(shown.tube_shown(one)) for one in lines], "printed_at": clock.now()}


def _label(tube: dict[str, Any]) -> dict[str, Any]:
    """Give a label with its picture; error correction "quartile" survives a scratch."""
    picture = segno.make(tube["label"], error="q", micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return tube | {"picture": mark_safe(picture)}  # noqa: S308  our own signs, drawn by segno


@page(RECORD_KEEPERS)
def blood_board(request: Request) -> HttpResponse:
    """Show whose blood is open in which room, and what did not match."""
    clinic = request.actor.clinic
    assert clinic is not None  # a page of staff is of a clinic
    bloods, named = open_in_clinic(clinic), named_preparers(clinic)
    context = {
        "rooms": shown.board(bloods, open_lines(bloods), request.actor.today),
        "incidents": open_mismatches(clinic),
        "preparers": preparers_by(clinic, named),
        "named": named,
    }
    return render(request, "session/blood_board.html", context)


@page(DIRECTORS, methods=READ_AND_WRITE)
def name_preparers(request: Request) -> HttpResponse:
    """Say who prepares blood products here besides a doctor, and on what law."""
    form = PreparersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.name_blood_preparers(request.actor, **form.cleaned_data)
            messages.success(request, _("Kept. It holds from now on."))
            return redirect("blood_board")
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    clinic = request.actor.clinic
    assert clinic is not None  # a page of staff is of a clinic
    return show_form(request, "session/blood_preparers.html", form, {"preparers": preparers_here(clinic)})
