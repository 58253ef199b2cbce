"""Deeds upon patients."""

from clinic.records.actions import patients
from tests.cast import details
from tests.record.calls import call, in_state


@in_state("patient", "registered")
def _(cast):
    return cast.patient


@in_state("patient", "entered_in_error")
def _(cast):
    patients.mark_patient_entered_in_error(cast.actor("director"), cast.patient, "twin", version=1)
    cast.patient.refresh_from_db()
    return cast.patient


@call("register_patient")
def _(cast, actor, row):
    return patients.register_patient(actor, details("Mary Somerville"))


@call("amend_patient")
def _(cast, actor, row):
    return patients.amend_patient(actor, row, details("Ada King"), version=row.version)


@call("mark_patient_entered_in_error")
def _(cast, actor, row):
    return patients.mark_patient_entered_in_error(actor, row, "twin", version=row.version)


@call("mark_arrived")
def _(cast, actor, row):
    return patients.mark_arrived(actor, row)


@call("mark_left")
def _(cast, actor, row):
    if row.state == "registered" and not row.attendances.exists():
        patients.mark_arrived(cast.actor("director"), row)
    return patients.mark_left(actor, row)
