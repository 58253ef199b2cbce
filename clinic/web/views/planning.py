"""The plan: choose, see at once what follows, approve; an approved plan is read, printed and superseded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records.actions.planning import (
    approve_plan,
    discard_plan,
    note_prescriber_word,
    revise_plan,
    start_plan,
)
from clinic.records.actions.screening import record_decision
from clinic.records.models import Patient, Plan
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.accumulation import past_doses
from clinic.records.queries.consent import load_for_page
from clinic.records.queries.course import course_line, next_step
from clinic.records.queries.facts import facts_of
from clinic.records.queries.planning import (
    Choices,
    Considered,
    answers,
    approvals_open,
    approved_plan,
    approved_plans,
    choices_of,
    consider,
    draft_of,
    proposed_lengths,
    signatures_of,
    words_of,
)
from clinic.records.queries.screening import decide_now, load_decision_for_plan
from clinic.records.refusals import AlreadyDone, BadInput, EditedMeanwhile, NotHere, WrongState
from clinic.web.forms.course import hand_fields
from clinic.web.forms.planning import (
    LENGTH,
    SECONDS,
    PlanForm,
    PrescriberWordForm,
    Shown,
    StartForm,
    initial_of,
)
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    page,
    patient_context,
    patient_here,
    refuse_form,
    room_address,
    show_form,
)
from clinic.web.shown import agenda
from clinic.web.shown import planning as planned
from clinic.web.shown.accumulation import sums_for_page
from clinic.web.shown.blocks import blocks_for_page, open_today
from clinic.web.shown.constraints import constraint_rows
from clinic.web.shown.course import course_by_hand
from clinic.web.shown.layers import lengths_in_short, uncertain
from clinic.web.shown.multiplicity import re_entry_radius_mm, re_entry_words
from clinic.web.shown.rehearsal import offer_of, picture_of, settings_of
from clinic.web.shown.sources import sources_of
from clinic.web.shown.visit import visit_here
from clinic.web.views.screening import before_a_plan, device_in_use
from needlepoint.planning.revision import differences
from needlepoint.protocols.library import shipped_content


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def plan(request: Request, patient_id: UUID) -> HttpResponse:
    """Show the draft, else the plan that stands, else how to begin; save or approve the draft."""
    patient = patient_here(request, patient_id)
    if request.method == "POST":
        return _save_or_approve(request, patient, _draft(patient))
    load_for_page(patient)
    if draft := draft_of(patient):
        return _open_draft(request, patient, draft)
    standing = approved_plan(patient)
    return (
        _show_version(request, patient, standing) if standing else _show_start(request, patient, StartForm())
    )


@page(CLINICIANS, methods=WRITE)
def start(request: Request, patient_id: UUID) -> HttpResponse:
    """Begin a draft with a device, or from the plan that stands."""
    patient = patient_here(request, patient_id)
    standing = approved_plan(patient)
    if standing:
        start_plan(request.actor, patient, choices_of(standing))
        return redirect("planning", patient.pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        return _show_start(request, patient, form)
    try:
        start_plan(request.actor, patient, Choices(device=form.cleaned_data["device"]))
    except BadInput as refusal:
        refuse_form(form, refusal)
        return _show_start(request, patient, form)
    return redirect("planning", patient.pk)


@page(CLINICIANS, methods=WRITE)
def preview(request: Request, patient_id: UUID) -> HttpResponse:
    """Show what the choices on the screen come to, storing nothing."""
    patient = patient_here(request, patient_id)
    load_decision_for_plan(patient)
    draft = _draft(patient)
    form = _bound_form(request, patient)
    considered = _on_screen(request, patient, draft, form)
    shown = form
    if not form.errors:
        shown = _fresh_form(patient, considered, form.cleaned_data["version"], form.ticked())
    context = _draft_context(request, draft, considered, shown) | {"left_out": form.left_out}
    return render(request, "planning/draft_body.html", context)


@page(CLINICIANS, methods=WRITE)
def discard(request: Request, patient_id: UUID) -> HttpResponse:
    """Give the draft up."""
    patient = patient_here(request, patient_id)
    draft = _draft(patient)
    discard_plan(request.actor, draft, version=draft.version)
    messages.success(request, _("The draft is discarded."))
    return redirect("planning", patient.pk)


@page(CLINICIANS, methods=WRITE)
def screen_again(request: Request, patient_id: UUID) -> HttpResponse:
    """Store today's screening decision for the device of the draft."""
    patient = patient_here(request, patient_id)
    draft = _draft(patient)
    try:
        record_decision(request.actor, patient, draft.device)
        messages.success(request, _("Today’s screening decision is stored."))
    except AlreadyDone as refusal:
        messages.info(request, refusal.sentence)
    return redirect("planning", patient.pk)


