"""History: the questionnaire for staff, for a patient by link, and on a tablet that was handed over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.actions.doors import hand_over_tablet
from clinic.records.actions.history import (
    Said,
    answer_questions,
    note_entry,
    repeat_answers,
    withdraw_entry,
)
from clinic.records.actors import PATIENT, Actor
from clinic.records.models import HistoryEntry, Patient, PatientLink
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS, STAFF
from clinic.records.queries.history import (
    changes_since_last_time,
    forget_history,
    links_of,
    rescreen_questions,
    show_one_sitting,
)
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.queries.questionnaire import Section, questionnaire
from clinic.records.refusals import BadInput, NotHere, WrongState
from clinic.records.visibility import can_see_answers, get_visible
from clinic.web.forms.history import LINE_FORMS, is_news, said_in
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    public,
    refuse_form,
)
from clinic.web.patient_links import (
    at_the_door,
    close_link,
    is_open,
    link_of,
    make_link,
    shown_once,
    sitting_of,
)
from clinic.web.screen_lock import check_can_come_back, hand_over, hand_over_of
from clinic.web.shown.questions import changed_for_page, list_for_page, question_for_page

PURPOSE: Final = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """By which door somebody came to the questionnaire, and how its pages are addressed there."""

    actor: Actor
    patient: Patient
    overview: str
    address_of: Callable[[str], str]
    template: str
    context: dict[str, Any]

    @property
    def is_patients(self) -> bool:
        """Tell whether the patient holds the screen."""
        return self.actor.kind == PATIENT

    def sections(self) -> list[Section]:
        """Generate the questionnaire as it stands; on a patient's screen, as far as it was filled in there."""
        if self.is_patients:
            show_one_sitting(self.patient, self.actor.sitting)
        return questionnaire(self.patient, self.actor.today, policy_of_clinic(self.patient.clinic))


@page(RECORD_KEEPERS)
def history(request: Request, patient_id: UUID) -> HttpResponse:
    """Show how far the history is, what changed, and what a patient said that somebody must look at."""
    patient = patient_here(request, patient_id)
    door = _staff_door(request, patient)
    sections = door.sections()
    everything = [one for section in sections for one in section.each]
    context = {
        **door.context,
        "sections": (shown := _sections_for_page(door, sections)),
        "go_on": next((one for one in shown if not one["is_done"]), None),
        "to_confirm": [question_for_page(one) for one in everything if one.waits_for_eyes],
        "in_person": [question_for_page(one) for one in everything if one.answer and one.answer.in_person],
        "changes": changed_for_page(changes_since_last_time(patient)),
        "again": rescreen_questions(patient, request.actor.today),
    }
    return render(request, "history/history.html", context)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def history_section(request: Request, patient_id: UUID, section: str) -> HttpResponseBase:
    """Show one short page of questions and take its answers."""
    return _section(request, _staff_door(request, patient_here(request, patient_id)), section)


@page(CLINICIANS, methods=WRITE)
def repeat(request: Request, patient_id: UUID) -> HttpResponse:
    """Note that what is asked each time is as it was."""
    patient = patient_here(request, patient_id)
    repeat_answers(request.actor, patient, request.POST.getlist("asks"))
    messages.success(request, _("Noted: as last time."))
    return redirect("history", patient_id)


@page(STAFF, methods=READ_AND_WRITE)
def links(request: Request, patient_id: UUID) -> HttpResponse:
    """Make a link for the patient's phone, and show the one that is open; no answer is shown here."""
    patient = patient_here(request, patient_id)
    if request.method == "POST":
        make_link(request, patient, PURPOSE)
        return redirect("history_links", patient_id)
    context = patient_context(request, patient) | {"links": _links_for_page(request, patient)}
    return render(request, "history/links.html", context)


@page(STAFF, methods=WRITE)
def revoke_link(request: Request, link_id: UUID) -> HttpResponse:
    """Close a link."""
    return redirect("history_links", close_link(request, link_id).patient_id)


@page(STAFF, methods=WRITE)
def give_tablet(request: Request, patient_id: UUID) -> HttpResponse:
    """Give the tablet to the patient for the questionnaire alone; nothing that was said elsewhere is shown on it."""
    patient = patient_here(request, patient_id)
    prefix = reverse("history_handed", args=[patient.pk])
    back = reverse("history" if can_see_answers(request.actor) else "history_links", args=[patient.pk])
    try:
        check_can_come_back(request)
    except WrongState as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("choose_pin")
    hand_over(request, hand_over_tablet(request.actor, patient, PURPOSE), prefix=prefix, return_to=back)
    return redirect(prefix)


