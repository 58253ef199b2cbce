"""Deeds of consent."""

from clinic.records.actions.consent import (
    Explained,
    Signed,
    offer_consent,
    record_baseline,
    sign_consent,
    state_photo_consent,
    withdraw_consent,
)
from clinic.records.actors import Actor
from clinic.records.models import Consent, ConsentOffer
from tests.record.calls import call
from tests.record.calls.planning import an_approved_plan

EXPLAINED = Explained(language="en", capacity="Says it back in their own words")
SIGNED = Signed(typed_name="Ada Lovelace", drawing="M10 10L20 20", photographs={"treatment-record": True})


def an_offer(cast) -> ConsentOffer:
    """Show the text of the approved plan."""
    an_approved_plan(cast)
    return offer_consent(cast.actor("doctor"), cast.patient, EXPLAINED)


def a_signed_consent(cast) -> Consent:
    """Show the text and let the patient sign it."""
    return sign_consent(Actor.patient(cast.patient), an_offer(cast), SIGNED)


@call("record_baseline")
def _(cast, actor, row):
    return record_baseline(actor, row, "The scars catch the light.", 6)


@call("offer_consent")
def _(cast, actor, row):
    if row.state == "registered":
        an_approved_plan(cast)
    return offer_consent(actor, row, EXPLAINED)


@call("sign_consent")
def _(cast, actor, row):
    return sign_consent(actor, an_offer(cast), SIGNED)


@call("withdraw_consent")
def _(cast, actor, row):
    return withdraw_consent(actor, a_signed_consent(cast), "I changed my mind")


@call("state_photo_consent")
def _(cast, actor, row):
    return state_photo_consent(actor, row, "teaching", False)
