"""Screening: is there anything against it, what is still to ask, and what was decided."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.actions.history import Said, answer_questions, set_concern
from clinic.records.actions.screening import (
    override_as_director,
    override_finding,
    record_decision,
)
from clinic.records.models import DecisionRecord, EntryKind, Patient
from clinic.records.permissions import CLINICIANS, DIRECTORS, RECORD_KEEPERS, is_one_of
from clinic.records.queries.consent import load_for_page
from clinic.records.queries.course import Step, course_line, next_step
from clinic.records.queries.history import forget_history, history_of
from clinic.records.queries.planning import approved_plan
from clinic.records.queries.policy import content_of_clinic, load_policy, policy_of_clinic
from clinic.records.queries.referral import referrals_of
from clinic.records.queries.screening import decide_now, is_in_force, newest_decision, overridden_rules
from clinic.records.refusals import AlreadyDone, BadInput
from clinic.records.verification import verify_decision
from clinic.records.visibility import get_visible
from clinic.web.facemap import ZONE_IDS, ZoneMark, face_map
from clinic.web.forms.history import said_in
from clinic.web.forms.screening import ConcernForm, OverrideForm
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    refuse_form,
    show_form,
)
from clinic.web.shown.blocks import blocks_for_page
from clinic.web.shown.open_questions import asked_of, focus_after, questions_for_page
from clinic.web.shown.questions import line_words
from clinic.web.shown.screening import (
    changes_for_page,
    devices_for_page,
    free_zones_for_page,
    groups_for_page,
    next_step_for_page,
    say_what_is_to_be_recorded,
)
from clinic.web.shown.uncertainty import of_screening
from clinic.web.shown.verdicts import candidacy_for_page, today_for_page
from needlepoint.protocols.library import shipped_content
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.vocabulary.reasons import Decision


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def screening(request: Request, patient_id: UUID) -> HttpResponseBase:
    """Show what stands, and take the answers that are still missing."""
    patient = patient_here(request, patient_id)
    version = load_policy(patient.clinic)
    followed = policy_of_clinic(patient.clinic)
    before: dict[str, Any] = {}
    answered: list[str] = []
    if request.method == "POST":
        stood = decide_now(patient, request.actor.today, device_in_use(patient), followed)
        before = questions_for_page(stood, patient)
        answered = _take_answer(request, patient, stood)
        forget_history(patient)
        if not request.htmx:
            return redirect("screening", patient.pk)
    load_for_page(patient)
    live = decide_now(patient, request.actor.today, device_in_use(patient), followed)
    questions = questions_for_page(live, patient)
    questions["focus"] = _focus(request, before, answered, questions)
    context = _screening_context(request, patient, live, questions) | {"policy_version": version}
    context |= patient_context(request, patient)
    say_what_is_to_be_recorded(context["course_steps"], live, context["record"], questions)
    template = "screening/body.html" if request.htmx else "screening/screening.html"
    return render(request, template, context)


def device_in_use(patient: Patient) -> str | None:
    """Give the device that was named last: in the screening, by the approved plan, else by the newest decision."""
    plan, record = approved_plan(patient), newest_decision(patient)
    said = history_of(patient).newest.get("device")
    named = [(said.created_at, said.detail if said.answer == "yes" else "")] if said else []
    if plan and plan.signed_at:
        named.append((plan.signed_at, plan.device))
    elif record and record.device:
        named.append((record.created_at, record.device))
    return max(named)[1] or None if named else None


def _take_answer(request: Request, patient: Patient, before: ScreeningDecision) -> list[str]:
    """Note what was answered, and name the questions that it was about."""
    if request.POST.get("do") == "none_seen":
        rules = content_of_clinic(patient.clinic).contraindication
        asks = [one for one in request.POST.getlist("asks") if one in rules and rules[one].exam]
        answer_questions(request.actor, patient, [Said(asks=one, answer="no") for one in asks])
        return asks
    wanted = request.POST.get("asks", "")
    if wanted == "device":
        answer_questions(request.actor, patient, [_device(request.POST.get("q-device", ""))])
        return [wanted]
    rule = content_of_clinic(patient.clinic).contraindication.get(wanted)
    question = next((one for one in before.questions if one.asks == wanted), None)
    said = said_in(request.POST, asked_of(question, rule)) if question else None
    if said is None:
        raise BadInput("asks", _("This question was answered meanwhile, or nothing was chosen. Look again."))
    answer_questions(request.actor, patient, [said])
    return [wanted]


def _device(chosen: str) -> Said:
    return Said(asks="device", answer="yes" if chosen else "unknown", detail=chosen)


def _focus(request: Request, before: dict[str, Any], answered: list[str], now: dict[str, Any]) -> str:
    """Name where to go on: the list of devices keeps the focus, an answered question gives it to the next one."""
    if answered == ["device"] and "is_question" not in request.POST:
        return "device-list"
    return focus_after(before, answered, now) if answered else ""


def _screening_context(
    request: Request, patient: Patient, live: ScreeningDecision, questions: dict[str, Any]
) -> dict[str, Any]:
    deed = next_deed(request, patient, live, questions)
    return deed | {
        "live": live,
        "candidacy": candidacy_for_page(live, is_unasked=deed["is_unasked"], newest=deed["newest"]),
        "today": today_for_page(live, deed["newest"]),
        "uncertain": of_screening(live, questions),
        "free_zones": free_zones_for_page(live),
        "groups": groups_for_page(live, deed["record"], request.actor.membership),
        "questions": questions,
        "concerns": _concerns_for_page(patient),
        "devices": shipped_content().device.values(),
        "device": shipped_content().device.get(live.device or ""),
        "device_columns": [{"label": _("Device")}, {"label": _("Verdict")}, {"label": _("Label")}],
        "device_rows": devices_for_page(live),
        "changes": changes_for_page(live),
        "gaps": [gap for gap in shipped_content().gap.values() if "screening" in gap.shown_at],
        "action": reverse("screening", args=[patient.pk]),
    }


def next_deed(
    request: Request, patient: Patient, live: ScreeningDecision, questions: dict[str, Any]
) -> dict[str, Any]:
    """Give the one next deed of the screening, and the rows that its button and its sentence need."""
    newest = newest_decision(patient)
    record = newest if newest and is_in_force(newest, live) else None
    later = _later_step(patient, request.actor.today)
    return {
        "next": next_step_for_page(live, record, questions, newest, later),
        "newest": newest,
        "record": record,
        "referrals": referrals_of(patient) if live.decision is Decision.REFER else [],
        "is_unasked": not history_of(patient).answers,
    }


def before_a_plan(request: Request, patient: Patient, live: ScreeningDecision) -> dict[str, Any]:
    """Say before a plan is begun what the screening of today has against one, what is open, and what is next."""
    questions = questions_for_page(live, patient)
    deed = next_deed(request, patient, live, questions)
    return {
        "live": live,
        "today": today_for_page(live, deed["newest"]),
        "blocks": blocks_for_page(live, ()),
        "uncertain": of_screening(live, questions),
        **deed,
        "is_plan_next": deed["next"]["place"] == "planning",
    }


def _later_step(patient: Patient, on: date) -> Step | None:
    """Give the next step of a course that has an approved plan and is past its screening."""
    step = next_step(course_line(patient, on)) if approved_plan(patient) else None
    if step is None or step.room in ("aftercare", "outcome"):
        return step
    return step if step.progress.next_deed and step.room in ("consent", "session") else None


def _concerns_for_page(patient: Patient) -> list[dict[str, Any]]:
    return [
        line_words(line) | {"indication": line.name} for line in history_of(patient).listed(EntryKind.CONCERN)
    ]


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def concerns(request: Request, patient_id: UUID) -> HttpResponse:
    """Name what somebody would like treated, and tap where."""
    patient = patient_here(request, patient_id)
    wanted = request.GET.get("indication", "")
    line = next((one for one in history_of(patient).listed(EntryKind.CONCERN) if one.name == wanted), None)
    initial = {"indication": line.name, "severity": line.severity, "zones": line.zones} if line else {}
    form = ConcernForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            set_concern(request.actor, patient, data["indication"], data["zones"], data["severity"])
            return redirect("concerns" if "another" in request.POST else "screening", patient.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    chosen = request.POST.getlist("zones") if form.is_bound else (line.zones or []) if line else []
    context = patient_context(request, patient) | {
        "map": face_map(
            [ZoneMark(zone=zone, selected=True) for zone in chosen if zone in ZONE_IDS],
            map_id="concern",
            legend=_("Where?"),
        ),
        "concerns": _concerns_for_page(patient),
        "is_new": line is None,
    }
    return show_form(request, "screening/concerns.html", form, context)


@page(CLINICIANS, methods=WRITE)
def record(request: Request, patient_id: UUID) -> HttpResponse:
    """Record today's decision whole."""
    patient = patient_here(request, patient_id)
    try:
        record_decision(request.actor, patient, device_in_use(patient))
        messages.success(request, _("The decision is recorded, with everything it was made from."))
    except AlreadyDone as refusal:
        messages.info(request, refusal.sentence)
    return redirect("screening", patient_id)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def decision(request: Request, decision_id: UUID) -> HttpResponse:
    """Show a recorded decision as it was made; decide otherwise for one of its reasons."""
    row = get_visible(request.actor, DecisionRecord, decision_id)
    row.patient = patient_here(request, row.patient_id)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rule, reason = form.cleaned_data["rule"], form.cleaned_data["reason"]
        found = [f for f in row.document["findings"] if f["rule"] == rule]
        is_directors = any(f.get("override_by") == "director" for f in found)
        try:
            (override_as_director if is_directors else override_finding)(request.actor, row, rule, reason)
            messages.success(request, _("Noted with your name and reason."))
            return redirect("screening", row.patient_id)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "screening/decision.html", form, _decision_context(request, row))


def _decision_context(request: Request, row: DecisionRecord) -> dict[str, Any]:
    newest = newest_decision(row.patient)
    same = newest if newest and newest.pk == row.pk else row
    return patient_context(request, row.patient) | {
        "record": row,
        "document": row.document,
        "facts": json.dumps(json.loads(row.facts_text), indent=2, ensure_ascii=False),
        "findings": [f for f in row.document["findings"] if f["met"] != "no"],
        "overridden": overridden_rules(same).values(),
        "may_run_again": is_one_of(request.actor, DIRECTORS),
    }


@page(DIRECTORS)
def run_again(request: Request, decision_id: UUID) -> HttpResponse:
    """Run a recorded decision again from what was stored with it, and say whether it comes to the same."""
    row = get_visible(request.actor, DecisionRecord, decision_id)
    context = _decision_context(request, row) | {"again": verify_decision(row)}
    return render(request, "screening/decision.html", context)
