"""A consent is asked again exactly when what is disclosed grows."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlepoint.consent.photographs import PURPOSE_TEXTS, PhotoConsent, PhotoPurpose, may_be_used, withdrawn
from needlepoint.consent.validity import ConsentScope, Withdrawal, is_in_force, must_ask_again, scope_of
from needlepoint.interop.plan import restored_scope, stored_scope
from tests.plans import clean_plan

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGNED = ConsentScope(
    zones=(("cheek-left", 1.5), ("nose", None)),
    device_kind="pen",
    label_status="cleared",
    off_label=("age",),
    adjuncts=("saline",),
    anaesthetic="emla-us",
)
GROWN = {
    "a new zone": ({"zones": (("cheek-left", 1.5), ("chin", 1.0))}, "zone"),
    "a longer needle": ({"zones": (("cheek-left", 1.51),)}, "needle length"),
    "a length where none was named": ({"zones": (("nose", 0.25),)}, "needle length"),
    "another class of device": ({"device_kind": "roller"}, "device class"),
    "a device without a label": ({"label_status": "no-label-read"}, "label status"),
    "something newly off-label": ({"off_label": ("age", "zone:chin")}, "label status"),
    "an adjunct": ({"adjuncts": ("saline", "prp")}, "adjunct"),
    "another numbing product": ({"anaesthetic": "lmx4-uk"}, "anaesthetic"),
}
NOT_GROWN = {
    "nothing": {},
    "a zone less": {"zones": (("cheek-left", 1.5),)},
    "a shorter needle": {"zones": (("cheek-left", 0.5),)},
    "no length any more": {"zones": (("cheek-left", None),)},
    "a newer label": {"label_status": "authorised"},
    "less off-label": {"off_label": ()},
    "no adjunct": {"adjuncts": ()},
    "no numbing": {"anaesthetic": None},
}


@pytest.mark.parametrize("change", GROWN)
def test_it_asks_again_for(change):
    fields, what = GROWN[change]
    (growth,) = must_ask_again(SIGNED, replace(SIGNED, **fields))
    assert growth.what == what
    assert growth.about in growth.reason or growth.what in ("device class", "label status")


@pytest.mark.parametrize("change", NOT_GROWN)
def test_it_does_not_ask_again_for(change):
    assert must_ask_again(SIGNED, replace(SIGNED, **NOT_GROWN[change])) == ()


def test_everything_that_grew_is_told_at_once():
    now = SIGNED
    for fields, _ in GROWN.values():
        now = replace(now, **fields)
    now = replace(now, zones=(("cheek-left", 2.0), ("chin", 1.0)))
    assert {growth.what for growth in must_ask_again(SIGNED, now)} == {what for _, what in GROWN.values()}


LENGTHS = st.none() | st.integers(1, 250).map(lambda hundredths: hundredths / 100)
NAMES = st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple)
SCOPES = st.builds(
    ConsentScope,
    zones=st.dictionaries(st.sampled_from(["chin", "nose", "neck"]), LENGTHS).map(lambda d: tuple(d.items())),
    device_kind=st.sampled_from(["pen", "roller"]),
    label_status=st.sampled_from(["authorised", "cleared", "no-label-read"]),
    off_label=NAMES,
    adjuncts=NAMES,
    anaesthetic=st.none() | st.sampled_from(["x", "y"]),
)


@given(SCOPES)
def test_the_same_plan_never_asks_again(scope):
    assert must_ask_again(scope, scope) == ()


@given(SCOPES, SCOPES, SCOPES)
def test_what_two_consents_in_a_row_cover_the_first_covers(first, second, third):
    if not must_ask_again(first, second) and not must_ask_again(second, third):
        lengths = dict(second.zones)
        if all(lengths.get(zone) is not None for zone, _ in third.zones):
            assert must_ask_again(first, third) == ()


@given(SCOPES)
def test_a_scope_comes_back_the_same_from_storage(scope):
    assert restored_scope(json.loads(json.dumps(stored_scope(scope)))) == scope


def test_a_plan_is_covered_up_to_its_ceiling_but_not_beyond():
    signed = scope_of(clean_plan(needle_lengths_mm={"cheek-left": 1.0}))
    assert must_ask_again(signed, scope_of(clean_plan())) == ()
    deeper = must_ask_again(signed, scope_of(clean_plan(needle_lengths_mm={"cheek-left": 1.75})))
    assert {growth.what for growth in deeper} == {"needle length", "label status"}


def test_a_plan_without_a_length_consents_to_none():
    assert dict(scope_of(clean_plan(device="generic-pen")).zones) == {"cheek-left": None, "cheek-right": None}


def test_a_roller_after_a_pen_asks_again():
    whats = {
        g.what for g in must_ask_again(scope_of(clean_plan()), scope_of(clean_plan(device="dermaroller-192")))
    }
    assert {"device class", "label status"} <= whats


def test_a_consent_holds_from_its_signature_until_it_is_withdrawn():
    taken_back = (Withdrawal(at=NOON + HOUR, by="the patient"),)
    assert not is_in_force(NOON, (), NOON - HOUR)
    assert is_in_force(NOON, taken_back, NOON)
    assert not is_in_force(NOON, taken_back, NOON + HOUR)


def test_a_consent_signed_anew_after_a_withdrawal_holds():
    assert is_in_force(NOON + 2 * HOUR, (Withdrawal(at=NOON + HOUR, by="the patient"),), NOON + 3 * HOUR)


def said(is_given: bool, at: datetime, purpose=PhotoPurpose.TEACHING, image=None) -> PhotoConsent:
    return PhotoConsent(purpose=purpose, is_given=is_given, at=at, image=image)


def test_silence_about_a_photograph_is_no():
    assert not may_be_used((), PhotoPurpose.TREATMENT_RECORD, "a", NOON)


def test_one_purpose_does_not_open_another():
    given = (said(True, NOON),)
    assert may_be_used(given, PhotoPurpose.TEACHING, "a", NOON)
    assert not may_be_used(given, PhotoPurpose.PUBLICATION, "a", NOON)


def test_the_later_word_counts_and_of_two_at_once_the_refusal():
    told = (said(True, NOON), said(False, NOON + HOUR))
    assert may_be_used(told, PhotoPurpose.TEACHING, "a", NOON)
    assert not may_be_used(told, PhotoPurpose.TEACHING, "a", NOON + HOUR)
    assert not may_be_used((said(True, NOON), said(False, NOON)), PhotoPurpose.TEACHING, "a", NOON)


def test_one_image_is_withdrawn_without_the_others_and_is_named():
    told = (said(True, NOON), said(False, NOON + HOUR, image="b"))
    assert may_be_used(told, PhotoPurpose.TEACHING, "a", NOON + HOUR)
    assert withdrawn(told, PhotoPurpose.TEACHING, ("a", "b"), NOON + HOUR) == ("b",)


def test_a_no_to_one_image_is_ended_by_a_later_yes_to_that_image_alone():
    told = (said(True, NOON), said(False, NOON + HOUR, image="b"), said(True, NOON + 2 * HOUR))
    assert may_be_used(told, PhotoPurpose.TEACHING, "a", NOON + 3 * HOUR)
    assert not may_be_used(told, PhotoPurpose.TEACHING, "b", NOON + 3 * HOUR)
    assert withdrawn(told, PhotoPurpose.TEACHING, ("a", "b"), NOON + 3 * HOUR) == ("b",)
    again = (*told, said(True, NOON + 3 * HOUR, image="b"))
    assert may_be_used(again, PhotoPurpose.TEACHING, "b", NOON + 3 * HOUR)
    assert not may_be_used(
        (*again, said(False, NOON + 4 * HOUR)), PhotoPurpose.TEACHING, "b", NOON + 4 * HOUR
    )


def test_what_was_never_given_is_not_called_withdrawn():
    assert withdrawn((said(False, NOON),), PhotoPurpose.TEACHING, ("a",), NOON) == ()


def test_every_purpose_is_explained_and_advertising_is_none():
    assert set(PURPOSE_TEXTS) == set(PhotoPurpose)
    assert "marketing" not in {purpose.value for purpose in PhotoPurpose}