@public()
def handed(request: Request, patient_id: UUID) -> HttpResponse:
    """Begin the questionnaire on a tablet in the patient's hands."""
    return _beginning(request, _handed_door(request, patient_id))


@public(READ_AND_WRITE)
def handed_section(request: Request, patient_id: UUID, section: str) -> HttpResponseBase:
    """Show one page of questions on a tablet in the patient's hands."""
    return _section(request, _handed_door(request, patient_id), section)


@public(READ_AND_WRITE)
def by_link(request: Request, token: str) -> HttpResponseBase:
    """Open a link by the birth date, then begin."""
    link = link_of(request, token, PURPOSE)
    if is_open(request, link):
        return _beginning(request, _link_door(request, link, token))
    return at_the_door(request, link, token, "history/birth_date.html")


@public(READ_AND_WRITE)
def section_by_link(request: Request, token: str, section: str) -> HttpResponseBase:
    """Show one page of questions on the patient's phone."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("history_by_link", token)
    return _section(request, _link_door(request, link, token), section)


def _staff_door(request: Request, patient: Patient) -> Door:
    return Door(
        actor=request.actor,
        patient=patient,
        overview=reverse("history", args=[patient.pk]),
        address_of=lambda slug: reverse("history_section", args=[patient.pk, slug]),
        template="patients/patient_page.html",
        context=patient_context(request, patient) if request.method == "GET" else {"patient": patient},
    )


def _handed_door(request: Request, patient_id: UUID) -> Door:
    handed = hand_over_of(request)
    if handed is None or request.actor is None or handed.patient_id != str(patient_id):
        raise NotHere
    patient = get_visible(request.actor, Patient, patient_id)
    return Door(
        actor=request.actor,
        patient=patient,
        overview=reverse("history_handed", args=[patient_id]),
        address_of=lambda slug: reverse("history_handed_section", args=[patient_id, slug]),
        template="patient_base.html",
        context={"clinic": patient.clinic, "patient": patient, "is_handed": True},
    )


def _link_door(request: Request, link: PatientLink, token: str) -> Door:
    return Door(
        actor=Actor.patient(link.patient, sitting=sitting_of(request, link)),
        patient=link.patient,
        overview=reverse("history_by_link", args=[token]),
        address_of=lambda slug: reverse("history_section_by_link", args=[token, slug]),
        template="patient_base.html",
        context={"clinic": link.clinic, "patient": link.patient},
    )


def _beginning(request: HttpRequest, door: Door) -> HttpResponse:
    sections = door.sections()
    shown = _sections_for_page(door, sections)
    first_open = next((one for one in shown if not one["is_done"]), None)
    context = {**door.context, "sections": shown, "go_on": first_open}
    return render(request, "history/beginning.html", context)


def _section(request: Request, door: Door, slug: str) -> HttpResponseBase:
    sections = {section.slug: section for section in door.sections()}
    if slug not in sections:
        raise NotHere
    section = sections[slug]
    if request.method != "POST":
        return _show_section(request, door, section)
    deeds = {"add": _add, "withdraw": _withdraw, "close": _close, "confirm": _confirm}
    deed = deeds.get(request.POST.get("do", ""), _save)
    return deed(request, door, section)


def _save(request: Request, door: Door, section: Section) -> HttpResponseBase:
    only = request.POST.get("only")
    asked = [one for one in section.each if only in (None, one.asks)]
    given = [(one, said) for one in asked if (said := said_in(request.POST, one))]
    news = [said for one, said in given if is_news(said, one, by_patient=door.is_patients)]
    try:
        if news:
            answer_questions(door.actor, door.patient, news)
    except BadInput as refusal:
        return _show_section(request, door, section, refusal=refusal)
    forget_history(door.patient)
    if request.htmx and only:
        return _show_question(request, door, section.slug, only)
    return redirect(_next_address(door, section))


def _show_question(request: Request, door: Door, slug: str, asks: str) -> HttpResponse:
    """Show a question again with its follow-ups, alone, as one types."""
    section = next(one for one in door.sections() if one.slug == slug)
    parent = next((q for q in section.questions if asks in {q.asks, *(f.asks for f in q.follow_ups)}), None)
    if parent is None:
        raise NotHere
    context = {
        "question": question_for_page(parent, saved=asks),
        "action": door.address_of(slug),
        "is_patients": door.is_patients,
    }
    return render(request, "history/question.html", context)


def _next_address(door: Door, section: Section) -> str:
    """Stay where a follow-up opened; else go on to the next page, and after the last to the beginning."""
    after = door.sections()
    here = next(one for one in after if one.slug == section.slug)
    opened = [one for one in here.each if one.is_open and one.asks not in {q.asks for q in section.each}]
    if opened:
        return f"{door.address_of(here.slug)}#question-{opened[0].asks}"
    place = after.index(here) + 1
    return door.address_of(after[place].slug) if place < len(after) else door.overview


def _add(request: Request, door: Door, section: Section) -> HttpResponseBase:
    form = _line_form(section, request.POST)
    if form is None:
        raise NotHere
    if form.is_valid():
        try:
            note_entry(door.actor, door.patient, form.details())
            return redirect(f"{door.address_of(section.slug)}#list")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return _show_section(request, door, section, form=form)


def _withdraw(request: Request, door: Door, section: Section) -> HttpResponseBase:
    try:
        entry = HistoryEntry.objects.get(pk=UUID(request.POST.get("entry", "")), patient=door.patient)
    except (ValueError, HistoryEntry.DoesNotExist):
        raise NotHere from None
    withdraw_entry(door.actor, entry)
    return redirect(f"{door.address_of(section.slug)}#list")


def _close(request: Request, door: Door, section: Section) -> HttpResponseBase:
    if section.list is None:
        raise NotHere
    answer = request.POST.get("answer", "")
    said = Said(
        asks=section.list.path,
        answer="unknown" if answer == "in_person" else answer,
        in_person=answer == "in_person",
    )
    try:
        answer_questions(door.actor, door.patient, [said])
    except BadInput as refusal:
        return _show_section(request, door, section, refusal=refusal)
    return redirect(f"{door.address_of(section.slug)}#list")


def _confirm(request: Request, door: Door, section: Section) -> HttpResponseBase:
    """Take what the patient said as one's own word, after looking."""
    wanted = request.POST.get("asks", "")
    question = next((one for one in section.each if one.asks == wanted and one.answer), None)
    if question is None or question.answer is None:
        raise NotHere
    before = question.answer
    said = Said(
        asks=before.asks,
        answer=before.answer,
        detail=before.detail,
        zones=tuple(before.zones or ()),
        note=before.note,
    )
    answer_questions(door.actor, door.patient, [said])
    return redirect(door.overview)


