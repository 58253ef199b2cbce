"""Deeds of worries."""

from dataclasses import replace
from datetime import time, timedelta

from clinic.records import clock
from clinic.records.actions.digest import write_worry_digest
from clinic.records.actions.doors import send_patient_link
from clinic.records.actions.drafts import drop_old_drafts, keep_draft
from clinic.records.actions.erasure import ask_for_erasure
from clinic.records.actions.escalation import call_next_in_line, hand_over_worry
from clinic.records.actions.replies import approve_reply_text, withdraw_reply_text
from clinic.records.actions.rota import ShiftDetails, add_shifts, take_out_shift
from clinic.records.actions.worries import (
    acknowledge_worry,
    close_worry,
    note_worry_call,
    reply_to_worry,
    report_check_in,
)
from clinic.records.actors import PATIENT, Actor
from clinic.records.models import CheckIn, OnCallShift, ReplyText, Worry
from clinic.records.queries.rota import is_somebody_on_call
from needlepoint.aftercare.report import CheckInReport, ReportedSign
from tests.record.calls import call, in_state
from tests.record.calls.aftercare import a_sheet

PUS = CheckInReport(day=0, signs=(ReportedSign(sign="pus"),))
OUTCOME = "Called, seen, swab taken; again tomorrow."


def named_on_call(cast):
    """Name somebody who reads reports here, and put the nurse on call for today."""
    cast.clinic.on_call_name, cast.clinic.on_call_hours = "Ada Nurse", "every day"
    cast.clinic.save()
    if not is_somebody_on_call(cast.clinic, clock.now()):
        a_shift(cast)


def a_shift(cast, name="nurse", **changed) -> OnCallShift:
    """Put somebody on call today, round the clock."""
    director = cast.actor("director")
    usual = {"on": director.today, "begin": time(0), "end": time(0)}
    return add_shifts(director, cast.members[name], ShiftDetails(**usual | changed))[0]


def a_digest(cast):
    with clock.at(clock.now().replace(hour=12)):
        return write_worry_digest(Actor.system(cast.clinic))


def handed_over(cast) -> Worry:
    return hand_over_worry(cast.actor("director"), a_worry(cast), cast.members["doctor"], "my shift ends")


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


@in_state("worry", "handed_over")
def _(cast):
    return handed_over(cast)


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


@call("note_worry_call")
def _(cast, actor, worry):
    return note_worry_call(actor, worry, "yes", "better already")


@call("reply_to_worry")
def _(cast, actor, worry):
    return reply_to_worry(actor, worry, "Please come by at four today.")


@call("hand_over_worry")
def _(cast, actor, worry):
    return hand_over_worry(actor, worry, cast.members["aesthetician"], "my shift ends")


@call("call_next_in_line")
def _(cast, actor, worry):
    with clock.at((worry.turn_ends_at or clock.now()) + timedelta(minutes=1)):
        return call_next_in_line(actor, worry)


@in_state("shift", "standing")
def standing(cast):
    return a_shift(cast)


@in_state("shift", "taken_out")
def _(cast):
    return take_out_shift(cast.actor("director"), a_shift(cast))


@call("add_shifts")
def _(cast, actor, member):
    return add_shifts(
        actor,
        member,
        ShiftDetails(on=cast.actor("director").today, begin=time(8), end=time(20)),
    )


@call("take_out_shift")
def _(cast, actor, shift):
    return take_out_shift(actor, shift)


def a_text(cast) -> ReplyText:
    return approve_reply_text(cast.actor("director"), "Come in", "Please come by today.")


@in_state("reply_text", "approved")
def _(cast):
    return a_text(cast)


@in_state("reply_text", "withdrawn")
def _(cast):
    return withdraw_reply_text(cast.actor("director"), a_text(cast))


@call("write_worry_digest")
def _(cast, actor, row):
    with clock.at(clock.now().replace(hour=12)):
        return write_worry_digest(actor)


@call("approve_reply_text")
def _(cast, actor, row):
    return approve_reply_text(actor, "Come in", "Please come by today.")


@call("withdraw_reply_text")
def _(cast, actor, row):
    return withdraw_reply_text(actor, row)


@call("keep_draft")
def _(cast, actor, row):
    link = send_patient_link(cast.actor("nurse"), cast.patient, "aftercare")
    named_on_call(cast)
    writer = replace(actor, sitting="here") if actor.kind == PATIENT else actor
    return keep_draft(writer, link, {"text": ["it itches"]})


@call("drop_old_drafts")
def _(cast, actor, row):
    return drop_old_drafts(actor)


@call("ask_for_erasure")
def _(cast, actor, patient):
    return ask_for_erasure(actor, patient)
