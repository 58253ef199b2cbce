"""Handpieces: what is measured is signed and never changed; a correction takes its place; a plan is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.records.actions import commissioning as deeds
from clinic.records.actions.planning import approve_plan, revise_plan
from clinic.records.models import CommissioningRecord, Handpiece
from clinic.records.queries.commissioning import commissioned, device_standing, handpieces
from clinic.records.queries.planning import Choices, acknowledgement_of, choices_of, consider
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.records.signatures import is_intact
from clinic.records.verification import verify_plans
from needlepoint.protocols.library import shipped_content
from tests.record.calls.commissioning import (
    SKINPEN,
    a_commissioned_handpiece,
    a_handpiece,
    a_stamp,
    depth_details,
    service_details,
    stamp_details,
)
from tests.record.calls.planning import a_draft, afresh, approve, clear


@pytest.fixture
def nurse(cast):
    return cast.actor("nurse")


def again(handpiece: Handpiece) -> Handpiece:
    """Give a handpiece as the next request would read it."""
    return Handpiece.objects.get(pk=handpiece.pk)


def standing(handpiece: Handpiece, on) -> dict[str, str]:
    return {one.item: one.standing for one in commissioned(again(handpiece), on).standing.items}


def test_a_stamp_test_is_signed_over_what_it_says(cast, nurse):
    record = a_stamp(cast)
    assert record.content["expected"] == pytest.approx(16_338)
    assert is_intact(record.signature, deeds.signed_document(record))
    assert record.signature.signer_name == "Nurse"


def test_nobody_changes_or_deletes_a_record(cast):
    record = a_stamp(cast)
    for attempt in (
        lambda: CommissioningRecord.objects.filter(pk=record.pk).update(reason="x"),
        lambda: CommissioningRecord.objects.filter(pk=record.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_repeated_tests_give_a_mean_with_its_spread(cast, nurse):
    handpiece = a_handpiece(cast)
    for counted in (9_800, 8_900, 9_300):
        a_stamp(cast, handpiece, counted=counted)
    kappa = commissioned(again(handpiece), nurse.today).standing.shares[0].kappa
    assert (kappa.tests, round(kappa.mean, 2)) == (3, 0.57)
    assert kappa.low < kappa.mean < kappa.high


def test_a_correction_takes_the_place_of_a_record_which_stays(cast, nurse):
    handpiece, record = a_handpiece(cast), a_stamp(cast)
    newer = deeds.correct_commissioning(
        nurse, handpiece, record, stamp_details(nurse.today, counted=4_900), "Counted half twice"
    )
    found = commissioned(again(handpiece), nurse.today)
    assert {one.pk for one in found.records} == {record.pk, newer.pk}
    assert found.standing.shares[0].kappa.tests == 1
    assert found.standing.shares[0].kappa.mean == pytest.approx(0.3, abs=0.001)
    with pytest.raises(WrongState, match="corrected already"):
        deeds.correct_commissioning(nurse, handpiece, record, None, "Once more")


def test_a_record_that_is_taken_back_counts_no_more_and_is_replaced_by_none(cast, nurse):
    handpiece, record = a_handpiece(cast), a_stamp(cast)
    void = deeds.correct_commissioning(nurse, handpiece, record, None, "It was another handpiece")
    assert standing(handpiece, nurse.today)["stamp"] == "missing"
    with pytest.raises(WrongState):
        deeds.correct_commissioning(nurse, handpiece, void, None, "And back")


def test_a_correction_wants_a_reason_and_a_record_of_this_handpiece(cast, nurse):
    record, other = a_stamp(cast), a_handpiece(cast, serial="SPP-2")
    with pytest.raises(BadInput) as silent:
        deeds.correct_commissioning(nurse, a_handpiece(cast), record, None, "  ")
    assert silent.value.field == "reason"
    with pytest.raises(BadInput) as elsewhere:
        deeds.correct_commissioning(nurse, other, record, None, "Wrong one")
    assert elsewhere.value.field == "record"


def test_a_serial_number_stands_once(cast, nurse):
    handpiece = a_handpiece(cast)
    details = deeds.HandpieceDetails(device=SKINPEN, serial=" SPP-1 ", in_use_on=nurse.today)
    with pytest.raises(AlreadyDone) as refusal:
        deeds.add_handpiece(nurse, details)
    assert refusal.value.made == handpiece


@pytest.mark.parametrize(
    ("field", "changed"),
    [("device", {"device": "nothing"}), ("serial", {"serial": " "}), ("in_use_on", {"days": 1})],
)
def test_a_handpiece_that_cannot_be_is_refused_by_its_field(cast, nurse, field, changed):
    on = nurse.today + timedelta(days=changed.pop("days", 0))
    with pytest.raises(BadInput) as refusal:
        deeds.add_handpiece(
            nurse, deeds.HandpieceDetails(**{"device": SKINPEN, "serial": "1", "in_use_on": on, **changed})
        )
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("counted", {"counted": 30_000}),
        ("seconds", {"seconds": None}),
        ("rate_hz", {"rate_hz": float("nan")}),
        ("area_cm2", {"area_cm2": -1.0}),
        ("cartridge", {"cartridge": " "}),
    ],
)
def test_a_stamp_test_that_cannot_be_is_refused_by_its_field_and_stores_nothing(cast, nurse, field, changed):
    with pytest.raises(BadInput) as refusal:
        deeds.record_stamp_test(nurse, a_handpiece(cast), stamp_details(nurse.today, **changed))
    assert refusal.value.field == field
    assert not CommissioningRecord.objects.exists()


@pytest.mark.parametrize("days", [1, -365 * 12])
def test_a_day_that_is_to_come_or_long_gone_is_refused(cast, nurse, days):
    with pytest.raises(BadInput) as refusal:
        deeds.record_service(nurse, a_handpiece(cast), service_details(nurse.today + timedelta(days=days)))
    assert refusal.value.field == "on"


def test_a_next_service_before_this_one_and_one_by_nobody_are_refused(cast, nurse):
    for field, changed in (("next_due_on", {"next_due_on": nurse.today}), ("by", {"by": " "})):
        with pytest.raises(BadInput) as refusal:
            deeds.record_service(nurse, a_handpiece(cast), service_details(nurse.today, **changed))
        assert refusal.value.field == field


def test_a_depth_check_outside_tolerance_is_stored_and_shown(cast, nurse):
    handpiece = a_handpiece(cast)
    deeds.record_depth_check(nurse, handpiece, depth_details(nurse.today, (0.5, 0.5), (1.5, 1.2)))
    assert standing(handpiece, nurse.today)["depth"] == "outside"
    deeds.record_depth_check(nurse, a_handpiece(cast, serial="SPP-2"), depth_details(nurse.today))
    assert standing(a_handpiece(cast, serial="SPP-2"), nurse.today)["depth"] == "kept"


def test_a_plan_is_told_of_a_device_without_a_handpiece_and_may_still_be_approved(cast):
    draft = a_draft(cast)
    told = consider(afresh(cast.patient), cast.actor("doctor").today, Choices(device=SKINPEN))
    assert len(told.uncommissioned) == 1
    assert "No handpiece of this device stands" in told.uncommissioned[0]
    assert approve(cast, cast.actor("doctor"), draft).state == "approved"


def test_a_plan_is_told_of_a_handpiece_that_is_not_commissioned_and_of_one_that_is_nothing(cast, nurse):
    handpiece = a_handpiece(cast)
    assert "is commissioned here" in device_standing(cast.clinic, SKINPEN, nurse.today).warnings[0]
    a_stamp(cast, handpiece)
    deeds.record_depth_check(nurse, handpiece, depth_details(nurse.today))
    assert device_standing(cast.clinic, SKINPEN, nurse.today).warnings == ()
    late = nurse.today + timedelta(days=200)
    assert "out of date" in device_standing(cast.clinic, SKINPEN, late).warnings[0]
    deeds.retire_handpiece(cast.actor("director"), handpiece)
    assert "No handpiece" in device_standing(cast.clinic, SKINPEN, nurse.today).warnings[0]


def test_the_share_of_the_clinics_tests_makes_the_seconds_of_a_plan(cast, nurse):
    clear(cast)
    before = consider(afresh(cast.patient), nurse.today, Choices(device=SKINPEN)).plan.zones[0]
    a_stamp(cast)
    after = consider(afresh(cast.patient), nurse.today, Choices(device=SKINPEN)).plan.zones[0]
    assert (before.target.is_lower_bound, after.target.is_lower_bound) == (True, False)
    assert after.target.seconds_low == pytest.approx(before.target.seconds_low / 0.6, rel=0.02)
    assert "One stamp test" in after.density_note


def of_two_types(cast, nurse) -> None:
    """Stamp two types of cartridge, the longer one last."""
    a_stamp(cast, on=nurse.today - timedelta(days=3), cartridge="Short tip", counted=9_800)
    a_stamp(cast, on=nurse.today - timedelta(days=1), cartridge="Long tip", counted=6_500)


def test_a_share_holds_for_one_type_of_cartridge_and_the_last_measured_is_taken(cast, nurse):
    of_two_types(cast, nurse)
    found = device_standing(cast.clinic, SKINPEN, nurse.today)
    assert [one.name for one in found.shares] == ["Long tip", "Short tip"]
    assert [round(one.kappa.mean, 2) for one in found.shares] == [0.4, 0.6]
    assert found.kappa == found.shares[0].kappa
    named = device_standing(cast.clinic, SKINPEN, nurse.today, "short  TIP")
    assert named.kappa == found.shares[1].kappa
    assert device_standing(cast.clinic, SKINPEN, nurse.today, "nobody stamped it").share == found.share


def test_a_plan_keeps_its_type_when_its_tests_lapse_and_says_so(cast, nurse):
    of_two_types(cast, nurse)
    clear(cast)
    draft = a_draft(cast)
    kept = revise_plan(
        cast.actor("doctor"), draft, replace(choices_of(draft), cartridge="Short tip"), version=draft.version
    )
    days = int(shipped_content().parameter["stamp-test-valid"].value)
    later = nurse.today + timedelta(days=days - 2)
    found = device_standing(cast.clinic, SKINPEN, later, "short TIP")
    assert [one.name for one in found.shares] == ["Long tip"]
    assert (found.share, found.kappa, found.lapsed) == (None, None, "short TIP")
    assert "whose stamp tests no longer count" in found.warnings[0]
    considered = consider(afresh(cast.patient), later, choices_of(kept))
    assert considered.cartridge == "Short tip"
    assert considered.kappa is None
    assert considered.uncommissioned[0] == found.warnings[0].replace("short TIP", "Short tip")


def test_a_type_of_another_device_is_no_lapsed_one(cast, nurse):
    of_two_types(cast, nurse)
    found = device_standing(cast.clinic, SKINPEN, nurse.today, "Tip of another pen")
    assert (found.share.name, found.lapsed) == ("Long tip", "")


def test_a_type_with_other_needles_is_left_out_of_plans_and_says_so(cast, nurse):
    a_stamp(cast, cartridge="Wide tip", needle_count=36, counted=20_000)
    found = device_standing(cast.clinic, SKINPEN, nurse.today)
    assert found.kappa is None
    assert any("Wide tip was measured with 36 needles" in words for words in found.warnings)


def test_a_plan_keeps_the_type_that_was_chosen_and_works_out_the_same_again(cast, nurse):
    of_two_types(cast, nurse)
    clear(cast)
    doctor, today = cast.actor("doctor"), nurse.today
    draft = a_draft(cast)
    chosen = replace(choices_of(draft), cartridge="Short tip")
    seen = [acknowledgement_of(item) for item in draft.to_domain().off_label]
    kept = approve_plan(doctor, draft, chosen, seen, version=draft.version)
    assert (kept.cartridge, round(kept.kappa.mean, 2)) == ("Short tip", 0.6)
    longer = consider(afresh(cast.patient), today, Choices(device=SKINPEN, cartridge="Long tip")).plan.zones[
        0
    ]
    shorter = consider(
        afresh(cast.patient), today, Choices(device=SKINPEN, cartridge="Short tip")
    ).plan.zones[0]
    assert longer.target.seconds_low > 1.4 * shorter.target.seconds_low
    assert [one.faults for one in verify_plans() if one.row_id == kept.pk] == [()]


def test_a_plan_is_told_what_of_a_handpiece_is_past_its_day(cast, nurse):
    handpiece = a_commissioned_handpiece(cast)
    deeds.record_service(
        nurse, handpiece, service_details(nurse.today, next_due_on=nurse.today + timedelta(7))
    )
    assert device_standing(cast.clinic, SKINPEN, nurse.today + timedelta(6)).warnings == ()
    (told,) = device_standing(cast.clinic, SKINPEN, nurse.today + timedelta(7)).warnings
    assert told.startswith("Handpiece A-1047: its service is due since")
    late = device_standing(cast.clinic, SKINPEN, nurse.today + timedelta(180)).warnings[-1]
    assert "its depth check is out of date since" in late


def test_another_clinic_sees_and_uses_none_of_ours(cast, nurse):
    a_stamp(cast)
    assert handpieces(cast.other_clinic, nurse.today) == []
    assert device_standing(cast.other_clinic, SKINPEN, nurse.today).kappa is None
