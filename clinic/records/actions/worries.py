"""Deeds of worries: a report from home is sorted and kept; somebody looks at it, and it ends with an outcome."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.actions.adverse_events import from_report
from clinic.records.actions.escalation import add_step, call_somebody, looked_by
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    AftercareSheet,
    CheckIn,
    Message,
    MessageKind,
    Patient,
    PatientLink,
    Reached,
    StepCause,
    StepKind,
    Worry,
    WorryState,
)
from clinic.records.queries.aftercare import newest_sheet
from clinic.records.queries.chart import chart_of, record_of
from clinic.records.queries.messages import preference_of
from clinic.records.queries.photographs import waits_for_a_look
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.queries.rota import called_next, is_somebody_on_call
from clinic.records.refusals import BadInput, NotHere, WrongState
from needlepoint.aftercare.escalation import URGENT, answered_by, taken_on_by
from needlepoint.aftercare.report import CheckInReport
from needlepoint.aftercare.sending import earliest_moment
from needlepoint.aftercare.triage import Triage, triage
from needlepoint.interop.check_in import report_document
from needlepoint.interop.triage import triage_document
from needlepoint.protocols.library import shipped_content
from needlepoint.session.conditions import Conditions, conditions_of
from needlepoint.vocabulary.canonical import digest

SHORTEST_OUTCOME: Final = 5
# How long a question about a warning sign may stay open before somebody calls; a convention.
OPEN_FOR: Final = timedelta(hours=2)
SHORTEST_REPLY: Final = 5
LONGEST_REPLY: Final = 2000


@deed(on=Patient)
def report_check_in(event: Event, patient: Patient, report: CheckInReport) -> CheckIn:
    """Sort what a patient reports, and keep it whole; where a person must look, call somebody and say until when."""
    if event.actor.id != str(patient.pk):
        raise NotHere
    check_is_on_call(patient.clinic)
    sheet = newest_sheet(patient)
    if sheet is None:
        raise NotHere(_("There is nothing here yet. Call the clinic."))
    report = replace(report, day=max((event.on - sheet.on).days, 0))
    row = _check_in(event, sheet, report)
    row.save(force_insert=True)
    event.about(row, report=row.report, answer=row.answer)
    event.linked(patient=patient, session=sheet.session)
    for harm in from_report(event, row, report):
        event.linked(**{f"adverse_event_{harm.kind}": harm})
    if needs_somebody(row):
        event.linked(worry=begin_worry(event, row))
    _ask_again(event, row)
    _forget_draft(event, patient)
    return row


@deed(on=Worry)
def acknowledge_worry(event: Event, worry: Worry) -> Worry:
    """Take a worry on, also from somebody who has it: from now on somebody is at it, by name."""
    if worry.state == WorryState.ACKNOWLEDGED and worry.acknowledged_by == event.actor.name:
        raise WrongState(_("You have taken it on already. Call, then write what came of it."))
    worry.state, worry.acknowledged_at = WorryState.ACKNOWLEDGED, event.at
    worry.acknowledged_by = event.actor.name
    zone = worry.clinic.zone
    # An answered one that was handed over is only to be closed: its turn calls nobody, but for a photograph.
    is_answered = worry.answered_at is not None
    answered_by_then = max(worry.due_at, taken_on_by(worry.level, event.at, zone))
    worry.turn_ends_at = looked_by(event, worry) if is_answered else answered_by_then
    add_step(event, worry, StepKind.TAKEN_ON, member=event.actor.membership)
    worry.save()
    event.about(worry)
    event.linked(patient=worry.patient)
    return worry


@deed(on=Worry)
def note_worry_call(event: Event, worry: Worry, reached: str, text: str = "") -> Worry:
    """Note a telephone call about a worry; only one that reached somebody answers it."""
    if reached not in Reached.values:
        raise BadInput("reached", _("Say whether you reached somebody."))
    if reached == Reached.YES:
        _note_answered(event, worry)
    add_step(event, worry, StepKind.PHONED, reached=reached, text=text.strip())
    worry.save()
    event.about(worry, text=text)
    event.linked(patient=worry.patient)
    return worry


@deed(on=Worry)
def reply_to_worry(event: Event, worry: Worry, text: str) -> Worry:
    """Write to whoever told it; what is urgent is answered by a call alone, and its clock goes on."""
    text = text.strip()
    if not SHORTEST_REPLY <= len(text) <= LONGEST_REPLY:
        raise BadInput("text", _("Write 5 to 2000 characters, or choose a text."))
    if worry.level not in URGENT:
        _note_answered(event, worry)
    step = add_step(event, worry, StepKind.REPLIED, text=text)
    _tell_that_it_waits(event, worry, step.number)
    worry.save()
    event.about(worry, text=text)
    event.linked(patient=worry.patient)
    return worry


@deed(on=Worry)
def close_worry(event: Event, worry: Worry, outcome: str) -> Worry:
    """Close a worry with what came of it; without an outcome none is closed.

    The worry is locked by now, and whoever sends a photograph locks it, too: none comes between the look and the end.
    """
    outcome = outcome.strip()
    if waits_for_a_look(worry.check_in_id):
        raise BadInput(
            "outcome", _("Nobody has looked at the photograph yet. Look at it, say so, then close.")
        )
    if len(outcome) < SHORTEST_OUTCOME:
        raise BadInput(
            "outcome", _("Write what came of it: whom you reached, what you saw, what happens next.")
        )
    worry.state, worry.closed_at = WorryState.CLOSED, event.at
    worry.closed_by, worry.outcome, worry.turn_ends_at = event.actor.name, outcome, None
    add_step(event, worry, StepKind.CLOSED)
    worry.save()
    event.about(worry, outcome=outcome)
    event.linked(patient=worry.patient)
    return worry


def check_is_on_call(clinic: Clinic) -> None:
    """Refuse to sort anything while nobody is named who looks at it."""
    if not clinic.has_on_call:
        raise WrongState(_("Nobody reads reports here yet. Call the clinic; you do not have to be sure."))


def needs_somebody(row: CheckIn) -> bool:
    """Tell whether a person must look: at a level above self-care, at words, and at a product nobody knows."""
    return row.level != "self_care" or row.answer["text_to_read"] or bool(row.answer["unrecognised"])


def _check_in(event: Event, sheet: AftercareSheet, report: CheckInReport) -> CheckIn:
    record = record_of(sheet.session, chart_of(sheet.session))
    policy = policy_of_clinic(sheet.clinic)
    history = conditions_of(record, shipped_content(), policy)
    phone = sheet.clinic.phone
    answer = triage(report, record, history, shipped_content(), policy, clinic_phone=phone)
    return CheckIn(
        clinic=sheet.clinic,
        created_at=event.at,
        patient=sheet.patient,
        session=sheet.session,
        sitting=event.actor.sitting,
        **_told(report, history, answer),
    )


def _told(report: CheckInReport, history: Conditions, answer: Triage) -> dict[str, object]:
    return {
        "day": report.day,
        "report": report_document(report),
        "conditions": {"met": sorted(history.met), "open": sorted(history.open)},
        "answer": triage_document(answer),
        "level": answer.level,
        "is_provisional": answer.provisional,
        "content_version": answer.content_version,
        "digest": digest(answer),
    }


def begin_worry(event: Event, row: CheckIn) -> Worry:
    """Write a worry and call whoever is on call, by name; where nobody is, the director is called at once."""
    worry = Worry(
        clinic=row.clinic,
        created_at=event.at,
        check_in=row,
        patient=row.patient,
        level=row.level,
        due_at=answered_by(row.level, event.at),
        is_out_of_hours=not is_somebody_on_call(row.clinic, event.at),
    )
    worry.save(force_insert=True)
    because = StepCause.NOBODY_ON_CALL if worry.is_out_of_hours else StepCause.TOLD
    member = called_next(worry, event.at)
    if member is None:  # a clinic always has a director; if the last one is gone the board still shows it
        worry.turn_ends_at = event.at
    else:
        call_somebody(event, worry, member, because, is_safety=worry.level in URGENT)
    worry.save()
    return worry


def _forget_draft(event: Event, patient: Patient) -> None:
    """Delete what was begun in the browser in which it was sent now."""
    if event.actor.sitting:
        links = PatientLink.objects.filter(patient=patient, draft_sitting=event.actor.sitting)
        links.update(draft=None, draft_at=None, draft_sitting="")


def _ask_again(event: Event, row: CheckIn) -> None:
    """Write when it is asked again: soon after a worry; where a warning sign was left open and nobody looks, a call."""
    hours = row.answer["ask_again"].get("hours")
    if hours:
        _write_follow_up(event, row, MessageKind.CHECK_IN, timedelta(hours=hours))
    if row.is_provisional and row.level == "self_care":
        _write_follow_up(event, row, MessageKind.OPEN, OPEN_FOR)


def _write_follow_up(event: Event, row: CheckIn, kind: str, wait: timedelta) -> None:
    zone = preference_of(row.patient).zone()
    Message.objects.create(
        clinic=row.clinic,
        created_at=event.at,
        patient=row.patient,
        kind=kind,
        day=row.day,
        key=f"{row.pk}:{kind}",
        not_before=earliest_moment(event.at + wait, zone),
    )


def _note_answered(event: Event, worry: Worry) -> None:
    """Stop the clock: whoever told it was answered. A photograph that nobody has seen keeps a clock of its own."""
    worry.answered_at = worry.answered_at or event.at
    worry.turn_ends_at = looked_by(event, worry)


def _tell_that_it_waits(event: Event, worry: Worry, number: int) -> None:
    """Write the message that says to the patient that something waits; of what is urgent it comes by night too."""
    Message.objects.create(
        clinic=worry.clinic,
        created_at=event.at,
        patient=worry.patient,
        kind=MessageKind.ANSWER,
        key=f"{worry.pk}:answer:{number}",
        is_safety=worry.level in URGENT,
        not_before=event.at,
    )
