"""Deeds upon plans."""

from clinic.records.actions.history import Said, answer_questions, set_concern
from clinic.records.actions.planning import (
    approve_plan,
    discard_plan,
    note_prescriber_word,
    revise_plan,
    start_plan,
)
from clinic.records.actions.screening import record_decision
from clinic.records.models import Patient, Plan
from clinic.records.queries.history import forget_history
from clinic.records.queries.planning import Choices, acknowledgement_of, approved_plan, choices_of, draft_of
from clinic.records.queries.screening import decide_now
from tests.record.calls import call, in_state

DEVICE = "skinpen-precision"
VALUES = {"patient.phototype": "III", "patient.weight_kg": "61", "device": DEVICE}
SCARS = ("acne-scars-rolling", ("cheek-left", "cheek-right"))


def afresh(patient: Patient) -> Patient:
    """Give the patient as the next request would read them."""
    return Patient.objects.select_related("clinic").get(pk=patient.pk)


def clear(cast, patient=None, concern=SCARS, device=DEVICE) -> Patient:
    """Answer everything that is asked so that nothing is found, and record the decision for a device."""
    patient = afresh(patient or cast.patient)
    doctor = cast.actor("doctor")
    set_concern(doctor, patient, *concern, severity="moderate")
    for _ in range(5):
        patient = afresh(patient)
        open_questions = decide_now(patient, doctor.today, device).questions
        if not open_questions:
            break
        answer_questions(doctor, patient, [answer_to(question.asks) for question in open_questions])
        forget_history(patient)
    record_decision(doctor, afresh(patient), device)
    return afresh(patient)


def answer_to(asks: str) -> Said:
    """Say no to a question, or give the value that it asks for."""
    return (
        Said(asks=asks, answer="yes", detail=VALUES[asks]) if asks in VALUES else Said(asks=asks, answer="no")
    )


PRESCRIBED = "pliaglis"


def a_draft_that_asks_a_prescriber(cast, row: Plan | None = None) -> Plan:
    """Give a draft with a numbing product that somebody has to prescribe."""
    draft = row or a_draft(cast)
    if draft.state != "draft":
        return draft
    choices = Choices(device=DEVICE, anaesthetic=PRESCRIBED)
    return revise_plan(cast.actor("doctor"), draft, choices, version=draft.version)


def a_draft(cast, device=DEVICE) -> Plan:
    """Start a draft, or give the one there is."""
    patient = afresh(cast.patient)
    if draft := draft_of(patient):
        return draft
    if not patient.decisions.exists():
        clear(cast, patient, device=device)
    return start_plan(cast.actor("doctor"), afresh(patient), Choices(device=device))


def approve(cast, actor, plan: Plan) -> Plan:
    """Approve a draft with everything acknowledged."""
    seen = [acknowledgement_of(item) for item in plan.to_domain().off_label]
    return approve_plan(actor, plan, choices_of(plan), seen, version=plan.version)


def an_approved_plan(cast) -> Plan:
    """Give the approved plan, making one where there is none."""
    return approved_plan(cast.patient) or approve(cast, cast.actor("doctor"), a_draft(cast))


@in_state("plan", "draft")
def _(cast):
    return a_draft(cast)


@in_state("plan", "approved")
def _(cast):
    return an_approved_plan(cast)


@in_state("plan", "discarded")
def _(cast):
    draft = a_draft(cast)
    return discard_plan(cast.actor("doctor"), draft, version=draft.version)


@call("start_plan")
def _(cast, actor, row):
    if row.state == "registered" and not row.decisions.exists():
        clear(cast, row)
    return start_plan(actor, row, Choices(device=DEVICE))


@call("revise_plan")
def _(cast, actor, row):
    return revise_plan(actor, row, choices_of(row), version=row.version)


@call("approve_plan")
def _(cast, actor, row):
    return approve(cast, actor, row)


@call("discard_plan")
def _(cast, actor, row):
    return discard_plan(actor, row, version=row.version)


@call("note_prescriber_word")
def _(cast, actor, row):
    draft = a_draft_that_asks_a_prescriber(cast, row)
    return note_prescriber_word(actor, draft, PRESCRIBED, "Dr Who, general practitioner", "Go on as planned.")


__all__ = ["a_draft", "an_approved_plan", "approve", "clear"]