@page(CLINICIANS, methods=READ_AND_WRITE)
def prescriber_word(request: Request, patient_id: UUID) -> HttpResponse:
    """Note what a prescriber said to the draft."""
    patient = patient_here(request, patient_id)
    draft = _draft(patient)
    form = PrescriberWordForm(request.POST or None, initial={"about": request.GET.get("about", "")[:120]})
    if request.method == "POST" and form.is_valid():
        try:
            note_prescriber_word(request.actor, draft, **form.cleaned_data)
            return redirect("planning", patient.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    open_words = [a for a in draft.to_domain().approvals if a.about == form["about"].value()]
    context = {**patient_context(request, patient), "approvals": open_words}
    return show_form(request, "planning/prescriber_word.html", form, context)


@page(RECORD_KEEPERS)
def version(request: Request, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Show one approved version."""
    patient = patient_here(request, patient_id)
    load_for_page(patient)
    return _show_version(request, patient, _approved(request, patient, plan_id))


@page(RECORD_KEEPERS)
def print_plan(request: Request, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Show one approved version as a document to sign."""
    patient = patient_here(request, patient_id)
    load_for_page(patient)
    row = _approved(request, patient, plan_id)
    context = _version_context(request, row) | {
        "patient": patient,
        "picture": picture_of(settings_of(row.to_domain())),
        "re_entry_mm": re_entry_radius_mm(),
        "re_entry": re_entry_words(),
        "sums": sums_for_page(past_doses(patient), request.actor.today),
        "document": {"version": row.number, "digest": row.digest},
        "paper": "letter" if patient.clinic.country == "US" else "a4",
    }
    return render(request, "planning/print.html", context)


def _draft(patient: Patient) -> Plan:
    """Give the draft, or say what became of it."""
    draft = draft_of(patient)
    if draft is None:
        raise WrongState(_("There is no draft: it was approved or discarded meanwhile. Open the plan."))
    return draft


def _approved(request: Request, patient: Patient, plan_id: UUID) -> Plan:
    row = next((each for each in approved_plans(patient) if each.pk == plan_id), None)
    if row is None:
        raise NotHere
    return row


def _save_or_approve(request: Request, patient: Patient, draft: Plan) -> HttpResponse:
    form = _bound_form(request, patient)
    if not form.is_valid():
        return _show_draft(request, patient, draft, _on_screen(request, patient, draft, form), form)
    choices, seen = form.choices(), form.cleaned_data["version"]
    try:
        if request.POST.get("deed") == "approve":
            approve_plan(request.actor, draft, choices, form.ticked(), version=seen)
            messages.success(request, _("The plan is approved and can no longer be changed."))
        else:
            revise_plan(request.actor, draft, choices, version=seen)
            messages.success(request, _("Saved."))
        return redirect("planning", patient.pk)
    except EditedMeanwhile as refusal:
        return _show_both(request, patient, form, refusal)
    except (BadInput, WrongState) as refusal:
        refuse_form(form, refusal)
        return _show_draft(request, patient, draft, _on_screen(request, patient, draft, form), form)


def _on_screen(request: Request, patient: Patient, draft: Plan, form: PlanForm) -> Considered:
    """Work out what is on the screen if it can be read, else what is stored."""
    if form.can_be_considered:
        try:
            return consider(patient, request.actor.today, form.choices())
        except BadInput as refusal:
            if not form.errors:
                refuse_form(form, refusal)
    return consider(patient, request.actor.today, choices_of(draft))


def _show_both(request: Request, patient: Patient, form: PlanForm, refusal: EditedMeanwhile) -> HttpResponse:
    """Show what is stored now, and say what was typed and not stored."""
    draft = draft_of(patient)
    if draft is None:
        raise refusal
    stored = consider(patient, request.actor.today, choices_of(draft))
    typed = consider(patient, request.actor.today, form.choices())
    refuse_form(form, refusal)
    sent = request.POST.copy()
    sent["version"] = str(draft.version)
    form.data = sent
    context = {"not_stored": differences(stored.plan, typed.plan)}
    return _show_draft(request, patient, draft, typed, form, context, status=refusal.status)


def _open_draft(request: Request, patient: Patient, draft: Plan) -> HttpResponse:
    try:
        considered = consider(patient, request.actor.today, choices_of(draft))
    except BadInput as refusal:
        context = {**patient_context(request, patient), "refusal": refusal, "draft": draft}
        return render(request, "planning/nothing_to_plan.html", context)
    form = _fresh_form(patient, considered, draft.version, draft.acknowledged)
    return _show_draft(request, patient, draft, considered, form)


def _show_draft(
    request: Request,
    patient: Patient,
    draft: Plan,
    considered: Considered,
    form: PlanForm,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **patient_context(request, patient),
        **_draft_context(request, draft, considered, form),
        "changed_since": differences(draft.to_domain(), considered.plan) if not form.is_bound else (),
        **(more or {}),
    }
    return show_form(request, "planning/draft.html", form, context, status=status)


def _draft_context(request: Request, draft: Plan, considered: Considered, form: PlanForm) -> dict[str, Any]:
    plan_now = considered.plan
    zones = form.shown.zones
    lengths = {zone: form[LENGTH + zone] for zone in zones}
    seconds = {zone: form[SECONDS + zone] for zone in zones}
    by_hand = {zone: hand_fields(form, zone) for zone in zones}
    acknowledged = form["acknowledged"].value() or []
    words = words_of(draft, plan_now)
    missing = approvals_open(plan_now, words, request.actor.profession)
    context = {
        "patient": draft.patient,
        "draft": draft,
        "form": form,
        "considered": considered,
        "blocks": blocks_for_page(considered.decision, [one.rule for one in considered.overrides]),
        "planned": plan_now,
        "uncertain": uncertain(plan_now),
        "lengths": lengths_in_short(plan_now),
        "map": planned.plan_map(plan_now, zones),
        "cards": planned.zone_cards(plan_now, lengths, seconds=seconds, by_hand=by_hand),
        "by_hand": course_by_hand(plan_now, considered.choices.course),
        "density": offer_of(plan_now),
        "constraints": constraint_rows(plan_now),
        "device": planned.device_facts(plan_now),
        "order": planned.order_of(plan_now),
        **agenda.days_for_page(plan_now),
        "visit": visit_here(draft, plan_now),
        "course_sources": sources_of(plan_now.course.sources),
        "missing": planned.missing_words(plan_now.missing),
        "numbing": planned.numbing(plan_now),
        "open_skin": planned.on_open_skin(plan_now),
        "outside": planned.outside_the_label(plan_now, acknowledged),
        "approvals": [{"approval": each, "is_open": each in missing} for each in plan_now.approvals],
        "words": words,
        "lapsed": [word for word in words if not any(answers(word, a) for a in plan_now.approvals)],
        "open_lengths": [
            card["name"] for card in planned.zone_cards(plan_now, {}) if card["length_mm"] is None
        ],
        "is_ready": considered.is_granted and not missing,
    }
    return context | {"contents": planned.contents(context, is_draft=True)}


def _bound_form(request: Request, patient: Patient) -> PlanForm:
    facts = facts_of(patient, request.actor.today)
    device = request.POST.get("device", "")
    known = device in shipped_content().device
    proposed = {device: proposed_lengths(facts, device, patient, request.actor.today)} if known else {}
    shown = Shown(zones=facts.planned_zones, proposed_mm=proposed, on=request.actor.today)
    return PlanForm(request.POST, shown=shown)


def _fresh_form(patient: Patient, considered: Considered, seen: int, acknowledged: list[str]) -> PlanForm:
    shown = Shown(zones=considered.facts.planned_zones, proposed_mm={}, on=considered.plan.on)
    return PlanForm(initial=initial_of(considered, seen, acknowledged), shown=shown)


def _show_start(request: Request, patient: Patient, form: StartForm) -> HttpResponse:
    live = decide_now(patient, request.actor.today, device_in_use(patient))
    if not facts_of(patient, request.actor.today).planned_zones:
        return render(request, "planning/nothing_to_plan.html", patient_context(request, patient))
    chosen = form["device"].value() or live.device
    devices = [
        planned.offered_device(device, dict(live.devices)[device.id], is_chosen=device.id == chosen)
        for device in shipped_content().device.values()
    ]
    context = {
        **patient_context(request, patient),
        "devices": devices,
        **before_a_plan(request, patient, live),
    }
    return show_form(request, "planning/start.html", form, context)


def _show_version(request: Request, patient: Patient, row: Plan) -> HttpResponse:
    live = decide_now(patient, request.actor.today, row.device)
    step = next_step(course_line(patient, request.actor.today))
    context = {
        **patient_context(request, patient),
        **_version_context(request, row),
        "open_today": open_today(live, row.to_domain()),
        "next_step": step,
        "next_href": room_address(step.room, patient) if step and step.progress.next_deed else "",
    }
    return render(request, "planning/version.html", context)


def _version_context(request: Request, row: Plan) -> dict[str, Any]:
    treatment = row.to_domain()
    versions = approved_plans(row.patient)
    older = next((each for each in versions if each.pk == row.supersedes_id), None)
    context = {
        "plan": row,
        "planned": treatment,
        "versions": versions,
        "is_newest": versions[0].pk == row.pk,
        "differences": differences(older.to_domain(), treatment) if older else (),
        "map": planned.plan_map(treatment, treatment.zone_ids, read_only=True),
        "cards": planned.zone_cards(treatment, {}),
        "density": offer_of(treatment),
        "constraints": constraint_rows(treatment),
        "uncertain": uncertain(treatment),
        "lengths": lengths_in_short(treatment),
        "device": planned.device_facts(treatment),
        "order": planned.order_of(treatment),
        **agenda.days_for_page(treatment),
        "visit": visit_here(row, treatment),
        "by_hand": course_by_hand(treatment),
        "missing": planned.missing_words(treatment.missing),
        "numbing": [each for each in planned.numbing(treatment) if each["is_planned"]],
        "open_skin": [each for each in planned.on_open_skin(treatment)["offered"] if each["is_planned"]],
        "outside": planned.outside_the_label(treatment, row.acknowledged),
        "words": words_of(row, treatment),
        "signatures": signatures_of(row),
    }
    return context | {"contents": planned.contents(context, is_draft=False)}