def _show_section(
    request: Request,
    door: Door,
    section: Section,
    form: Any = None,
    refusal: BadInput | None = None,
) -> HttpResponse:
    if request.htmx and refusal is not None:
        raise refusal
    sections = door.sections()
    context = {
        **(door.context if "course_steps" in door.context or door.is_patients else _whole(request, door)),
        "base_template": door.template,
        "is_patients": door.is_patients,
        "section": section,
        "questions": [question_for_page(one) for one in section.questions],
        "list": list_for_page(section.list, form or _line_form(section)) if section.list else None,
        "sections": _sections_for_page(door, sections),
        "place": [one.slug for one in sections].index(section.slug) + 1,
        "action": door.address_of(section.slug),
        "overview": door.overview,
        "error_summary_form": form if form is not None and form.errors else None,
        "refusal": refusal,
    }
    is_faulty = refusal is not None or (form is not None and form.errors)
    return render(request, "history/section.html", context, status=422 if is_faulty else 200)


def _whole(request: Request, door: Door) -> dict[str, Any]:
    return patient_context(request, door.patient)


def _line_form(section: Section, posted: Any = None) -> Any:
    if section.list is None:
        return None
    form: Form = LINE_FORMS[section.list.path](posted)
    return form


def _sections_for_page(door: Door, sections: list[Section]) -> list[dict[str, Any]]:
    return [
        {
            "title": _(section.title),
            "href": door.address_of(section.slug),
            "is_done": section.is_done,
            "answered": section.answered,
            "total": section.total,
        }
        for section in sections
    ]


def _links_for_page(request: Request, patient: Patient) -> list[dict[str, Any]]:
    newest = links_of(patient, PURPOSE)[:1]
    return [{"link": link, "address": shown_once(request, link)} for link in newest]
