"""Plans: what follows from choices, what blocks approving, and that an approved version never changes."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from clinic.audit.models import AuditEvent
from clinic.records import clock
from clinic.records.actions.history import EntryDetails, note_entry, set_concern
from clinic.records.actions.planning import (
    approve_plan,
    approved_document,
    discard_plan,
    note_prescriber_word,
    revise_plan,
    start_plan,
)
from clinic.records.actions.screening import record_decision
from clinic.records.models import Plan, Signature
from clinic.records.queries.course import course_line
from clinic.records.queries.planning import (
    Choices,
    acknowledgement_of,
    answers,
    approvals_open,
    approved_plan,
    asked_of_prescriber,
    choices_of,
    consider,
    draft_of,
)
from clinic.records.refusals import BadInput, EditedMeanwhile, WrongState
from clinic.records.signatures import is_intact
from tests.cast import Cast
from tests.record.calls.planning import (
    DEVICE,
    PRESCRIBED,
    a_draft,
    a_draft_that_asks_a_prescriber,
    afresh,
    an_approved_plan,
    approve,
    clear,
)


def state_of_plan(cast):
    doctor = cast.actor("doctor")
    steps = {step.room: step.progress for step in course_line(afresh(cast.patient), doctor.today)}
    return steps["planning"]


def with_length(plan, length_mm: float) -> Choices:
    said = {"tips-past-dermis:cheek-left": "Clinical judgement"}
    return Choices(device=plan.device, needle_lengths_mm={"cheek-left": length_mm}, reasons=said)


def test_a_cleared_patient_waits_for_a_plan_and_an_approved_one_is_done(cast):
    clear(cast)
    assert (state_of_plan(cast).state, state_of_plan(cast).next_deed) == ("now", "Make a plan")
    a_draft(cast)
    assert state_of_plan(cast).note == "draft"
    an_approved_plan(cast)
    assert state_of_plan(cast).state == "done"


def test_the_stored_proposal_comes_back_with_the_same_digest(cast):
    plan = a_draft(cast)
    assert plan.to_domain().digest == plan.digest
    assert {zone.needle_length_mm for zone in plan.to_domain().zones} == {0.75}


def test_there_is_one_draft_at_a_time(cast):
    a_draft(cast)
    with pytest.raises(WrongState, match="draft exists"):
        start_plan(cast.actor("nurse"), cast.patient, Choices(device=DEVICE))
    assert Plan.objects.filter(patient=cast.patient).count() == 1


def test_a_plan_needs_a_concern_and_a_known_device(cast):
    with pytest.raises(BadInput, match="concern"):
        start_plan(cast.actor("doctor"), cast.patient, Choices(device=DEVICE))
    with pytest.raises(BadInput) as refusal:
        start_plan(cast.actor("doctor"), cast.patient, Choices(device="a fork"))
    assert refusal.value.field == "device"
    assert not Plan.objects.exists()


def test_a_length_beyond_the_device_is_refused_and_nothing_is_stored(cast):
    plan = a_draft(cast)
    with pytest.raises(BadInput) as refusal:
        revise_plan(cast.actor("doctor"), plan, with_length(plan, 3.0), version=plan.version)
    assert refusal.value.field == "needle_length_mm"
    plan.refresh_from_db()
    assert (plan.version, plan.needle_lengths) == (1, {})


def test_a_refused_adjunct_is_refused(cast):
    plan = a_draft(cast)
    closed = next(check.id for check in plan.to_domain().adjuncts if check.allowed == "no")
    with pytest.raises(BadInput) as refusal:
        revise_plan(cast.actor("doctor"), plan, Choices(device=DEVICE, adjuncts=(closed,)), version=1)
    assert refusal.value.field == "adjuncts"


def test_the_second_of_two_people_is_told_and_nothing_is_overwritten(cast):
    seen = a_draft(cast).version
    revise_plan(cast.actor("nurse"), draft_of(cast.patient), Choices(device="exceed"), version=seen)
    with pytest.raises(EditedMeanwhile):
        revise_plan(cast.actor("doctor"), draft_of(cast.patient), Choices(device=DEVICE), version=seen)
    assert draft_of(cast.patient).device == "exceed"


def test_what_is_above_the_evaluated_maximum_is_acknowledged_one_by_one(cast):
    plan, doctor = a_draft(cast), cast.actor("doctor")
    choices = with_length(plan, 2.0)
    with pytest.raises(BadInput) as refusal:
        approve_plan(doctor, plan, choices, version=plan.version)
    assert refusal.value.field == "acknowledged"
    considered = consider(afresh(cast.patient), doctor.today, choices)
    assert [item.id for item in considered.plan.off_label] == ["needle-length:cheek-left"]
    words = [acknowledgement_of(item) for item in considered.plan.off_label]
    approved = approve_plan(doctor, plan, choices, words, version=plan.version)
    assert (approved.state, approved.acknowledged) == ("approved", words)


def test_melasma_is_approved_by_a_doctor_alone_and_never_first_or_alone_without_a_word(cast):
    clear(cast, concern=("melasma", ("cheek-left",)))
    plan = a_draft(cast)
    silent = Choices(device=DEVICE, needle_lengths_mm={"cheek-left": 0.5})
    said = replace(silent, reasons={"melasma-first-or-alone:cheek-left": "A cream since May goes on"})
    ticked = [
        acknowledgement_of(item)
        for item in consider(afresh(cast.patient), cast.actor("doctor").today, said).plan.off_label
    ]
    with pytest.raises(WrongState, match="A doctor has to approve"):
        approve_plan(cast.actor("nurse"), plan, said, ticked, version=plan.version)
    with pytest.raises(BadInput, match="melasma needled first or alone") as refusal:
        approve_plan(cast.actor("doctor"), plan, silent, ticked, version=plan.version)
    assert refusal.value.field == "reasons"
    approved = approve_plan(cast.actor("doctor"), plan, said, ticked, version=plan.version)
    assert [one.reason for one in approved.to_domain().reasons] == ["A cream since May goes on"]


def test_an_acknowledgement_of_other_words_does_not_count(cast):
    plan, doctor = a_draft(cast), cast.actor("doctor")
    at_two = consider(afresh(cast.patient), doctor.today, with_length(plan, 2.0)).plan.off_label
    with pytest.raises(BadInput, match=r"2\.25"):
        approve_plan(doctor, plan, with_length(plan, 2.25), [acknowledgement_of(at_two[0])], version=1)


def test_a_plan_is_not_approved_against_its_screening(cast):
    plan, doctor = a_draft(cast), cast.actor("doctor")
    details = EntryDetails(
        kind="medicine", name="isotretinoin", route="oral", status="active", since="2025-01-01"
    )
    note_entry(doctor, afresh(cast.patient), details)
    with pytest.raises(WrongState, match="changed since"):
        approve(cast, doctor, plan)
    record_decision(doctor, afresh(cast.patient), DEVICE)
    with pytest.raises(WrongState, match="stands against"):
        approve(cast, doctor, plan)
    assert approved_plan(cast.patient) is None
    assert draft_of(cast.patient).version == 1


def test_a_decision_for_another_device_or_day_does_not_carry_a_plan(cast):
    doctor = cast.actor("doctor")
    clear(cast)
    other = consider(afresh(cast.patient), doctor.today, Choices(device="exceed"))
    assert "another device" in other.outdated[0]
    tomorrow = doctor.today.fromordinal(doctor.today.toordinal() + 1)
    assert "another day" in consider(afresh(cast.patient), tomorrow, Choices(device=DEVICE)).outdated[0]


def test_only_the_chosen_zones_are_planned(cast):
    plan = a_draft(cast)
    revised = revise_plan(
        cast.actor("nurse"), plan, Choices(device=DEVICE, zones=("cheek-right",)), version=1
    )
    assert revised.to_domain().zone_ids == ("cheek-right",)


def test_what_needs_a_doctor_is_not_approved_by_a_nurse(cast):
    clear(cast, concern=("melasma", ("cheek-left",)))
    plan, nurse = a_draft(cast), cast.actor("nurse")
    treatment = plan.to_domain()
    assert any(approval.by == "doctor" for approval in treatment.approvals)
    assert any(approval.by == "doctor" for approval in approvals_open(treatment, [], "nurse"))
    assert not any(approval.by == "doctor" for approval in approvals_open(treatment, [], "doctor"))
    with pytest.raises(WrongState, match=r"doctor|stands against"):
        approve(cast, nurse, plan)


def test_a_prescribers_word_is_kept_with_the_name_of_whoever_asked(cast):
    plan = a_draft_that_asks_a_prescriber(cast)
    word = note_prescriber_word(cast.actor("nurse"), plan, PRESCRIBED, " Dr Who ", "Go on.")
    assert (word.given_by, word.signature.signer_name) == ("Dr Who", "Nurse")
    with pytest.raises(BadInput, match="few words"):
        note_prescriber_word(cast.actor("nurse"), plan, PRESCRIBED, "Dr Who", "  ")


@pytest.mark.parametrize("about", ["anticoagulant", "emla-us", "", "x" * 121, "no such thing"])
def test_a_word_about_what_the_plan_does_not_ask_is_refused(cast, about):
    plan = a_draft_that_asks_a_prescriber(cast)
    with pytest.raises(BadInput, match="asks no prescriber about that"):
        note_prescriber_word(cast.actor("nurse"), plan, about, "Dr Who", "Go on.")
    assert not plan.prescriber_words.exists()


def test_without_the_prescribers_word_a_nurse_does_not_approve_and_with_it_she_does(cast):
    plan, nurse = a_draft_that_asks_a_prescriber(cast), cast.actor("nurse")
    with pytest.raises(WrongState, match="not asked yet about: pliaglis"):
        approve(cast, nurse, plan)
    note_prescriber_word(nurse, plan, PRESCRIBED, "Dr Who", "Go on.")
    assert approve(cast, nurse, plan).state == "approved"


def test_a_prescribers_word_lapses_when_the_plan_asks_something_else(cast):
    plan = a_draft_that_asks_a_prescriber(cast)
    word = note_prescriber_word(cast.actor("nurse"), plan, PRESCRIBED, "Dr Who", "Go on.")
    asked = asked_of_prescriber(plan.to_domain(), PRESCRIBED)
    assert answers(word, asked)
    assert not answers(word, replace(asked, reason=f"{asked.reason} Another reason."))
    assert not answers(word, replace(asked, about="compounded-30"))
    assert not answers(word, replace(asked, by="doctor"))
    other = Choices(device=DEVICE, anaesthetic="compounded-30")
    plan = revise_plan(cast.actor("doctor"), plan, other, version=plan.version)
    with pytest.raises(WrongState, match="compounded-30"):
        approve(cast, cast.actor("nurse"), plan)


def test_a_zone_without_a_length_is_not_approved(cast):
    clear(cast, concern=("wrinkles", ("neck",)))
    set_concern(cast.actor("doctor"), afresh(cast.patient), "wrinkles", ("neck",))
    plan, doctor = a_draft(cast), cast.actor("doctor")
    zone = plan.to_domain().zones[0]
    assert zone.needle_length_mm is None
    assert "No needle length was reported" in next(
        m.reason for m in zone.missing if m.what == "needle_length_mm"
    )
    with pytest.raises(BadInput) as refusal:
        approve(cast, doctor, plan)
    assert refusal.value.field == "length-neck"


def test_approving_signs_exactly_this_plan_once(cast):
    plan = an_approved_plan(cast)
    signature = Signature.objects.get(subject_id=plan.pk, meaning="approver")
    assert is_intact(signature, approved_document(plan))
    event = AuditEvent.objects.get(deed="approve_plan")
    assert event.digests["decision"] == str(plan.decision_id)
    assert "cheek" not in str(event.digests)


def test_an_approved_plan_refuses_every_change(cast):
    plan = an_approved_plan(cast)
    for statement in ("UPDATE records_plan SET device = 'exceed'", "DELETE FROM records_plan"):
        with pytest.raises(Exception, match="signed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(WrongState):
        revise_plan(cast.actor("doctor"), plan, choices_of(plan), version=plan.version)
    plan.refresh_from_db()
    assert plan.device == DEVICE


def test_a_new_version_supersedes_and_the_old_one_stays(cast):
    first, doctor = an_approved_plan(cast), cast.actor("doctor")
    draft = start_plan(doctor, afresh(cast.patient), choices_of(first))
    assert approved_plan(cast.patient) == first
    second = approve(cast, doctor, draft)
    assert (second.number, second.supersedes, second.to_domain().version) == (2, first, 2)
    assert approved_plan(cast.patient) == second
    assert Plan.objects.filter(state="approved").count() == 2


def test_a_discarded_draft_leaves_the_approved_plan_standing(cast):
    first, doctor = an_approved_plan(cast), cast.actor("doctor")
    draft = start_plan(doctor, afresh(cast.patient), choices_of(first))
    discard_plan(doctor, draft, version=draft.version)
    assert (draft_of(cast.patient), approved_plan(cast.patient)) == (None, first)


def test_a_plan_of_yesterday_can_be_read_as_it_was(cast):
    plan = an_approved_plan(cast)
    with clock.at(plan.signed_at.replace(year=plan.signed_at.year + 2)):
        assert approved_plan(afresh(cast.patient)).to_domain() == plan.to_domain()


@pytest.mark.database
def test_two_clicks_on_approve_at_once_approve_once(committed_db):
    cast = Cast()
    plan, doctor = a_draft(cast), cast.actor("doctor")
    outcomes = []

    def click():
        try:
            outcomes.append(approve(cast, doctor, Plan.objects.get(pk=plan.pk)).state)
        except (WrongState, EditedMeanwhile) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[-1] == "approved"
    assert Signature.objects.filter(subject_id=plan.pk).count() == 1


def test_a_broken_limit_is_approved_only_with_a_reason_and_the_reason_is_signed(cast):
    doctor, plan = cast.actor("doctor"), a_draft(cast)
    deep = Choices(device=DEVICE, needle_lengths_mm={"cheek-left": 1.5})
    with pytest.raises(BadInput, match="A reason is wanted for: cheek-left"):
        approve_plan(doctor, plan, deep, version=1)
    assert approved_plan(afresh(cast.patient)) is None
    said = {"tips-past-dermis:cheek-left": "Clinical judgement", "tips-past-dermis:nose": "Not planned"}
    approved = approve_plan(doctor, plan, replace(deep, reasons=said), version=1)
    assert approved.reasons == {"tips-past-dermis:cheek-left": "Clinical judgement"}
    assert [one.reason for one in approved.to_domain().reasons] == ["Clinical judgement"]
    assert approved.to_domain().digest == approved.digest


def test_a_reason_falls_away_when_the_limit_is_kept_again(cast):
    doctor, plan = cast.actor("doctor"), a_draft(cast)
    said = {"tips-past-dermis:cheek-left": "Clinical judgement"}
    deep = Choices(device=DEVICE, needle_lengths_mm={"cheek-left": 1.5}, reasons=said)
    revised = revise_plan(doctor, plan, deep, version=1)
    assert revised.reasons == said
    shorter = replace(deep, needle_lengths_mm={"cheek-left": 0.5})
    assert revise_plan(doctor, revised, shorter, version=2).reasons == {}
