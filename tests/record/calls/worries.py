"""Deeds of worries."""

from clinic.records.actions.worries import acknowledge_worry, close_worry, report_check_in
from clinic.records.actors import Actor
from clinic.records.models import CheckIn, Worry
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from tests.record.calls import call, in_state
from tests.record.calls.aftercare import a_sheet

PUS = CheckInReport(day=0, signs=(ReportedSign(sign="pus"),))
OUTCOME = "Called, seen, swab taken; again tomorrow."


def named_on_call(cast):
    """Name somebody who reads reports here."""
    cast.clinic.on_call_name, cast.clinic.on_call_hours = "Ada Nurse", "every day"
    cast.clinic.save()


def a_report(cast, report=PUS, sitting="a-browser") -> CheckIn:
    """Let the patient report something after a treatment."""
    named_on_call(cast)
    if not cast.patient.aftercare_sheets.exists():
        a_sheet(cast)
    cast.patient.refresh_from_db()
    return report_check_in(Actor.patient(cast.patient, sitting=sitting), cast.patient, report)


def a_worry(cast, **given) -> Worry:
    return Worry.objects.get(check_in=a_report(cast, **given))


@in_state("worry", "open")
def _(cast):
    return a_worry(cast)


@in_state("worry", "acknowledged")
def _(cast):
    return acknowledge_worry(cast.actor("nurse"), a_worry(cast))


@in_state("worry", "closed")
def _(cast):
    worry = acknowledge_worry(cast.actor("nurse"), a_worry(cast))
    return close_worry(cast.actor("nurse"), worry, OUTCOME)


@call("report_check_in")
def _(cast, actor, patient):
    named_on_call(cast)
    if patient.state == "registered" and not patient.aftercare_sheets.exists():
        a_sheet(cast)
    patient.clinic.refresh_from_db()
    return report_check_in(actor, patient, PUS)


@call("acknowledge_worry")
def _(cast, actor, worry):
    return acknowledge_worry(actor, worry)


@call("close_worry")
def _(cast, actor, worry):
    return close_worry(actor, worry, OUTCOME)
