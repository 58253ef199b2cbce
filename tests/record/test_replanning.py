"""A plan that was approved yesterday is worked out to the same digest today, and what was changed is found."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic.records import clock
from clinic.records.actions.planning import approve_plan, revise_plan
from clinic.records.models import Plan
from clinic.records.queries.planning import Choices, acknowledgement_of, choices_of, consider
from clinic.records.verification import verify_plans
from needlepoint.planning.days import Blackout, DayWishes
from tests.record.calls.commissioning import a_stamp
from tests.record.calls.planning import DEVICE, a_draft, afresh, an_approved_plan, approve

REASON = {"tips-past-dermis:cheek-left": "Clinical judgement"}


def approve_with(cast, **chosen) -> Plan:
    """Approve a plan with some choices."""
    doctor, draft = cast.actor("doctor"), a_draft(cast)
    choices = Choices(device=DEVICE, **chosen)
    considered = consider(afresh(cast.patient), doctor.today, choices)
    seen = [acknowledgement_of(item) for item in considered.plan.off_label]
    return approve_plan(doctor, draft, choices, seen, version=draft.version)


def faults() -> list[str]:
    """Give every fault of every approved plan."""
    return [sentence for found in verify_plans() for sentence in found.faults]


def wished(today) -> DayWishes:
    """Give wishes of every kind."""
    trip = Blackout(kind="sun", starts_on=today + timedelta(20), ends_on=today + timedelta(30), note="Crete")
    return DayWishes(blackouts=(trip,), ready_by=today + timedelta(90), occasion="wedding", weekdays_off=(0,))


def unlocked(row: Plan, **changed) -> None:
    """Change a signed row as somebody with the database in hand would."""
    with connection.cursor() as cursor:
        drop = "" if connection.vendor == "sqlite" else " ON records_plan"
        cursor.execute(f"DROP TRIGGER records_plan_no_update{drop}")
    Plan.objects.filter(pk=row.pk).update(**changed)


def test_a_plan_of_yesterday_is_the_same_today(cast):
    approved = an_approved_plan(cast)
    with clock.at(clock.now() + timedelta(days=1)):
        (found,) = verify_plans()
    assert (found.row_id, found.faults) == (approved.pk, ())


def test_a_draft_is_not_worked_out_again(cast):
    a_draft(cast)
    assert list(verify_plans()) == []


@pytest.mark.parametrize(
    "chosen",
    [
        {"needle_lengths_mm": {"cheek-left": 2.0}, "reasons": REASON},
        {"zones": ("cheek-left",)},
        {"contact_seconds": {"cheek-left": 45.5}, "wanted_per_cm2": 125},
        {"anaesthetic": "whichever is allowed"},
        {"adjuncts": ("whichever is allowed",)},
    ],
    ids=lambda chosen: next(iter(chosen)),
)
def test_whatever_was_chosen_is_worked_out_again(cast, chosen):
    known = consider(afresh(a_draft(cast).patient), cast.actor("doctor").today, Choices(device=DEVICE)).plan
    if "anaesthetic" in chosen:
        chosen = {"anaesthetic": next(one.id for one in known.anaesthetic.products if one.allowed != "no")}
    if "adjuncts" in chosen:
        chosen = {"adjuncts": tuple(one.id for one in known.adjuncts if one.allowed == "yes")[:1]}
    approve_with(cast, **chosen)
    assert faults() == []


def test_days_that_were_wished_are_worked_out_again_when_they_have_passed(cast):
    approved = approve_with(cast, days=wished(cast.actor("doctor").today))
    with clock.at(clock.now() + timedelta(days=400)):
        assert faults() == []
    assert approved.to_domain().schedule.wishes == choices_of(approved).days


def test_a_stamp_test_that_came_later_changes_nothing_of_what_was_approved(cast):
    a_stamp(cast)
    approved = approve_with(cast, contact_seconds={"cheek-left": 30}, reasons={})
    assert approved.kappa is not None
    a_stamp(cast, counted=3_000)
    assert faults() == []


def test_a_plan_from_before_the_measure_was_stored_has_what_stood_on_its_day(cast):
    a_stamp(cast)
    approved = approve_with(cast, contact_seconds={"cheek-left": 30})
    unlocked(approved, measured={})
    assert faults() == []


def test_without_a_stamp_test_nothing_is_measured(cast):
    assert an_approved_plan(cast).kappa is None


def test_a_plan_that_was_changed_is_found(cast):
    approved = an_approved_plan(cast)
    proposal = {**approved.proposal, "limitation": "None at all."}
    unlocked(approved, proposal=proposal)
    assert "the stored plan was changed: the digest does not fit" in faults()


def test_a_choice_that_was_changed_is_found(cast):
    approved = an_approved_plan(cast)
    unlocked(approved, needle_lengths={"cheek-left": 50})
    (fault,) = faults()
    assert fault.startswith("worked out again it is another plan")


def test_a_plan_that_cannot_be_read_is_told_and_does_not_stop_the_others(cast):
    approved = an_approved_plan(cast)
    unlocked(approved, proposal={"nonsense": True})
    (fault,) = faults()
    assert "cannot be read" in fault


def test_the_command_says_how_many_plans_hold_and_fails_where_one_does_not(cast):
    approved, out, err = an_approved_plan(cast), StringIO(), StringIO()
    call_command("decision", "verify", stdout=out)
    assert "Every approved plan holds: 1 worked out to the same digest." in out.getvalue()
    unlocked(approved, needle_lengths={"cheek-left": 50})
    with pytest.raises(CommandError, match="1 of plans"):
        call_command("decision", "verify", stdout=out, stderr=err)
    assert f"plan {approved.pk}: worked out again" in err.getvalue()


def test_a_revised_draft_stores_what_was_chosen_and_nothing_else(cast):
    doctor, draft = cast.actor("doctor"), a_draft(cast)
    days = wished(doctor.today)
    choices = Choices(device=DEVICE, contact_seconds={"cheek-left": 30}, wanted_per_cm2=200, days=days)
    stored = revise_plan(doctor, draft, choices, version=draft.version)
    assert choices_of(stored) == choices
    assert choices_of(Plan.objects.get(pk=stored.pk)) == choices
    back = revise_plan(doctor, stored, Choices(device=DEVICE), version=stored.version)
    assert (back.busy, back.ready_by, back.occasion, back.weekdays_off) == ([], None, "", [])
    assert back.to_domain().schedule is None


def test_a_name_for_an_occasion_waits_for_its_day(cast):
    doctor, draft = cast.actor("doctor"), a_draft(cast)
    days = DayWishes(occasion="wedding")
    stored = revise_plan(doctor, draft, Choices(device=DEVICE, days=days), version=draft.version)
    assert (stored.days.occasion, stored.to_domain().schedule) == ("wedding", None)


def test_a_signed_plan_refuses_a_change_of_what_was_wished(cast):
    approved = approve(cast, cast.actor("doctor"), a_draft(cast))
    with pytest.raises(Exception, match="is signed and refuses UPDATE"):
        Plan.objects.filter(pk=approved.pk).update(ready_by=approved.signed_at.date())
