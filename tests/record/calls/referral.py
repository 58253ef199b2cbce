"""Deeds of referral."""

from clinic.records.actions import history, screening
from clinic.records.actions.history import Said
from clinic.records.actions.referral import note_referral_answer, refer_patient
from clinic.records.models import DecisionRecord, Referral
from tests.record.calls import call

TO, ASKED = "Dr Iris Feld, dermatologist, Elm Street 4", "May her cheeks be needled with this keloid?"


def to_be_referred(cast) -> DecisionRecord:
    """Record a decision that asks for a referral, or give the newest one."""
    if known := cast.patient.decisions.first():
        return known
    nurse = cast.actor("nurse")
    history.set_concern(nurse, cast.patient, "wrinkles-fine", ["forehead"])
    keloid = Said(asks="keloid-history", answer="yes", zones=("chest",))
    history.answer_questions(nurse, cast.patient, [keloid])
    return screening.record_decision(nurse, cast.patient)


def a_referral(cast) -> Referral:
    """Sign a referral, or give the newest one."""
    known = cast.patient.referrals.first()
    return known or refer_patient(cast.actor("nurse"), to_be_referred(cast), TO, ASKED)


@call("refer_patient")
def _(cast, actor, row):
    return refer_patient(actor, to_be_referred(cast), TO, ASKED)


@call("note_referral_answer")
def _(cast, actor, row):
    referral = a_referral(cast)
    return note_referral_answer(actor, referral, referral.on, "Dr Iris Feld", "Yes, on the face.")
