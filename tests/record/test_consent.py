"""Consent: to exactly one text, by the patient alone, never changed, and asked again only when it grows."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.consent import (
    LONGEST_DRAWING,
    Explained,
    Signed,
    offer_consent,
    record_baseline,
    sign_consent,
    signed_document,
    state_photo_consent,
    withdraw_consent,
)
from clinic.records.actions.planning import approve_plan, start_plan
from clinic.records.actors import Actor
from clinic.records.models import Baseline, Consent, ConsentOffer, PhotoStatement
from clinic.records.queries.consent import (
    consent_standing,
    newest_baseline,
    photo_standings,
    shown_unsigned_at,
    valid_consent,
)
from clinic.records.queries.course import course_line
from clinic.records.queries.planning import Choices, acknowledgement_of, consider
from clinic.records.refusals import BadInput, NotPermitted, WrongState
from clinic.records.signatures import is_intact
from tests.record.calls.consent import EXPLAINED, SIGNED, a_signed_consent, an_offer
from tests.record.calls.planning import DEVICE, afresh, an_approved_plan

ROWS = ["baseline", "consentoffer", "consent", "consentwithdrawal", "photostatement"]


DEEP = {"tips-past-dermis:cheek-left": "Clinical judgement"}


def new_version(cast, choices: Choices):
    """Approve a next version of the plan with other choices."""
    doctor = cast.actor("doctor")
    draft = start_plan(doctor, afresh(cast.patient), choices)
    off_label = consider(afresh(cast.patient), doctor.today, choices).plan.off_label
    words = [acknowledgement_of(item) for item in off_label]
    return approve_plan(doctor, draft, choices, words, version=draft.version)


def progress(cast):
    steps = course_line(afresh(cast.patient), cast.actor("doctor").today)
    return {step.room: step.progress for step in steps}["consent"]


def test_there_is_nothing_to_consent_to_before_a_plan_is_approved(cast):
    with pytest.raises(WrongState, match="approved plan"):
        offer_consent(cast.actor("doctor"), cast.patient, EXPLAINED)
    assert progress(cast).state == "later"


def test_the_text_is_the_plans_and_is_kept_word_for_word(cast):
    offer = an_offer(cast)
    assert offer.text["plan_digest"] == offer.plan.digest
    assert offer.text["digest"] == offer.digest
    assert {"what-is-done", "rarer-harms"} <= {paragraph["id"] for paragraph in offer.text["paragraphs"]}


def test_the_patient_signs_exactly_what_was_shown(cast):
    consent = a_signed_consent(cast)
    assert consent.digest == consent.offer.digest
    assert is_intact(consent.signature, signed_document(consent))
    assert consent.signature.signer_kind == "patient"
    event = AuditEvent.objects.get(deed="sign_consent")
    assert "Lovelace" not in str(event.digests)


def test_nobody_signs_for_the_patient(cast):
    offer = an_offer(cast)
    with pytest.raises(NotPermitted):
        sign_consent(cast.actor("doctor"), offer, SIGNED)
    other = Actor.patient(cast.other_patient)
    with pytest.raises(Exception, match=r"somebody else|Check the address"):
        sign_consent(other, offer, SIGNED)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("signed", "field"),
    [
        (Signed(typed_name="  "), "typed_name"),
        (Signed(typed_name="Ada", drawing="M1 1L" + "9" * LONGEST_DRAWING), "drawing"),
        (Signed(typed_name="Ada", drawing='M1 1"/><script>'), "drawing"),
        (Signed(typed_name="Ada", photographs={"advertising": True}), "purpose"),
        (Signed(typed_name="Ada", questions="x" * 1001), "questions"),
    ],
)
def test_what_cannot_be_a_signature_is_refused_and_nothing_is_stored(cast, signed, field):
    offer = an_offer(cast)
    with pytest.raises(BadInput) as refusal:
        sign_consent(Actor.patient(cast.patient), offer, signed)
    assert refusal.value.field == field
    assert not Consent.objects.exists()
    assert not PhotoStatement.objects.exists()


def test_a_typed_name_alone_suffices(cast):
    consent = sign_consent(Actor.patient(cast.patient), an_offer(cast), Signed(typed_name="Ada Lovelace"))
    assert valid_consent(afresh(cast.patient)) == consent


def test_a_second_click_does_not_sign_twice(cast):
    consent = a_signed_consent(cast)
    with pytest.raises(WrongState, match="already"):
        sign_consent(Actor.patient(cast.patient), consent.offer, SIGNED)
    assert Consent.objects.count() == 1


def test_the_time_to_reflect_runs_from_the_first_showing_of_the_same_text(cast):
    first = an_offer(cast)
    with clock.at(first.created_at + timedelta(minutes=30)):
        again = offer_consent(cast.actor("doctor"), cast.patient, EXPLAINED)
        consent = sign_consent(Actor.patient(cast.patient), again, SIGNED)
    assert again.digest == first.digest
    assert consent.created_at - consent.first_shown_at == timedelta(minutes=30)


def test_what_was_shown_and_not_signed_is_told(cast):
    offer = an_offer(cast)
    assert shown_unsigned_at(cast.patient) == offer.created_at
    sign_consent(Actor.patient(cast.patient), offer, SIGNED)
    assert shown_unsigned_at(cast.patient) is None


def test_a_text_whose_plan_was_superseded_is_not_signed(cast):
    offer = an_offer(cast)
    new_version(cast, Choices(device=DEVICE, zones=("cheek-left",)))
    with pytest.raises(WrongState, match="plan was changed"):
        sign_consent(Actor.patient(cast.patient), offer, SIGNED)


def test_a_smaller_plan_is_covered_and_a_bigger_one_asks_again(cast):
    a_signed_consent(cast)
    new_version(cast, Choices(device=DEVICE, zones=("cheek-left",)))
    assert valid_consent(afresh(cast.patient)) is not None
    new_version(cast, Choices(device=DEVICE, needle_lengths_mm={"cheek-left": 2.0}, reasons=DEEP))
    standing = consent_standing(afresh(cast.patient))
    assert not standing.is_valid
    assert "needle length" in {growth.what for growth in standing.growths}
    assert (progress(cast).state, progress(cast).note) == ("now", "ask again")


def test_a_new_thing_on_the_open_skin_asks_again(cast):
    a_signed_consent(cast)
    new_version(cast, Choices(device=DEVICE, adjuncts=("tranexamic-acid",)))
    assert {growth.what for growth in consent_standing(afresh(cast.patient)).growths} >= {"adjunct"}


def test_a_withdrawal_is_a_new_row_and_ends_the_consent(cast):
    consent = a_signed_consent(cast)
    assert progress(cast).state == "done"
    withdrawal = withdraw_consent(Actor.patient(cast.patient), consent)
    standing = consent_standing(afresh(cast.patient))
    assert (standing.is_withdrawn, standing.is_valid) == (True, False)
    assert standing.consent.withdrawal == withdrawal
    assert progress(cast).state == "blocked"
    with pytest.raises(WrongState, match="already"):
        withdraw_consent(cast.actor("nurse"), consent)


def test_after_a_withdrawal_somebody_may_agree_anew(cast):
    withdraw_consent(cast.actor("nurse"), a_signed_consent(cast))
    with clock.at(clock.now() + timedelta(hours=1)):
        anew = a_signed_consent(cast)
    assert valid_consent(afresh(cast.patient)) == anew


def test_photographs_are_asked_by_purpose_and_the_latest_word_counts(cast):
    a_signed_consent(cast)
    with clock.at(clock.now() + timedelta(minutes=1)):
        state_photo_consent(cast.actor("nurse"), cast.patient, "treatment-record", False)
    said = {standing.purpose: standing.is_given for standing in photo_standings(cast.patient)}
    assert said == {"treatment-record": False, "teaching": None, "publication": None}
    with pytest.raises(BadInput, match="no such purpose"):
        state_photo_consent(cast.actor("nurse"), cast.patient, "advertising", True)


def test_the_baseline_is_kept_in_their_own_words(cast):
    record_baseline(Actor.patient(cast.patient), cast.patient, "  Craters in side light  ", 7)
    baseline = newest_baseline(cast.patient)
    assert (baseline.words, baseline.rating, baseline.told_by) == ("Craters in side light", 7, "patient")
    for words, rating, field in (
        ("", 3, "words"),
        ("x" * 1001, 3, "words"),
        ("fine", 11, "rating"),
        ("fine", -1, "rating"),
    ):
        with pytest.raises(BadInput) as refusal:
            record_baseline(cast.actor("nurse"), cast.patient, words, rating)
        assert refusal.value.field == field
    assert Baseline.objects.count() == 1


def test_capacity_is_said_before_anything_is_shown(cast):
    an_approved_plan(cast)
    with pytest.raises(BadInput) as refusal:
        offer_consent(cast.actor("doctor"), cast.patient, Explained(language="en", capacity=" "))
    assert refusal.value.field == "capacity"
    assert not ConsentOffer.objects.exists()


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize("statement", ["UPDATE records_{} SET clinic_id = NULL", "DELETE FROM records_{}"])
def test_nothing_of_a_consent_is_ever_changed(cast, table, statement):
    record_baseline(cast.actor("nurse"), cast.patient, "Craters", 7)
    withdraw_consent(cast.actor("nurse"), a_signed_consent(cast))
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
