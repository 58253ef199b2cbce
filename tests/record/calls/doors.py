"""Deeds at the patient's doors."""

from clinic.records.actions import doors
from clinic.records.models import Handover, PatientLink
from tests.record.calls import call, in_state


def a_link(cast) -> PatientLink:
    return PatientLink.objects.first() or doors.send_patient_link(cast.actor("front_desk"), cast.patient)


def given(cast) -> Handover:
    return doors.hand_over_tablet(cast.actor("doctor"), cast.patient, "history")


@in_state("handover", "given")
def _(cast):
    return given(cast)


@in_state("handover", "taken_back")
def _(cast):
    return doors.take_tablet_back(cast.actor("doctor"), given(cast))


@call("send_patient_link")
def _(cast, actor, patient):
    return doors.send_patient_link(actor, patient)


@call("revoke_patient_link")
def _(cast, actor, row):
    return doors.revoke_patient_link(actor, a_link(cast))


@call("open_patient_link")
def _(cast, actor, row):
    return doors.open_patient_link(actor, a_link(cast), cast.patient.birth_date)


@call("note_link_met_staff")
def _(cast, actor, row):
    return doors.note_link_met_staff(actor, a_link(cast))


@call("hand_over_tablet")
def _(cast, actor, patient):
    return doors.hand_over_tablet(actor, patient, "history")


@call("take_tablet_back")
def _(cast, actor, row):
    Handover.objects.filter(pk=row.pk).update(by_id=actor.id)
    return doors.take_tablet_back(actor, row)
