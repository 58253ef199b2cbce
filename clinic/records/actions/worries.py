"""Deeds of worries: a report from home is sorted and kept; somebody looks at it, and it ends with an outcome."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.actions.adverse_events import from_report
from clinic.records.deeds import Event, deed
from clinic.records.models import AftercareSheet, CheckIn, Patient, Worry, WorryState
from clinic.records.queries.aftercare import newest_sheet
from clinic.records.queries.chart import chart_of, record_of
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.refusals import BadInput, NotHere, WrongState
from needlepoint.aftercare.report import CheckInReport
from needlepoint.aftercare.triage import Triage, triage
from needlepoint.interop.check_in import report_document
from needlepoint.interop.triage import triage_document
from needlepoint.protocols.library import shipped_content
from needlepoint.session.conditions import Conditions, conditions_of
from needlepoint.vocabulary.canonical import digest

# By when somebody has looked. Two hours for "today" is what the clinic promises; the others are conventions.
HOURS_TO_LOOK: Final = {"emergency": 1, "same_day": 2, "contact": 24, "self_care": 24}
SHORTEST_OUTCOME: Final = 5


@deed(on=Patient)
def report_check_in(event: Event, patient: Patient, report: CheckInReport) -> CheckIn:
    """Sort what a patient reports, and keep it whole; where a person must look at it, say until when."""
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
        worry = _worry(event, row)
        worry.save(force_insert=True)
        event.linked(worry=worry)
    return row


@deed(on=Worry)
def acknowledge_worry(event: Event, worry: Worry) -> Worry:
    """Take a worry on: from now on somebody is at it, by name."""
    worry.state, worry.acknowledged_at = WorryState.ACKNOWLEDGED, event.at
    worry.acknowledged_by = event.actor.name
    worry.save()
    event.about(worry)
    event.linked(patient=worry.patient)
    return worry


@deed(on=Worry)
def close_worry(event: Event, worry: Worry, outcome: str) -> Worry:
    """Close a worry with what came of it; without an outcome none is closed."""
    outcome = outcome.strip()
    if len(outcome) < SHORTEST_OUTCOME:
        raise BadInput(
            "outcome", _("Write what came of it: whom you reached, what you saw, what happens next.")
        )
    worry.state, worry.closed_at = WorryState.CLOSED, event.at
    worry.closed_by, worry.outcome = event.actor.name, outcome
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


def _worry(event: Event, row: CheckIn) -> Worry:
    return Worry(
        clinic=row.clinic,
        created_at=event.at,
        check_in=row,
        patient=row.patient,
        level=row.level,
        due_at=event.at + timedelta(hours=HOURS_TO_LOOK[row.level]),
        on_call_name=row.clinic.on_call_name,
    )
